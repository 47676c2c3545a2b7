//! Guards, compared with what the histories imply.
//!
//! Which streams have moved a guard follows from their events, and only this crate can tell: the ledger knows
//! bytes. How often a guard was moved does not follow, for facts recorded together move it once; its version is
//! believed. Both tables are walked once and summed up in buckets; only what falls into a bucket whose sums differ
//! is looked up one by one. The ledger may grow meanwhile: guards are written with the events that move them.

use std::collections::{BTreeMap, BTreeSet};

use domain::admission::moved_guards;
use event_store::{GuardKey, Ledger, StoredEvent, StreamHead, StreamName, bucket_digest};
use tokio::task::JoinSet;

use crate::Application;
use crate::codec::decode_without_keys;
use crate::error::Fault;
use crate::loader::guard_key;

/// Streams of a page.
const STREAMS: u32 = 200;
/// Guards of a page.
const GUARDS: u32 = 1000;
/// Pages of streams under way at once.
const UNDER_WAY_MAX: usize = 6;
/// A difference makes one of so many buckets be looked through.
const BUCKETS: usize = 1024;

/// What comparing the guards found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardAudit {
    /// How many streams were found under how many guards, each pair once.
    pub pairs: u64,
    /// What is wrong; none when everything is right.
    pub first_bad: Option<BadGuard>,
}

/// A guard that is not what the histories imply.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BadGuard {
    /// Position of the event that moved it; of the stream’s last one when none did.
    pub position: u64,
    /// The guard.
    pub key: GuardKey,
    /// The stream that is not under it, or should not be; none when there is none at all.
    pub stream: Option<StreamName>,
    /// Whether events move it that it does not know of; otherwise it knows of a stream that does not.
    pub missing: bool,
}

/// Sums over pairs of a guard and a stream, by bucket; the order does not matter.
struct Sums(Vec<(u64, u128)>);

impl Sums {
    fn new() -> Self {
        Self(vec![(0, 0); BUCKETS])
    }

    fn bucket(key: &GuardKey, stream: &StreamName) -> (usize, u128) {
        let digest = bucket_digest(&[key.as_str(), stream.as_str()]);
        (usize::try_from(digest % BUCKETS as u128).unwrap_or_default(), digest)
    }

    fn add(&mut self, key: &GuardKey, stream: &StreamName) {
        let (bucket, digest) = Self::bucket(key, stream);
        if let Some((count, sum)) = self.0.get_mut(bucket) {
            *count += 1;
            *sum = sum.wrapping_add(digest);
        }
    }

    fn merge(&mut self, other: &Self) {
        for ((count, sum), (more, summand)) in self.0.iter_mut().zip(&other.0) {
            *count += more;
            *sum = sum.wrapping_add(*summand);
        }
    }

    fn pairs(&self) -> u64 {
        self.0.iter().map(|(count, _)| count).sum()
    }
}

impl Application {
    /// Compares every guard with the events that move it. `progress` is told how many events were looked at, and of
    /// how many. Belongs after [`verify`](Self::verify), which proves these events.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn verify_guards(
        &self,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<GuardAudit, Fault> {
        let all = self.ledger.head().await?.position;
        let (stored, bare) = self.stored_sums().await?;
        let mut implied = Sums::new();
        let (mut first_bad, mut done) = (None::<BadGuard>, 0);
        let mut tasks: JoinSet<Result<Page, Fault>> = JoinSet::new();
        let mut after = None;
        loop {
            let heads = self.ledger.streams("", after.as_ref(), STREAMS).await?;
            let over = heads.is_empty();
            if let Some(last) = heads.last() {
                after = Some(last.stream.clone());
                let ledger = self.ledger.clone();
                tasks.spawn(async move { page(&ledger, heads).await });
            }
            while tasks.len() >= UNDER_WAY_MAX || (over && !tasks.is_empty()) {
                let Some(joined) = tasks.join_next().await else { break };
                let page = joined.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?;
                implied.merge(&page.sums);
                first_bad = first_bad.into_iter().chain(page.bad).min();
                done += page.events;
                progress(done.min(all), all);
            }
            if over {
                break;
            }
        }
        // What a stream lacks tells more than that nothing is there.
        first_bad = first_bad.or(bare);
        if first_bad.is_none() {
            first_bad = self.unmoved(&stored, &implied).await?;
        }
        Ok(GuardAudit { pairs: implied.pairs(), first_bad })
    }

    /// Sums up the guards as they are stored; a guard under which there is nothing is wrong by itself.
    async fn stored_sums(&self) -> Result<(Sums, Option<BadGuard>), Fault> {
        let mut sums = Sums::new();
        let mut bare = None;
        let mut after = None;
        loop {
            let page = self.ledger.guard_page(after.as_ref(), GUARDS).await?;
            let Some((last, _)) = page.last_key_value() else { return Ok((sums, bare)) };
            after = Some(last.clone());
            for (key, state) in page {
                state.streams.iter().for_each(|stream| sums.add(&key, stream));
                if state.streams.is_empty() && bare.is_none() {
                    bare = Some(BadGuard { position: 0, key, stream: None, missing: false });
                }
            }
        }
    }

    /// A stream under a guard that none of its events moves: looked for in the buckets that differ.
    async fn unmoved(&self, stored: &Sums, implied: &Sums) -> Result<Option<BadGuard>, Fault> {
        let differs: Vec<bool> = stored.0.iter().zip(&implied.0).map(|(one, other)| one != other).collect();
        if !differs.contains(&true) {
            return Ok(None);
        }
        let suspect = |key: &GuardKey, stream: &StreamName| {
            differs.get(Sums::bucket(key, stream).0).copied().unwrap_or_default()
        };
        let mut after = None;
        loop {
            let page = self.ledger.guard_page(after.as_ref(), GUARDS).await?;
            let Some((last, _)) = page.last_key_value() else { return Ok(None) };
            after = Some(last.clone());
            let pairs: Vec<(GuardKey, StreamName)> = page
                .into_iter()
                .flat_map(|(key, state)| state.streams.into_iter().map(move |stream| (key.clone(), stream)))
                .filter(|(key, stream)| suspect(key, stream))
                .collect();
            // Read after the guards, so that whatever moved them is there.
            let names: BTreeSet<StreamName> = pairs.iter().map(|(_, stream)| stream.clone()).collect();
            let names: Vec<StreamName> = names.into_iter().collect();
            let streams = implied_by(&self.ledger, &names).await?;
            for (key, stream) in pairs {
                let moved = streams.get(&stream);
                if !moved.is_some_and(|moved| moved.keys.contains_key(&key)) {
                    let position = moved.map_or(0, |moved| moved.last_position);
                    return Ok(Some(BadGuard { position, key, stream: Some(stream), missing: false }));
                }
            }
        }
    }
}

/// What a page of streams implies.
struct Page {
    sums: Sums,
    events: u64,
    bad: Option<BadGuard>,
}

async fn page(ledger: &Ledger, heads: Vec<StreamHead>) -> Result<Page, Fault> {
    let names: Vec<StreamName> = heads.into_iter().map(|head| head.stream).collect();
    let streams = implied_by(ledger, &names).await?;
    let mut page = Page { sums: Sums::new(), events: 0, bad: None };
    let keys: BTreeSet<&GuardKey> = streams.values().flat_map(|moved| moved.keys.keys()).collect();
    let keys: Vec<GuardKey> = keys.into_iter().cloned().collect();
    let mut guards = BTreeMap::new();
    for some in keys.chunks(GUARDS as usize) {
        guards.extend(ledger.guards(some).await?);
    }
    for (stream, moved) in &streams {
        page.events += moved.events;
        for (key, position) in &moved.keys {
            page.sums.add(key, stream);
            // Sorted, as the store gives them.
            let known = guards.get(key).is_some_and(|state| state.streams.binary_search(stream).is_ok());
            if !known {
                let (key, stream) = (key.clone(), Some(stream.clone()));
                let bad = BadGuard { position: *position, key, stream, missing: true };
                page.bad = page.bad.into_iter().chain([bad]).min();
            }
        }
    }
    Ok(page)
}

/// The guards that a stream has moved, each with the position of the first event that did.
struct Moved {
    keys: BTreeMap<GuardKey, u64>,
    events: u64,
    last_position: u64,
}

async fn implied_by(ledger: &Ledger, names: &[StreamName]) -> Result<BTreeMap<StreamName, Moved>, Fault> {
    let stored = ledger.read_streams(names, 0).await?;
    let mut by_stream: BTreeMap<&StreamName, Vec<&StoredEvent>> = BTreeMap::new();
    for event in &stored {
        by_stream.entry(&event.stream).or_default().push(event);
    }
    let mut streams = BTreeMap::new();
    for (name, stored) in by_stream {
        // What moves guards is told in clear.
        let events = decode_without_keys(stored.iter().copied(), |_, _| None)?;
        let mut keys = BTreeMap::new();
        for (key, position) in moved_guards(&events) {
            keys.insert(guard_key(&key)?, position);
        }
        let last_position = stored.last().map_or(0, |event| event.position);
        let events = u64::try_from(stored.len()).unwrap_or(u64::MAX);
        streams.insert(name.clone(), Moved { keys, events, last_position });
    }
    Ok(streams)
}
