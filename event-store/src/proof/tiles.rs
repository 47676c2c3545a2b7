//! Which stored hashes a node of the tree is made of.
//!
//! A tile of level `l` holds 256 neighbouring hashes of height `8 l`: leaf hashes at level
//! 0, roots of full tiles of the level below above it. Leaf hashes stand in the events, and
//! only the roots of full tiles are stored beside them, once and for ever: what is ragged
//! at the right edge is read from the level below, at most 255 hashes of each level.

use std::collections::BTreeMap;
use std::ops::Range;

use super::tree::{Subtree, TreeHash, complete_subtrees, fold, node_hash};

/// Levels of the tree that make one level of tiles.
const HEIGHT: u32 = 8;

/// Hashes in a tile.
pub(crate) const WIDTH: u64 = 1 << HEIGHT;

/// The root of a full tile, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tile {
    /// 0 over leaf hashes.
    pub(crate) level: u32,
    pub(crate) index: u64,
    pub(crate) root: TreeHash,
}

/// How many full tiles of a level there are when level 0 has `tiled` of them.
pub(crate) fn full_tiles(level: u32, tiled: u64) -> u64 {
    tiled.checked_shr(HEIGHT * level).unwrap_or(0)
}

/// How many tiles of level 0 lie under so many of a level.
pub(crate) fn under(level: u32, tiles: u64) -> u64 {
    tiles.saturating_mul(1_u64.checked_shl(HEIGHT * level).unwrap_or(u64::MAX))
}

impl Tile {
    /// The tile whose root this is, if it is one.
    pub(crate) fn completed(subtree: Subtree, root: &TreeHash) -> Option<Self> {
        let whole = subtree.height > 0 && subtree.height.is_multiple_of(HEIGHT);
        whole.then(|| Self { level: subtree.height / HEIGHT - 1, index: subtree.index, root: *root })
    }

    /// The positions that it covers, first and last.
    pub(crate) fn positions(&self) -> (u64, u64) {
        let height = HEIGHT * (self.level + 1);
        (self.index.saturating_mul(1 << height) + 1, (self.index + 1).saturating_mul(1 << height))
    }
}

/// The hashes of a level, by their index there.
pub(crate) type Wanted = BTreeMap<(u32, u64), Range<u64>>;

/// The stored hashes that these nodes are made of: of each tile one run. The key is level
/// and index of the tile, the range counts the hashes of the level.
pub(crate) fn wanted(nodes: &[Range<u64>]) -> Wanted {
    let mut wanted = Wanted::new();
    for subtree in nodes.iter().flat_map(complete_subtrees) {
        let (level, hashes) = stored(subtree);
        let run = wanted.entry((level, hashes.start / WIDTH)).or_insert_with(|| hashes.clone());
        *run = run.start.min(hashes.start)..run.end.max(hashes.end);
    }
    wanted
}

/// Level and indexes of the stored hashes under a subtree.
fn stored(subtree: Subtree) -> (u32, Range<u64>) {
    let above = subtree.height % HEIGHT;
    (subtree.height / HEIGHT, subtree.index << above..(subtree.index + 1) << above)
}

/// Stored hashes by level and index.
#[derive(Default)]
pub(crate) struct Hashes(BTreeMap<(u32, u64), TreeHash>);

impl Hashes {
    pub(crate) fn extend(&mut self, level: u32, hashes: impl IntoIterator<Item = (u64, TreeHash)>) {
        self.0.extend(hashes.into_iter().map(|(index, hash)| ((level, index), hash)));
    }

    /// The hash of a node.
    ///
    /// # Errors
    /// Level and index of the first stored hash that is missing.
    pub(crate) fn node(&self, leaves: &Range<u64>) -> Result<TreeHash, (u32, u64)> {
        Ok(fold(&self.peaks(leaves)?))
    }

    /// The hashes of the complete subtrees that make up a node, from left to right.
    ///
    /// # Errors
    /// As [`node`](Self::node).
    pub(crate) fn peaks(&self, leaves: &Range<u64>) -> Result<Vec<TreeHash>, (u32, u64)> {
        complete_subtrees(leaves).into_iter().map(|subtree| self.subtree(subtree)).collect()
    }

    fn subtree(&self, subtree: Subtree) -> Result<TreeHash, (u32, u64)> {
        let (level, indexes) = stored(subtree);
        let stored = |index| self.0.get(&(level, index)).copied().ok_or((level, index));
        let mut row = indexes.map(stored).collect::<Result<Vec<_>, _>>()?;
        while row.len() > 1 {
            row = row.chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
        }
        row.first().copied().ok_or((level, 0))
    }
}
