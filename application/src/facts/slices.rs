//! Every stream of the ledger with its events, read as the ledger stands: the archive slice by slice, the rest in the
//! order of positions. Nothing is looked up stream by stream.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use domain::StreamId;
use event_store::archive::{Runs, SLICES};
use event_store::{StoredEvent, StreamName};
use projections::facts_tables::{Bucket, Buckets};
use tokio::task::JoinSet;

use super::build::Page;
use crate::archive::unarchived;
use crate::projector::streams::Source;
use crate::projector::{CHUNK, RebuildError};

/// Pages of all streams of some buckets, bucket by bucket.
pub(super) struct Slices {
    runs: Runs,
    buckets: Buckets,
    /// The buckets that are still to be told.
    wanted: BTreeSet<Bucket>,
    /// The slices that are read next, and all those at this distance from one another.
    next: u16,
    /// What is read while the pages before are folded.
    ahead: JoinSet<Result<VecDeque<Page>, RebuildError>>,
    pages: VecDeque<Page>,
    /// The place of the next page.
    at: usize,
}

impl Slices {
    pub(super) fn of(runs: Runs, buckets: Buckets, wanted: BTreeSet<Bucket>) -> Self {
        let mut slices =
            Self { runs, buckets, wanted, next: 0, ahead: JoinSet::new(), pages: VecDeque::new(), at: 0 };
        slices.read_on();
        slices
    }

    /// Has the next slices read: as many as make a bucket, or one of which there are several buckets in it.
    fn read_on(&mut self) {
        let together = self.buckets.count().min(SLICES);
        let is_wanted = |first: u16| self.wanted.iter().any(|bucket| bucket.number() % together == first);
        if let Some(first) = (self.next..together).find(|first| is_wanted(*first)) {
            let slices = (first..SLICES).step_by(together.into());
            self.ahead.spawn(pages(self.runs.clone(), slices, self.buckets));
            self.next = first + 1;
        }
    }
}

impl Source for Slices {
    type Page = Page;

    async fn next(&mut self) -> Result<Option<(usize, Page)>, RebuildError> {
        loop {
            if let Some(page) = self.pages.pop_front() {
                self.at += 1;
                return Ok(Some((self.at - 1, page)));
            }
            let Some(read) = self.ahead.join_next().await else { return Ok(None) };
            let broken = |_| RebuildError::Poison { detail: "reading broke down".to_owned() };
            self.pages = read.map_err(broken)??;
            self.pages.retain(|page| self.wanted.contains(&page.bucket));
            self.read_on();
        }
    }
}

async fn pages(
    runs: Runs,
    slices: impl Iterator<Item = u16>,
    buckets: Buckets,
) -> Result<VecDeque<Page>, RebuildError> {
    let mut events = Vec::new();
    for slice in slices {
        events.extend(runs.slice(slice).await.map_err(unarchived)?);
    }
    let sorted = tokio::task::spawn_blocking(move || sorted(events, buckets)).await;
    sorted.map_err(|_| RebuildError::Poison { detail: "reading broke down".to_owned() })?
}

/// Puts events, those of each stream in their order, into pages.
fn sorted(events: Vec<StoredEvent>, buckets: Buckets) -> Result<VecDeque<Page>, RebuildError> {
    let mut streams: BTreeMap<StreamName, Vec<StoredEvent>> = BTreeMap::new();
    for event in events {
        match streams.get_mut(&event.stream) {
            Some(events) => events.push(event),
            None => drop(streams.insert(event.stream.clone(), vec![event])),
        }
    }
    let mut of: BTreeMap<Bucket, Vec<(StreamId, Vec<StoredEvent>)>> = BTreeMap::new();
    for (name, events) in streams {
        let no_stream = |_| RebuildError::Poison { detail: format!("{name} is no stream") };
        let stream: StreamId = name.as_str().parse().map_err(no_stream)?;
        of.entry(buckets.of(&stream)).or_default().push((stream, events));
    }
    let mut pages = VecDeque::new();
    for (bucket, mut streams) in of {
        while !streams.is_empty() {
            let rest = streams.split_off(CHUNK.min(streams.len()));
            let (names, events): (Vec<_>, Vec<_>) = streams.into_iter().unzip();
            let events = Some(events.into_iter().flatten().collect());
            pages.push_back(Page { bucket, ends: rest.is_empty(), streams: names, events });
            streams = rest;
        }
    }
    Ok(pages)
}
