//! Reads the ledger for an audit, page by page, in the order of positions: events, and the
//! tiles and checkpoints that end among them.

use std::ops::Range;

use tokio::task::spawn_blocking;

use super::checkpoint::KeptCheckpoint;
use super::packed::Leaves;
use super::reason::{FirstBad, Reason};
use super::tiles::{Tile, WIDTH, full_tiles};
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
    /// Checkpoints over the events up to here and not before.
    pub(super) checkpoints: Vec<KeptCheckpoint>,
    /// What stands where the next event should be.
    pub(super) bad: Option<FirstBad>,
}

/// The positions after `after` up to `last`, at most a page of them.
pub(super) async fn read(ledger: &Ledger, after: u64, last: u64) -> Result<Page, StoreError> {
    let last = last.min(after + PAGE);
    let packed = reading!(ledger.store().packed(after, last))?;
    // Not on the threads that wait for the engine.
    let leaves = joined(spawn_blocking(move || packed.leaves(after, last)).await)?;
    let mut page = match leaves {
        Some(leaves) => Page { after, leaves, ..Page::default() },
        None => again(ledger, after, last).await?,
    };
    let read = after + u64::try_from(page.leaves.len()).unwrap_or(u64::MAX);
    if read < last && page.bad.is_none() {
        page.bad = Some(Reason::Missing.at(read + 1));
    }
    page.tiles = tiles(ledger, after, read).await?;
    // One for each size at most.
    let limit = u32::try_from(last - after).unwrap_or(u32::MAX);
    page.checkpoints = reading!(ledger.store().checkpoints(after, read, limit))?;
    Ok(page)
}

/// What a task answered; its panic is ours.
pub(super) fn joined<T>(done: Result<T, tokio::task::JoinError>) -> Result<T, StoreError> {
    done.map_err(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_cancelled) => StoreError::Closed,
    })
}

/// Reads a page event by event: up to the first that is damaged, or does not have its hash.
async fn again(ledger: &Ledger, after: u64, last: u64) -> Result<Page, StoreError> {
    let mut page = Page { after, ..Page::default() };
    for position in after + 1..=last {
        match ledger.read_positions(position - 1, 1).await {
            Ok(events) => {
                if let Some(reason) = events.iter().find_map(|event| take(&mut page.leaves, event)) {
                    page.bad = Some(reason.at(position));
                    break;
                }
            }
            Err(error) => {
                let reason = damage(&error).ok_or(error)?;
                page.bad = Some(reason.at(position));
                break;
            }
        }
    }
    Ok(page)
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
