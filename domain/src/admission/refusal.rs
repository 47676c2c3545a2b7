//! A refusal: every contradiction, tied to the line of the batch that brings it.

use std::collections::BTreeSet;

use crate::event::Event;
use crate::facts::{Fact, FactKind};
use crate::finding::Finding;
use crate::ids::EventId;
use crate::partial_date::PartialDate;
use crate::rule::Rule;

use super::world::World;

/// A batch refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} contradiction(s) with the history", contradictions.len())]
pub struct Refused {
    /// Every contradiction; never empty.
    pub contradictions: Vec<Contradiction>,
}

/// One contradiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The rule that does not hold.
    pub rule: Rule,
    /// The submitted fact that brings it.
    pub fact: EventId,
    /// JSON pointer into the line of that fact.
    pub pointer: String,
    /// The value found there, shortened; never an identifying one.
    pub value: String,
    /// The fact that disagrees, when there is one.
    pub other: Option<OtherFact>,
}

/// The fact that disagrees with a submitted one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherFact {
    /// Its event.
    pub id: EventId,
    /// Its kind.
    pub kind: FactKind,
    /// When it was true, as first recorded.
    pub on: PartialDate,
}

impl Refused {
    pub(super) fn of(findings: Vec<Finding>, pending: &[Event], world: &World) -> Self {
        let contradictions = findings.into_iter().map(|finding| blame(finding, pending, world)).collect();
        Self { contradictions }
    }
}

/// Ties a finding to a submitted fact: the fact itself, its correction, or the [`culprit`].
fn blame(finding: Finding, pending: &[Event], world: &World) -> Contradiction {
    let Finding { rule, fact, other, pointer, value } = finding;
    let is_pending = |id: EventId| pending.iter().any(|event| event.id() == id);
    let described = |id: EventId| other_fact(id, pending, world);
    if is_pending(fact) {
        return Contradiction { rule, fact, pointer, value, other: other.and_then(described) };
    }
    if let Some(correction) = pending.iter().find(|event| corrects(event, fact)) {
        let pointer = match pointer.strip_prefix("/data") {
            Some(rest) => format!("/data/payload{rest}"),
            None => "/data/occurred_on".to_owned(),
        };
        return Contradiction {
            rule,
            fact: correction.id(),
            pointer,
            value,
            other: other.and_then(described),
        };
    }
    let culprit = culprit(fact, other, pending, world);
    let (id, pointer, value) = match culprit {
        Some(event) => {
            if let Some(pointer) = corrected_field(event, &pointer, pending, world) {
                // What the other fact tells is still what the sentence is about.
                (event.id(), pointer, value)
            } else {
                let (pointer, told) = place_to_blame(event);
                (event.id(), pointer.to_owned(), told.unwrap_or(value))
            }
        }
        None => (fact, String::new(), value),
    };
    Contradiction { rule, fact: id, pointer, value, other: described(fact) }
}

/// The submitted fact that brings a finding about a recorded one: the other fact; the correction or retraction
/// behind either; a correction or retraction of the stream, then of any (what is missing now has no event to
/// tell); the first of the batch.
fn culprit<'p>(
    fact: EventId,
    other: Option<EventId>,
    pending: &'p [Event],
    world: &World,
) -> Option<&'p Event> {
    let behind = |event: &Event| {
        let about = |id| corrects(event, id) || retracts(event, id);
        about(fact) || other.is_some_and(about)
    };
    let stream = event_of(fact, pending, world).map(Event::stream);
    let first = |is_so: &dyn Fn(&Event) -> bool| pending.iter().find(|event| is_so(event));
    first(&|event| other == Some(event.id()))
        .or_else(|| first(&behind))
        .or_else(|| first(&|event| changes_another(event) && stream == Some(event.stream())))
        .or_else(|| first(&changes_another))
        .or_else(|| pending.first())
}

fn corrects(event: &Event, id: EventId) -> bool {
    matches!(event.fact(), Fact::EventCorrected(correction) if correction.target == id)
}

fn retracts(event: &Event, id: EventId) -> bool {
    matches!(event.fact(), Fact::EventRetracted(retraction) if retraction.target == id)
}

/// Where a line shows that it contradicts another one, and the date found there.
fn place_to_blame(event: &Event) -> (&'static str, Option<String>) {
    if let Fact::EventCorrected(correction) = event.fact() {
        ("/data/occurred_on", Some(correction.occurred_on.to_string()))
    } else if let Fact::EventRetracted(_) = event.fact() {
        ("/data/target", None)
    } else {
        ("/occurredon", Some(event.on().to_string()))
    }
}

/// What a correction changes that brings the contradiction, when that is not the date: the field that the other fact
/// shows, the only one that is changed, or the whole.
fn corrected_field(event: &Event, pointer: &str, pending: &[Event], world: &World) -> Option<String> {
    let Fact::EventCorrected(correction) = event.fact() else { return None };
    let target = event_of(correction.target, pending, world)?;
    if target.on() != correction.occurred_on {
        return None;
    }
    let told = &correction.payload.0;
    let same = pointer.strip_prefix("/data/").and_then(|rest| rest.split('/').next());
    if let Some(field) = same.filter(|field| told.contains_key(*field)) {
        return Some(format!("/data/payload/{field}"));
    }
    // What comes after this correction is not what it replaces.
    let earlier = pending.split(|other| other.id() == event.id()).next().unwrap_or_default();
    let before = world.believed(target, earlier).write();
    let empty = serde_json::Map::new();
    let before = before.as_object().unwrap_or(&empty);
    let names: BTreeSet<&String> = told.keys().chain(before.keys()).collect();
    let mut changed = names.into_iter().filter(|name| told.get(*name) != before.get(*name));
    match (changed.next(), changed.next()) {
        (Some(field), None) => Some(format!("/data/payload/{field}")),
        _several => Some("/data/payload".to_owned()),
    }
}

fn changes_another(event: &Event) -> bool {
    matches!(event.fact(), Fact::EventCorrected(_) | Fact::EventRetracted(_))
}

fn event_of<'a>(id: EventId, pending: &'a [Event], world: &'a World) -> Option<&'a Event> {
    let recorded = world.streams.values().flat_map(|events| events.iter());
    recorded.chain(pending).find(|event| event.id() == id)
}

fn other_fact(id: EventId, pending: &[Event], world: &World) -> Option<OtherFact> {
    let event = event_of(id, pending, world)?;
    Some(OtherFact { id, kind: event.fact().kind(), on: event.on() })
}
