//! Rule sets and their versions, and the parameters of one with their reasons.

pub(super) mod answer;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::ask::{Desk, ask};
use super::failure::{self, Failure};
use super::figures::code_of;
use super::frame::Frame;
use super::respond::html;
use answer::{Answer, Listed, RuleSet};

const DOCUMENT: &str = include_str!("query.graphql");

/// The rule set whose parameters are shown when none is chosen.
const FIRST: &str = "base";

/// The page.
pub(super) async fn page(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let read = async {
        let name = code_of(&frame, "set")?.unwrap_or(FIRST);
        let answer: Answer = ask(&desk, &parts, frame.texts.0, DOCUMENT, json!({ "name": name })).await?;
        let set = answer.rule_set.ok_or(Failure::NotFound)?;
        Ok::<_, Failure>(Page { frame: &frame, sets: answer.rule_sets, set })
    };
    match read.await {
        Ok(page) => html(&frame, StatusCode::OK, &page),
        Err(failure) => failure::page(&frame, failure),
    }
}

#[derive(Template)]
#[template(path = "rules/page.html")]
struct Page<'a> {
    frame: &'a Frame,
    sets: Vec<Listed>,
    set: RuleSet,
}

impl Page<'_> {
    fn differences(set: &Listed) -> String {
        let one = |one: &answer::Difference| format!("{} = {}", one.parameter, one.value);
        set.differences.iter().map(one).collect::<Vec<_>>().join(" ; ")
    }

    fn short(digest: &str) -> String {
        digest.chars().take(12).collect()
    }
}
