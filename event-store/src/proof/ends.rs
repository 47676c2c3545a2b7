//! The part of an audit that compares the ends: heads, and what lies beyond them. The
//! ledger may grow meanwhile, so whatever must not be beyond the head is read before it.

use std::collections::HashMap;

use super::reason::{FirstBad, Reason};
use super::tiles::Tile;
use super::tree::empty_root;
use super::walk::Last;
use crate::append::{Head, StreamHead};
use crate::error::StoreError;
use crate::ledger::{Ledger, reading};
use crate::names::StreamName;

/// Heads of streams read at a time.
const PAGE: u32 = 1000;

/// Compares what the events up to `head` amounted to with what the heads say, and with the
/// size of the largest checkpoint, of those in the ledger and `elsewhere`.
pub(super) async fn check(
    ledger: &Ledger,
    head: Head,
    streams: HashMap<StreamName, Last>,
    elsewhere: Option<u64>,
) -> Result<Option<FirstBad>, StoreError> {
    let last = reading!(ledger.store().last_position())?;
    let signed = reading!(ledger.store().last_checkpoint())?;
    let tiles = reading!(ledger.store().last_tiles())?;
    let summed = ledger.last_kept_sum().await?.count;
    let (bad_stream, beyond) = stream_heads(ledger, head.position, streams).await?;
    let now = ledger.head().await?.position;
    let signed = signed.map(|kept| kept.size).max(elsewhere);
    if let Some(size) = signed.filter(|size| *size > now) {
        return Ok(Some(Reason::CheckpointBeyond { size }.at(now + 1)));
    }
    if last > now {
        return Ok(Some(Reason::LedgerHead.at(now + 1)));
    }
    for (level, index) in tiles {
        let (first, last) = Tile { level, index, root: empty_root() }.positions();
        if last > now {
            return Ok(Some(Reason::TileBeyond { level, index }.at(first)));
        }
    }
    if summed > now {
        return Ok(Some(Reason::SumBeyond { count: summed }.at(now + 1)));
    }
    let beyond = beyond.filter(|stream| stream.last_position > now);
    let beyond = beyond.map(|head| Reason::StreamHead { stream: head.stream }.at(now + 1));
    Ok(bad_stream.or(beyond))
}

/// The first stream whose head is wrong, and the head that names the last position.
async fn stream_heads(
    ledger: &Ledger,
    read: u64,
    mut streams: HashMap<StreamName, Last>,
) -> Result<(Option<FirstBad>, Option<StreamHead>), StoreError> {
    let mut bad: Option<FirstBad> = None;
    let mut name = |stream: &StreamName, position: u64| {
        if bad.as_ref().is_none_or(|bad| position < bad.position) {
            bad = Some(Reason::StreamHead { stream: stream.clone() }.at(position));
        }
    };
    let mut furthest: Option<StreamHead> = None;
    let mut after = None;
    loop {
        let page = ledger.streams("", after.as_ref(), PAGE).await?;
        let Some(end) = page.last() else { break };
        after = Some(end.stream.clone());
        for head in page {
            let known = streams.remove(&head.stream);
            let (version, position) = known.unwrap_or_default();
            let right = if head.last_position > read {
                head.version > version
            } else {
                (head.version, head.last_position) == (version, position)
            };
            if !right {
                name(&head.stream, known.map_or(head.last_position, |_| position));
            }
            if furthest.as_ref().is_none_or(|furthest| head.last_position > furthest.last_position) {
                furthest = Some(head);
            }
        }
    }
    for (stream, (_, position)) in &streams {
        name(stream, *position);
    }
    Ok((bad, furthest))
}
