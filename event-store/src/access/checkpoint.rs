//! Signed heads of the tree over the access log. Each keeps what the tree goes on from, so that the next one costs only
//! what was logged since.

use jiff::Timestamp;
use sqlx::{ColumnIndex, Row};

use super::reason::{AccessReason, BadAccess};
use super::{Entry, PAGE};
use crate::error::StoreError;
use crate::ledger::{Ledger, reading};
use crate::proof::{
    Checkpoint, Frontier, KeptCheckpoint, ProofError, SigningKey, Tree, TreeHash, VerifierKey,
};
use crate::row::{self, Given, value};
use crate::store::Store;

/// A checkpoint as it is kept beside the log.
#[derive(Debug)]
pub(crate) struct KeptHead {
    pub(crate) checkpoint: KeptCheckpoint,
    /// The peaks of the tree, one after the other, as they are stored: whatever they are.
    pub(crate) peaks: Vec<u8>,
}

impl KeptHead {
    /// The tree that was signed, ready to grow: its peaks are believed because they make up the signed root, and no others
    /// of its size do.
    fn tree(&self, trusted: &[VerifierKey]) -> Result<Frontier, BadAccess> {
        let KeptCheckpoint { size, root, .. } = self.checkpoint;
        self.checkpoint
            .check(Tree::AccessLog, trusted)
            .map_err(|error| AccessReason::from(error).at(size))?;
        let (peaks, rest) = self.peaks.as_chunks::<{ size_of::<TreeHash>() }>();
        let whole = rest.is_empty() && u64::try_from(peaks.len()) == Ok(u64::from(size.count_ones()));
        let tree = Some(Frontier::resume(size, peaks.to_vec()));
        tree.filter(|tree| whole && tree.root() == root).ok_or(AccessReason::CheckpointPeaks.at(size))
    }

    /// Compares it with the tree over the entries that it covers, of which `since` is the last that was signed.
    pub(super) fn compare(
        &self,
        tree: &Frontier,
        since: u64,
        trusted: &[VerifierKey],
    ) -> Result<(), BadAccess> {
        let KeptCheckpoint { size, root, .. } = self.checkpoint;
        self.checkpoint
            .check(Tree::AccessLog, trusted)
            .map_err(|error| AccessReason::from(error).at(size))?;
        if root != tree.root() {
            return Err(AccessReason::CheckpointRoot { since }.at(size));
        }
        if self.peaks != tree.peaks().concat() {
            return Err(AccessReason::CheckpointPeaks.at(size));
        }
        Ok(())
    }
}

/// Reads size, root, note, instant and peaks.
pub(crate) fn head_row<R>(row: &R) -> Result<KeptHead, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    String: Given<R::Database>,
    Vec<u8>: Given<R::Database>,
{
    Ok(KeptHead { checkpoint: row::checkpoint(row)?, peaks: value(row, 4)? })
}

/// Adds an entry to the tree over those before it.
pub(super) fn grow(tree: &mut Frontier, entry: &Entry) -> Result<(), BadAccess> {
    let next = tree.size() + 1;
    if entry.number != next {
        return Err(AccessReason::Missing.at(next));
    }
    if entry.leaf_hash != entry.computed_hash() {
        return Err(AccessReason::Altered.at(next));
    }
    tree.push(entry.leaf_hash, |_, _| ());
    Ok(())
}

impl Store {
    /// At most `limit` checkpoints over more than `after` entries and up to `size`, by size.
    async fn access_heads(&self, after: u64, size: u64, limit: u32) -> Result<Vec<KeptHead>, StoreError> {
        match self {
            Self::Sqlite(store) => store.access.heads(after, size, limit).await,
            Self::Postgres(store) => store.access_heads(after, size, limit).await,
        }
    }

    async fn accesses_below_first(&self) -> Result<(i64, i64), StoreError> {
        match self {
            Self::Sqlite(store) => store.access.below_first().await,
            Self::Postgres(store) => store.accesses_below_first().await,
        }
    }

    async fn last_access_head(&self) -> Result<Option<KeptHead>, StoreError> {
        match self {
            Self::Sqlite(store) => store.access.last_head().await,
            Self::Postgres(store) => store.last_access_head().await,
        }
    }

    async fn keep_access_head(&self, head: &KeptHead) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.access.keep_head(head).await,
            Self::Postgres(store) => store.keep_access_head(head).await,
        }
    }
}

impl Ledger {
    /// Signs and keeps a checkpoint of the access log as it stands; nothing when nobody has read since the last one. Reads
    /// what was logged since, and nothing else.
    ///
    /// `trusted` are the keys that may have signed that last one: those of the ledger, also the retired.
    ///
    /// # Errors
    /// A failure of the store. Nothing is signed when the last checkpoint cannot be believed, when the log is shorter than
    /// it says, or when an entry since was altered or is missing.
    pub async fn checkpoint_accesses(
        &self,
        key: &SigningKey,
        trusted: &[VerifierKey],
        now: Timestamp,
    ) -> Result<Option<KeptCheckpoint>, ProofError> {
        // In this order: somebody else may log and sign meanwhile, and what is signed was logged before.
        let last = reading!(self.store().last_access_head())?;
        let end = self.accesses_logged().await?;
        let signed = last.as_ref().map_or(0, |last| last.checkpoint.size);
        if signed > end {
            return Err(AccessReason::CheckpointBeyond { size: signed }.at(end + 1).into());
        }
        if signed == end {
            return Ok(None);
        }
        let mut tree = last.map_or(Ok(Frontier::default()), |last| last.tree(trusted))?;
        while tree.size() < end {
            let page = self.accesses(None, tree.size(), PAGE).await?;
            if page.is_empty() {
                return Err(AccessReason::Missing.at(tree.size() + 1).into());
            }
            for entry in page.iter().take_while(|entry| entry.number <= end) {
                grow(&mut tree, entry)?;
            }
        }
        let (size, root) = (tree.size(), tree.root());
        let origin = Tree::AccessLog.origin(key.verifier().name());
        let note = Checkpoint { origin, size, root }.sign(key).to_string();
        let checkpoint = KeptCheckpoint { size, root, note, created_at: now };
        let head = KeptHead { checkpoint, peaks: tree.peaks().concat() };
        self.store().keep_access_head(&head).await?;
        Ok(Some(head.checkpoint))
    }

    /// The checkpoint over the most entries of the access log.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn last_access_checkpoint(&self) -> Result<Option<KeptCheckpoint>, StoreError> {
        Ok(reading!(self.store().last_access_head())?.map(|head| head.checkpoint))
    }

    pub(super) async fn access_heads(&self, after: u64, size: u64) -> Result<Vec<KeptHead>, StoreError> {
        // One more than there can be, so that one that stands twice is among them.
        reading!(self.store().access_heads(after, size, PAGE + 1))
    }

    /// What is wrong below the first number, where nothing can stand.
    pub(super) async fn below_first_access(&self) -> Result<Result<(), BadAccess>, StoreError> {
        Ok(match reading!(self.store().accesses_below_first())? {
            (0, 0) => Ok(()),
            (0, _) => Err(AccessReason::CheckpointBelow.at(0)),
            _ => Err(AccessReason::Below.at(0)),
        })
    }

    /// Number of the newest entry.
    pub(super) async fn accesses_logged(&self) -> Result<u64, StoreError> {
        let newest = self.newest_accesses(None, None, 1).await?;
        Ok(newest.first().map_or(0, |entry| entry.number))
    }
}
