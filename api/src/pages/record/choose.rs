//! Which fact to record: those that the reader may, by lane.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::HouseholdId;
use domain::messages::fact_label;

use super::context::Context;
use super::kinds::LANES;
use crate::pages::ask::Desk;
use crate::pages::failure::{self, Failure};
use crate::pages::frame::Frame;
use crate::pages::households::short;
use crate::pages::respond::html;

#[derive(Template)]
#[template(path = "record/choose.html")]
struct Page<'a> {
    frame: &'a Frame,
    id: String,
    household: String,
    people: String,
    lanes: Vec<Lane>,
}

struct Lane {
    id: &'static str,
    title: String,
    facts: Vec<Fact>,
}

struct Fact {
    name: &'static str,
    label: String,
    about: String,
}

/// The page.
pub(super) async fn page(State(desk): State<Desk>, Path(id): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let page = async {
        let id: HouseholdId = id.parse().map_err(|_| Failure::NotFound)?;
        let context = Context::of(&desk, &parts, &frame, id).await?;
        let lanes = lanes(&context);
        if lanes.is_empty() {
            return Err(Failure::Forbidden);
        }
        let texts = frame.texts;
        let household = texts.with("household-title", &[("id", &short(&id.to_string()))]);
        Ok(Page { frame: &frame, id: id.to_string(), household, people: context.people.everybody(), lanes })
    };
    match page.await {
        Ok(page) => html(&frame, StatusCode::OK, &page),
        Err(failure) => failure::page(&frame, failure),
    }
}

fn lanes(context: &Context) -> Vec<Lane> {
    let texts = context.texts;
    let lanes = LANES.iter().map(|(lane, kinds)| {
        let facts = kinds.iter().filter(|kind| context.may_record(**kind)).map(|kind| Fact {
            name: kind.name(),
            label: fact_label(texts.0, *kind),
            about: texts.of("about", kind.name()),
        });
        Lane { id: lane, title: texts.say(&format!("record-lane-{lane}")), facts: facts.collect() }
    });
    lanes.filter(|lane| !lane.facts.is_empty()).collect()
}
