//! Record facts: shape first, then what the application decides.

mod input;
mod payload;
mod read;
mod typed;

use application::sight::{Denied, NotRecorded};
use application::{Conflict as Moved, Fault, RecordError, Submitted};
use async_graphql::{Context, Error, ErrorExtensions as _, Result};
use domain::StreamId;

use super::{failed, language, sight};
use crate::http::Code;
use payload::Conflict;
use read::Facts;

pub(super) use input::RecordInput;
pub(super) use payload::{Contradiction, OtherFact, Place, RecordPayload};
pub(super) use typed::ErasurePayload;

/// Facts of one call.
pub(crate) const FACTS_MAX: usize = 100;

/// Records facts, or tells what recording them would do.
pub(super) async fn record(ctx: &Context<'_>, input: RecordInput, dry_run: bool) -> Result<RecordPayload> {
    let count = input.facts.len();
    if !(1..=FACTS_MAX).contains(&count) {
        let message = format!("facts holds {count}, and may hold 1 to {FACTS_MAX}");
        return Err(Code::BadUserInput.error(message));
    }
    let language = language(ctx);
    let client = input.client_mutation_id.clone();
    let sight = sight(ctx)?;
    let facts = match Facts::read(&input, sight.viewer(), language) {
        Ok(facts) => facts,
        Err(contradictions) => return Ok(RecordPayload::of_refusal(client, contradictions)),
    };
    if let Some(at) = facts.of_publishing() {
        return Err(of_publishing(&format!("facts[{at}]")));
    }
    let submitted =
        Submitted { facts: facts.submissions(), batch: None, expected: expected(&input, &facts)? };
    let expected = submitted.expected.clone();
    let answered = if dry_run {
        let rehearsed = sight.rehearse(submitted).await;
        rehearsed.map(|rehearsed| RecordPayload::of_rehearsal(client.clone(), rehearsed, language))
    } else {
        sight.record(submitted).await.map(|recorded| {
            tracing::debug!(
                facts = count,
                first = recorded.positions.first(),
                last = recorded.positions.last(),
                repeated = recorded.repeated,
                "facts recorded"
            );
            RecordPayload::of_record(client.clone(), recorded, facts.ids())
        })
    };
    let error = match answered {
        Ok(payload) => return Ok(payload),
        Err(NotRecorded::Denied { at, why }) => {
            let denied = denied(&format!("facts[{at}]"), why);
            return Err(denied.extend_with(|_, extensions| extensions.set("fact", at)));
        }
        Err(NotRecorded::Record(error)) => error,
    };
    match error {
        RecordError::Refused(refused) => {
            let contradictions = refused.contradictions.into_iter();
            let told = contradictions.map(|one| facts.tell(one, language)).collect();
            Ok(RecordPayload::of_refusal(client, told))
        }
        RecordError::IdReused { id } => {
            let told = vec![Contradiction::id_reused(facts.place(id), id, language)];
            Ok(RecordPayload::of_refusal(client, told))
        }
        RecordError::Conflict(moved) => {
            let conflict = conflict(&moved, &expected)
                .ok_or_else(|| again("the history kept moving while the facts were decided on"))?;
            Ok(RecordPayload::of_conflict(client, conflict))
        }
        RecordError::Fault(fault) => Err(unrecorded(fault)),
    }
}

/// A fault that kept facts from being recorded.
pub(super) fn unrecorded(fault: Fault) -> Error {
    if let Fault::Busy { .. } = fault { again("the ledger is busy") } else { failed(fault) }
}

/// A fact that nobody states over GraphQL.
pub(super) fn of_publishing(fact: &str) -> Error {
    let message = format!("{fact} states what publishing alone states: a rule version, or a computed figure");
    Code::Forbidden.error(message)
}

/// A fact that is not for whoever asks to record: an error, for it says nothing about the fact itself.
pub(super) fn denied(fact: &str, why: Denied) -> Error {
    let (code, why) = match why {
        Denied::Household => {
            ("HOUSEHOLD", "goes to a household that does not exist or that you may not look into")
        }
        Denied::Group => ("GROUP", "is of a kind that your role in the programme does not record"),
        Denied::Programme => ("PROGRAMME", "belongs to a programme in which you do not record it"),
        Denied::Target => ("TARGET", "changes an event that is not yours, in no programme that you run"),
        Denied::Person => ("PERSON", "ties the household to one that you may not look into"),
        Denied::Part => ("PART", "divides or joins households of which a part is hidden from you"),
        Denied::OwnConsent => {
            ("OWN_CONSENT", "consents to sharing with yourself: another organisation records that")
        }
        Denied::Runs => ("RUNS", "is for whoever runs the programme"),
        Denied::Role => ("ROLE", "is not recorded in your role"),
    };
    let error = Code::Forbidden.error(format!("{fact} {why}"));
    error.extend_with(|_, extensions| extensions.set("denied", code))
}

pub(super) fn again(why: &str) -> Error {
    Code::Conflict.error(format!("{why}: try again with the same event ids"))
}

/// The versions that the caller expects, each of a stream that the facts go to: of another one
/// nothing is read, so nothing could be said.
fn expected(input: &RecordInput, facts: &Facts) -> Result<Vec<(StreamId, u32)>> {
    let given = input.expected.iter().flatten().enumerate();
    let read = given.map(|(at, expected)| {
        let stream = expected.stream.parse().ok();
        let stream = stream.filter(|stream| facts.go_to(stream));
        let wrong = |what| Code::BadUserInput.error(format!("expected[{at}].{what}"));
        let stream = stream.ok_or_else(|| wrong("stream is no stream that the facts go to"))?;
        let version = u32::try_from(expected.version);
        Ok((stream, version.map_err(|_| wrong("version is negative"))?))
    });
    read.collect()
}

/// The expectation that does not hold; nothing when it was not the caller’s.
fn conflict(moved: &Moved, expected: &[(StreamId, u32)]) -> Option<Conflict> {
    let Moved::Stream { stream, actual, .. } = moved else {
        return None;
    };
    let name = |(of, _): &&(StreamId, u32)| of.to_string() == stream.as_str();
    let (of, version) = expected.iter().find(name)?;
    Some(Conflict::new(of.to_string(), *version, *actual))
}
