//! Forms: a fact is chosen, filled in, looked at as it would be, then recorded; what is recorded is corrected or retracted.
//!
//! What a form asks for is made from what the domain declares of the fact ([`form`]); what is typed becomes a payload
//! ([`read`]) that goes through the `record` of the schema, as everybody’s ([`sending`]). Nothing that is typed is ever in
//! an address. Names of fields are places in the arguments of `record`: that is where contradictions are told.

mod act;
pub(super) mod activities;
mod choose;
mod context;
mod control;
mod duration;
mod form;
mod joining;
mod kinds;
mod known;
mod lasting;
mod opening;
mod other;
mod page;
mod read;
mod sending;
mod sent;
mod subject;
mod tied;
mod typed;
mod undo;
mod when;

use application::new_event_id;
use axum::extract::{FromRequest as _, Path, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use domain::FactKind;
use domain::ids::EventId;

use super::ask::Desk;
use super::failure::{self, Failure};
use super::frame::Frame;
use super::household::story::Teller;
use act::{Act, Target};
use context::Context;
use page::Shown;
use subject::Subject;
use typed::Typed;
use undo::With;

pub(in crate::pages) use kinds::{is_corrected, is_retracted};
pub(in crate::pages) use undo::binds;

/// The forms.
pub(super) fn routes() -> Router<Desk> {
    let router = Router::new()
        .route("/households/new", get(open).post(open))
        .route("/households/{id}/record", get(choose::page))
        .route("/households/{id}/record/{kind}", get(record).post(record))
        .route("/households/{id}/events/{event}/correct", get(correct).post(correct))
        .route("/households/{id}/events/{event}/retract", get(retract).post(retract))
        .route("/new-programme", get(register).post(register))
        .route("/programmes/{id}/record", get(choose::page))
        .route("/programmes/{id}/record/{kind}", get(record).post(record))
        .route("/programmes/{id}/events/{event}/correct", get(correct).post(correct))
        .route("/programmes/{id}/events/{event}/retract", get(retract).post(retract));
    // What the largest form sends, with every field at its longest, and no more.
    router.layer(axum::extract::DefaultBodyLimit::max(256 * 1024))
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

async fn register(State(desk): State<Desk>, request: Request) -> Response {
    answered(&desk, request, async |parts, frame| {
        if !frame.reader.registers() {
            return Err(Failure::Forbidden);
        }
        Ok((Act::Register, Context::of_nobody(&desk, parts, frame).await?))
    })
    .await
}

async fn record(
    State(desk): State<Desk>,
    Path((id, kind)): Path<(String, String)>,
    request: Request,
) -> Response {
    answered(&desk, request, async |parts, frame| {
        let of = Subject::of(parts, &id)?;
        let kind = FactKind::parse(&kind).filter(|kind| kinds::is_recorded(*kind));
        let kind = kind.filter(|kind| kind.belongs_in(&of.stream())).ok_or(Failure::NotFound)?;
        let mut context = Context::about(&desk, parts, frame, &of).await?;
        // A form sent again is answered as before, though what it recorded may have ended the right to record it.
        if parts.method == Method::GET && !context.may_record(kind) {
            return Err(Failure::Forbidden);
        }
        context.learn(&desk, parts, kind).await?;
        Ok((Act::Record { of, kind }, context))
    })
    .await
}

async fn correct(State(desk): State<Desk>, Path(path): Path<(String, String)>, request: Request) -> Response {
    answered(&desk, request, async |parts, frame| {
        let (of, target, mut context) = changed(&desk, parts, frame, path).await?;
        if !kinds::is_corrected(target.kind) {
            return Err(Failure::NotFound);
        }
        context.learn(&desk, parts, target.kind).await?;
        Ok((Act::Correct { of, target }, context))
    })
    .await
}

async fn retract(State(desk): State<Desk>, Path(path): Path<(String, String)>, request: Request) -> Response {
    answered(&desk, request, async |parts, frame| {
        let (of, mut target, mut context) = changed(&desk, parts, frame, path).await?;
        if !kinds::is_retracted(target.kind) {
            return Err(Failure::Forbidden);
        }
        undo::learn(&desk, parts, (&of, &mut target), &mut context).await?;
        if parts.method == Method::GET && target.with.is_withheld {
            return Err(Failure::Forbidden);
        }
        Ok((Act::Retract { of, target }, context))
    })
    .await
}

/// The fact that is to be corrected or retracted.
async fn changed(
    desk: &Desk,
    parts: &Parts,
    frame: &Frame,
    (id, event): (String, String),
) -> Result<(Subject, Target, Context), Failure> {
    let of = Subject::of(parts, &id)?;
    let id: EventId = event.parse().map_err(|_| Failure::NotFound)?;
    let context = Context::about(desk, parts, frame, &of).await?;
    let entry = context.history().iter().find(|entry| entry.id == id.to_string()).ok_or(Failure::NotFound)?;
    let kind = FactKind::parse(&entry.kind).ok_or(Failure::NotFound)?;
    let on = entry.believed_occurred_on.unwrap_or(entry.occurred_on).0.to_string();
    let payload = entry.believed_payload.clone();
    let (texts, zone) = (frame.texts, desk.time_zone());
    let teller = Teller { texts, people: &context.people, zone: &zone, as_of: desk.today() };
    let told = teller.since(entry);
    if parts.method == Method::GET && !entry.changeable {
        return Err(if payload.is_none() { Failure::NotFound } else { Failure::Forbidden });
    }
    let (is_changeable, with) = (entry.changeable, With::default());
    let target = Target { id, kind, on, payload: payload.unwrap_or_default(), told, is_changeable, with };
    Ok((of, target, context))
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
        let typed = if parts.method == Method::POST {
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
            Some(typed) => sent::answered(desk, &parts, &frame, &act, context, typed).await,
        }
    };
    match page.await {
        Ok(response) => response,
        Err(failure) => failure::page(&frame, failure),
    }
}
