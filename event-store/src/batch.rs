//! The decision about a batch, in memory and the same for every engine: what was
//! read under the lock goes in, answers and rows to write come out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use uuid::Uuid;

use crate::append::{Answers, AppendRequest, Appended, ExpectedVersion, Head, Stamp};
use crate::error::{AppendError, Conflict, StoreError};
use crate::event::{NewEvent, StoredEvent};
use crate::leaf::leaf_of_new;
use crate::names::{GuardKey, StreamName};
use crate::row::{Fact, head_of, out_of_range, to_u64};

/// What a batch needs to know, sorted and without repetition.
pub(crate) struct Wanted<'a> {
    pub(crate) ids: Vec<Uuid>,
    pub(crate) streams: Vec<&'a str>,
    pub(crate) guards: Vec<&'a str>,
}

impl<'a> Wanted<'a> {
    pub(crate) fn of(requests: &'a [AppendRequest]) -> Self {
        let events = || requests.iter().flat_map(|request| &request.events);
        let expected = requests.iter().flat_map(|request| &request.expected);
        let ids: BTreeSet<_> = events().map(|event| event.event_id).collect();
        let streams: BTreeSet<_> = events()
            .map(|event| event.stream.as_str())
            .chain(expected.map(|(stream, _)| stream.as_str()))
            .collect();
        let guards: BTreeSet<_> =
            requests.iter().flat_map(|request| &request.guards).map(|guard| guard.key.as_str()).collect();
        Self {
            ids: ids.into_iter().collect(),
            streams: streams.into_iter().collect(),
            guards: guards.into_iter().collect(),
        }
    }
}

/// What was read under the lock of the head.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) head: Head,
    pub(crate) streams: HashMap<String, u32>,
    pub(crate) guards: HashMap<String, u64>,
    /// Whether nothing was read: a guard that is absent may then be at any version, and nobody relies on it.
    pub(crate) foretold: bool,
    pub(crate) stored: HashMap<Uuid, StoredEvent>,
}

impl Known {
    /// Sorts out what was read; tells whether ids are already stored, whose events are
    /// then read as well.
    pub(crate) fn from_facts(facts: Vec<Fact>) -> Result<(Self, bool), StoreError> {
        let mut known = Self::default();
        let mut repeated = false;
        let mut headed = false;
        for (kind, name, number, at) in facts {
            match (kind, name) {
                (HEAD, _) => {
                    known.head = head_of(number, at)?;
                    headed = true;
                }
                (STREAM, Some(name)) => {
                    let version = u32::try_from(number).map_err(|_| out_of_range(number))?;
                    known.streams.insert(name, version);
                }
                (GUARD, Some(name)) => {
                    known.guards.insert(name, to_u64(number)?);
                }
                _ => repeated = true,
            }
        }
        if headed {
            return Ok((known, repeated));
        }
        Err(StoreError::Invalid { detail: "the ledger has no head".into() })
    }
}

impl Known {
    /// What the requests take the ledger to be, behind a head that is remembered; the engine must find it so before
    /// anything is written. None when they leave open what a decision needs.
    pub(crate) fn taken(head: Head, requests: &[AppendRequest]) -> Option<Self> {
        let mut known = Self { head, foretold: true, ..Self::default() };
        for request in requests {
            for (stream, expected) in &request.expected {
                let version = match expected {
                    ExpectedVersion::Any => continue,
                    ExpectedVersion::None => 0,
                    ExpectedVersion::Exact(version) => *version,
                };
                known.streams.entry(stream.as_str().to_owned()).or_insert(version);
            }
            for guard in &request.guards {
                if let Some(version) = guard.expected {
                    known.guards.entry(guard.key.as_str().to_owned()).or_insert(version);
                }
            }
        }
        let events = requests.iter().flat_map(|request| &request.events);
        let expected = requests.iter().flat_map(|request| &request.expected).map(|(stream, _)| stream);
        let mut streams = events.map(|event| &event.stream).chain(expected).map(StreamName::as_str);
        streams.all(|stream| known.streams.contains_key(stream)).then_some(known)
    }
}

// Kinds of facts, as the statements number them.
const HEAD: i64 = 0;
const STREAM: i64 = 1;
const GUARD: i64 = 2;

/// An accepted event and the place it takes.
pub(crate) struct NewRow<'a> {
    pub(crate) event: &'a NewEvent,
    pub(crate) position: u64,
    pub(crate) version: u32,
    pub(crate) recorded_at: Timestamp,
    pub(crate) leaf_hash: [u8; 32],
}

/// A batch under decision: the ledger as it will be once its rows are written.
pub(crate) struct Batch<'a> {
    known: Known,
    now: Timestamp,
    stamps_allowed: bool,
    /// Where an event of this batch stands among the rows.
    placed: HashMap<Uuid, usize>,
    pub(crate) rows: Vec<NewRow<'a>>,
    /// Version and last position of the streams that grew.
    pub(crate) grown: BTreeMap<&'a StreamName, (u32, u64)>,
    /// Version of the guards that moved, from 0 for those that nobody looked up, and the stream by which one that was
    /// new moved first.
    pub(crate) bumped: BTreeMap<&'a GuardKey, (u64, Option<&'a StreamName>)>,
    /// The other streams that moved guards.
    pub(crate) registered: BTreeSet<(&'a GuardKey, &'a StreamName)>,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(known: Known, now: Timestamp, stamps_allowed: bool) -> Self {
        Self {
            known,
            now,
            stamps_allowed,
            placed: HashMap::new(),
            rows: Vec::new(),
            grown: BTreeMap::new(),
            bumped: BTreeMap::new(),
            registered: BTreeSet::new(),
        }
    }

    /// Decides the requests one after the other, each seeing those before it.
    pub(crate) fn decide(&mut self, requests: &'a [AppendRequest]) -> Answers {
        requests.iter().map(|request| self.judge(request)).collect()
    }

    /// What the decision took for known.
    pub(crate) fn taken(&self) -> &Known {
        &self.known
    }

    /// The head once the rows are written.
    pub(crate) fn head(&self) -> Head {
        self.known.head
    }

    fn judge(&mut self, request: &'a AppendRequest) -> Result<Appended, AppendError> {
        request.check()?;
        // Before the versions: one who asks again relies on those of the first time.
        if let Some(positions) = self.repeated(request)? {
            return Ok(Appended::Repeated { positions });
        }
        self.check_versions(request)?;
        self.check_guards(request)?;
        let stamps = self.stamps(request)?;
        Ok(self.accept(request, &stamps))
    }

    /// The old positions when every event is already stored, nothing when none is.
    fn repeated(&self, request: &AppendRequest) -> Result<Option<Vec<u64>>, AppendError> {
        let mut positions = Vec::new();
        let mut first = None;
        let mut fresh = HashMap::new();
        for (index, event) in (0_u64..).zip(&request.events) {
            let event_id = event.event_id;
            let reused = |position| AppendError::IdReused { event_id, position };
            if let Some((position, same)) = self.stored(event) {
                if !same {
                    return Err(reused(position));
                }
                first.get_or_insert((event_id, position));
                positions.push(position);
            } else if let Some(earlier) = fresh.insert(event_id, index) {
                // The same id twice: the second meets the first, already stored.
                return Err(reused(self.known.head.position + 1 + earlier));
            }
        }
        match first {
            None => Ok(None),
            Some(_) if positions.len() == request.events.len() => Ok(Some(positions)),
            Some((event_id, position)) => Err(AppendError::IdReused { event_id, position }),
        }
    }

    /// Where an event of this id stands, and whether it says the same.
    fn stored(&self, event: &NewEvent) -> Option<(u64, bool)> {
        if let Some(stored) = self.known.stored.get(&event.event_id) {
            return Some((stored.position, stored.says_the_same_as(event)));
        }
        let row = self.placed.get(&event.event_id).and_then(|index| self.rows.get(*index))?;
        Some((row.position, row.event.says_the_same_as(event)))
    }

    fn check_versions(&self, request: &AppendRequest) -> Result<(), AppendError> {
        for (stream, expected) in &request.expected {
            let actual = self.stream_version(stream);
            if !expected.holds(actual) {
                let (stream, expected) = (stream.clone(), *expected);
                return Err(Conflict::Stream { stream, expected, actual }.into());
            }
        }
        // Both engines keep versions as signed 32-bit numbers.
        let most = u64::from(i32::MAX.unsigned_abs());
        for event in &request.events {
            let version = self.stream_version(&event.stream);
            if u64::from(version) + count(&request.events) > most {
                let detail = format!("stream {} is full at version {version}", event.stream);
                return Err(StoreError::Invalid { detail }.into());
            }
        }
        Ok(())
    }

    fn stream_version(&self, stream: &StreamName) -> u32 {
        match self.grown.get(stream) {
            Some((version, _)) => *version,
            None => self.known.streams.get(stream.as_str()).copied().unwrap_or_default(),
        }
    }

    /// Every use is checked against the guards as they were before the request.
    fn check_guards(&self, request: &AppendRequest) -> Result<(), Conflict> {
        for used in &request.guards {
            let actual = self.guard_version(&used.key);
            if let Some(expected) = used.expected.filter(|expected| *expected != actual) {
                return Err(Conflict::Guard { key: used.key.clone(), expected, actual });
            }
        }
        Ok(())
    }

    fn guard_version(&self, key: &GuardKey) -> u64 {
        match self.bumped.get(key) {
            Some((version, _)) => *version,
            None => self.known.guards.get(key.as_str()).copied().unwrap_or_default(),
        }
    }

    /// One stamp per event; never before the head, so that time follows position.
    fn stamps(&self, request: &AppendRequest) -> Result<Vec<Timestamp>, StoreError> {
        let head = self.known.head.recorded_at;
        match &request.stamp {
            Stamp::Now => {
                let now = head.map_or(self.now, |head| head.max(self.now));
                Ok(vec![now; request.events.len()])
            }
            Stamp::Asserted(_) if !self.stamps_allowed => Err(StoreError::StampsNotAllowed),
            Stamp::Asserted(asserted) => {
                let stamps: Vec<_> = asserted.iter().copied().map(whole_microseconds).collect();
                let earlier = head.into_iter().chain(stamps.iter().copied());
                let skipped = usize::from(head.is_none());
                for (previous, stamp) in earlier.zip(stamps.iter().copied().skip(skipped)) {
                    if stamp < previous {
                        return Err(StoreError::StampBackwards { stamp, previous });
                    }
                }
                Ok(stamps)
            }
        }
    }

    fn accept(&mut self, request: &'a AppendRequest, stamps: &[Timestamp]) -> Appended {
        let first = self.known.head.position + 1;
        for (event, recorded_at) in request.events.iter().zip(stamps.iter().copied()) {
            let position = self.known.head.position + 1;
            let version = self.stream_version(&event.stream) + 1;
            let leaf_hash = leaf_of_new(event, position, version, recorded_at);
            self.known.head = Head { position, recorded_at: Some(recorded_at) };
            self.grown.insert(&event.stream, (version, position));
            self.placed.insert(event.event_id, self.rows.len());
            self.rows.push(NewRow { event, position, version, recorded_at, leaf_hash });
        }
        self.bump(request);
        let last = self.known.head.position;
        let recorded_at = self.known.head.recorded_at.unwrap_or(self.now);
        Appended::Accepted { first, last, recorded_at }
    }

    fn bump(&mut self, request: &'a AppendRequest) {
        let mut moved = BTreeSet::new();
        for used in request.guards.iter().filter(|used| used.bump) {
            let (key, stream) = (&used.key, used.stream.as_ref());
            let version = self.guard_version(key);
            let first = self.bumped.get(key).map_or(stream.filter(|_| version == 0), |(_, first)| *first);
            if moved.insert(key) {
                self.bumped.insert(key, (version + 1, first));
            }
            // Whether one that nobody looked up is new is found out where it is written.
            let blind = self.known.foretold && !self.known.guards.contains_key(key.as_str());
            self.registered.extend(stream.filter(|_| blind || first != stream).map(|stream| (key, stream)));
        }
    }
}

/// What both engines keep of an instant.
pub(crate) fn whole_microseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

fn count(events: &[NewEvent]) -> u64 {
    u64::try_from(events.len()).unwrap_or(u64::MAX)
}
