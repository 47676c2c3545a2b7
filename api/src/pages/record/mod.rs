//! Forms: a fact is chosen, filled in, looked at as it would be, then recorded; what is recorded is corrected or retracted.
//!
//! What a form asks for is made from what the domain declares of the fact ([`form`]); what is typed becomes a payload
//! ([`read`]) that goes through the `record` of the schema, as everybody’s ([`sending`]). Nothing that is typed is ever in
//! an address. Names of fields are places in the arguments of `record`: that is where contradictions are told.

mod act;
mod choose;
mod context;
mod form;
mod kinds;
mod opening;
mod page;
mod read;
mod sending;
mod typed;
mod when;

use application::new_event_id;
use axum::extract::{FromRequest as _, Path, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use domain::FactKind;
use domain::ids::{EventId, HouseholdId};

use super::ask::Desk;
use super::failure::{self, Failure};
use super::frame::Frame;
use super::household::story::Teller;
use act::{Act, Target};
use context::Context;
use page::Shown;
use read::Reading;
use sending::{Outcome, Sending};
use typed::Typed;

pub(in crate::pages) use kinds::is_corrected;

/// The forms.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/households/new", get(open).post(open))
        .route("/households/{id}/record", get(choose::page))
        .route("/households/{id}/record/{kind}", get(record).post(record))
        .route("/households/{id}/events/{event}/correct", get(correct).post(correct))
        .route("/households/{id}/events/{event}/retract", get(retract).post(retract))
        // What the largest form sends, with every field at its longest, and no more.
        .layer(axum::extract::DefaultBodyLimit::max(256 * 1024))
}

async fn open(State(desk): State<Desk>, request: Request) -> Response {
    answered(&desk, request, async |parts, frame| {
        if !frame.reader.records() {
            return Err(Failure::Forbidden);
        }
        Ok((Act::Open, Context::of_nobody(&desk, parts, frame).await?))
    })
    .await
}

async fn record(
    State(desk): State<Desk>,
    Path((id, kind)): Path<(String, String)>,
    request: Request,
) -> Response {
    answered(&desk, request, async |parts, frame| {
        let household: HouseholdId = id.parse().map_err(|_| Failure::NotFound)?;
        let kind =
            FactKind::parse(&kind).filter(|kind| kinds::is_recorded(*kind)).ok_or(Failure::NotFound)?;
        let context = Context::of(&desk, parts, frame, household).await?;
        // A form sent again is answered as before, though what it recorded may have ended the right to record it.
        if parts.method == axum::http::Method::GET && !context.may_record(kind) {
            return Err(Failure::Forbidden);
        }
        Ok((Act::Record { household, kind }, context))
    })
    .await
}

async fn correct(State(desk): State<Desk>, Path(path): Path<(String, String)>, request: Request) -> Response {
    answered(&desk, request, async |parts, frame| {
        let (household, target, context) = changed(&desk, parts, frame, path).await?;
        if !kinds::is_corrected(target.kind) {
            return Err(Failure::NotFound);
        }
        Ok((Act::Correct { household, target }, context))
    })
    .await
}

async fn retract(State(desk): State<Desk>, Path(path): Path<(String, String)>, request: Request) -> Response {
    answered(&desk, request, async |parts, frame| {
        let (household, target, context) = changed(&desk, parts, frame, path).await?;
        Ok((Act::Retract { household, target }, context))
    })
    .await
}

/// The fact that is to be corrected or retracted.
async fn changed(
    desk: &Desk,
    parts: &Parts,
    frame: &Frame,
    (household, event): (String, String),
) -> Result<(HouseholdId, Target, Context), Failure> {
    let household: HouseholdId = household.parse().map_err(|_| Failure::NotFound)?;
    let id: EventId = event.parse().map_err(|_| Failure::NotFound)?;
    let context = Context::of(desk, parts, frame, household).await?;
    let entry = context.history().iter().find(|entry| entry.id == id.to_string()).ok_or(Failure::NotFound)?;
    let kind = FactKind::parse(&entry.kind).ok_or(Failure::NotFound)?;
    let on = entry.believed_occurred_on.unwrap_or(entry.occurred_on).0.to_string();
    let payload = entry.believed_payload.clone();
    let (texts, zone) = (frame.texts, desk.time_zone());
    let teller = Teller { texts, people: &context.people, zone: &zone, as_of: desk.today() };
    let told = teller.since(entry);
    if parts.method == axum::http::Method::GET && !entry.changeable {
        return Err(if payload.is_none() { Failure::NotFound } else { Failure::Forbidden });
    }
    let target = Target { id, kind, on, payload: payload.unwrap_or_default(), told };
    Ok((household, target, context))
}

/// The page of a request about an act.
async fn answered(
    desk: &Desk,
    request: Request,
    act: impl AsyncFnOnce(&Parts, &Frame) -> Result<(Act, Context), Failure>,
) -> Response {
    let (parts, body) = request.into_parts();
    let frame = Frame::of(&parts);
    let page = async {
        let typed = if parts.method == axum::http::Method::POST {
            let request = Request::from_parts(parts.clone(), body);
            let pairs = Form::<Vec<(String, String)>>::from_request(request, &()).await;
            let Form(pairs) = pairs.map_err(|_| Failure::BadRequest)?;
            Some(Typed::of(pairs).ok_or(Failure::BadRequest)?)
        } else {
            None
        };
        let (act, context) = act(&parts, &frame).await?;
        match typed {
            None => {
                let event = new_event_id();
                let typed = act.first(&context, event);
                Ok(Shown { frame: &frame, act: &act, context: &context, typed: &typed, event }.form(&[]))
            }
            Some(typed) => sent(desk, &parts, &frame, &act, context, typed).await,
        }
    };
    match page.await {
        Ok(response) => response,
        Err(failure) => failure::page(&frame, failure),
    }
}

/// To the household, where what was recorded is marked; the same when it is sent twice.
fn recorded(act: &Act, event: EventId) -> Response {
    let (household, marked) = (act.household(event), act.marked(event));
    Redirect::to(&format!("/households/{household}?recorded={marked}#fact-{marked}")).into_response()
}

/// What was typed, looked at or recorded.
async fn sent(
    desk: &Desk,
    parts: &Parts,
    frame: &Frame,
    act: &Act,
    mut context: Context,
    mut typed: Typed,
) -> Result<Response, Failure> {
    let event: EventId = typed.one("event").parse().map_err(|_| Failure::BadRequest)?;
    // The schema counts versions in 31 bits.
    let version: u32 = typed.one("version").parse().map_err(|_| Failure::BadRequest)?;
    let version = i32::try_from(version).map_err(|_| Failure::BadRequest)?.unsigned_abs();
    let step = typed.one("step").to_owned();
    if let Some(list) = step.strip_prefix("more/") {
        let next = format!("{list}/{}", typed.items(list).max(1));
        typed.add(next, "");
        return Ok(Shown { frame, act, context: &context, typed: &typed, event }.form(&[]));
    }
    if step == "edit" {
        return Ok(Shown { frame, act, context: &context, typed: &typed, event }.form(&[]));
    }
    // Retracted, a fact no longer tells on which day it was believed: sent again, it would say something else.
    let retracts = matches!(act, Act::Retract { .. });
    if retracts && step == "save" && context.history().iter().any(|entry| entry.id == event.to_string()) {
        return Ok(recorded(act, event));
    }
    act.compact(&mut typed);
    let mut reading = Reading { texts: context.texts, typed: &typed, faults: Vec::new() };
    let facts = act.facts(&mut reading, event);
    let organisation =
        reading.text(if context.household.is_some() { "organisation" } else { "0/data/opened_by" });
    let unread = reading.faults;
    let household = act.household(event);
    let organisation = organisation.map(|code| code.to_lowercase());
    let sending = Sending { desk, parts, context: &context, household, version, organisation };
    let outcome = sending.send(&facts, unread, step != "save").await?;
    match outcome {
        Outcome::Accepted(_) if step == "save" => Ok(recorded(act, event)),
        Outcome::Accepted(accepted) => {
            let shown = Shown { frame, act, context: &context, typed: &typed, event };
            Ok(shown.preview(&facts, *accepted, desk.today()))
        }
        Outcome::Refused(faults) => {
            let mut told: Vec<(String, String)> = Vec::new();
            for (name, sentence) in faults {
                let fault = (act.field(&name, &typed), sentence);
                // Two places of the arguments may be one field.
                if !told.contains(&fault) {
                    told.push(fault);
                }
            }
            Ok(Shown { frame, act, context: &context, typed: &typed, event }.form(&told))
        }
        Outcome::Denied(sentence) => {
            Ok(Shown { frame, act, context: &context, typed: &typed, event }.denied(sentence))
        }
        Outcome::Moved => {
            if let Some(household) = act.existing() {
                context = Context::of(desk, parts, frame, household).await?;
            }
            typed.set("version", context.version().to_string());
            let shown = Shown { frame, act, context: &context, typed: &typed, event };
            Ok(shown.moved(version, &desk.time_zone(), desk.today()))
        }
    }
}
