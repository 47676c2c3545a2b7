//! Which fact to record: those that the reader may, by lane.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::FactKind;
use domain::messages::fact_label;

use super::context::Context;
use super::kinds::{LANES, PROGRAMME_LANES};
use super::subject::Subject;
use crate::pages::ask::Desk;
use crate::pages::failure::{self, Failure};
use crate::pages::frame::Frame;
use crate::pages::respond::html;

#[derive(Template)]
#[template(path = "record/choose.html")]
struct Page<'a> {
    frame: &'a Frame,
    /// The page of the household or programme, and its name.
    base: String,
    name: String,
    list: (&'static str, String),
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
        let of = Subject::of(&parts, &id)?;
        let context = Context::about(&desk, &parts, &frame, &of).await?;
        let lanes = lanes(&context, if of.is_programme() { PROGRAMME_LANES } else { LANES });
        if lanes.is_empty() {
            return Err(Failure::Forbidden);
        }
        let list = Subject::list_of(of.is_programme(), frame.texts);
        let people = context.people.everybody();
        Ok(Page { frame: &frame, base: of.address(), name: context.name_of(&of), list, people, lanes })
    };
    match page.await {
        Ok(page) => html(&frame, StatusCode::OK, &page),
        Err(failure) => failure::page(&frame, failure),
    }
}

fn lanes(context: &Context, lanes: &[(&'static str, &[FactKind])]) -> Vec<Lane> {
    let texts = context.texts;
    let lanes = lanes.iter().map(|(lane, kinds)| {
        let facts = kinds.iter().filter(|kind| context.may_record(**kind)).map(|kind| Fact {
            name: kind.name(),
            label: fact_label(texts.0, *kind),
            about: texts.of("about", kind.name()),
        });
        Lane { id: lane, title: texts.say(&format!("record-lane-{lane}")), facts: facts.collect() }
    });
    lanes.filter(|lane| !lane.facts.is_empty()).collect()
}
