//! Times in which a household has members and no reference person: a warning of the fact that brings one about, or makes
//! one last longer.

use std::collections::BTreeSet;

use crate::codes::Role;
use crate::event::{Event, StreamId};
use crate::facts::{Fact, FactKind};
use crate::finding::{Finding, Findings};
use crate::ids::EventId;
use crate::pathway::{Household, Unreferenced};
use crate::rule::Rule;

use super::needs::touched_by;
use super::world::{Batch, View, World};

/// What the batch brings about in the households whose members it moves.
pub(super) fn warnings(after: &View<'_>, world: &World, batch: &Batch, pending: &[Event]) -> Vec<Finding> {
    let moves = |event: &&Event| touched_by(event, world, pending).iter().any(|fact| moves_members(fact));
    let moving: Vec<&Event> = pending.iter().filter(moves).collect();
    let streams: BTreeSet<&StreamId> = moving.iter().map(|event| event.stream()).collect();
    let times = |view: &View<'_>, stream: &StreamId| match stream {
        StreamId::Household(id) => view.households.get(id).map_or_else(Vec::new, Household::unreferenced),
        StreamId::Programme(_) | StreamId::Rules => Vec::new(),
    };
    let (mut before, mut found) = (None, Findings::default());
    for stream in streams {
        let now = times(after, stream);
        if now.is_empty() {
            continue;
        }
        let known = times(before.get_or_insert_with(|| View::with_streams_of(world, batch)), stream);
        let moving: Vec<&Event> = moving.iter().copied().filter(|event| event.stream() == stream).collect();
        for time in now.iter().filter(|time| !known.iter().any(|known| known.covers(time))) {
            if let Some(by) = behind(time, &moving, world, pending) {
                found.at(by.id());
                found.add(Rule::LeftReference, "/occurredon", time.from);
            }
        }
    }
    found.into_vec()
}

/// The event that brings it about: the departure of the reference person, the arrival of who is without one, else the
/// last that moves a reference person, or anybody.
fn behind<'p>(
    time: &Unreferenced,
    moving: &[&'p Event],
    world: &World,
    pending: &[Event],
) -> Option<&'p Event> {
    let says = |fact: EventId| {
        let is = |event: &&&Event| event.fact().target().unwrap_or_else(|| event.id()) == fact;
        moving.iter().rfind(is)
    };
    let moves_reference = |event: &&&Event| {
        let is_reference =
            |fact: &&Fact| matches!(fact, Fact::MemberJoined(joined) if joined.role == Role::ReferencePerson);
        touched_by(event, world, pending).iter().any(is_reference)
    };
    let by = time.departure.and_then(says).or_else(|| time.arrival.and_then(says));
    by.or_else(|| moving.iter().rfind(moves_reference)).or(moving.last()).copied()
}

fn moves_members(fact: &Fact) -> bool {
    matches!(
        fact.kind(),
        FactKind::MemberJoined | FactKind::MemberLeft | FactKind::HouseholdSplit | FactKind::HouseholdMerged
    )
}
