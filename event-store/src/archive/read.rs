//! The ledger up to a position, each block from where it is read fastest.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use tokio::sync::{Mutex, OnceCell};
use tokio::task::spawn_blocking;

use super::{Archive, ArchiveError, BLOCK, SLICES, Segment, Slicing};
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::ledger::{Ledger, reading};
use crate::proof::{TreeHash, joined};

/// Events that the database gives in one piece.
const PIECE: u64 = 2048;

/// The events up to a position: those of the blocks that have segments from there, the others from the database. A
/// segment that cannot be read is made up for by the database, with a warning.
///
/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Runs {
    ledger: Ledger,
    upto: u64,
    /// Positions of a block.
    block: u64,
    segments: Arc<BTreeMap<u64, Segment>>,
    slicing: Slicing,
    /// What is in no segment, by slice; taken by whoever asks for it first.
    loose: Arc<OnceCell<Mutex<Vec<Vec<StoredEvent>>>>>,
}

impl Ledger {
    /// The events up to a position, for those who read all of them.
    ///
    /// # Errors
    /// Faults of the store. An archive that cannot be read is none, with a warning.
    pub async fn runs(
        &self,
        archive: Option<&Archive>,
        slicing: Slicing,
        upto: u64,
    ) -> Result<Runs, StoreError> {
        let segments = match archive {
            Some(archive) => self.segments(archive, upto / archive.block).await?,
            None => BTreeMap::new(),
        };
        let block = archive.map_or(BLOCK, |archive| archive.block);
        let (ledger, loose) = (self.clone(), Arc::default());
        Ok(Runs { ledger, upto, block, segments: Arc::new(segments), slicing, loose })
    }

    /// The segments of the first blocks that are there, and of this ledger.
    async fn segments(&self, archive: &Archive, blocks: u64) -> Result<BTreeMap<u64, Segment>, StoreError> {
        let there = archive.blocks().await.inspect_err(unread).unwrap_or_default();
        let roots = reading!(self.store().tree_hashes(archive.level(), &(0..blocks)))?;
        let roots: BTreeMap<u64, TreeHash> = roots.into_iter().collect();
        let mut segments = BTreeMap::new();
        for (block, size) in there.into_iter().filter(|(block, _)| *block < blocks) {
            match archive.segment(block, size).await {
                Ok(segment) if roots.get(&block) == Some(&segment.root()) => {
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
        let segment = self.segments.get(&(span.start / self.block));
        segment.filter(|segment| segment.positions() == (span.start + 1, span.end))
    }

    /// Cuts the events into spans, from after a position up to another: those that have segments, and pages of the
    /// others.
    pub(crate) fn spans(&self, page: u64) -> Vec<Range<u64>> {
        let mut spans = Vec::new();
        let mut after = 0;
        while after < self.upto {
            let begun = self.segments.get(&(after / self.block)).filter(|_| after.is_multiple_of(self.block));
            // Up to the next block, where a segment may begin.
            let block = after - after % self.block + self.block;
            let last = if begun.is_some() { block } else { block.min(after + page) }.min(self.upto);
            spans.push(after..last);
            after = last;
        }
        spans
    }

    /// How many events are in no segment.
    #[must_use]
    pub fn loose(&self) -> u64 {
        let archived = u64::try_from(self.segments.len()).unwrap_or(u64::MAX).saturating_mul(self.block);
        self.upto.saturating_sub(archived)
    }

    /// The events of a slice, in no order but that of positions in each stream. Those that are in no segment are read
    /// once for all slices and given once.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn slice(&self, slice: u16) -> Result<Vec<StoredEvent>, StoreError> {
        let mut events = Vec::new();
        for (block, segment) in self.segments.iter() {
            match segment.slice(slice).await {
                Ok(of_block) => events.extend(of_block),
                Err(error) => {
                    unread(&error);
                    let first = block * self.block;
                    let mut rows = self.ledger.read_run(first, first + self.block).await?;
                    rows.retain(|event| (self.slicing)(&event.stream) == slice);
                    events.extend(rows);
                }
            }
        }
        let loose = self.loose.get_or_try_init(|| self.read_loose()).await?;
        if let Some(of_slice) = loose.lock().await.get_mut(usize::from(slice)) {
            events.append(of_slice);
        }
        // Blocks do not stand in the order in which the database gave what is in none.
        events.sort_by_key(|event| event.position);
        Ok(events)
    }

    /// The events after a position, some of them, in order; none when there are no more.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn after(&self, after: u64) -> Result<Vec<StoredEvent>, StoreError> {
        if after >= self.upto {
            return Ok(Vec::new());
        }
        let block = after / self.block;
        if let Some(segment) = self.segments.get(&block) {
            match segment.events().await {
                Ok(mut events) => {
                    events.retain(|event| event.position > after);
                    return Ok(events);
                }
                Err(error) => unread(&error),
            }
        }
        self.ledger.read_run(after, self.upto.min(after + PIECE)).await
    }

    async fn read_loose(&self) -> Result<Mutex<Vec<Vec<StoredEvent>>>, StoreError> {
        let mut slices = vec![Vec::new(); usize::from(SLICES)];
        for span in self.spans(PIECE).into_iter().filter(|span| self.segment_over(span).is_none()) {
            for event in self.ledger.read_run(span.start, span.end).await? {
                let slice = usize::from((self.slicing)(&event.stream) % SLICES);
                if let Some(slice) = slices.get_mut(slice) {
                    slice.push(event);
                }
            }
        }
        Ok(Mutex::new(slices))
    }
}

fn unread(error: &ArchiveError) {
    tracing::warn!(
        error = error as &dyn std::error::Error,
        "a segment is not used, the database is read instead"
    );
}
