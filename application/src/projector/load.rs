//! Loads whole streams with what they are related to, as they were at a position, and folds them into rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::admission::tied_by;
use domain::facts::Fact;
use domain::ids::{PersonId, ProgrammeCode};
use domain::{Event, ProgrammeBook, StreamId};
use event_store::{Ledger, Owned, StoredEvent, Sum};
use projections::{Projection, Subject};

use super::advance::CHUNK;
use super::basis::{Basis, Cut, Persons, facts, joined, sum_of};
use super::outcome::RebuildError;
use crate::error::Fault;

/// Streams at a position, with everything that their rows depend on.
pub(crate) struct Chunk {
    streams: BTreeMap<StreamId, Vec<Event>>,
    persons: HashMap<PersonId, BTreeSet<StreamId>>,
    programmes: BTreeMap<ProgrammeCode, Arc<ProgrammeBook>>,
    /// Count and digest of the events of the streams asked for, as far as these had to be read.
    pub(crate) sum: Sum,
}

impl Chunk {
    /// Loads these streams.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub(crate) async fn load(ledger: &Ledger, owners: &[StreamId], basis: &Basis) -> Result<Self, Fault> {
        let (streams, sum) = basis.load(ledger, owners).await?;
        Self::related_to(ledger, owners, streams, sum, basis).await
    }

    /// The same of streams whose events, those that count, are at hand.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub(crate) async fn around(
        ledger: &Ledger,
        owners: &[StreamId],
        own: Vec<StoredEvent>,
        basis: &Basis,
    ) -> Result<Self, Fault> {
        let (streams, sum) = (basis.decode(ledger, &own).await?, sum_of(&own));
        drop(own);
        Self::related_to(ledger, owners, streams, sum, basis).await
    }

    async fn related_to(
        ledger: &Ledger,
        owners: &[StreamId],
        mut streams: BTreeMap<StreamId, Vec<Event>>,
        sum: Sum,
        basis: &Basis,
    ) -> Result<Self, Fault> {
        let persons = basis.persons_of(ledger, streams.values().flatten()).await?;
        let mut wanted: BTreeSet<StreamId> = persons.values().flatten().cloned().collect();
        let mut seen: BTreeSet<StreamId> = owners.iter().cloned().collect();
        let mut fresh: Vec<StreamId> = owners.to_vec();
        loop {
            let loaded = fresh.iter().filter_map(|stream| streams.get(stream)).flatten();
            wanted.extend(loaded.flat_map(tied_by).map(StreamId::Household));
            wanted.retain(|stream| !seen.contains(stream));
            if wanted.is_empty() {
                break;
            }
            fresh = std::mem::take(&mut wanted).into_iter().collect();
            seen.extend(fresh.iter().cloned());
            streams.extend(basis.events_of(ledger, &fresh).await?);
        }
        let owned = owners.iter().filter_map(|owner| streams.get(owner));
        let programmes = basis.books(ledger, owned.flatten().flat_map(enrolled).collect()).await?;
        Ok(Self { streams, persons, programmes, sum })
    }

    /// The streams that the rows of one depend on, itself included.
    fn related(&self, owner: &StreamId) -> BTreeSet<StreamId> {
        let own = self.streams.get(owner).map_or(&[][..], Vec::as_slice);
        let mut wanted: Vec<&StreamId> =
            own.iter().filter_map(joined).filter_map(|person| self.persons.get(&person)).flatten().collect();
        wanted.push(owner);
        let mut related = BTreeSet::new();
        let mut wanted: Vec<StreamId> = wanted.into_iter().cloned().collect();
        while let Some(stream) = wanted.pop() {
            if let Some(events) = self.streams.get(&stream) {
                wanted.extend(
                    events
                        .iter()
                        .flat_map(tied_by)
                        .map(StreamId::Household)
                        .filter(|tied| !related.contains(tied)),
                );
            }
            related.insert(stream);
        }
        related
    }

    /// The rows of a stream in each of these projections.
    ///
    /// # Errors
    /// The projection that cannot fold it, and why.
    pub(super) fn fold(
        &self,
        owner: &StreamId,
        projections: &[Arc<dyn Projection>],
    ) -> Result<Vec<Owned>, Unfit> {
        self.with_subject(owner, |subject, follows| {
            let fold = |projection: &Arc<dyn Projection>| {
                let name = projection.model().name;
                let rows = projection.fold(subject);
                let rows = rows.map_err(|why| Unfit { projection: name, stream: owner.clone(), why })?;
                Ok(Owned { owner: owner.to_string(), rows, follows: follows.to_vec() })
            };
            projections.iter().map(fold).collect()
        })
    }

    /// Does something with a stream and all that it depends on; `follows` names the other streams.
    pub(crate) fn with_subject<T>(
        &self,
        owner: &StreamId,
        work: impl FnOnce(&Subject<'_>, &[String]) -> T,
    ) -> T {
        let related = self.related(owner);
        let streams: BTreeMap<StreamId, Vec<Event>> = related
            .iter()
            .filter_map(|stream| self.streams.get(stream).map(|events| (stream.clone(), events.clone())))
            .collect();
        let own = streams.get(owner).map_or(&[][..], Vec::as_slice);
        let codes: BTreeSet<ProgrammeCode> = own.iter().flat_map(enrolled).collect();
        let programmes: BTreeMap<ProgrammeCode, Arc<ProgrammeBook>> = codes
            .iter()
            .filter_map(|code| self.programmes.get(code).map(|book| (code.clone(), Arc::clone(book))))
            .collect();
        let programme_streams = codes.into_iter().map(StreamId::Programme);
        let follows = related.into_iter().chain(programme_streams).filter(|stream| stream != owner);
        let follows: Vec<String> = follows.map(|stream| stream.to_string()).collect();
        work(&Subject::of(owner, &streams, &programmes), &follows)
    }
}

/// A stream that a projection cannot fold.
#[derive(Debug, thiserror::Error)]
#[error("projection {projection} cannot fold {stream}: {why}")]
pub struct Unfit {
    projection: &'static str,
    stream: StreamId,
    why: String,
}

/// The events of streams that count, for those who name nobody.
///
/// # Errors
/// Faults of the store, and events that cannot be read.
pub(crate) async fn events_of(
    ledger: &Ledger,
    streams: &[StreamId],
    cut: &Cut,
) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
    Basis::for_facts(cut.clone(), Persons::Asked).events_of(ledger, streams).await
}

/// The streams whose rows may change when these do: themselves, those that they are tied to by splits and mergers,
/// wherever the persons of all these have been, and so on. Only the household that went into another one tells of it:
/// from the other side it is found by the persons who came.
///
/// # Errors
/// Faults of the store, and events that cannot be read.
pub(crate) async fn dependents(
    ledger: &Ledger,
    changed: &BTreeSet<StreamId>,
    upto: u64,
) -> Result<BTreeSet<StreamId>, RebuildError> {
    tied(ledger, changed, upto, &mut |_, _| ()).await
}

/// The same, those together that are tied to one another: what is recorded in one of them tells nothing of the others.
///
/// # Errors
/// As [`dependents`].
pub(crate) async fn families(
    ledger: &Ledger,
    streams: &BTreeSet<StreamId>,
    upto: u64,
) -> Result<Vec<BTreeSet<StreamId>>, RebuildError> {
    let mut ties = Vec::new();
    let all = tied(ledger, streams, upto, &mut |one, other| ties.push((one.clone(), other.clone()))).await?;
    let mut numbers: BTreeMap<StreamId, usize> = all.into_iter().zip(0..).collect();
    for (one, other) in ties {
        let (Some(&kept), Some(&gone)) = (numbers.get(&one), numbers.get(&other)) else { continue };
        numbers.values_mut().filter(|number| **number == gone).for_each(|number| *number = kept);
    }
    let mut families: BTreeMap<usize, BTreeSet<StreamId>> = BTreeMap::new();
    for (stream, number) in numbers {
        families.entry(number).or_default().insert(stream);
    }
    Ok(families.into_values().collect())
}

/// Streams, and all that they are tied to; `told` has each tie, of two streams or of one with itself.
async fn tied(
    ledger: &Ledger,
    streams: &BTreeSet<StreamId>,
    upto: u64,
    told: &mut (dyn FnMut(&StreamId, &StreamId) + Send),
) -> Result<BTreeSet<StreamId>, RebuildError> {
    let basis = Basis::for_facts(Cut::at(upto), Persons::Asked);
    let mut all = streams.clone();
    let households = streams.iter().filter(|stream| matches!(stream, StreamId::Household(_)));
    let mut fresh: Vec<StreamId> = households.cloned().collect();
    while !fresh.is_empty() {
        let mut reached = BTreeSet::new();
        for page in fresh.chunks(CHUNK) {
            let events = basis.ties_of(ledger, page).await.map_err(RebuildError::of_events)?;
            for (stream, events) in &events {
                for other in events.iter().flat_map(tied_by).map(StreamId::Household) {
                    told(stream, &other);
                    reached.insert(other);
                }
            }
            let persons = basis.persons_of(ledger, events.values().flatten()).await?;
            for been in persons.into_values() {
                been.iter().zip(been.iter().skip(1)).for_each(|(one, other)| told(one, other));
                reached.extend(been);
            }
        }
        fresh = reached.into_iter().filter(|stream| all.insert(stream.clone())).collect();
    }
    Ok(all)
}

fn enrolled(event: &Event) -> impl Iterator<Item = ProgrammeCode> {
    facts(event).filter_map(|fact| {
        let Fact::EnrolmentStarted(started) = fact else { return None };
        Some(started.programme.clone())
    })
}
