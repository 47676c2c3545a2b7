//! The sandbox: a parameter is changed, figures stand side by side, and who moved is told, with why.

mod answer;
mod choice;
mod shown;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::json;

use super::ask::{Desk, ask};
use super::failure::{self, Failure};
use super::frame::Frame;
use super::respond::html;
use crate::schema::CHANGES_MAX;
use answer::{Answer, Choices, Comparison};
use choice::{Chosen, Field, changes};
use shown::Shown;

const CHOICES: &str = include_str!("form.graphql");
const DOCUMENT: &str = include_str!("query.graphql");

/// The page.
pub(super) async fn page(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    match read(&desk, &parts, &frame).await {
        Ok(page) => {
            let status = match (page.is_busy, page.errors.is_empty()) {
                (true, _) => StatusCode::SERVICE_UNAVAILABLE,
                (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
                (false, true) => StatusCode::OK,
            };
            let mut response = html(&frame, status, &page);
            if page.is_busy {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            response
        }
        Err(failure) => failure::page(&frame, failure),
    }
}

async fn read<'f>(desk: &Desk, parts: &Parts, frame: &'f Frame) -> Result<Page<'f>, Failure> {
    let language = frame.texts.0;
    let chosen = Chosen::of(frame)?;
    let choices: Choices = ask(desk, parts, language, CHOICES, json!({ "set": chosen.set() })).await?;
    let parameters = choices.rule_set.ok_or(Failure::BadRequest)?.parameters;
    let sees_any = !choices.programmes.nodes.is_empty();
    let programmes: Vec<(String, String)> = choices
        .programmes
        .nodes
        .into_iter()
        .filter(|one| one.rules_tried)
        .map(|one| (one.code.clone(), one.name.unwrap_or(one.code)))
        .collect();
    // Nobody tries rules on figures that are none of theirs.
    if programmes.is_empty() && sees_any {
        return Err(Failure::Forbidden);
    }
    let first = programmes.first().map(|(code, _)| code.clone()).unwrap_or_default();
    let changes = changes(frame, &parameters)?;
    let year = chosen.year.unwrap_or_else(|| desk.today().year());
    let is_too_much = changes.len() > CHANGES_MAX;
    let is_asked = !changes.is_empty() || chosen.before.is_some() || chosen.after.is_some();
    let counted = match chosen.programme.as_deref().filter(|_| is_asked && !is_too_much) {
        None => Ok(None),
        Some(programme) => {
            let variables = chosen.variables(programme, year, &changes);
            ask::<Answer>(desk, parts, language, DOCUMENT, variables).await.map(Some)
        }
    };
    let (answer, is_busy) = match counted {
        Ok(answer) => (answer, false),
        Err(Failure::Unavailable) => (None, true),
        Err(other) => return Err(other),
    };
    let comparison = match answer {
        Some(Answer { rule_comparison: None }) => return Err(Failure::BadRequest),
        Some(Answer { rule_comparison }) => rule_comparison,
        None => None,
    };
    let refused = comparison.as_ref().map(|one| one.refused.as_slice()).unwrap_or_default();
    let fields = parameters
        .iter()
        .flat_map(|one| one.choices.iter().map(move |choice| Field::of(one, choice, frame, refused)));
    let mut fields: Vec<Field> = fields.collect();
    let tried = fields.iter_mut().filter(|field| !field.given.is_empty());
    for field in tried.skip(CHANGES_MAX) {
        field.error = Some(frame.texts.with("try-too-many", &[("most", &CHANGES_MAX.to_string())]));
    }
    let errors =
        fields.iter().filter_map(|field| Some((field.id.clone(), field.label.clone(), field.error.clone()?)));
    let errors = errors.collect();
    let is_open = fields.iter().any(|field| !field.given.is_empty());
    let shown = comparison.filter(|one| one.refused.is_empty());
    let shown = shown.map(|one: Comparison| Shown::of(one, frame, &parameters));
    Ok(Page {
        frame,
        programme: chosen.programme.clone().unwrap_or(first),
        programmes,
        sets: choices.rule_sets.into_iter().map(|set| (set.name, set.label)).collect(),
        before: chosen.before.unwrap_or_default(),
        after: chosen.after.unwrap_or_default(),
        year,
        fields,
        errors,
        is_open,
        is_busy,
        shown,
    })
}

#[derive(Template)]
#[template(path = "compare/page.html")]
struct Page<'a> {
    frame: &'a Frame,
    programmes: Vec<(String, String)>,
    programme: String,
    sets: Vec<(String, String)>,
    before: String,
    after: String,
    year: i16,
    fields: Vec<Field>,
    /// What is wrong: the field, its label, why.
    errors: Vec<(String, String, String)>,
    /// Whether any parameter is changed.
    is_open: bool,
    is_busy: bool,
    shown: Option<Shown>,
}
