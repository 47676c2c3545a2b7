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
use crate::codec::decode_each;
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
        let mut found = self.households(&BTreeSet::from([household]), as_of, known_at).await?;
        Ok(found.remove(&household))
    }

    /// Replays several households, with as many statements as one of them; those of which nothing may be seen, and
    /// those that do not exist, are left out.
    ///
    /// # Errors
    /// As [`household`](Self::household).
    pub async fn households(
        &self,
        households: &BTreeSet<HouseholdId>,
        as_of: Option<Date>,
        known_at: Option<Timestamp>,
    ) -> Result<BTreeMap<HouseholdId, Replayed>, Fault> {
        let application = &self.application;
        let look = match self.extent() {
            Extent::Everything => None,
            Extent::Some(look) => Some(look),
        };
        let seals = match &look {
            Some(Look::Oversight) => &application.seals.blind(),
            Some(Look::Organisation(_)) | None => &application.seals,
        };
        let as_of = as_of.unwrap_or_else(|| application.clock().today());
        let at = Coordinates { as_of, known_at, time_zone: application.time_zone() };
        let related = application.streams_around(seals, households).await?;
        let streams: Vec<_> =
            households.iter().map(|household| (*household, related.of(*household))).collect();
        drop(related);
        let Some(look) = look else {
            let replay = |(household, streams)| {
                let replayed = Replayed::of(household, streams, &at)?;
                Some((household, Replayed { rights: self.rights(None), ..replayed }))
            };
            return Ok(streams.into_iter().filter_map(replay).collect());
        };
        let told: Vec<Vec<&Fact>> = streams.iter().map(|(_, streams)| facts(streams).collect()).collect();
        let programmes = self.programmes_of(&told, BTreeMap::new()).await?;
        drop(told);
        let through = |(household, streams)| {
            Some((household, self.looked_at(household, streams, &look, &programmes, &at)?))
        };
        Ok(streams.into_iter().filter_map(through).collect())
    }

    /// The last events of households that may be seen, as recorded: at the positions that a list tells, which it does to
    /// whoever sees everything.
    ///
    /// # Errors
    /// As [`household`](Self::household).
    pub async fn last_events(
        &self,
        of: &BTreeMap<HouseholdId, Option<u64>>,
    ) -> Result<BTreeMap<HouseholdId, Event>, Fault> {
        let positions: Option<Vec<u64>> = of.values().copied().collect();
        let events = match (self.extent(), positions) {
            (Extent::Everything, Some(positions)) => {
                let stored = self.application.ledger.events_at(&positions).await?;
                decode_each(&self.application.seals, &stored).await?
            }
            (Extent::Everything | Extent::Some(_), _) => {
                let replayed = self.households(&of.keys().copied().collect(), None, None).await?;
                replayed.values().filter_map(|replayed| replayed.events().last().cloned()).collect()
            }
        };
        let whose = |event: Event| match event.stream() {
            StreamId::Household(household) => Some((*household, event)),
            StreamId::Programme(_) | StreamId::Rules => None,
        };
        Ok(events.into_iter().filter_map(whose).collect())
    }

    /// What `look` lets through of a household.
    fn looked_at(
        &self,
        household: HouseholdId,
        mut streams: Streams,
        look: &Look,
        programmes: &Programmes,
        at: &Coordinates,
    ) -> Option<Replayed> {
        let all = streams.get(&StreamId::Household(household))?;
        let is_known = |event: &&Event| at.known_at.is_none_or(|instant| event.recorded_at <= instant);
        // The version that a writer must expect counts what is hidden too.
        let version = all.iter().filter(is_known).map(|event| event.version).max().unwrap_or(0);
        let lens = lens_in(programmes, household, &streams, look, &[]);
        if !lens.is_open() {
            return None;
        }
        lens.apply(&mut streams);
        let mut replayed = Replayed::of(household, streams, at)?;
        replayed.state.version = version;
        replayed.rights = self.rights(Some(lens));
        Some(replayed)
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
        let held = more.iter().filter_map(|submission| held(submission)).collect();
        let told = facts(streams).chain(told).collect();
        let programmes = self.programmes_of(&[told], held).await?;
        Ok(lens_in(&programmes, household, streams, look, &more))
    }

    /// The programmes that the facts of households name, and those in which the activities were held that they name; of `held`
    /// that is known.
    async fn programmes_of(
        &self,
        households: &[Vec<&Fact>],
        held: BTreeMap<ActivityId, ProgrammeCode>,
    ) -> Result<Programmes, Fault> {
        let named = households.iter().flatten().filter_map(|fact| fact.admissible().programme().cloned());
        let books = self.books(&named.collect()).await?;
        let mut wanted = BTreeSet::new();
        for facts in households {
            let own = named_in(&books, facts);
            let activities = facts.iter().filter_map(|fact| fact.admissible().activity());
            // What the own programmes do not tell is looked up, whatever others on the same page tell.
            wanted.extend(activities.filter(|id| held_in(&own, *id).is_none()));
        }
        let mut activities = self.activities(wanted).await?;
        activities.extend(held);
        // Activities are held in programmes that a household need not be in.
        let elsewhere = activities.values().filter(|code| !books.contains_key(*code)).cloned().collect();
        let elsewhere = self.books(&elsewhere).await?;
        Ok(Programmes { books, elsewhere, activities })
    }

    /// The books of programmes, as they are now.
    pub(super) async fn books(&self, codes: &BTreeSet<ProgrammeCode>) -> Result<Books, Fault> {
        let wanted: Vec<StreamId> = codes.iter().cloned().map(StreamId::Programme).collect();
        let application = &self.application;
        let read = read_streams(&mut &application.ledger, &application.seals, &wanted).await?;
        self.rest_on(&wanted, &read);
        let book = |(stream, events): (StreamId, Vec<Event>)| match stream {
            StreamId::Programme(code) => Some((code, programme_book(&events)?)),
            StreamId::Household(_) | StreamId::Rules => None,
        };
        Ok(read.into_iter().filter_map(book).collect())
    }

    /// In which programmes activities were held.
    async fn activities(
        &self,
        wanted: BTreeSet<ActivityId>,
    ) -> Result<BTreeMap<ActivityId, ProgrammeCode>, Fault> {
        let mut found = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(found);
        }
        let key = |id: ActivityId| Ok((id, guard_key(&GuardKey::Id(id.0))?));
        let keys: Vec<_> = wanted.into_iter().map(key).collect::<Result<_, Fault>>()?;
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

/// The programmes that the facts of households rest on.
#[derive(Default)]
struct Programmes {
    /// Those that facts name.
    books: Books,
    /// The others, in which activities were held.
    elsewhere: Books,
    activities: BTreeMap<ActivityId, ProgrammeCode>,
}

impl Programmes {
    /// Those that these facts of one household rest on; `more` are about to join them.
    fn of(&self, facts: &[&Fact], more: &[&Submission]) -> Self {
        let mut of = Self { books: named_in(&self.books, facts), ..Self::default() };
        for id in facts.iter().filter_map(|fact| fact.admissible().activity()) {
            let held = held_in(&of.books, id).or_else(|| self.activities.get(&id)).cloned();
            of.activities.extend(held.map(|code| (id, code)));
        }
        of.activities.extend(more.iter().filter_map(|submission| held(submission)));
        for code in of.activities.values().filter(|code| !of.books.contains_key(*code)) {
            // Other households of the same page may name it.
            let book = self.elsewhere.get_key_value(code).or_else(|| self.books.get_key_value(code));
            of.elsewhere.extend(book.map(|(code, book)| (code.clone(), Arc::clone(book))));
        }
        of
    }
}

/// The books of the programmes that facts name.
fn named_in(books: &Books, facts: &[&Fact]) -> Books {
    let named = facts.iter().filter_map(|fact| books.get_key_value(fact.admissible().programme()?));
    named.map(|(code, book)| (code.clone(), Arc::clone(book))).collect()
}

/// The first of these programmes that held an activity.
fn held_in(books: &Books, activity: ActivityId) -> Option<&ProgrammeCode> {
    books.iter().find(|(_, book)| book.activities.contains_key(&activity)).map(|(code, _)| code)
}

/// Every fact of streams, corrections included.
fn facts(streams: &Streams) -> impl Iterator<Item = &Fact> {
    streams.values().flatten().flat_map(basis::facts)
}

/// What `look` lets through of a household; `more` are facts that are about to join it.
fn lens_in(
    programmes: &Programmes,
    household: HouseholdId,
    streams: &Streams,
    look: &Look,
    more: &[&Submission],
) -> Lens {
    let told = more.iter().map(|submission| &submission.fact);
    let facts: Vec<&Fact> = facts(streams).chain(told).collect();
    let Programmes { books, elsewhere, activities } = programmes.of(&facts, more);
    let mut closed = sensitive(&books);
    closed.extend(sensitive(&elsewhere));
    let organisation = match look {
        Look::Organisation(insider) => Some(insider.organisation.clone()),
        Look::Oversight => None,
    };
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
    Lens { organisation, grants, sensitive: closed, ties, carried, joining, asking }
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
