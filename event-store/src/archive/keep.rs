//! Writes what is complete.

use object_store::{ObjectStoreExt, PutPayload};
use tokio::task::spawn_blocking;

use super::{Archive, ArchiveError, Slicing, segment};
use crate::ledger::Ledger;
use crate::proof::{joined, tree_root};

/// How many events the tree is extended by at once.
const TREE_STEP: u64 = 64 * 1024;

/// What stands in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Archived {
    /// Segments that were written now.
    pub written: u64,
    /// Segments that there are.
    pub segments: u64,
    /// Every event up to here is in one.
    pub upto: u64,
}

/// What comparing an archive with its ledger found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Segments that hold what was written.
    pub segments: u64,
    /// The first that does not. The ledger needs none: it can be deleted, and is written again.
    pub first_bad: Option<BadSegment>,
}

/// A segment that is not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadSegment {
    /// Its name.
    pub segment: String,
    /// What is wrong with it.
    pub detail: String,
}

impl Ledger {
    /// Writes the segments of all blocks that are complete and have none. `progress` is told how many are looked after,
    /// of how many. May end at any point; what is written twice at once is the same.
    ///
    /// # Errors
    /// Events that are not those of the tree: nothing is archived that does not verify. An archive that cannot be
    /// written, faults of the store.
    pub async fn archive(
        &self,
        archive: &Archive,
        slicing: Slicing,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Archived, ArchiveError> {
        let head = self.head().await?.position;
        while self.extend_tree(TREE_STEP).await? < head {}
        let complete = head / archive.block;
        let there = archive.blocks().await?;
        let mut done = Archived { segments: complete, upto: complete * archive.block, ..Archived::default() };
        for block in 0..complete {
            if !there.contains_key(&block) {
                self.archive_block(archive, block, slicing).await?;
                done.written += 1;
            }
            progress(block + 1, complete);
        }
        Ok(done)
    }

    /// Compares every segment with the tree of the ledger; tells the first that is not what was written. `progress` is
    /// told how many are looked after, of how many.
    ///
    /// # Errors
    /// An archive or a ledger that cannot be read.
    pub async fn check_archive(
        &self,
        archive: &Archive,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Checked, ArchiveError> {
        let there = archive.blocks().await?;
        let all = u64::try_from(there.len()).unwrap_or(u64::MAX);
        let mut checked = Checked::default();
        for (block, size) in there {
            let of_ledger = self.hashes(archive.level(), &(block..block + 1)).await.ok();
            let read = async {
                let segment = archive.segment(block, size).await?;
                segment.events().await?;
                let is_own = of_ledger.is_none_or(|roots| roots.first() == Some(&segment.root()));
                if is_own { Ok(()) } else { Err(segment.foreign()) }
            };
            match read.await {
                Ok(()) => checked.segments += 1,
                Err(ArchiveError::Damaged { segment, detail }) => {
                    checked.first_bad = Some(BadSegment { segment, detail });
                    return Ok(checked);
                }
                Err(error) => return Err(error),
            }
            progress(checked.segments, all);
        }
        Ok(checked)
    }

    async fn archive_block(
        &self,
        archive: &Archive,
        block: u64,
        slicing: Slicing,
    ) -> Result<(), ArchiveError> {
        let (first, last) = archive.positions(block);
        let events = self.read_run(first - 1, last).await?;
        let covered = self.hashes(archive.level(), &(block..block + 1)).await?;
        let name = archive.name_of(block);
        let file = spawn_blocking(move || {
            // Of the hashes as they follow from the rows, not as they stand there.
            let root = tree_root(events.iter().map(crate::leaf::leaf_hash));
            if covered.first() != Some(&root) {
                return None;
            }
            Some(segment::written(events, slicing))
        });
        let file = joined(file.await)?.ok_or(ArchiveError::NotOfTree { first, last })?;
        let file = file.map_err(|error| ArchiveError::damaged(&name, &error))?;
        let put = archive.store.put(&name, PutPayload::from(file)).await;
        put.map(drop).map_err(|error| ArchiveError::of_store(&name, error))
    }
}
