//! The invariants that hold for all facts alike: members, references, openings and ends.

use std::collections::BTreeMap;

use crate::codes::ErasureLevel;
use crate::event::{Event, StreamId};
use crate::facts::{Fact, FactKind, Kind, Link, Sealing};
use crate::finding::Findings;
use crate::ids::{ActivityId, EventId, HouseholdId, PersonId};
use crate::pathway::{Pathway, stays_in_household};
use crate::rule::Rule;
use crate::timeline::{Believed, Timeline};

use super::guards::GuardKey;
use super::world::{Batch, View, World};

/// What holds for a new event as it is recorded: in a stream of its kind, first and once there, never in the future.
pub(super) fn recorded(event: &Event, batch: &Batch, world: &World, found: &mut Findings) {
    found.at(event.id());
    let opening = match event.stream() {
        StreamId::Household(_) => Some(FactKind::HouseholdOpened),
        StreamId::Programme(_) => Some(FactKind::ProgrammeRegistered),
        StreamId::Rules => None,
    };
    let kind = event.fact().kind();
    if !kind.belongs_in(event.stream()) {
        found.add(Rule::Stream, "/subject", event.stream());
    }
    if let Some(opening) = opening {
        if event.version == 1 && kind != opening {
            found.add(Rule::First, "/subject", event.stream());
        } else if event.version > 1 && kind == opening {
            match world.events(event.stream()).first() {
                Some(first) => found.against(Rule::Once, first.id(), "/type", kind.name()),
                None => found.add(Rule::Once, "/type", kind.name()),
            }
        }
    }
    if event.on().earliest() > batch.recorded_on {
        found.add(Rule::Future, "/occurredon", event.on());
    }
    if let Fact::EventCorrected(correction) = event.fact()
        && correction.occurred_on.earliest() > batch.recorded_on
    {
        found.add(Rule::Future, "/data/occurred_on", correction.occurred_on);
    }
}

/// Checks every fact of a household, its own invariants included.
pub(super) fn household(
    id: HouseholdId,
    view: &View<'_>,
    world: &World,
    pending: &[Event],
    found: &mut Findings,
) {
    let Some(household) = view.households.get(&id) else { return };
    let pathway = Pathway {
        household,
        book: &view.book,
        others: &view.households,
        programmes: &view.programmes,
        looked_up: &view.looked_up,
        checked: &view.lineage,
    };
    let erased = erasures(view);
    let mergers =
        household.timeline.iter().filter(|believed| matches!(believed.fact, Fact::HouseholdMerged(_)));
    // The one recorded first: nothing follows it, another merger least of all.
    let merger = mergers.min_by_key(|believed| believed.event.version);
    for believed in &household.timeline {
        found.at(believed.id());
        members(*believed, &pathway, found);
        references(*believed, &pathway, found);
        ends(*believed, &pathway, found);
        taken(*believed, view, world, pending, found);
        if let Some(merger) = merger {
            after_merger(*believed, merger, found);
        }
        after_erasure(*believed, &erased, found);
        believed.fact.admissible().contradictions(*believed, &pathway, found);
    }
}

/// G4: everybody named may be a member on the date, but in arrivals, consents, erasures and ends.
fn members(this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
    let exempt = matches!(
        this.fact.kind(),
        FactKind::MemberJoined
            | FactKind::MemberLeft
            | FactKind::ConsentGiven
            | FactKind::PersonalDataErased
            | FactKind::EnrolmentEnded
            | FactKind::OccupancyEnded
    );
    if exempt {
        return;
    }
    let (persons, pointer) = this.fact.admissible().persons();
    for person in persons.iter().filter(|person| !pathway.household.possibly_member(**person, this.on)) {
        match pathway.household.memberships_of(*person).last() {
            Some(stay) => found.against(Rule::Member, stay.joined, pointer, person),
            None => found.add(Rule::Member, pointer, person),
        }
    }
}

/// G6: what is named exists, in this stream or, for what persons carry with them, in the lineage.
fn references(this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
    let fact = this.fact.admissible();
    for link in fact.refers().into_iter().chain(fact.ends()).chain(fact.changes()) {
        if !exists(link, this, pathway) {
            found.add(Rule::Unknown, link.pointer, link.id);
        }
    }
}

fn exists(link: Link, this: Believed<'_>, pathway: &Pathway<'_>) -> bool {
    if link.kind == Kind::Activity {
        // One that was not looked up belongs to a fact that was admitted before.
        let id = ActivityId(link.id);
        return !pathway.looked_up.contains(&id) || pathway.activity(id).is_some();
    }
    let entry = pathway.book.entry(link.kind, link.id);
    entry.is_some_and(|entry| !stays_in_household(link.kind) || entry.stream() == this.event.stream())
}

/// G5: nothing ends or changes before it begins, and ends once.
fn ends(this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
    let fact = this.fact.admissible();
    for link in fact.ends().into_iter().chain(fact.changes()) {
        let Some(entry) = pathway.book.entry(link.kind, link.id) else { continue };
        if this.on.certainly_before(entry.opening.on) {
            found.against(Rule::BeforeOpening, entry.opening.id(), "/occurredon", this.on);
        }
    }
    let Some(link) = fact.ends().filter(|link| !stays_in_household(link.kind)) else { return };
    let Some(entry) = pathway.book.entry(link.kind, link.id) else { return };
    if let Some(end) =
        entry.ends.iter().find(|end| end.event.recording_order() < this.event.recording_order())
    {
        found.against(Rule::Closed, end.id(), link.pointer, link.id);
    }
}

/// G6: an identifier opens once in the ledger.
fn taken(this: Believed<'_>, view: &View<'_>, world: &World, pending: &[Event], found: &mut Findings) {
    let Some(link) = this.fact.admissible().opens() else { return };
    let order = this.event.recording_order();
    let earlier = |other: &Believed<'_>| other.event.recording_order() < order;
    for entry in view.book.openings(link.id) {
        let all = std::iter::once(&entry.opening).chain(&entry.again);
        if let Some(other) = all.into_iter().find(|other| earlier(other)) {
            return found.against(Rule::IdTaken, other.id(), link.pointer, link.id);
        }
    }
    let new = pending.iter().any(|event| event.id() == this.id() || corrects(event, this));
    if new {
        taken_elsewhere(link, this, view, world, found);
    }
}

/// When what is believed of a fact was told: with its correction, if any.
fn last_told(fact: &Believed<'_>) -> (u64, u32) {
    fact.correction.unwrap_or(fact.event).recording_order()
}

fn corrects(event: &Event, this: Believed<'_>) -> bool {
    matches!(event.fact(), Fact::EventCorrected(correction) if correction.target == this.id())
}

/// The same identifier in another stream of the batch, or where the guard says that it was opened; streams of
/// one lineage are compared by the book.
pub(super) fn taken_elsewhere(
    link: Link,
    this: Believed<'_>,
    view: &View<'_>,
    world: &World,
    found: &mut Findings,
) {
    let here = this.event.stream();
    let guarded = world.guards.get(&GuardKey::Id(link.id)).map(|guard| guard.streams.as_slice());
    let compared = |stream: &StreamId| view.lineage.contains(here) && view.lineage.contains(stream);
    for stream in guarded.unwrap_or_default().iter().chain(&view.subjects) {
        if stream == here || compared(stream) {
            continue;
        }
        let timeline = Timeline::of(view.events(stream).iter().copied(), None);
        let opens = |other: &&Believed<'_>| {
            let same = other.fact.admissible().opens().is_some_and(|opened| opened.id == link.id);
            same && last_told(other) < last_told(&this)
        };
        if let Some(other) = timeline.iter().find(opens) {
            return found.against(Rule::IdTaken, other.id(), link.pointer, link.id);
        }
    }
}

/// Nothing but corrections and erasure is recorded in a stream after its merger.
fn after_merger(this: Believed<'_>, merger: &Believed<'_>, found: &mut Findings) {
    let erasure = this.fact.kind() == FactKind::PersonalDataErased;
    if this.event.version > merger.event.version && !erasure {
        found.against(Rule::MergeLast, merger.id(), "/subject", this.event.stream());
    }
}

/// The erasures of each person: level, place in the order of recording, event.
type Erasures = BTreeMap<PersonId, Vec<(ErasureLevel, (u64, u32), EventId)>>;

/// The erasures in the streams loaded.
fn erasures(view: &View<'_>) -> Erasures {
    let mut erasures: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for believed in view.households.values().flat_map(|household| household.timeline.iter()) {
        if let Fact::PersonalDataErased(erased) = believed.fact {
            let order = believed.event.recording_order();
            erasures.entry(erased.person).or_default().push((erased.level, order, believed.id()));
        }
    }
    erasures
}

/// Whoever was erased is never sealed again.
fn after_erasure(this: Believed<'_>, erased: &Erasures, found: &mut Findings) {
    let fact = this.fact.admissible();
    let sealing = fact.seals();
    if sealing == Sealing::Nothing || erased.is_empty() {
        return;
    }
    let order = last_told(&this);
    let (persons, pointer) = fact.persons();
    for person in persons {
        let forbids = |(level, at, _): &&(ErasureLevel, (u64, u32), EventId)| {
            *at < order && (*level == ErasureLevel::All || sealing == Sealing::Identity)
        };
        if let Some((_, _, by)) = erased.get(person).into_iter().flatten().find(forbids) {
            found.against(Rule::ErasedLater, *by, pointer, person);
        }
    }
}
