//! What is done with a form that was sent: one more line, another look, or what it records.

use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::EventId;

use super::act::Act;
use super::context::Context;
use super::other::Other;
use super::page::Shown;
use super::read::Reading;
use super::sending::{Outcome, Sending};
use super::typed::Typed;
use crate::pages::ask::Desk;
use crate::pages::failure::Failure;
use crate::pages::frame::Frame;

/// The field in which it is said that what cannot be undone is meant.
pub(super) const CONFIRMED: &str = "confirmed";

/// What was typed, looked at or recorded.
pub(super) async fn answered(
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
    let unknown = other(desk, parts, act, &mut context, &typed).await?;
    if let Some(list) = step.strip_prefix("more/") {
        let next = format!("{list}/{}", typed.items(list).max(1));
        typed.add(next, "");
        return Ok(Shown { frame, act, context: &context, typed: &typed, event }.form(&[]));
    }
    if step == "edit" || step == "look" {
        let faults = if step == "look" { unknown } else { Vec::new() };
        return Ok(Shown { frame, act, context: &context, typed: &typed, event }.form(&faults));
    }
    // Retracted, a fact no longer tells on which day it was believed: sent again, it would say something else.
    let retracts = matches!(act, Act::Retract { .. });
    if retracts && step == "save" && context.history().iter().any(|entry| entry.id == event.to_string()) {
        return Ok(recorded(act, &context, &typed, event));
    }
    act.compact(&mut typed);
    let mut reading = Reading { context: &context, typed: &typed, faults: unknown };
    let facts = act.facts(&mut reading, event);
    let organisation =
        reading.text(if matches!(act, Act::Open) { "0/data/opened_by" } else { "organisation" });
    let unread = reading.faults;
    let organisation = organisation.map(|code| code.to_lowercase());
    let expected = act.stream(event).map(|stream| (stream, version));
    let sending = Sending { desk, parts, context: &context, expected, organisation };
    let is_confirmed = !act.is_final() || typed.one(CONFIRMED) == "yes";
    let saves = step == "save" && is_confirmed;
    let outcome = sending.send(&facts, unread, !saves).await?;
    let shown = Shown { frame, act, context: &context, typed: &typed, event };
    match outcome {
        Outcome::Accepted(_) if saves => Ok(recorded(act, &context, &typed, event)),
        Outcome::Accepted(accepted) => {
            let asks_again = step == "save";
            Ok(shown.preview(&facts, *accepted, asks_again, desk.today()))
        }
        Outcome::Refused(faults) => {
            let mut told: Vec<(String, String)> = Vec::new();
            for (name, sentence) in faults {
                let fault = (act.field(&name, &facts, &context, &typed), sentence);
                // Two places of the arguments may be one field.
                if !told.contains(&fault) {
                    told.push(fault);
                }
            }
            Ok(shown.form(&told))
        }
        Outcome::Denied(sentence) => Ok(shown.denied(sentence)),
        Outcome::Moved => {
            if let Some(of) = act.existing() {
                let other = context.other.take();
                context = Context { other, ..Context::about(desk, parts, frame, of).await? };
            }
            typed.set("version", context.version().to_string());
            let shown = Shown { frame, act, context: &context, typed: &typed, event };
            Ok(shown.moved(version, &desk.time_zone(), desk.today()))
        }
    }
}

/// To the page where what was recorded is marked; the same when it is sent twice.
fn recorded(act: &Act, context: &Context, typed: &Typed, event: EventId) -> Response {
    Redirect::to(&act.after(context, typed, event)).into_response()
}

/// Looks for the other household whose number is in the form, and tells what is wrong with that.
async fn other(
    desk: &Desk,
    parts: &Parts,
    act: &Act,
    context: &mut Context,
    typed: &Typed,
) -> Result<Vec<(String, String)>, Failure> {
    let Some((name, number)) = act.other().map(|name| (name, typed.one(name))) else { return Ok(Vec::new()) };
    if number.is_empty() {
        return Ok(Vec::new());
    }
    context.other = Other::find(desk, parts, context, number).await?;
    let is_found = context.other.is_some();
    let wrong = (name.to_owned(), context.texts.say("wrong-household"));
    Ok(if is_found { Vec::new() } else { vec![wrong] })
}
