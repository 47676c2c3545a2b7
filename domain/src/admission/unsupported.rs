//! Facts of households that a batch leaves without support: it changes what is believed of a programme, and an
//! enrolment now falls before the opening, or in a suspension. They were told in good faith and stand; what unsettles
//! them is stored with the warning.

use std::collections::BTreeSet;

use crate::codes::ProgrammeState;
use crate::event::{Event, StreamId};
use crate::facts::{Fact, FactKind};
use crate::finding::{Finding, Findings};
use crate::rule::Severity;

use super::generic;
use super::world::{Batch, View, World};

/// Whether an event may leave facts of households without support.
pub(super) fn unsettles(event: &Event, world: &World, pending: &[Event]) -> bool {
    if !matches!(event.stream(), StreamId::Programme(_)) {
        return false;
    }
    let target = if let Fact::EventCorrected(correction) = event.fact() {
        correction.target
    } else if let Fact::EventRetracted(retraction) = event.fact() {
        retraction.target
    } else {
        return matches!(event.fact(), Fact::ProgrammeStatusSet(status) if status.state != ProgrammeState::Open);
    };
    world.find(event.stream(), target, pending).is_some_and(|target| {
        matches!(target.fact().kind(), FactKind::ProgrammeRegistered | FactKind::ProgrammeStatusSet)
    })
}

/// What did not hold before and does not hold now in households that the batch does not touch, as warnings of the
/// first event that unsettles the programme named, else of the first at all.
pub(super) fn warnings(after: &View<'_>, world: &World, batch: &Batch, pending: &[Event]) -> Vec<Finding> {
    let unsettling: Vec<&Event> = pending.iter().filter(|event| unsettles(event, world, pending)).collect();
    let Some(first) = unsettling.first() else { return Vec::new() };
    let before = View::with_streams_of(world, batch);
    let broken = |view: &View<'_>, pending: &[Event]| -> BTreeSet<Finding> {
        let mut found = Findings::default();
        let others = view.households.keys().filter(|id| !view.lineage.contains(&StreamId::Household(**id)));
        for id in others {
            generic::household(*id, view, world, pending, &mut found);
        }
        found.into_vec().into_iter().filter(|finding| finding.severity() == Severity::Refuse).collect()
    };
    let known = broken(&before, &[]);
    let new = broken(after, pending).into_iter().filter(|finding| !known.contains(finding));
    new.map(|finding| {
        let names = |event: &&&Event| {
            matches!(event.stream(), StreamId::Programme(code) if code.to_string() == finding.value)
        };
        let by = unsettling.iter().find(names).unwrap_or(first);
        Finding { fact: by.id(), ..finding }
    })
    .collect()
}
