//! Loads whole streams with what they are related to, as they were at a position, and folds them into rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use domain::admission::{GuardKey, tied_by};
use domain::facts::{Fact, FactKind};
use domain::ids::{PersonId, ProgrammeCode};
use domain::{Event, ProgrammeBook, StreamId, Timeline};
use event_store::{GuardState, Ledger, Owned, StoredEvent, Sum};
use projections::{Projection, Subject};

use super::advance::CHUNK;
use super::outcome::RebuildError;
use crate::codec::{decode_by_stream, stream_name};
use crate::error::Fault;
use crate::loader::guard_key;
use crate::seals::Seals;

/// How the guards of persons begin.
const PERSONS: &str = "person/";

/// Guards read at once.
const GUARDS: u32 = 4096;

/// Which events count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut {
    /// Those up to this position.
    pub(crate) upto: u64,
    /// And these after it: to find out what each of them changes.
    pub(crate) also: Arc<BTreeSet<u64>>,
}

impl Cut {
    pub(crate) fn at(upto: u64) -> Self {
        Self { upto, also: Arc::default() }
    }

    fn holds(&self, position: u64) -> bool {
        position <= self.upto || self.also.contains(&position)
    }

    fn last(&self) -> u64 {
        self.also.last().map_or(self.upto, |also| self.upto.max(*also))
    }
}

/// What streams are loaded on: which events count, and what is known beside them.
pub(crate) struct Basis {
    cut: Cut,
    persons: Persons,
    /// The books of programmes that were read; none for those who read none.
    books: Option<Mutex<BTreeMap<ProgrammeCode, Arc<ProgrammeBook>>>>,
    /// Whether values that identify somebody are opened. Who does not need them does not see them.
    are_named: bool,
}

impl Basis {
    /// For read models, as it was at a position.
    pub(crate) fn at(upto: u64) -> Self {
        Self { cut: Cut::at(upto), persons: Persons::Asked, books: Some(Mutex::default()), are_named: true }
    }

    /// For facts tables, which tell of programmes apart and of nobody's name.
    pub(crate) fn for_facts(cut: Cut, persons: Persons) -> Self {
        Self { cut, persons, books: None, are_named: false }
    }

    fn seals(&self, ledger: &Ledger) -> Seals {
        let seals = Seals::new(ledger.keys());
        if self.are_named { seals } else { seals.without_names() }
    }

    /// The events of streams that count.
    async fn events_of(
        &self,
        ledger: &Ledger,
        streams: &[StreamId],
    ) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
        decode(&self.seals(ledger), &read(ledger, streams, &self.cut).await?, &self.cut).await
    }

    /// The books of these programmes, read unless they are kept.
    async fn books(
        &self,
        ledger: &Ledger,
        codes: BTreeSet<ProgrammeCode>,
    ) -> Result<BTreeMap<ProgrammeCode, Arc<ProgrammeBook>>, Fault> {
        let Some(books) = &self.books else { return Ok(BTreeMap::new()) };
        let kept = || books.lock().unwrap_or_else(PoisonError::into_inner);
        let missing: Vec<StreamId> = {
            let kept = kept();
            let missing = codes.iter().filter(|code| !kept.contains_key(*code));
            missing.cloned().map(StreamId::Programme).collect()
        };
        let decoded = self.events_of(ledger, &missing).await?;
        let mut kept = kept();
        for (stream, events) in decoded {
            if let StreamId::Programme(code) = stream {
                let book = ProgrammeBook::of(&Timeline::of(&events, None));
                kept.insert(code, Arc::new(book));
            }
        }
        Ok(codes.into_iter().filter_map(|code| kept.get(&code).cloned().map(|book| (code, book))).collect())
    }
}

/// Who tells in which streams a person has been.
#[derive(Debug, Clone)]
pub(crate) enum Persons {
    /// The ledger, person by person.
    Asked,
    /// Everybody who has been in several is here, and nobody else.
    InSeveral(Arc<HashMap<PersonId, BTreeSet<StreamId>>>),
}

impl Persons {
    /// Reads who has been in several streams.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) async fn in_several(ledger: &Ledger) -> Result<Self, Fault> {
        let (mut all, mut after) = (HashMap::new(), None);
        loop {
            let page = ledger.shared_guards(PERSONS, after.as_ref(), GUARDS).await?;
            let Some((last, _)) = page.last_key_value() else { return Ok(Self::InSeveral(Arc::new(all))) };
            after = Some(last.clone());
            for (key, state) in page {
                let Some(person) = key.as_str().strip_prefix(PERSONS) else { continue };
                if let Ok(person) = person.parse() {
                    all.insert(person, streams_in(&state));
                }
            }
        }
    }

    /// The streams of these persons, those of one stream alone aside where that is known.
    async fn of(
        &self,
        ledger: &Ledger,
        events: impl Iterator<Item = &Event>,
    ) -> Result<HashMap<PersonId, BTreeSet<StreamId>>, Fault> {
        let Self::InSeveral(all) = self else { return streams_of_persons(ledger, events).await };
        let persons = events.filter_map(joined);
        Ok(persons.filter_map(|person| Some((person, all.get(&person)?.clone()))).collect())
    }
}

fn streams_in(state: &GuardState) -> BTreeSet<StreamId> {
    state.streams.iter().filter_map(|stream| stream.as_str().parse().ok()).collect()
}

/// Streams at a position, with everything that their rows depend on.
pub(crate) struct Chunk {
    streams: BTreeMap<StreamId, Vec<Event>>,
    persons: HashMap<PersonId, BTreeSet<StreamId>>,
    programmes: BTreeMap<ProgrammeCode, Arc<ProgrammeBook>>,
    /// Count and digest of the events of the streams asked for.
    pub(crate) sum: Sum,
}

impl Chunk {
    /// Loads these streams.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub(crate) async fn load(ledger: &Ledger, owners: &[StreamId], basis: &Basis) -> Result<Self, Fault> {
        Self::around(ledger, owners, read(ledger, owners, &basis.cut).await?, basis).await
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
        let sum = Sum::of(own.iter().map(|event| &event.leaf_hash));
        let mut streams = decode(&basis.seals(ledger), &own, &basis.cut).await?;
        drop(own);
        let persons = basis.persons.of(ledger, streams.values().flatten()).await?;
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
    let basis = Basis::for_facts(Cut::at(upto), Persons::Asked);
    let mut dependents = changed.clone();
    let households = changed.iter().filter(|stream| matches!(stream, StreamId::Household(_)));
    let mut fresh: Vec<StreamId> = households.cloned().collect();
    while !fresh.is_empty() {
        let mut reached = BTreeSet::new();
        for page in fresh.chunks(CHUNK) {
            let events = basis.events_of(ledger, page).await.map_err(RebuildError::of_events)?;
            let events = || events.values().flatten();
            reached.extend(events().flat_map(tied_by).map(StreamId::Household));
            let persons = streams_of_persons(ledger, events()).await?;
            reached.extend(persons.into_values().flatten());
        }
        fresh = reached.into_iter().filter(|stream| dependents.insert(stream.clone())).collect();
    }
    Ok(dependents)
}

/// The events of streams up to the last one that counts.
async fn read(ledger: &Ledger, streams: &[StreamId], cut: &Cut) -> Result<Vec<StoredEvent>, Fault> {
    if streams.is_empty() {
        return Ok(Vec::new());
    }
    let names = streams.iter().map(stream_name).collect::<Result<Vec<_>, _>>()?;
    let mut events = ledger.read_streams(&names, 0).await?;
    let last = cut.last();
    events.retain(|event| event.position <= last);
    Ok(events)
}

async fn decode(
    seals: &Seals,
    stored: &[StoredEvent],
    cut: &Cut,
) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
    let erases = |event: &StoredEvent| event.event_type == FactKind::PersonalDataErased.name();
    if stored.iter().any(erases) {
        // A key that another node has destroyed may still be kept here.
        seals.ring().forget();
    }
    let mut streams = decode_by_stream(seals, stored).await?;
    // A correction is read with its target, whether that counts or not.
    for events in streams.values_mut() {
        events.retain(|event| cut.holds(event.position));
    }
    Ok(streams)
}

/// The streams in which the persons of these events have been.
async fn streams_of_persons(
    ledger: &Ledger,
    events: impl Iterator<Item = &Event>,
) -> Result<HashMap<PersonId, BTreeSet<StreamId>>, Fault> {
    let persons: BTreeSet<PersonId> = events.filter_map(joined).collect();
    if persons.is_empty() {
        return Ok(HashMap::new());
    }
    let mut keys = HashMap::new();
    for person in persons {
        keys.insert(guard_key(&GuardKey::Person(person))?, person);
    }
    let names: Vec<_> = keys.keys().cloned().collect();
    let mut streams = HashMap::new();
    for (name, state) in ledger.guards(&names).await? {
        if let Some(person) = keys.get(&name) {
            streams.insert(*person, streams_in(&state));
        }
    }
    Ok(streams)
}

/// The facts that an event states: as recorded, and as corrected.
fn facts(event: &Event) -> impl Iterator<Item = &Fact> {
    [Some(event.fact()), event.corrected.as_deref()].into_iter().flatten()
}

fn joined(event: &Event) -> Option<PersonId> {
    facts(event).find_map(|fact| {
        let Fact::MemberJoined(joined) = fact else { return None };
        Some(joined.person)
    })
}

fn enrolled(event: &Event) -> impl Iterator<Item = ProgrammeCode> {
    facts(event).filter_map(|fact| {
        let Fact::EnrolmentStarted(started) = fact else { return None };
        Some(started.programme.clone())
    })
}
