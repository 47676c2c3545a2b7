//! Replay a household: its state on a day and its history, as known at an instant.

use std::collections::{BTreeMap, BTreeSet};

use domain::admission::{GuardKey, tied_by};
use domain::ids::{
    ContractId, EnrolmentId, HouseholdId, LeaseId, OccupancyId, PermitId, PersonId, TrainingId,
};
use domain::pathway::{Book, Household};
use domain::{Event, Fact, FactKind, StreamId, Timeline};
use jiff::Timestamp;
use jiff::civil::Date;
use projections::changes::{Change, changes};
use projections::episodes::{Episode, episodes};
use projections::history::{self, history};
use projections::pathway_state::{
    Contract, Coordinates, Enrolment, Lease, Member, Occupancy, PathwayState, Permit, Training,
};
use uuid::Uuid;

use crate::Application;
use crate::error::Fault;
use crate::loader::{guard_key, read_streams};
use crate::seals::Seals;
use crate::sight::Rights;

/// A household, replayed.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// Its state at the coordinates asked.
    pub state: PathwayState,
    /// What whoever asked may record about it.
    pub(crate) rights: Rights,
    /// The streams that tell of it, its own included, each in stream order, with what was recorded after `known_at`.
    pub(crate) streams: BTreeMap<StreamId, Vec<Event>>,
}

impl Replayed {
    /// From the streams that tell of a household; `None` when its own is not among them.
    pub(crate) fn of(
        household: HouseholdId,
        streams: BTreeMap<StreamId, Vec<Event>>,
        at: &Coordinates,
    ) -> Option<Self> {
        streams.get(&StreamId::Household(household))?;
        Some(Self { state: PathwayState::of(household, &streams, at), rights: Rights::All, streams })
    }

    /// The kinds of facts that whoever asked may record about it, in the catalogue’s order, as far as that can be told
    /// before they are written: programmes that a fact belongs to, and persons from elsewhere, may still forbid it.
    #[must_use]
    pub fn recordable(&self) -> Vec<FactKind> {
        FactKind::ALL.iter().copied().filter(|kind| self.rights.record(*kind)).collect()
    }

    /// Whether whoever asked may correct or retract an event of it, as far as that can be told before it is done.
    #[must_use]
    pub fn is_changeable(&self, event: &Event) -> bool {
        self.rights.change(event)
    }

    /// What was recorded in its stream by then, with what became of it.
    #[must_use]
    pub fn history(&self) -> Vec<history::Entry<'_>> {
        history(self.events(), self.state.known_at)
    }

    /// What differs in its stream from what was believed at an earlier instant.
    #[must_use]
    pub fn changes(&self, since: Timestamp) -> Vec<Change<'_>> {
        changes(self.events(), since, self.state.known_at)
    }

    /// Everything that lasted, as known, whatever the day looked at.
    #[must_use]
    pub fn episodes(&self) -> Vec<Episode> {
        episodes(self.state.household, &self.streams, self.state.known_at)
    }

    /// Somebody who is, was or will be a member, as known: as on the day looked at, else as at the last arrival.
    #[must_use]
    pub fn member(&self, person: PersonId) -> Option<Member> {
        let on_that_day = self.state.members.iter().find(|member| member.person == person).cloned();
        on_that_day.or_else(|| {
            let pathway = self.pathway();
            let last = pathway.memberships_of(person).last()?;
            Some(Member { person, role: last.role, birth: last.birth })
        })
    }

    /// An enrolment as known, whatever the day; for nobody when it is not open on the day looked at.
    #[must_use]
    pub fn enrolment(&self, enrolment: EnrolmentId) -> Option<Enrolment> {
        let on_that_day = self.state.enrolments.iter().find(|one| one.enrolment == enrolment).cloned();
        on_that_day.or_else(|| {
            let pathway = self.pathway();
            let Fact::EnrolmentStarted(started) = pathway.episode(enrolment.into())?.opening.fact else {
                return None;
            };
            Some(Enrolment { enrolment, programme: started.programme.clone(), persons: Vec::new() })
        })
    }

    /// A lease as known, whatever the day.
    #[must_use]
    pub fn lease(&self, lease: LeaseId) -> Option<Lease> {
        let on_that_day = self.state.leases.iter().find(|one| one.lease == lease).cloned();
        on_that_day.or_else(|| {
            let pathway = self.pathway();
            let found = pathway.lease(lease)?;
            let signatories = found.signatories.clone();
            Some(Lease { lease, kind: found.kind, occupancy: found.occupancy, signatories })
        })
    }

    /// A stay as known, whatever the day; of nobody when nobody lives there on the day looked at.
    #[must_use]
    pub fn occupancy(&self, occupancy: OccupancyId) -> Option<Occupancy> {
        Occupancy::find(&self.pathway(), occupancy, self.state.as_of)
    }

    /// A permit as known, whatever the day, of somebody who may have had it as a member.
    #[must_use]
    pub fn permit(&self, permit: PermitId) -> Option<Permit> {
        self.carried(permit.0, |book| Permit::find(book, permit))
    }

    /// A contract as known, with its terms as amended by the day looked at, of somebody who may have had it as a member.
    #[must_use]
    pub fn contract(&self, contract: ContractId) -> Option<Contract> {
        self.carried(contract.0, |book| Contract::find(book, contract, self.state.as_of))
    }

    /// A training as known, whatever the day, of somebody who may have followed it as a member.
    #[must_use]
    pub fn training(&self, training: TrainingId) -> Option<Training> {
        self.carried(training.0, |book| Training::find(book, training))
    }

    /// What somebody carries, wherever it was recorded: as far as it lasted while the person was a member.
    fn carried<T>(&self, subject: Uuid, find: impl Fn(&Book<'_>) -> Option<T>) -> Option<T> {
        let timelines = self.streams.values().map(|events| Timeline::of(events, self.state.known_at));
        let timelines: Vec<Timeline<'_>> = timelines.collect();
        let found = find(&Book::of(&timelines))?;
        self.episodes().iter().any(|episode| episode.subject == subject).then_some(found)
    }

    /// The household as known, whatever the day.
    fn pathway(&self) -> Household<'_> {
        Household::of(self.state.household, Timeline::of(self.events(), self.state.known_at))
    }

    /// The events of its own stream, everything recorded to date.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        self.streams.get(&StreamId::Household(self.state.household)).map_or(&[], Vec::as_slice)
    }
}

impl Application {
    /// Replays a household; `None` when no stream has that identifier.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn replay(
        &self,
        household: HouseholdId,
        as_of: Option<Date>,
        known_at: Option<Timestamp>,
    ) -> Result<Option<Replayed>, Fault> {
        let as_of = as_of.unwrap_or_else(|| self.clock.today());
        let streams = self.related_streams(household).await?;
        let at = Coordinates { as_of, known_at, time_zone: self.time_zone() };
        Ok(Replayed::of(household, streams, &at))
    }

    /// The stream of a household, those it is tied to by splits and mergers, and every other one in which its
    /// persons have been: what they carry with them may be recorded in any of these.
    pub(crate) async fn related_streams(
        &self,
        household: HouseholdId,
    ) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
        self.related_streams_by(&self.seals, household).await
    }

    /// The same, opened by these seals.
    pub(crate) async fn related_streams_by(
        &self,
        seals: &Seals,
        household: HouseholdId,
    ) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
        let related = self.streams_around(seals, &BTreeSet::from([household])).await?;
        Ok(related.of(household))
    }

    /// The streams that tell of households, read together: as many statements as for one of them.
    pub(crate) async fn streams_around(
        &self,
        seals: &Seals,
        households: &BTreeSet<HouseholdId>,
    ) -> Result<Related, Fault> {
        let mut related = Related::default();
        let mut wanted: BTreeSet<StreamId> = households.iter().copied().map(StreamId::Household).collect();
        let own = wanted.clone();
        while !wanted.is_empty() {
            let missing: Vec<StreamId> = std::mem::take(&mut wanted).into_iter().collect();
            let read = read_streams(&mut &self.ledger, seals, &missing).await?;
            self.note_persons(read.iter().filter(|(stream, _)| own.contains(*stream)), &mut related).await?;
            wanted.extend(read.values().flatten().flat_map(tied_by).map(StreamId::Household));
            related.streams.extend(missing.into_iter().map(|stream| (stream, Vec::new())));
            related.streams.extend(read);
            wanted.extend(related.persons.values().flatten().cloned());
            wanted.retain(|stream| !related.streams.contains_key(stream));
        }
        Ok(related)
    }

    /// Looks up the streams in which the persons of households have been.
    async fn note_persons<'e>(
        &self,
        households: impl Iterator<Item = (&'e StreamId, &'e Vec<Event>)>,
        related: &mut Related,
    ) -> Result<(), Fault> {
        let persons = |events: &Vec<Event>| events.iter().filter_map(joined).collect::<BTreeSet<PersonId>>();
        let persons: Vec<_> = households.map(|(stream, events)| (stream, persons(events))).collect();
        let all: BTreeSet<PersonId> = persons.iter().flat_map(|(_, persons)| persons).copied().collect();
        let keys = all.into_iter().map(|person| guard_key(&GuardKey::Person(person)));
        let guards = self.ledger.guards(&keys.collect::<Result<Vec<_>, _>>()?).await?;
        for (stream, persons) in persons {
            let mut been = BTreeSet::new();
            for person in persons {
                let guard = guards.get(&guard_key(&GuardKey::Person(person))?);
                let streams = guard.into_iter().flat_map(|guard| &guard.streams);
                been.extend(streams.filter_map(|stream| stream.as_str().parse::<StreamId>().ok()));
            }
            related.persons.insert(stream.clone(), been);
        }
        Ok(())
    }
}

/// Streams that tell of several households.
#[derive(Default)]
pub(crate) struct Related {
    /// Each in stream order; empty when there is no such stream.
    streams: BTreeMap<StreamId, Vec<Event>>,
    /// Where the persons of each of the households have been.
    persons: BTreeMap<StreamId, BTreeSet<StreamId>>,
}

impl Related {
    /// Those that tell of one of the households.
    pub(crate) fn of(&self, household: HouseholdId) -> BTreeMap<StreamId, Vec<Event>> {
        let own = StreamId::Household(household);
        let mut queue: Vec<StreamId> = self.persons.get(&own).into_iter().flatten().cloned().collect();
        queue.push(own);
        let mut found = BTreeMap::new();
        while let Some(stream) = queue.pop() {
            let Some(events) = self.streams.get(&stream) else { continue };
            if events.is_empty() || found.contains_key(&stream) {
                continue;
            }
            queue.extend(events.iter().flat_map(tied_by).map(StreamId::Household));
            found.insert(stream, events.clone());
        }
        found
    }
}

/// Who joins.
pub(crate) fn joined(event: &Event) -> Option<PersonId> {
    let fact = event.corrected.as_deref().unwrap_or_else(|| event.fact());
    let Fact::MemberJoined(joined) = fact else { return None };
    Some(joined.person)
}
