//! What is done with a form that was sent: one more line, another look, or what it records.

use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::FactKind;
use domain::ids::{EventId, ProgrammeCode};

use super::act::{Act, REGISTERED};
use super::context::Context;
use super::other::Other;
use super::page::Shown;
use super::read::Reading;
use super::sending::{Outcome, Sending};
use super::typed::Typed;
use super::{joining, undo};
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
    // What was recorded since may have ended the right to record more: that is told first.
    if version == context.version() && !may(act, &context) {
        let sentence = context.texts.say("wrong-denied");
        return Ok(Shown { frame, act, context: &context, typed: &typed, event }.denied(sentence));
    }
    let unknown = other(desk, parts, act, &mut context, &typed).await?;
    let joins = matches!(act, Act::Record { kind: FactKind::MemberJoined, .. });
    if joins && ["look", "preview"].contains(&step.as_str()) {
        joining::fill(&context, &mut typed);
    }
    if let Some(list) = step.strip_prefix("more/") {
        let next = format!("{list}/{}", typed.items(list).max(1));
        typed.add(next, "");
        return Ok(Shown { frame, act, context: &context, typed: &typed, event }.form(&[]));
    }
    if step == "edit" || step == "look" {
        let faults = if step == "look" { unknown } else { Vec::new() };
        return Ok(Shown { frame, act, context: &context, typed: &typed, event }.form(&faults));
    }
    // Retracted, a fact no longer tells on which day it was believed, and who left is no member any more: sent again, the
    // form would say something else.
    let is_once = matches!(act, Act::Retract { .. }) || act.ties();
    if is_once && step == "save" && context.history().iter().any(|entry| entry.id == event.to_string()) {
        return Ok(recorded(act, &context, &typed, event));
    }
    act.compact(&mut typed);
    let mut reading = Reading { context: &context, typed: &typed, faults: unknown };
    let facts = act.facts(&mut reading, event);
    let organisation =
        reading.text(if matches!(act, Act::Open) { "0/data/opened_by" } else { "organisation" });
    let unread = reading.faults;
    let organisation = organisation.map(|code| code.to_lowercase());
    let own = act.stream(event).map(|stream| (stream, version));
    let expected = own.into_iter().chain(undo::expected(&context, &typed, &facts)).collect();
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
                let is_of_stream = matches!(name.as_str(), "0/stream" | "0/type");
                let fault = if matches!(act, Act::Register) && is_of_stream {
                    let Some(fault) = taken(&context, &typed) else { continue };
                    fault
                } else {
                    (act.field(&name, &facts, &context, &typed), sentence)
                };
                // Two places of the arguments may be one field.
                if !told.contains(&fault) {
                    told.push(fault);
                }
            }
            Ok(shown.form(&told))
        }
        Outcome::Denied => {
            let register = matches!(act, Act::Register);
            let id = if register { "wrong-denied-register" } else { "wrong-denied" };
            Ok(shown.denied(context.texts.say(id)))
        }
        Outcome::Moved => {
            if let Some(of) = act.existing() {
                let other = context.other.take();
                let ids: Vec<_> = context.tied.iter().map(|tied| tied.id).collect();
                let tied = Other::all(desk, parts, frame.texts, &ids).await?;
                context = Context { other, tied, ..Context::about(desk, parts, frame, of).await? };
            }
            let elsewhere = undo::since(&context, &typed, desk);
            typed.set("version", context.version().to_string());
            undo::first(&context, &mut typed);
            let shown = Shown { frame, act, context: &context, typed: &typed, event };
            Ok(shown.moved(version, elsewhere, &desk.time_zone(), desk.today()))
        }
    }
}

/// Whether the reader may do it, as the household or the programme is now.
fn may(act: &Act, context: &Context) -> bool {
    match act {
        Act::Record { kind, .. } => context.may_record(*kind),
        Act::Correct { target, .. } | Act::Retract { target, .. } => target.is_changeable,
        // Asked before anything was read.
        Act::Open | Act::Register => true,
    }
}

/// What is wrong with the stream of a new programme, told beside its code: there is one already. Of what is no code that
/// is told by itself.
fn taken(context: &Context, typed: &Typed) -> Option<(String, String)> {
    let code: Option<ProgrammeCode> = typed.one(REGISTERED).to_lowercase().parse().ok();
    code.map(|_| (REGISTERED.to_owned(), context.texts.say("wrong-code-taken")))
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
    let own = context.household.as_ref().map(|household| household.uuid.as_str());
    let wrong = match &context.other {
        Some(other) if own == Some(other.id.to_string().as_str()) => "wrong-own-household",
        Some(_) => return Ok(Vec::new()),
        None => "wrong-household",
    };
    context.other = None;
    Ok(vec![(name.to_owned(), context.texts.say(wrong))])
}
