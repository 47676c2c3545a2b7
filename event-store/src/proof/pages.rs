//! Reads the ledger for an audit, page by page, in the order of positions: events, and the
//! tiles, sums and checkpoints that end among them.

use std::ops::Range;

use tokio::task::spawn_blocking;

use super::checkpoint::KeptCheckpoint;
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
    /// What stands where the next event should be.
    pub(super) bad: Option<FirstBad>,
}

/// Reads what stands at these positions: from the segment over them, if there is one, else from the database.
pub(super) async fn read(ledger: &Ledger, span: Range<u64>, archive: &Runs) -> Result<Page, StoreError> {
    let mut page = Page { after: span.start, ..Page::default() };
    match segment(archive, &span).await {
        Some(events) => {
            for event in events {
                page.leaves.push(event.leaf_hash, event.stream.as_str(), event.version, event.recorded_at);
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
        match joined(spawn_blocking(move || packed.leaves(after, last)).await)? {
            Some(leaves) => page.leaves.append(&leaves),
            None => again(ledger, after, last, page).await?,
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
            Ok(events) => events.iter().find_map(|event| take(&mut page.leaves, event)),
            Err(error) => Some(damage(&error).ok_or(error)?),
        };
        if let Some(reason) = reason {
            page.bad = Some(reason.at(position));
            return Ok(());
        }
    }
    Ok(())
}

/// Adds an event that has its leaf hash; tells of one that has not.
fn take(leaves: &mut Leaves, event: &StoredEvent) -> Option<Reason> {
    let hash = leaf_hash(event);
    if hash != event.leaf_hash {
        return Some(Reason::LeafHash);
    }
    leaves.push(hash, event.stream.as_str(), event.version, event.recorded_at);
    None
}

/// What an error says about the event that was read, if it is about that.
fn damage(error: &StoreError) -> Option<Reason> {
    if let StoreError::Gap { .. } = error {
        return Some(Reason::Missing);
    }
    if let StoreError::Unreadable { detail, .. } | StoreError::Invalid { detail } = error {
        return Some(Reason::Unreadable { detail: detail.clone() });
    }
    let StoreError::Query { source, .. } = error else { return None };
    let undecoded = matches!(source.as_ref(), sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_));
    undecoded.then(|| Reason::Unreadable { detail: source.to_string() })
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
