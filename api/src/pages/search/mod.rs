//! Households by the name of somebody in them. What is typed is sent, and never stands in an address.

mod kept;

use application::{Vague, new_event_id, vague};
use askama::Template;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
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
use super::texts::Texts;

pub(super) use kept::Searches;

const DOCUMENT: &str = include_str!("query.graphql");

/// Bytes of a form: a name, and how it is sent.
const FORM_MAX: usize = 4 * 1024;

/// The number of a search, in an address.
const FIND: &str = "find";

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
    state: Option<Members>,
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
struct Members {
    members: Vec<Member>,
}

#[derive(Deserialize)]
struct Member {
    person: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "type")]
    kind: String,
    believed: bool,
    believed_payload: Option<Value>,
}

/// The households that were found.
struct Found {
    title: String,
    rows: Vec<Row>,
    /// The page after this one.
    next: Option<String>,
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
    /// What is wrong with it.
    wrong: Option<String>,
    /// Nothing as long as nobody is looked for.
    found: Option<Found>,
}

async fn page(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let frame = Frame::of(&parts);
    let shown =
        |status, name, wrong, found| html(&frame, status, &Page { frame: &frame, name, wrong, found });
    let page = async {
        if !frame.reader.searches() {
            // Who says why comes back here.
            let asked = frame.reader.gives_reasons() && parts.method == Method::GET;
            let page = asked.then(|| shown(StatusCode::FORBIDDEN, String::new(), None, None));
            return page.ok_or(Failure::Forbidden);
        }
        if parts.method == Method::POST {
            let request = Request::from_parts(parts.clone(), body);
            let form = Form::<Typed>::from_request(request, &()).await;
            let name = form.map_err(|_| Failure::BadRequest)?.0.name;
            if let Some(why) = vague(&name) {
                let wrong = Some(frame.say(reason(why)));
                return Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, name, wrong, None));
            }
            let number = new_event_id().0;
            desk.searches().keep(number, frame.reader.name(), name);
            let there = frame.here_with(&[(FIND, Some(&number.to_string())), ("after", None)]);
            return Ok(Redirect::to(&there).into_response());
        }
        let number = frame.parameter(FIND).and_then(|number| number.parse().ok());
        // One that is too old, or somebody else’s, is a form to be filled in.
        let Some(name) = number.and_then(|number| desk.searches().find(number, frame.reader.name())) else {
            return Ok(shown(StatusCode::OK, String::new(), None, None));
        };
        let found = find(&desk, &parts, &frame, &name).await?;
        let status = if found.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let wrong = found.is_none().then(|| frame.say(reason(Vague::Common)));
        Ok(shown(status, name, wrong, found))
    };
    page.await.unwrap_or_else(|failure| failure::page(&frame, failure))
}

fn reason(why: Vague) -> &'static str {
    match why {
        Vague::Short => "search-short",
        Vague::Long => "search-long",
        Vague::Common => "search-common",
    }
}

/// A page of the households; `None` when too many have such a name.
async fn find(desk: &Desk, parts: &Parts, frame: &Frame, name: &str) -> Result<Option<Found>, Failure> {
    let texts = frame.texts;
    let after = frame.parameter("after");
    let variables = json!({ "name": name, "after": after });
    let answer = match ask::<Answer>(desk, parts, texts.0, DOCUMENT, variables).await {
        Err(Failure::BadRequest) if after.is_none() => return Ok(None),
        answer => answer?,
    };
    let programmes = names(answer.programmes);
    let row = |one: Household| {
        let overview = one.overview.as_ref();
        let named = |code: &String| programmes.get(code).unwrap_or(code).clone();
        let programmes = overview.map(|row| row.programmes.iter().map(named).collect::<Vec<_>>());
        Row {
            short: short(&one.uuid),
            people: people(&one, texts),
            members: overview.map(|row| texts.count("members", row.members)).unwrap_or_default(),
            home: overview.and_then(|row| row.housing_kind_label.clone()).unwrap_or_default(),
            programmes: programmes.unwrap_or_default().join(", "),
            open: overview.is_some_and(|row| row.open),
            id: one.uuid,
        }
    };
    let mut rows: Vec<Row> = answer.households.nodes.into_iter().map(row).collect();
    let cursor = answer.households.page_info.end_cursor.filter(|_| answer.households.page_info.has_next_page);
    let is_all = cursor.is_none() && after.is_none();
    if is_all {
        // Those who are looked after now, then by name.
        rows.sort_by(|one, other| (!one.open, &one.people).cmp(&(!other.open, &other.people)));
    }
    let count = texts.count("search-found", rows.len() as u64);
    let title = if is_all { count } else { texts.with("search-some", &[("count", &count)]) };
    let next = cursor.map(|cursor| frame.here_with(&[("after", Some(&cursor))]));
    Ok(Some(Found { title, rows, next }))
}

/// Everybody who is named in a household, as is believed; whoever is no member any more is told so. Its number where nobody
/// is named.
fn people(of: &Household, texts: Texts) -> String {
    let members = of.state.as_ref().map(|state| state.members.as_slice()).unwrap_or_default();
    let joined = of.history.iter().flatten().filter(|entry| entry.kind == "member_joined" && entry.believed);
    let mut named: Vec<(bool, String)> = Vec::new();
    for payload in joined.filter_map(|entry| entry.believed_payload.as_ref()) {
        let Some(name) = payload["identity"].as_str() else { continue };
        let is_there = members.iter().any(|member| payload["person"] == member.person);
        let told = if is_there { name.to_owned() } else { texts.with("search-left", &[("name", name)]) };
        if named.iter().all(|(_, other)| *other != told) {
            named.push((!is_there, told));
        }
    }
    named.sort_by_key(|(has_left, _)| *has_left);
    if named.is_empty() {
        return texts.with("household-title", &[("id", &short(&of.uuid))]);
    }
    named.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", ")
}
