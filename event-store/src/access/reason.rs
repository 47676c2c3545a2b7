use crate::error::StoreError;
use crate::proof::NoteError;

/// The first place where the access log is not what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadAccess {
    /// Number of the entry, and of a checkpoint its size; 0 for what stands below the first.
    pub number: u64,
    /// What is wrong there.
    pub reason: AccessReason,
}

/// What is wrong at an entry of the access log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessReason {
    /// There is no entry here, although the log goes on.
    #[error("the entry is missing")]
    Missing,
    /// The entry does not have its hash: one or the other was altered.
    #[error("the entry does not have its hash")]
    Altered,
    /// An entry stands below the first, where no list shows it.
    #[error("an entry has no number, or one below 1")]
    Below,
    /// An entry cannot be read back.
    #[error("the entry cannot be read: {detail}")]
    Unreadable {
        /// What is wrong with it.
        detail: String,
    },
    /// The note of a checkpoint cannot be believed, or was altered.
    #[error("the checkpoint is not to be believed: {detail}")]
    Checkpoint {
        /// What is wrong with it.
        detail: String,
    },
    /// A checkpoint is signed by a key that is not known here.
    #[error("the checkpoint is signed by {signers} only, no known key")]
    CheckpointKey {
        /// Names and hashes of those keys.
        signers: String,
    },
    /// Entries were altered since a checkpoint, together with their hashes.
    #[error("the entries up to here do not have the root that was signed; they did up to {since}")]
    CheckpointRoot {
        /// Size of the last checkpoint that holds, 0 without one.
        since: u64,
    },
    /// What is kept to go on from a checkpoint is not of its tree.
    #[error("the hashes beside the checkpoint are not those of its tree")]
    CheckpointPeaks,
    /// There is another checkpoint over as many entries.
    #[error("there are several checkpoints over as many entries")]
    CheckpointTwice,
    /// A checkpoint is over no entries, or over fewer than none.
    #[error("a checkpoint has no size, or one below 1")]
    CheckpointBelow,
    /// A checkpoint cannot be read back.
    #[error("the checkpoint cannot be read: {detail}")]
    CheckpointUnreadable {
        /// What is wrong with it.
        detail: String,
    },
    /// The log is shorter than it was when a checkpoint was signed.
    #[error("entries are missing from here on: a checkpoint was signed over {size}")]
    CheckpointBeyond {
        /// The size that was signed.
        size: u64,
    },
}

impl AccessReason {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Altered => "leaf_hash",
            Self::Below => "below",
            Self::Unreadable { .. } => "unreadable",
            Self::Checkpoint { .. } => "checkpoint",
            Self::CheckpointKey { .. } => "checkpoint_key",
            Self::CheckpointRoot { .. } => "checkpoint_root",
            Self::CheckpointPeaks => "checkpoint_peaks",
            Self::CheckpointTwice => "checkpoint_twice",
            Self::CheckpointBelow => "checkpoint_below",
            Self::CheckpointUnreadable { .. } => "checkpoint_unreadable",
            Self::CheckpointBeyond { .. } => "checkpoint_beyond",
        }
    }

    /// What a damaged row answered: what is wrong with it, made into what is wrong at a number.
    ///
    /// # Errors
    /// A failure of the store that is about no row.
    pub(super) fn damaged<T>(
        answer: Result<T, StoreError>,
        number: u64,
        reason: fn(String) -> Self,
    ) -> Result<Result<T, BadAccess>, StoreError> {
        match answer {
            Ok(read) => Ok(Ok(read)),
            Err(error) => match error.damage() {
                Some(detail) => Ok(Err(reason(detail).at(number))),
                None => Err(error),
            },
        }
    }

    pub(super) fn at(self, number: u64) -> BadAccess {
        BadAccess { number, reason: self }
    }
}

impl From<NoteError> for AccessReason {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::UnknownKey(signers) => Self::CheckpointKey { signers },
            error @ (NoteError::Form(_) | NoteError::Signature(_) | NoteError::Other(_)) => {
                Self::Checkpoint { detail: error.to_string() }
            }
        }
    }
}
