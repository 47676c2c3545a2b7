//! Reads the ledger for an audit, page by page, in the order of positions: events, and the
//! tiles, sums and checkpoints that end among them.

use std::ops::Range;

use tokio::task::spawn_blocking;

use super::checkpoint::KeptCheckpoint;
use super::noted::Noted;
use super::packed::Leaves;
use super::reason::{FirstBad, Reason};
use super::sum::Sum;
use super::tiles::{Tile, WIDTH, full_tiles};
use crate::archive::Runs;
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::leaf::leaf_hash;
use crate::ledger::{Ledger, reading};

/// Events of a page: whole tiles, so that each page is compared with its own.
pub(super) const PAGE: u64 = 8 * WIDTH;
/// Levels of tiles that 64 bits can need.
const LEVELS: u32 = 7;

/// A run of the ledger.
#[derive(Default)]
pub(super) struct Page {
    /// The position before the first of its events.
    pub(super) after: u64,
    /// Events that have their leaf hashes.
    pub(super) leaves: Leaves,
    /// Tiles that end here.
    pub(super) tiles: Vec<Tile>,
    /// Sums that are kept over the events up to here and not before.
    pub(super) sums: Vec<Sum>,
    /// Checkpoints over the events up to here and not before.
    pub(super) checkpoints: Vec<KeptCheckpoint>,
    /// What was noted of these events, if anything is to be.
    pub(super) noted: Option<Noted>,
    /// What stands where the next event should be.
    pub(super) bad: Option<FirstBad>,
}

impl Page {
    /// Adds an event that has its leaf hash.
    fn push(&mut self, event: &StoredEvent) {
        self.leaves.push(event.leaf_hash, event.stream.as_str(), event.version, event.recorded_at);
        if let Some(noted) = &mut self.noted {
            noted.take(event.position, &event.event_type, &event.payload);
        }
    }

    /// Adds an event that has its leaf hash; tells of one that has not.
    fn take(&mut self, event: &StoredEvent) -> Option<Reason> {
        if leaf_hash(event) != event.leaf_hash {
            return Some(Reason::LeafHash);
        }
        self.push(event);
        None
    }
}

/// Reads what stands at these positions: from the segment over them, if there is one, else from the database. `noting`
/// is empty.
pub(super) async fn read(
    ledger: &Ledger,
    span: Range<u64>,
    archive: &Runs,
    noting: Option<Noted>,
) -> Result<Page, StoreError> {
    let mut page = Page { after: span.start, noted: noting, ..Page::default() };
    match segment(archive, &span).await {
        Some(events) => {
            for event in &events {
                page.push(event);
            }
        }
        None => rows(ledger, &span, &mut page).await?,
    }
    let read = span.start + u64::try_from(page.leaves.len()).unwrap_or(u64::MAX);
    if read < span.end && page.bad.is_none() {
        page.bad = Some(Reason::Missing.at(read + 1));
    }
    page.tiles = tiles(ledger, span.start, read).await?;
    page.sums = reading!(ledger.store().kept_sums(span.start, read))?;
    // One for each size at most.
    let limit = u32::try_from(span.end - span.start).unwrap_or(u32::MAX);
    page.checkpoints = reading!(ledger.store().checkpoints(span.start, read, limit))?;
    Ok(page)
}

/// The events of the segment over these positions, each with the hash that follows from it.
async fn segment(archive: &Runs, span: &Range<u64>) -> Option<Vec<StoredEvent>> {
    let segment = archive.segment_over(span)?;
    // Whoever asks what is wrong with it compares the archive with the ledger.
    segment.events().await.ok()
}

/// The rows at these positions, up to the first that is wrong.
async fn rows(ledger: &Ledger, span: &Range<u64>, page: &mut Page) -> Result<(), StoreError> {
    let mut after = span.start;
    while after < span.end && page.bad.is_none() {
        let last = span.end.min(after + PAGE);
        let packed = reading!(ledger.store().packed(after, last))?;
        // Not on the threads that wait for the engine.
        let mut noted = page.noted.clone();
        let checked = spawn_blocking(move || (packed.leaves(after, last, noted.as_mut()), noted));
        match joined(checked.await)? {
            (Some(leaves), noted) => {
                page.leaves.append(&leaves);
                page.noted = noted;
            }
            (None, _) => again(ledger, after, last, page).await?,
        }
        after = last;
    }
    Ok(())
}

/// What a task answered; its panic is ours.
pub(crate) fn joined<T>(done: Result<T, tokio::task::JoinError>) -> Result<T, StoreError> {
    done.map_err(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_cancelled) => StoreError::Closed,
    })
}

/// Reads rows event by event: up to the first that is damaged, or does not have its hash.
async fn again(ledger: &Ledger, after: u64, last: u64, page: &mut Page) -> Result<(), StoreError> {
    for position in after + 1..=last {
        let reason = match ledger.read_positions(position - 1, 1).await {
            // There are no more.
            Ok(events) if events.is_empty() => return Ok(()),
            Ok(events) => events.iter().find_map(|event| page.take(event)),
            Err(error) => Some(damage(&error).ok_or(error)?),
        };
        if let Some(reason) = reason {
            page.bad = Some(reason.at(position));
            return Ok(());
        }
    }
    Ok(())
}

/// What an error says about the event that was read, if it is about that.
fn damage(error: &StoreError) -> Option<Reason> {
    if let StoreError::Gap { .. } = error {
        return Some(Reason::Missing);
    }
    error.damage().map(|detail| Reason::Unreadable { detail })
}

/// The stored tiles whose last position is after `after` and not after `read`.
async fn tiles(ledger: &Ledger, after: u64, read: u64) -> Result<Vec<Tile>, StoreError> {
    let mut tiles = Vec::new();
    for level in 0..LEVELS {
        let indexes: Range<u64> = full_tiles(level + 1, after)..full_tiles(level + 1, read);
        if indexes.is_empty() {
            break;
        }
        let roots = reading!(ledger.store().tree_hashes(level + 1, &indexes))?;
        tiles.extend(roots.into_iter().map(|(index, root)| Tile { level, index, root }));
    }
    Ok(tiles)
}
