//! Replay a household: its state on a day and its history, as known at an instant.

use std::collections::{BTreeMap, BTreeSet};

use domain::admission::{GuardKey, tied_by};
use domain::ids::{EnrolmentId, HouseholdId, LeaseId, PersonId};
use domain::pathway::Household;
use domain::{Event, Fact, FactKind, StreamId, Timeline};
use jiff::Timestamp;
use jiff::civil::Date;
use projections::changes::{Change, changes};
use projections::episodes::{Episode, episodes};
use projections::history::{self, history};
use projections::pathway_state::{Coordinates, Enrolment, Lease, Member, PathwayState};

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
        let own = StreamId::Household(household);
        let mut streams: BTreeMap<StreamId, Vec<Event>> = BTreeMap::new();
        let mut wanted = BTreeSet::from([own.clone()]);
        while !wanted.is_empty() {
            let missing: Vec<StreamId> = std::mem::take(&mut wanted).into_iter().collect();
            let read = read_streams(&mut &self.ledger, seals, &missing).await?;
            if let Some(events) = read.get(&own) {
                wanted.extend(self.streams_of_persons(events).await?);
            }
            wanted.extend(read.values().flatten().flat_map(tied_by).map(StreamId::Household));
            streams.extend(missing.into_iter().map(|stream| (stream, Vec::new())));
            streams.extend(read);
            wanted.retain(|stream| !streams.contains_key(stream));
        }
        streams.retain(|_, events| !events.is_empty());
        Ok(streams)
    }

    /// The streams in which the persons of a household have been.
    async fn streams_of_persons(&self, events: &[Event]) -> Result<BTreeSet<StreamId>, Fault> {
        let persons: BTreeSet<PersonId> = events.iter().filter_map(joined).collect();
        let keys = persons.into_iter().map(GuardKey::Person);
        let keys = keys.map(|key| guard_key(&key)).collect::<Result<Vec<_>, _>>()?;
        let guards = self.ledger.guards(&keys).await?;
        let streams = guards.values().flat_map(|guard| &guard.streams);
        Ok(streams.filter_map(|stream| stream.as_str().parse().ok()).collect())
    }
}

/// Who joins.
pub(crate) fn joined(event: &Event) -> Option<PersonId> {
    let fact = event.corrected.as_deref().unwrap_or_else(|| event.fact());
    let Fact::MemberJoined(joined) = fact else { return None };
    Some(joined.person)
}
