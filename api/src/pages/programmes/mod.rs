//! The list of programmes.

pub(super) mod answer;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::ask::{Desk, ask};
use super::failure;
use super::frame::Frame;
use super::respond::html;
use super::texts::Texts;
use answer::{Answer, Capacity, Programme};

const DOCUMENT: &str = include_str!("query.graphql");

/// The page.
pub(super) async fn page(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    match ask::<Answer>(&desk, &parts, frame.texts.0, DOCUMENT, json!({})).await {
        Ok(answer) => {
            let rows = answer.programmes.nodes.into_iter().map(|one| Row::of(one, frame.texts)).collect();
            html(&frame, StatusCode::OK, &Page { frame: &frame, rows })
        }
        Err(failure) => failure::page(&frame, failure),
    }
}

#[derive(Template)]
#[template(path = "programmes/page.html")]
struct Page<'a> {
    frame: &'a Frame,
    rows: Vec<Row>,
}

struct Row {
    code: String,
    name: String,
    about: String,
    state: String,
    /// How many are in it; none when that is not told.
    now: Option<String>,
    capacities: Vec<String>,
    has_figures: bool,
}

impl Row {
    fn of(one: Programme, texts: Texts) -> Self {
        let now = one.occupancy.as_ref().map(|full| {
            let households = texts.count("households", full.count.households.into());
            let persons = texts.count("persons", full.count.persons.into());
            format!("{households}, {persons}")
        });
        let about = one.kind_label.into_iter().chain(one.operator);
        Self {
            name: one.name.unwrap_or_else(|| one.code.clone()),
            code: one.code,
            about: about.collect::<Vec<_>>().join(" · "),
            state: one.state_label.unwrap_or_default(),
            now,
            capacities: one
                .occupancy
                .iter()
                .flat_map(|full| &full.capacities)
                .map(|one| told(one, texts))
                .collect(),
            has_figures: one.figures_told != "NOTHING",
        }
    }
}

/// A capacity in words, with how much of it is taken where that is counted.
pub(super) fn told(capacity: &Capacity, texts: Texts) -> String {
    let value = capacity.value.to_string();
    let unit = match &capacity.segment {
        Some(segment) => format!("{} ({segment})", capacity.unit_label),
        None => capacity.unit_label.clone(),
    };
    let all = [("value", value.as_str()), ("unit", &unit)];
    match capacity.taken {
        None => texts.with("capacity", &all),
        Some(taken) => {
            let taken = taken.to_string();
            let id = if capacity.exceeded { "capacity-exceeded" } else { "capacity-taken" };
            texts.with(id, &[all[0], all[1], ("taken", &taken)])
        }
    }
}
