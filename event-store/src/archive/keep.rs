//! Writes what is complete.

use object_store::{ObjectStoreExt, PutPayload};
use tokio::task::spawn_blocking;

use super::{Archive, ArchiveError, Segment, segment};
use crate::ledger::Ledger;
use crate::proof::{Sum, TreeHash, joined, tree_root};

/// How many events the tree and the sums are extended by at once.
const STEP: u64 = 64 * 1024;

/// What the ledger has for a block.
pub(super) struct ToldBlock {
    root: TreeHash,
    sum: Sum,
}

impl ToldBlock {
    pub(super) fn is_of(&self, segment: &Segment) -> bool {
        segment.is_of(&self.root, &self.sum)
    }
}

/// How closely segments are looked at that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// What they tell of themselves.
    Outside,
    /// Every event in them.
    Inside,
}

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
    /// Writes the segments of all blocks that are complete and have none, or one that is no good as far as it is looked
    /// at. `progress` is told how many are looked after, of how many. May end at any point; what is written twice at once
    /// is the same.
    ///
    /// # Errors
    /// Events that are not those of the tree: nothing is archived that does not verify. An archive that cannot be
    /// written, faults of the store.
    pub async fn archive(
        &self,
        archive: &Archive,
        look: Look,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Archived, ArchiveError> {
        let head = self.head().await?.position;
        let complete = head / archive.block;
        let told = self.told_of_blocks(archive, complete).await?;
        let there = archive.blocks().await?;
        let mut done = Archived { segments: complete, upto: complete * archive.block, ..Archived::default() };
        for (block, told) in (0..).zip(&told) {
            let is_there = match there.get(&block) {
                None => false,
                Some(size) => is_good(archive, block, *size, told, look).await,
            };
            if !is_there {
                self.archive_block(archive, block, told.root).await?;
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
        let head = self.head().await?.position;
        let told = self.told_of_blocks(archive, head / archive.block).await?;
        let there = archive.blocks().await?;
        let all = u64::try_from(there.len()).unwrap_or(u64::MAX);
        let mut checked = Checked::default();
        for (block, size) in there {
            let told = usize::try_from(block).ok().and_then(|block| told.get(block));
            let read = async {
                let segment = archive.segment(block, size).await?;
                segment.events().await?;
                if told.is_some_and(|told| told.is_of(&segment)) { Ok(()) } else { Err(segment.foreign()) }
            };
            match read.await {
                Ok(()) => checked.segments += 1,
                // It may be deleted at any time.
                Err(error) if error.is_gone() => {}
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

    /// What the ledger has for the first blocks of an archive, in their order.
    pub(super) async fn told_of_blocks(
        &self,
        archive: &Archive,
        blocks: u64,
    ) -> Result<Vec<ToldBlock>, ArchiveError> {
        let end = blocks.saturating_mul(archive.block);
        while self.extend_tree(STEP).await? < end {}
        while self.extend_sums(STEP).await? < end {}
        let roots = self.hashes(archive.level(), &(0..blocks)).await?;
        let (mut told, mut before) = (Vec::new(), Sum::default());
        for (block, root) in (0..).zip(roots) {
            let upto = self.sum_at(archive.positions(block).1).await?;
            told.push(ToldBlock { root, sum: upto.without(&before) });
            before = upto;
        }
        Ok(told)
    }

    /// Writes the segment of a block whose root the ledger has; answers its size in bytes.
    pub(super) async fn archive_block(
        &self,
        archive: &Archive,
        block: u64,
        covered: TreeHash,
    ) -> Result<u64, ArchiveError> {
        let (first, last) = archive.positions(block);
        let events = self.read_run(first - 1, last).await?;
        let slicing = archive.slicing;
        let name = archive.name_of(block);
        let file = spawn_blocking(move || {
            // Of the hashes as they follow from the rows, not as they stand there.
            let root = tree_root(events.iter().map(crate::leaf::leaf_hash));
            if covered != root {
                return None;
            }
            Some(segment::written(events, slicing))
        });
        let file = joined(file.await)?.ok_or(ArchiveError::NotOfTree { first, last })?;
        let file = file.map_err(|error| ArchiveError::damaged(&name, &error))?;
        let size = u64::try_from(file.len()).unwrap_or(u64::MAX);
        let put = archive.store.put(&name, PutPayload::from(file)).await;
        put.map(|_| size).map_err(|error| ArchiveError::of_store(&name, error))
    }
}

/// Whether a segment is the one that would be written.
async fn is_good(archive: &Archive, block: u64, size: u64, told: &ToldBlock, look: Look) -> bool {
    let Ok(segment) = archive.segment(block, size).await else { return false };
    told.is_of(&segment) && (look == Look::Outside || segment.events().await.is_ok())
}
