//! Which keys the recorded erasures destroy, told from the ledger alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::admission::GuardKey;
use domain::codes::ErasureLevel;
use domain::ids::PersonId;
use domain::{Event, Fact, FactKind, StreamId};
use event_store::{KeyClass, StoredEvent, StreamName};

use crate::Application;
use crate::codec::{decode_by_stream, decode_without_keys, stream_name};
use crate::erase::joined;
use crate::error::Fault;
use crate::loader::guard_key;

/// Events, guards or streams read at a time.
const PAGE: usize = 200;

/// The erasures that are recorded, each with its position; some tens of bytes for every person who was erased.
pub(super) struct Erasures {
    /// Up to which position they were looked for.
    read: u64,
    identity: HashMap<PersonId, u64>,
    all: HashMap<PersonId, u64>,
}

/// Everybody whom the events of a household say to join, with the position of the first that does.
type Joined = BTreeMap<PersonId, u64>;

impl Erasures {
    /// The subjects and classes of persons whose keys are destroyed, with the positions that say so.
    pub(super) fn holders(&self) -> HashMap<(String, KeyClass), u64> {
        let of = |class| {
            move |(person, position): (&PersonId, &u64)| ((format!("person/{person}"), class), *position)
        };
        let quasi = self.all.iter().map(of(KeyClass::Quasi));
        self.identity.iter().map(of(KeyClass::Identity)).chain(quasi).collect()
    }

    fn take(&mut self, stored: &StoredEvent) -> Result<(), Fault> {
        for event in decode_without_keys([stored], |_, _| None)? {
            let Fact::PersonalDataErased(erased) = event.fact() else { continue };
            self.identity.entry(erased.person).or_insert(event.position);
            if erased.level == ErasureLevel::All {
                self.all.entry(erased.person).or_insert(event.position);
            }
        }
        Ok(())
    }

    /// Whether an erasure of the person destroyed this key.
    fn covers(&self, person: PersonId, class: KeyClass) -> bool {
        match class {
            KeyClass::Identity => self.identity.contains_key(&person),
            KeyClass::Quasi => self.all.contains_key(&person),
        }
    }

    /// Whether at some time everybody who had joined was erased: the key of the household was destroyed then.
    fn emptied_once(&self, joined: &Joined) -> bool {
        let erased = |person| self.all.get(person).copied();
        joined.keys().filter_map(erased).any(|then| {
            joined.iter().all(|(person, at)| *at > then || erased(person).is_some_and(|at| at <= then))
        })
    }

    /// Whether everybody is erased, and the last one by an erasure that found them all there.
    fn is_emptied(&self, joined: &Joined) -> bool {
        let last = joined.values().max();
        let erased: Option<Vec<u64>> = joined.keys().map(|person| self.all.get(person).copied()).collect();
        erased.is_some_and(|erased| erased.iter().max() > last)
    }
}

impl Application {
    /// The erasures that are told at these positions, of a ledger that was read up to one.
    pub(super) async fn erasures_at(&self, told: &[u64], read: u64) -> Result<Erasures, Fault> {
        let mut erasures = Erasures { read, identity: HashMap::new(), all: HashMap::new() };
        for position in told {
            for event in self.ledger.read_positions(position - 1, 1).await? {
                erasures.take(&event)?;
            }
        }
        Ok(erasures)
    }

    /// Takes in what was recorded since.
    async fn erasures_since(&self, erasures: &mut Erasures) -> Result<(), Fault> {
        loop {
            let page = self.ledger.read_positions(erasures.read, 1000).await?;
            let Some(last) = page.last() else { return Ok(()) };
            erasures.read = last.position;
            for event in page.iter().filter(|event| event.event_type == FactKind::PersonalDataErased.name()) {
                erasures.take(event)?;
            }
        }
    }

    /// The subjects whose keys must be gone and are no persons: households whose members are all erased, unless that is
    /// still `under_way` for one of them.
    pub(super) async fn emptied(
        &self,
        erasures: &Erasures,
        under_way: &BTreeSet<String>,
    ) -> Result<BTreeSet<String>, Fault> {
        let mut streams = BTreeSet::<StreamName>::new();
        let keys = erasures.all.keys().map(|person| guard_key(&GuardKey::Person(*person)));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        for some in keys.chunks(PAGE) {
            streams.extend(self.ledger.guards(some).await?.into_values().flat_map(|guard| guard.streams));
        }
        let streams: Vec<StreamName> = streams.into_iter().collect();
        let mut emptied = BTreeSet::new();
        for some in streams.chunks(PAGE) {
            for (stream, joined) in self.joined(some).await? {
                let waits = joined.keys().any(|person| under_way.contains(&format!("person/{person}")));
                if !waits && erasures.is_emptied(&joined) {
                    emptied.insert(stream.to_string());
                }
            }
        }
        Ok(emptied)
    }

    /// Whether a recorded erasure destroyed the key of this subject; of a counterpart none is recorded.
    pub(super) async fn is_erased(
        &self,
        subject: &str,
        class: KeyClass,
        erasures: &mut Erasures,
    ) -> Result<bool, Fault> {
        let Some((sort, id)) = subject.split_once('/') else { return Ok(false) };
        if sort == "counterpart" {
            return Ok(true);
        }
        let person = if sort == "person" { id.parse().ok().map(PersonId) } else { None };
        let joined = match subject.parse::<StreamId>() {
            Ok(stream) => self.joined(&[stream_name(&stream)?]).await?.into_values().next(),
            Err(_) => None,
        };
        let told = |erasures: &Erasures| {
            person.is_some_and(|person| erasures.covers(person, class))
                || joined.as_ref().is_some_and(|joined| erasures.emptied_once(joined))
        };
        if told(erasures) {
            return Ok(true);
        }
        // It was destroyed after the ledger was read, perhaps.
        self.erasures_since(erasures).await?;
        Ok(told(erasures))
    }

    async fn joined(&self, streams: &[StreamName]) -> Result<BTreeMap<StreamId, Joined>, Fault> {
        let stored = self.ledger.read_streams(streams, 0).await?;
        let streams = decode_by_stream(&self.seals.blind(), &stored).await?;
        let of = |events: Vec<Event>| {
            let mut all = Joined::new();
            for event in &events {
                for person in joined(event) {
                    all.entry(person).or_insert(event.position);
                }
            }
            all
        };
        Ok(streams.into_iter().map(|(stream, events)| (stream, of(events))).collect())
    }
}
