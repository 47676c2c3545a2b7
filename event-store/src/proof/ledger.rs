//! What the ledger offers about its tree.

use std::ops::Range;

use jiff::Timestamp;

use super::check::verify_consistency;
use super::checkpoint::{Checkpoint, KeptCheckpoint, Tree};
use super::error::ProofError;
use super::keys::{SigningKey, VerifierKey};
use super::note::NoteError;
use super::tiles::{Hashes, Tile, WIDTH, wanted};
use super::tree::{Frontier, TreeHash, consistency_path, inclusion_path};
use crate::error::StoreError;
use crate::ledger::{Ledger, reading};

/// Leaf hashes read at a time: half a mebibyte.
const PAGE: u64 = 16 * 1024;

impl Ledger {
    /// Adds up to `limit` events (at least 256) to the tree; answers how many it covers
    /// afterwards, which is the position of the head once nothing is left to add.
    ///
    /// Before a tile stands for events, their sums are kept: where there is a tile, or a checkpoint, sums are promised.
    ///
    /// Apart from appending, which it never waits for and on PostgreSQL never delays. Safe
    /// to run by many at once: all of them add the same.
    ///
    /// # Errors
    /// A failure of the store, and leaf hashes that are missing.
    pub async fn extend_tree(&self, limit: u64) -> Result<u64, ProofError> {
        let head = self.head().await?.position;
        let covered = self.tiled().await? * WIDTH;
        let end = head.min(covered + (limit - limit % WIDTH).max(WIDTH));
        self.extend_sums(end).await?;
        if end < covered + WIDTH {
            return Ok(head);
        }
        let mut tiles = Vec::new();
        let mut tree = self.frontier(covered).await?;
        while tree.size() < end {
            let page = tree.size()..end.min(tree.size() + PAGE);
            for leaf in self.hashes(0, &page).await? {
                tree.push(leaf, |subtree, root| tiles.extend(Tile::completed(subtree, root)));
            }
        }
        let mut writer = self.store().writer().await?;
        let written = writer.write_tiles(&tiles).await;
        writer.close().await;
        written?;
        let covered = tree.size() - tree.size() % WIDTH;
        Ok(head.min(covered + WIDTH - 1))
    }

    /// How many events the tree covers.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn tree_size(&self) -> Result<u64, ProofError> {
        // In this order: the tree never covers what is not yet appended.
        let covered = self.tiled().await? * WIDTH + WIDTH - 1;
        Ok(self.head().await?.position.min(covered))
    }

    /// The root of the tree over the first `size` events.
    ///
    /// # Errors
    /// A failure of the store, a tree that does not reach so far, a hash that is missing.
    pub async fn root(&self, size: u64) -> Result<TreeHash, ProofError> {
        self.reaches(size).await?;
        let whole = 0..size;
        self.read(std::slice::from_ref(&whole)).await?.node(&whole).map_err(missing)
    }

    /// The hashes that prove the event at `position` part of the tree over `size` events;
    /// [`verify_inclusion`](crate::verify_inclusion) checks them.
    ///
    /// # Errors
    /// As [`root`](Self::root), and a position outside of the tree.
    pub async fn inclusion_proof(&self, position: u64, size: u64) -> Result<Vec<TreeHash>, ProofError> {
        if position == 0 || position > size {
            return Err(ProofError::NoSuchProof { part: position, size });
        }
        self.reaches(size).await?;
        self.nodes(&inclusion_path(position - 1, size)).await
    }

    /// The same for many events, in their order; what their proofs have in common is read once.
    ///
    /// # Errors
    /// As [`inclusion_proof`](Self::inclusion_proof).
    pub async fn inclusion_proofs(
        &self,
        positions: &[u64],
        size: u64,
    ) -> Result<Vec<Vec<TreeHash>>, ProofError> {
        if let Some(position) = positions.iter().find(|position| **position == 0 || **position > size) {
            return Err(ProofError::NoSuchProof { part: *position, size });
        }
        self.reaches(size).await?;
        let paths: Vec<_> = positions.iter().map(|position| inclusion_path(position - 1, size)).collect();
        let hashes = self.read(&paths.concat()).await?;
        let proof = |path: &Vec<Range<u64>>| {
            path.iter().map(|node| hashes.node(node).map_err(missing)).collect::<Result<Vec<_>, _>>()
        };
        paths.iter().map(proof).collect()
    }

    /// The hashes that prove the tree over `old` events the beginning of that over `new`;
    /// [`verify_consistency`](crate::verify_consistency) checks them.
    ///
    /// # Errors
    /// As [`root`](Self::root), and an old size that is above the new one.
    pub async fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<TreeHash>, ProofError> {
        if old > new {
            return Err(ProofError::NoSuchProof { part: old, size: new });
        }
        self.reaches(new).await?;
        self.nodes(&consistency_path(old, new)).await
    }

    /// Extends the tree to the head, and signs and keeps a checkpoint of it; nothing when
    /// there is no event after the last one.
    ///
    /// `trusted` are the keys that may have signed that last one: those of the ledger, also
    /// the retired.
    ///
    /// # Errors
    /// As [`root`](Self::root). Nothing is signed when the last checkpoint is not signed by
    /// a trusted key, or when the ledger does not extend it.
    pub async fn checkpoint(
        &self,
        key: &SigningKey,
        trusted: &[VerifierKey],
        now: Timestamp,
    ) -> Result<Option<KeptCheckpoint>, ProofError> {
        let events = self.head().await?.position;
        let last = self.last_checkpoint().await?;
        let extended = last.as_ref().map_or(0, |last| last.size);
        if extended > events {
            return Err(ProofError::Inconsistent { size: extended, events });
        }
        if extended == events {
            return Ok(None);
        }
        while self.extend_tree(4 * PAGE).await? < events {}
        let root = self.root(events).await?;
        if let Some(last) = last {
            let kept = |source: NoteError| ProofError::Kept { size: last.size, source };
            last.check(Tree::Ledger, trusted).map_err(kept)?;
            let proof = self.consistency_proof(last.size, events).await?;
            if !verify_consistency(last.size, &last.root, events, &root, &proof) {
                return Err(ProofError::Inconsistent { size: last.size, events });
            }
        }
        let said = Checkpoint { origin: Tree::Ledger.origin(key.verifier().name()), size: events, root };
        let note = said.sign(key).to_string();
        let kept = KeptCheckpoint { size: events, root, note, created_at: now };
        let mut writer = self.store().writer().await?;
        let written = writer.write_checkpoint(&kept).await;
        writer.close().await;
        written?;
        Ok(Some(kept))
    }

    /// The checkpoint over the most events.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn last_checkpoint(&self) -> Result<Option<KeptCheckpoint>, StoreError> {
        reading!(self.store().last_checkpoint())
    }

    /// At most `limit` kept checkpoints over more than `after` events, by size.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn checkpoints(&self, after: u64, limit: u32) -> Result<Vec<KeptCheckpoint>, StoreError> {
        let size = i64::MAX.unsigned_abs();
        reading!(self.store().checkpoints(after, size, limit))
    }

    /// How many full tiles of level 0 are stored.
    async fn tiled(&self) -> Result<u64, StoreError> {
        let last = reading!(self.store().last_tiles())?;
        let lowest = last.into_iter().find(|(level, _)| *level == 0);
        Ok(lowest.map_or(0, |(_, index)| index + 1))
    }

    async fn reaches(&self, size: u64) -> Result<(), ProofError> {
        let tree = self.tree_size().await?;
        if size <= tree { Ok(()) } else { Err(ProofError::BeyondTree { asked: size, tree }) }
    }

    /// The tree over so many events, ready to grow.
    async fn frontier(&self, size: u64) -> Result<Frontier, ProofError> {
        let whole = 0..size;
        let hashes = self.read(std::slice::from_ref(&whole)).await?;
        Ok(Frontier::resume(size, hashes.peaks(&whole).map_err(missing)?))
    }

    async fn nodes(&self, nodes: &[Range<u64>]) -> Result<Vec<TreeHash>, ProofError> {
        let hashes = self.read(nodes).await?;
        nodes.iter().map(|node| hashes.node(node).map_err(missing)).collect()
    }

    /// Reads what these nodes are made of, one statement for each tile.
    async fn read(&self, nodes: &[Range<u64>]) -> Result<Hashes, ProofError> {
        let mut hashes = Hashes::default();
        for ((level, _), indexes) in wanted(nodes) {
            hashes.extend(level, indexes.clone().zip(self.hashes(level, &indexes).await?));
        }
        Ok(hashes)
    }

    /// All hashes of a level with these indexes.
    pub(crate) async fn hashes(&self, level: u32, indexes: &Range<u64>) -> Result<Vec<TreeHash>, ProofError> {
        let found = reading!(self.store().tree_hashes(level, indexes))?;
        let mut expected = indexes.clone();
        let mut hashes = Vec::with_capacity(found.len());
        for (index, hash) in found {
            match expected.next() {
                Some(next) if next == index => hashes.push(hash),
                next => return Err(missing((level, next.unwrap_or(index)))),
            }
        }
        match expected.next() {
            None => Ok(hashes),
            Some(index) => Err(missing((level, index))),
        }
    }
}

fn missing((level, index): (u32, u64)) -> ProofError {
    ProofError::Missing { level, index }
}
