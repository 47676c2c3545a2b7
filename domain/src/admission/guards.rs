//! The guards that a decision rests on: what it must find unmoved when it is appended, across streams.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::event::{Event, StreamId};
use crate::facts::{Fact, FactKind};
use crate::ids::{PersonId, ProgrammeCode};

use super::needs::touched_by;
use super::world::World;

/// What a guard protects.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GuardKey {
    /// `person/<uuid>`: memberships and erasure of a person.
    Person(PersonId),
    /// `programme/<code>`: registration, states, activities and their corrections.
    Programme(ProgrammeCode),
    /// `enrolments/<code>`: the households enrolled in a programme.
    Enrolments(ProgrammeCode),
    /// `id/<uuid>`: an identifier opens once in the ledger.
    Id(Uuid),
}

impl fmt::Display for GuardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person/{id}"),
            Self::Programme(code) => write!(f, "programme/{code}"),
            Self::Enrolments(code) => write!(f, "enrolments/{code}"),
            Self::Id(id) => write!(f, "id/{id}"),
        }
    }
}

impl FromStr for GuardKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once('/') {
            Some(("person", id)) => id.parse().map(Self::Person).map_err(drop),
            Some(("programme", code)) => code.parse().map(Self::Programme).map_err(drop),
            Some(("enrolments", code)) => code.parse().map(Self::Enrolments).map_err(drop),
            Some(("id", id)) => id.parse().map(Self::Id).map_err(drop),
            Some(_) | None => Err(()),
        }
    }
}

/// How a decision uses a guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardUse {
    /// Which guard.
    pub key: GuardKey,
    /// The version that the decision saw; `None` when it does not depend on it.
    pub expected: Option<u64>,
    /// The streams that move it, when the decision does: each will be found under the key.
    pub moved_by: BTreeSet<StreamId>,
}

/// The guards of a batch, each once, in the order of their keys.
pub(super) fn uses(world: &World, pending: &[Event]) -> Vec<GuardUse> {
    let mut uses: BTreeMap<GuardKey, GuardUse> = BTreeMap::new();
    let mut add = |key: GuardKey, reads: bool, moved_by: Option<&StreamId>| {
        let version = world.guards.get(&key).map_or(0, |guard| guard.version);
        let entry =
            uses.entry(key.clone()).or_insert(GuardUse { key, expected: None, moved_by: BTreeSet::new() });
        if reads {
            entry.expected = Some(version);
        }
        entry.moved_by.extend(moved_by.cloned());
    };
    for event in pending {
        let stream = event.stream();
        for fact in touched_by(event, world, std::slice::from_ref(event)) {
            of_fact(fact, stream, &mut add);
        }
        if let StreamId::Programme(code) = stream {
            if moves_programme(event.fact().kind()) {
                add(GuardKey::Programme(code.clone()), true, Some(stream));
            }
            if world.guards.contains_key(&GuardKey::Enrolments(code.clone())) {
                add(GuardKey::Enrolments(code.clone()), true, None);
            }
        }
        if let Fact::HouseholdMerged(_) = event.fact() {
            for person in members(world.events(stream)) {
                add(GuardKey::Person(person), true, Some(stream));
            }
        }
    }
    for event in pending {
        // Where an activity is held is read through its programme.
        if let Some(activity) = event.fact().admissible().activity() {
            let holders = world.guards.get(&GuardKey::Id(activity.0)).map(|guard| guard.streams.clone());
            for stream in holders.unwrap_or_default() {
                if let StreamId::Programme(code) = stream {
                    add(GuardKey::Programme(code), true, None);
                }
            }
        }
    }
    uses.into_values().collect()
}

/// The guards that the events of a stream have moved, each with the position of the first that did. What a correction
/// or a retraction touches in addition was moved by its target, which is in the same stream; so were the persons of
/// a merger.
#[must_use]
pub fn moved_guards(events: &[Event]) -> BTreeMap<GuardKey, u64> {
    let mut keys = BTreeMap::new();
    for event in events {
        let stream = event.stream();
        let mut add = |key: GuardKey, _: bool, moved_by: Option<&StreamId>| {
            if moved_by.is_some() {
                keys.entry(key).or_insert(event.position);
            }
        };
        for fact in [Some(event.fact()), event.corrected.as_deref()].into_iter().flatten() {
            of_fact(fact, stream, &mut add);
        }
        if let StreamId::Programme(code) = stream
            && moves_programme(event.fact().kind())
        {
            add(GuardKey::Programme(code.clone()), true, Some(stream));
        }
    }
    keys
}

/// Whether a fact changes where persons are members, or what may be sealed of them.
fn moves_persons(fact: &Fact) -> bool {
    matches!(
        fact.kind(),
        FactKind::MemberJoined
            | FactKind::MemberLeft
            | FactKind::HouseholdSplit
            | FactKind::PersonalDataErased
    )
}

/// Whether a fact rests on what other streams say of its persons: that they are nobody else's members, or not erased. An
/// erasure, which may stand in another stream, takes away births too, which an entry weighs, and the key of a household
/// with its last member. Any other fact is about members of its own household, and keeps nothing that can be erased.
pub(super) fn rests_on_persons(fact: &Fact) -> bool {
    let kind = fact.kind();
    moves_persons(fact) || kind == FactKind::EnrolmentStarted || kind.sealed_fields().next().is_some()
}

fn of_fact(fact: &Fact, stream: &StreamId, add: &mut impl FnMut(GuardKey, bool, Option<&StreamId>)) {
    let admissible = fact.admissible();
    if rests_on_persons(fact) {
        let moved_by = moves_persons(fact).then_some(stream);
        for person in admissible.persons().0 {
            add(GuardKey::Person(*person), true, moved_by);
        }
    }
    if let Some(link) = admissible.opens() {
        add(GuardKey::Id(link.id), true, Some(stream));
    }
    if let Some(code) = admissible.programme() {
        add(GuardKey::Programme(code.clone()), true, None);
    }
    if let Fact::EnrolmentStarted(enrolment) = fact {
        add(GuardKey::Enrolments(enrolment.programme.clone()), false, Some(stream));
    }
}

/// Whether facts of households rest on this programme fact.
fn moves_programme(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::ProgrammeRegistered
            | FactKind::ProgrammeStatusSet
            | FactKind::EventCorrected
            | FactKind::EventRetracted
    )
}

pub(super) fn members(events: &[Event]) -> impl Iterator<Item = PersonId> {
    events.iter().filter_map(|event| {
        let Fact::MemberJoined(joined) = event.fact() else { return None };
        Some(joined.person)
    })
}
