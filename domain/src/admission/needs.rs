//! What must be loaded before a batch can be decided on.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes::{JoinReason, ProgrammeState};
use crate::event::{Event, StreamId};
use crate::facts::{Fact, Sealing};
use crate::finding::Findings;
use crate::ids::{HouseholdId, PersonId, ProgrammeCode};

use uuid::Uuid;

use super::guards::GuardKey;
use super::unsupported::unsettles;
use super::world::{Batch, World};

/// One thing to load.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// All events of a stream; empty when it does not exist.
    Stream(StreamId),
    /// A programme as believed; `None` when no stream has that code.
    Programme(ProgrammeCode),
    /// The state of a guard.
    Guard(GuardKey),
    /// The state of the guard of an identifier that the batch opens: most likely nobody has moved it.
    Opening(Uuid),
}

/// What is still missing; call again once it is loaded, until nothing is.
#[must_use]
pub fn needs(world: &World, batch: &Batch) -> BTreeSet<Need> {
    let mut wanted = BTreeSet::new();
    let subjects: BTreeSet<StreamId> = batch.submissions.iter().map(|one| one.stream.clone()).collect();
    wanted.extend(subjects.iter().cloned().map(Need::Stream));
    let pending = world.pending(batch, &mut Findings::default());
    for fact in pending.iter().flat_map(|event| touched_by(event, world, &pending)) {
        of_fact(fact, world, &mut wanted);
    }
    of_programme_facts(world, &pending, &mut wanted);
    let ties = |stream: &StreamId| {
        let new = pending.iter().filter(|event| event.stream() == stream);
        world.events(stream).iter().chain(new).flat_map(tied_by).collect()
    };
    for event in &pending {
        if let Fact::HouseholdMerged(_) = event.fact() {
            let members = super::guards::members(world.events(event.stream()));
            wanted.extend(members.map(|person| Need::Guard(GuardKey::Person(person))));
        }
    }
    for stream in lineage(&subjects, world.streams.keys().chain(&subjects), ties) {
        for event in world.events(&stream) {
            merged_in(event, world, &mut wanted);
        }
        wanted.insert(Need::Stream(stream));
    }
    // One that the batch opens and names is looked up like one that it only names.
    let named = |id: &Uuid| wanted.contains(&Need::Guard(GuardKey::Id(*id)));
    let doubled: Vec<Need> =
        wanted.iter().filter(|need| matches!(need, Need::Opening(id) if named(id))).cloned().collect();
    for need in doubled {
        wanted.remove(&need);
    }
    wanted.retain(|need| match need {
        Need::Stream(stream) => !world.streams.contains_key(stream),
        Need::Programme(code) => !world.programmes.contains_key(code),
        Need::Guard(key) => !world.guards.contains_key(key),
        Need::Opening(id) => !world.guards.contains_key(&GuardKey::Id(*id)),
    });
    wanted
}

/// The facts that an event of a batch adds, replaces or takes away.
pub(super) fn touched_by<'a>(event: &'a Event, world: &'a World, pending: &'a [Event]) -> Vec<&'a Fact> {
    let target = event.fact().target().and_then(|id| world.find(event.stream(), id, pending));
    let facts = [Some(event.fact()), event.corrected.as_deref(), target.map(Event::fact)];
    facts.into_iter().flatten().collect()
}

fn of_fact(fact: &Fact, world: &World, wanted: &mut BTreeSet<Need>) {
    let admissible = fact.admissible();
    if super::guards::rests_on_persons(fact) {
        // A departure that is corrected or retracted may run into where the person went next.
        let moves = matches!(fact, Fact::MemberJoined(_) | Fact::MemberLeft(_));
        let everywhere = moves || admissible.seals() != Sealing::Nothing;
        for person in admissible.persons().0 {
            wanted.insert(Need::Guard(GuardKey::Person(*person)));
            if everywhere {
                streams_of_guard(&GuardKey::Person(*person), world, wanted);
            }
        }
    }
    if let Some(link) = admissible.opens() {
        wanted.insert(Need::Opening(link.id));
        streams_of_guard(&GuardKey::Id(link.id), world, wanted);
    }
    if let Some(code) = admissible.programme() {
        wanted.insert(Need::Guard(GuardKey::Programme(code.clone())));
        wanted.insert(Need::Programme(code.clone()));
    }
    if let Some(activity) = admissible.activity() {
        let key = GuardKey::Id(activity.0);
        for stream in world.guards.get(&key).map(|guard| guard.streams.as_slice()).unwrap_or_default() {
            if let StreamId::Programme(code) = stream {
                wanted.insert(Need::Guard(GuardKey::Programme(code.clone())));
                wanted.insert(Need::Programme(code.clone()));
            }
        }
        wanted.insert(Need::Guard(key));
    }
}

fn streams_of_guard(key: &GuardKey, world: &World, wanted: &mut BTreeSet<Need>) {
    let streams = world.guards.get(key).map(|guard| guard.streams.clone()).unwrap_or_default();
    wanted.extend(streams.into_iter().map(Need::Stream));
}

/// The programmes above a registration, and the households in a programme whose facts they may no longer rest on.
fn of_programme_facts(world: &World, pending: &[Event], wanted: &mut BTreeSet<Need>) {
    for event in pending {
        let StreamId::Programme(code) = event.stream() else { continue };
        wanted.insert(Need::Guard(GuardKey::Programme(code.clone())));
        let fact = event.corrected.as_deref().unwrap_or_else(|| event.fact());
        if let Fact::ProgrammeRegistered(registered) = fact {
            let mut above = registered.parent.clone();
            // The bound guards against a cycle; a real tree has five levels.
            for _ in 0..100 {
                let Some(parent) = above else { break };
                above = world
                    .programmes
                    .get(&parent)
                    .and_then(Option::as_ref)
                    .and_then(|book| book.parent().cloned());
                wanted.insert(Need::Programme(parent));
            }
        }
        let closes =
            matches!(fact, Fact::ProgrammeStatusSet(status) if status.state == ProgrammeState::Closed);
        if closes || unsettles(event, world, pending) {
            let key = GuardKey::Enrolments(code.clone());
            streams_of_guard(&key, world, wanted);
            wanted.insert(Need::Guard(key));
        }
    }
}

/// A member who came by a merger: the streams of that person tell what was merged in.
fn merged_in(event: &Event, world: &World, wanted: &mut BTreeSet<Need>) {
    let Some(person) = joined_by_merger(event) else { return };
    let key = GuardKey::Person(person);
    streams_of_guard(&key, world, wanted);
    wanted.insert(Need::Guard(key));
}

fn joined_by_merger(event: &Event) -> Option<PersonId> {
    let Fact::MemberJoined(joined) = event.fact() else { return None };
    (joined.reason == JoinReason::Merge).then_some(joined.person)
}

/// The household streams that splits and mergers tie to `subjects`, and `subjects` themselves. Only the
/// absorbed household tells a merger, so those `loaded` are looked through for ties to the ones found.
pub(super) fn lineage<'s>(
    subjects: &BTreeSet<StreamId>,
    loaded: impl Iterator<Item = &'s StreamId>,
    ties: impl Fn(&StreamId) -> Vec<HouseholdId>,
) -> BTreeSet<StreamId> {
    let households = subjects.iter().filter(|stream| matches!(stream, StreamId::Household(_)));
    let mut found: BTreeSet<StreamId> = households.cloned().collect();
    if found.is_empty() {
        return found;
    }
    let mut ties_of: BTreeMap<&StreamId, BTreeSet<StreamId>> = BTreeMap::new();
    let mut tied_to: BTreeMap<StreamId, Vec<StreamId>> = BTreeMap::new();
    for stream in loaded {
        // Most have none.
        let others = ties(stream);
        if others.is_empty() {
            continue;
        }
        let others: BTreeSet<StreamId> = others.into_iter().map(StreamId::Household).collect();
        for other in &others {
            tied_to.entry(other.clone()).or_default().push(stream.clone());
        }
        ties_of.insert(stream, others);
    }
    let mut queue: Vec<StreamId> = found.iter().cloned().collect();
    while let Some(stream) = queue.pop() {
        let here = ties_of.remove(&stream).unwrap_or_default();
        for other in here.into_iter().chain(tied_to.remove(&stream).unwrap_or_default()) {
            if found.insert(other.clone()) {
                queue.push(other);
            }
        }
    }
    found
}

/// The households that an event ties to its own: where it comes from, what split off, where it went.
pub fn tied_by(event: &Event) -> impl Iterator<Item = HouseholdId> {
    let corrected = event.corrected.as_deref().and_then(tied_by_fact);
    tied_by_fact(event.fact()).into_iter().chain(corrected)
}

fn tied_by_fact(fact: &Fact) -> Option<HouseholdId> {
    if let Fact::HouseholdOpened(opened) = fact {
        opened.from_household
    } else if let Fact::HouseholdSplit(split) = fact {
        Some(split.new_household)
    } else if let Fact::HouseholdMerged(merged) = fact {
        Some(merged.into)
    } else {
        None
    }
}
