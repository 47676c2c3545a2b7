//! Households by the name of somebody in them. What is typed is sent, and never stands in an address.

use askama::Template;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::PageInfo;
use super::ask::{Desk, ask};
use super::failure::{self, Failure};
use super::frame::Frame;
use super::households::answer::{Nodes, Programme, names};
use super::households::short;
use super::respond::html;

const DOCUMENT: &str = include_str!("query.graphql");

/// Bytes of a form: a name, and how it is sent.
const FORM_MAX: usize = 4 * 1024;

/// The page.
pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/search", get(page).post(page)).layer(DefaultBodyLimit::max(FORM_MAX))
}

/// What is typed.
#[derive(Deserialize)]
struct Typed {
    name: String,
}

#[derive(Deserialize)]
struct Answer {
    households: Households,
    programmes: Nodes<Programme>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Households {
    nodes: Vec<Household>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
struct Household {
    uuid: String,
    overview: Option<Overview>,
    history: Option<Vec<Entry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Overview {
    members: u64,
    housing_kind_label: Option<String>,
    open: bool,
    programmes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "type")]
    kind: String,
    believed: bool,
    believed_payload: Option<Value>,
}

/// What came of it.
enum Found {
    /// Nobody was looked for yet.
    Nothing,
    /// Too little was told of the name.
    Vague,
    Households {
        rows: Vec<Row>,
        total: String,
        /// Whether there are others.
        more: bool,
    },
}

struct Row {
    id: String,
    short: String,
    people: String,
    members: String,
    home: String,
    programmes: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "search/page.html")]
struct Page<'a> {
    frame: &'a Frame,
    name: String,
    found: Found,
}

async fn page(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let frame = Frame::of(&parts);
    let page = async {
        if !frame.reader.searches() {
            return Err(Failure::Forbidden);
        }
        let name = if parts.method == Method::POST {
            let request = Request::from_parts(parts.clone(), body);
            let form = Form::<Typed>::from_request(request, &()).await;
            form.map_err(|_| Failure::BadRequest)?.0.name
        } else {
            String::new()
        };
        let found =
            if name.trim().is_empty() { Found::Nothing } else { find(&desk, &parts, &frame, &name).await? };
        let status =
            if matches!(found, Found::Vague) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok(html(&frame, status, &Page { frame: &frame, name, found }))
    };
    page.await.unwrap_or_else(|failure| failure::page(&frame, failure))
}

async fn find(desk: &Desk, parts: &Parts, frame: &Frame, name: &str) -> Result<Found, Failure> {
    let texts = frame.texts;
    let answer = match ask::<Answer>(desk, parts, texts.0, DOCUMENT, json!({ "name": name })).await {
        Err(Failure::BadRequest) => return Ok(Found::Vague),
        answer => answer?,
    };
    let programmes = names(answer.programmes);
    let row = |one: Household| {
        let overview = one.overview.as_ref();
        let named = |code: &String| programmes.get(code).unwrap_or(code).clone();
        let programmes = overview.map(|row| row.programmes.iter().map(named).collect::<Vec<_>>());
        Row {
            short: short(&one.uuid),
            people: people(one.history.as_deref().unwrap_or_default()),
            members: overview.map(|row| texts.count("members", row.members)).unwrap_or_default(),
            home: overview.and_then(|row| row.housing_kind_label.clone()).unwrap_or_default(),
            programmes: programmes.unwrap_or_default().join(", "),
            open: overview.is_some_and(|row| row.open),
            id: one.uuid,
        }
    };
    let mut rows: Vec<Row> = answer.households.nodes.into_iter().map(row).collect();
    // Those who are looked after now, then by name.
    rows.sort_by(|one, other| (!one.open, &one.people).cmp(&(!other.open, &other.people)));
    Ok(Found::Households {
        total: texts.count("search-found", rows.len() as u64),
        rows,
        more: answer.households.page_info.has_next_page,
    })
}

/// Everybody who is named in a history, as is believed.
fn people(history: &[Entry]) -> String {
    let joined = history.iter().filter(|entry| entry.kind == "member_joined" && entry.believed);
    let names = joined.filter_map(|entry| entry.believed_payload.as_ref()?["identity"].as_str());
    names.collect::<Vec<_>>().join(", ")
}
