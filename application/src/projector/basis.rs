//! What streams are loaded on: which of their events count, how these are read, and who has been where.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use domain::admission::GuardKey;
use domain::facts::{Fact, FactKind};
use domain::ids::{PersonId, ProgrammeCode};
use domain::{Event, ProgrammeBook, StreamId, Timeline};
use event_store::{GuardState, Ledger, StoredEvent, StreamName, Sum};

use super::memory::Memory;
use crate::codec::{decode_by_stream, stream_name};
use crate::error::Fault;
use crate::loader::guard_key;
use crate::seals::Seals;

/// How the guards of persons begin.
const PERSONS: &str = "person/";

/// Guards read at once.
const GUARDS: u32 = 4096;

/// What says which streams belong together: persons who came, and households that come from others or go into them.
const TIES: [FactKind; 4] =
    [FactKind::HouseholdOpened, FactKind::HouseholdSplit, FactKind::HouseholdMerged, FactKind::MemberJoined];

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
    /// What need not be read.
    memory: Option<Memory>,
}

impl Basis {
    /// For read models, as it was at a position.
    pub(crate) fn at(upto: u64) -> Self {
        let books = Some(Mutex::default());
        Self { cut: Cut::at(upto), persons: Persons::Asked, books, are_named: true, memory: None }
    }

    /// The same, without reading what is in memory.
    pub(super) fn remembering(self, memory: Memory) -> Self {
        Self { memory: Some(memory), ..self }
    }

    /// For facts tables, which tell of programmes apart and of nobody's name.
    pub(crate) fn for_facts(cut: Cut, persons: Persons) -> Self {
        Self { cut, persons, books: None, are_named: false, memory: None }
    }

    /// Whole streams, and the sum of those events of theirs that had to be read.
    pub(super) async fn load(
        &self,
        ledger: &Ledger,
        streams: &[StreamId],
    ) -> Result<(BTreeMap<StreamId, Vec<Event>>, Sum), Fault> {
        let (kept, missing) = match &self.memory {
            Some(memory) => memory.split(streams, self.cut.last()),
            None => (BTreeMap::new(), streams.to_vec()),
        };
        let stored = self.read(ledger, &missing).await?;
        let mut streams = self.decode(ledger, &stored).await?;
        if let Some(memory) = &self.memory {
            memory.keep(&streams);
        }
        streams.extend(kept);
        Ok((streams, sum_of(&stored)))
    }

    /// The events of streams up to the last one that counts.
    pub(super) async fn read(
        &self,
        ledger: &Ledger,
        streams: &[StreamId],
    ) -> Result<Vec<StoredEvent>, Fault> {
        if streams.is_empty() {
            return Ok(Vec::new());
        }
        let names = streams.iter().map(stream_name).collect::<Result<Vec<_>, _>>()?;
        let mut events = ledger.read_streams(&names, 0).await?;
        let last = self.cut.last();
        events.retain(|event| event.position <= last);
        Ok(events)
    }

    /// The events as the domain knows them.
    pub(super) async fn decode(
        &self,
        ledger: &Ledger,
        stored: &[StoredEvent],
    ) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
        if stored.iter().any(erases) {
            // A key that another node has destroyed may still be kept here.
            ledger.keys().forget();
        }
        let seals = Seals::new(ledger.keys());
        let seals = if self.are_named { seals } else { seals.without_names() };
        let mut streams = decode_by_stream(&seals, stored).await?;
        // A correction is read with its target, whether that counts or not.
        for events in streams.values_mut() {
            events.retain(|event| self.cut.holds(event.position));
        }
        Ok(streams)
    }

    /// The streams in which the persons of these events have been; of those in one alone, nothing where that is known.
    pub(super) async fn persons_of(
        &self,
        ledger: &Ledger,
        events: impl Iterator<Item = &Event>,
    ) -> Result<HashMap<PersonId, BTreeSet<StreamId>>, Fault> {
        let Persons::InSeveral(all) = &self.persons else { return streams_of_persons(ledger, events).await };
        let persons = events.filter_map(joined);
        Ok(persons.filter_map(|person| Some((person, all.get(&person)?.clone()))).collect())
    }

    /// The events of streams that count.
    pub(super) async fn events_of(
        &self,
        ledger: &Ledger,
        streams: &[StreamId],
    ) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
        self.decode(ledger, &self.read(ledger, streams).await?).await
    }

    /// Those events of streams that say which others belong to them; of a stream with corrections all, for each may be
    /// of one.
    pub(super) async fn ties_of(
        &self,
        ledger: &Ledger,
        streams: &[StreamId],
    ) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
        let mut events = self.read(ledger, streams).await?;
        let is_correction = |event: &&StoredEvent| event.event_type == FactKind::EventCorrected.name();
        let corrected: HashSet<StreamName> =
            events.iter().filter(is_correction).map(|event| event.stream.clone()).collect();
        let ties = |event: &StoredEvent| TIES.iter().any(|kind| event.event_type == kind.name());
        events.retain(|event| ties(event) || corrected.contains(&event.stream));
        self.decode(ledger, &events).await
    }

    /// The books of these programmes, read unless they are kept.
    pub(super) async fn books(
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

/// Whether an event tells that somebody was erased.
pub(super) fn erases(event: &StoredEvent) -> bool {
    event.event_type == FactKind::PersonalDataErased.name()
}

/// Count and digest of events.
pub(super) fn sum_of(events: &[StoredEvent]) -> Sum {
    Sum::of(events.iter().map(|event| &event.leaf_hash))
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
}

fn streams_in(state: &GuardState) -> BTreeSet<StreamId> {
    state.streams.iter().filter_map(|stream| stream.as_str().parse().ok()).collect()
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
pub(crate) fn facts(event: &Event) -> impl Iterator<Item = &Fact> {
    [Some(event.fact()), event.corrected.as_deref()].into_iter().flatten()
}

pub(super) fn joined(event: &Event) -> Option<PersonId> {
    facts(event).find_map(|fact| {
        let Fact::MemberJoined(joined) = fact else { return None };
        Some(joined.person)
    })
}
