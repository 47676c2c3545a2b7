//! The ledger up to a position, each block from where it is read fastest.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use tokio::sync::{Mutex, OnceCell};
use tokio::task::spawn_blocking;

use super::{Archive, ArchiveError, Segment};
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::ledger::{Ledger, reading};
use crate::proof::joined;

/// Events that the database gives in one piece.
const PIECE: u64 = 2048;

/// So many blocks whose segments turn out to be no good, and cannot be written again, are held in memory.
const HELD_MOST: usize = 4;

/// The events up to a position: those of the blocks that have segments from there, the others from the database. A
/// segment that cannot be read is written again from the database, with a warning.
///
/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Runs {
    ledger: Ledger,
    archive: Archive,
    upto: u64,
    segments: Arc<BTreeMap<u64, Segment>>,
    /// What is in no segment, by slice; taken by whoever asks for it first.
    loose: Arc<OnceCell<Mutex<Sliced>>>,
    /// What stands for the segments that turned out to be no good.
    made_up: Arc<Mutex<BTreeMap<u64, MadeUp>>>,
    /// Blocks whose segments are no good and cannot be written again, for whoever reads by position.
    given_up: Arc<Mutex<BTreeSet<u64>>>,
}

/// What stands for a segment that is no good.
#[derive(Debug)]
enum MadeUp {
    /// The same, written again.
    Again(Segment),
    /// Its events, taken by whoever asks for them first; it could not be written.
    Held(Sliced),
}

/// Events by slice.
type Sliced = Vec<Vec<StoredEvent>>;

impl Ledger {
    /// The events up to a position, for those who read all of them.
    ///
    /// # Errors
    /// Faults of the store. An archive that cannot be read is none, with a warning.
    pub async fn runs(&self, archive: &Archive, upto: u64) -> Result<Runs, StoreError> {
        let segments = Arc::new(self.segments(archive, upto / archive.block).await?);
        let (loose, made_up, given_up) = (Arc::default(), Arc::default(), Arc::default());
        Ok(Runs { ledger: self.clone(), archive: archive.clone(), upto, segments, loose, made_up, given_up })
    }

    /// The segments of the first blocks that are there, and of this ledger.
    async fn segments(&self, archive: &Archive, blocks: u64) -> Result<BTreeMap<u64, Segment>, StoreError> {
        let there = archive.blocks().await.inspect_err(unread).unwrap_or_default();
        let there: Vec<_> = there.into_iter().filter(|(block, _)| *block < blocks).collect();
        if there.is_empty() {
            return Ok(BTreeMap::new());
        }
        let told = match self.told_of_blocks(archive, blocks).await {
            Ok(told) => told,
            Err(ArchiveError::Ledger(error)) => return Err(error),
            Err(error) => {
                unread(&error);
                return Ok(BTreeMap::new());
            }
        };
        let mut segments = BTreeMap::new();
        for (block, size) in there {
            let told = usize::try_from(block).ok().and_then(|block| told.get(block));
            match archive.segment(block, size).await {
                Ok(segment) if told.is_some_and(|told| told.is_of(&segment)) => {
                    segments.insert(block, segment);
                }
                Ok(segment) => unread(&segment.foreign()),
                Err(error) => unread(&error),
            }
        }
        Ok(segments)
    }

    /// The events after a position up to another, all of them, as they are stored.
    ///
    /// # Errors
    /// A failure of the store; [`StoreError::Gap`] when one is missing.
    pub(crate) async fn read_run(&self, after: u64, last: u64) -> Result<Vec<StoredEvent>, StoreError> {
        let mut events = Vec::new();
        let mut from = after;
        while from < last {
            let to = last.min(from + PIECE);
            let packed = reading!(self.store().packed(from, to))?;
            let piece = joined(spawn_blocking(move || packed.events(from, to)).await)?;
            match piece {
                Some(piece) => events.extend(piece),
                // Row by row, the first that is wrong is named.
                None => events.extend(self.rows(from, to).await?),
            }
            from = to;
        }
        Ok(events)
    }

    async fn rows(&self, after: u64, last: u64) -> Result<Vec<StoredEvent>, StoreError> {
        let limit = u32::try_from(last - after).unwrap_or(u32::MAX);
        let events = self.read_positions(after, limit).await?;
        let read = events.last().map_or(after, |event| event.position);
        if read < last {
            return Err(StoreError::Gap { expected: read + 1, found: None });
        }
        Ok(events)
    }
}

impl Runs {
    /// The segment over these positions: after the first and up to the last.
    pub(crate) fn segment_over(&self, span: &Range<u64>) -> Option<&Segment> {
        let segment = self.segments.get(&(span.start / self.archive.block));
        segment.filter(|segment| segment.positions() == (span.start + 1, span.end))
    }

    /// Cuts the events into spans, from after a position up to another: those that have segments, and pages of the
    /// others.
    pub(crate) fn spans(&self, page: u64) -> Vec<Range<u64>> {
        let of_block = self.archive.block;
        let mut spans = Vec::new();
        let mut after = 0;
        while after < self.upto {
            let is_begun = after.is_multiple_of(of_block) && self.segments.contains_key(&(after / of_block));
            // Up to the next block, where a segment may begin.
            let block = after - after % of_block + of_block;
            let last = if is_begun { block } else { block.min(after + page) }.min(self.upto);
            spans.push(after..last);
            after = last;
        }
        spans
    }

    /// How many events are in no segment.
    #[must_use]
    pub fn loose(&self) -> u64 {
        let archived = u64::try_from(self.segments.len()).unwrap_or(u64::MAX);
        self.upto.saturating_sub(archived.saturating_mul(self.archive.block))
    }

    /// The events of a slice, by position. Those that are in no segment are read once for all slices and given once.
    ///
    /// # Errors
    /// Faults of the store; an archive of which too much turns out to be no good.
    pub async fn slice(&self, slice: u16) -> Result<Vec<StoredEvent>, ArchiveError> {
        let mut events = Vec::new();
        for (block, segment) in self.segments.iter() {
            events.extend(self.slice_of(*block, segment, slice).await?);
        }
        let loose = self.loose.get_or_try_init(|| self.read_loose()).await?;
        events.append(&mut taken(&mut *loose.lock().await, slice));
        // Blocks do not stand in the order in which the database gave what is in none.
        events.sort_by_key(|event| event.position);
        Ok(events)
    }

    async fn slice_of(
        &self,
        block: u64,
        segment: &Segment,
        slice: u16,
    ) -> Result<Vec<StoredEvent>, ArchiveError> {
        if !self.made_up.lock().await.contains_key(&block) {
            match segment.slice(slice).await {
                Ok(events) => return Ok(events),
                Err(error) => unread(&error),
            }
        }
        let mut made_up = self.made_up.lock().await;
        if !made_up.contains_key(&block) {
            let again = self.written_again(block, segment).await.inspect_err(unread);
            made_up.extend(again.ok().map(|segment| (block, MadeUp::Again(segment))));
        }
        match made_up.get_mut(&block) {
            Some(MadeUp::Held(events)) => return Ok(taken(events, slice)),
            // Another program may write it in its own way meanwhile.
            Some(MadeUp::Again(segment)) => match segment.slice(slice).await {
                Ok(events) => return Ok(events),
                Err(error) => unread(&error),
            },
            None => {}
        }
        if made_up.values().filter(|made_up| matches!(made_up, MadeUp::Held(_))).count() >= HELD_MOST {
            return Err(segment.lost());
        }
        let (first, last) = segment.positions();
        let mut events = self.archive.slicing.sliced(self.ledger.read_run(first - 1, last).await?);
        let own = taken(&mut events, slice);
        made_up.insert(block, MadeUp::Held(events));
        Ok(own)
    }

    /// All events of a block, from its segment, which is written again if it is no good.
    async fn events_of(&self, block: u64, segment: &Segment) -> Result<Vec<StoredEvent>, ArchiveError> {
        match segment.events().await {
            Ok(events) => Ok(events),
            Err(error) => {
                unread(&error);
                self.written_again(block, segment).await?.events().await
            }
        }
    }

    /// Writes the segment of a block again.
    async fn written_again(&self, block: u64, segment: &Segment) -> Result<Segment, ArchiveError> {
        let size = self.ledger.archive_block(&self.archive, block, segment.root()).await?;
        self.archive.segment(block, size).await
    }

    /// The events after a position, some of them, in order; none when there are no more.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn after(&self, after: u64) -> Result<Vec<StoredEvent>, StoreError> {
        if after >= self.upto {
            return Ok(Vec::new());
        }
        let block = after / self.archive.block;
        let is_given_up = self.given_up.lock().await.contains(&block);
        if let Some(segment) = self.segments.get(&block).filter(|_| !is_given_up) {
            match self.events_of(block, segment).await {
                Ok(mut events) => {
                    events.retain(|event| event.position > after);
                    return Ok(events);
                }
                Err(error) => {
                    unread(&error);
                    self.given_up.lock().await.insert(block);
                }
            }
        }
        self.ledger.read_run(after, self.upto.min(after + PIECE)).await
    }

    async fn read_loose(&self) -> Result<Mutex<Sliced>, StoreError> {
        let mut loose = Vec::new();
        for span in self.spans(PIECE).into_iter().filter(|span| self.segment_over(span).is_none()) {
            loose.extend(self.ledger.read_run(span.start, span.end).await?);
        }
        Ok(Mutex::new(self.archive.slicing.sliced(loose)))
    }
}

fn taken(slices: &mut Sliced, slice: u16) -> Vec<StoredEvent> {
    slices.get_mut(usize::from(slice)).map(std::mem::take).unwrap_or_default()
}

fn unread(error: &ArchiveError) {
    tracing::warn!(
        error = error as &dyn std::error::Error,
        "a segment is no good: the database is read instead"
    );
}
