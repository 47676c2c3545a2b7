//! One household as somebody sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::admission::{GuardKey, tied_by};
use domain::ids::{ActivityId, HouseholdId, ProgrammeCode};
use domain::sight::{Carried, Grant, Lens, Ties};
use domain::{Event, Fact, ProgrammeBook, StreamId, Submission};
use jiff::Timestamp;
use jiff::civil::Date;
use projections::Subject;
use projections::access::{Look, grants, sensitive};
use projections::pathway_state::Coordinates;

use super::rights::Rights;
use super::{Extent, Sight, Viewer};
use crate::error::Fault;
use crate::histories::programme_book;
use crate::loader::{guard_key, read_streams};
use crate::projector::basis;
use crate::replay::{Replayed, joined};

/// Streams that tell of a household.
pub(super) type Streams = BTreeMap<StreamId, Vec<Event>>;

/// The books of programmes.
pub(super) type Books = BTreeMap<ProgrammeCode, Arc<ProgrammeBook>>;

impl Sight {
    /// Replays a household from what may be seen of it; `None` when nothing may be, or when there is none.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn household(
        &self,
        household: HouseholdId,
        as_of: Option<Date>,
        known_at: Option<Timestamp>,
    ) -> Result<Option<Replayed>, Fault> {
        let application = &self.application;
        let look = match self.extent() {
            Extent::Everything => {
                let mut replayed = application.replay(household, as_of, known_at).await?;
                if let Some(replayed) = &mut replayed {
                    replayed.rights = self.rights(None);
                }
                return Ok(replayed);
            }
            Extent::Some(look) => look,
        };
        let seals = match &look {
            Look::Oversight => &application.seals.blind(),
            Look::Organisation(_) => &application.seals,
        };
        let own = StreamId::Household(household);
        let mut streams = application.related_streams_by(seals, household).await?;
        let Some(all) = streams.get(&own) else { return Ok(None) };
        let is_known = |event: &&Event| known_at.is_none_or(|instant| event.recorded_at <= instant);
        let version = all.iter().filter(is_known).map(|event| event.version).max().unwrap_or(0);
        let lens = self.lens(household, &streams, &look, std::iter::empty()).await?;
        if !lens.is_open() {
            return Ok(None);
        }
        lens.apply(&mut streams);
        let as_of = as_of.unwrap_or_else(|| application.clock().today());
        let at = Coordinates { as_of, known_at, time_zone: application.time_zone() };
        let replayed = Replayed::of(household, streams, &at);
        // The version that a writer must expect counts what is hidden too.
        Ok(replayed.map(|mut replayed| {
            replayed.state.version = version;
            replayed.rights = self.rights(Some(lens));
            replayed
        }))
    }

    /// What whoever looks through a lens, or sees everything, may record.
    pub(super) fn rights(&self, lens: Option<Lens>) -> Rights {
        match (&self.viewer, lens) {
            (Viewer::Local, _) => Rights::All,
            (Viewer::Account(account), Some(lens)) if account.role.records() => {
                Rights::Through(Box::new(lens))
            }
            (Viewer::Account(_), _) => Rights::Nothing,
        }
    }

    /// Whether a household may be looked into at all.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub(super) async fn opens(&self, household: HouseholdId) -> Result<bool, Fault> {
        let Extent::Some(look) = self.extent() else { return Ok(true) };
        // Nothing of it is told, so nothing is opened.
        let seals = self.application.seals.blind();
        let streams = self.application.related_streams_by(&seals, household).await?;
        if !streams.contains_key(&StreamId::Household(household)) {
            return Ok(false);
        }
        Ok(self.lens(household, &streams, &look, std::iter::empty()).await?.is_open())
    }

    /// What `look` lets through of a household; `more` are facts that are about to join them.
    pub(super) async fn lens<'f>(
        &self,
        household: HouseholdId,
        streams: &'f Streams,
        look: &Look,
        more: impl Iterator<Item = &'f Submission>,
    ) -> Result<Lens, Fault> {
        let more: Vec<&Submission> = more.collect();
        let told = more.iter().map(|submission| &submission.fact);
        let facts: Vec<&Fact> = streams.values().flatten().flat_map(basis::facts).chain(told).collect();
        let codes = facts.iter().filter_map(|fact| fact.admissible().programme().cloned()).collect();
        let books = self.books(&codes).await?;
        let mut activities = self.activities(&facts, &books).await?;
        activities.extend(more.iter().filter_map(|submission| held(submission)));
        let organisation = match look {
            Look::Organisation(insider) => Some(insider.organisation.clone()),
            Look::Oversight => None,
        };
        // Activities are held in programmes that the household need not be in.
        let elsewhere = activities.values().filter(|code| !books.contains_key(*code)).cloned().collect();
        let mut sensitive = sensitive(&books);
        sensitive.extend(projections::access::sensitive(&self.books(&elsewhere).await?));
        let stream = StreamId::Household(household);
        let subject = Subject::of(&stream, streams, &books);
        let (grants, members) = match (&subject, look) {
            (Subject::Household(of), Look::Organisation(insider)) => {
                (grants(of, &books, insider), of.members.clone())
            }
            (Subject::Household(of), Look::Oversight) => (vec![Grant::Oversight], of.members.clone()),
            (Subject::Programme(_) | Subject::Rules, _) => (Vec::new(), BTreeSet::new()),
        };
        let own = streams.get(&stream).into_iter().flatten().filter_map(joined).collect();
        let carried = Carried::of(lineage(&stream, streams), members, own, &facts);
        let ties = Ties::of(&facts, &activities);
        let (joining, asking) = (Vec::new(), Vec::new());
        Ok(Lens { organisation, grants, sensitive, ties, carried, joining, asking })
    }

    /// The books of programmes, as they are now.
    pub(super) async fn books(&self, codes: &BTreeSet<ProgrammeCode>) -> Result<Books, Fault> {
        let wanted: Vec<StreamId> = codes.iter().cloned().map(StreamId::Programme).collect();
        let application = &self.application;
        let read = read_streams(&mut &application.ledger, &application.seals, &wanted).await?;
        let book = |(stream, events): (StreamId, Vec<Event>)| match stream {
            StreamId::Programme(code) => Some((code, programme_book(&events)?)),
            StreamId::Household(_) | StreamId::Rules => None,
        };
        Ok(read.into_iter().filter_map(book).collect())
    }

    /// In which programmes the activities were held that facts name.
    async fn activities(
        &self,
        facts: &[&Fact],
        books: &Books,
    ) -> Result<BTreeMap<ActivityId, ProgrammeCode>, Fault> {
        let mut found = BTreeMap::new();
        let mut keys = Vec::new();
        for id in facts.iter().filter_map(|fact| fact.admissible().activity()).collect::<BTreeSet<_>>() {
            match books.iter().find(|(_, book)| book.activities.contains_key(&id)) {
                Some((code, _)) => drop(found.insert(id, code.clone())),
                None => keys.push((id, guard_key(&GuardKey::Id(id.0))?)),
            }
        }
        if keys.is_empty() {
            return Ok(found);
        }
        let names: Vec<_> = keys.iter().map(|(_, key)| key.clone()).collect();
        let guards = self.application.ledger.guards(&names).await?;
        for (id, key) in keys {
            let streams = guards.get(&key).into_iter().flat_map(|guard| &guard.streams);
            let held = streams.filter_map(|stream| match stream.as_str().parse() {
                Ok(StreamId::Programme(code)) => Some(code),
                Ok(StreamId::Household(_) | StreamId::Rules) | Err(_) => None,
            });
            found.extend(held.map(|code| (id, code)).take(1));
        }
        Ok(found)
    }
}

/// The streams that splits and mergers tie to this one, in whatever direction, and itself.
fn lineage(stream: &StreamId, streams: &Streams) -> BTreeSet<StreamId> {
    let ties: Vec<(StreamId, StreamId)> = streams
        .values()
        .flatten()
        .flat_map(|event| tied_by(event).map(|other| (event.stream().clone(), StreamId::Household(other))))
        .collect();
    let mut lineage = BTreeSet::from([stream.clone()]);
    loop {
        let touches = |one: &StreamId, other: &StreamId| lineage.contains(one) && !lineage.contains(other);
        let next = ties.iter().find_map(|(one, other)| {
            if touches(one, other) { Some(other) } else { touches(other, one).then_some(one) }
        });
        match next.cloned() {
            Some(stream) => drop(lineage.insert(stream)),
            None => return lineage,
        }
    }
}

/// The activity that a fact about a programme tells of.
fn held(submission: &Submission) -> Option<(ActivityId, ProgrammeCode)> {
    let StreamId::Programme(code) = &submission.stream else { return None };
    let Fact::ActivityHeld(held) = &submission.fact else { return None };
    Some((held.activity, code.clone()))
}
