use std::path::PathBuf;

use object_store::path::Path as Name;

use crate::error::StoreError;
use crate::proof::ProofError;

/// Why segments are not written or not read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The folder cannot be used.
    #[error("{} cannot be used", folder.display())]
    Folder {
        /// Where.
        folder: PathBuf,
        /// What the system says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store of objects fails.
    #[error("{segment} cannot be read or written")]
    Store {
        /// The segment; all of them when they are listed.
        segment: String,
        /// What the store says.
        source: object_store::Error,
    },
    /// A segment is not what was written: cut short, altered, or of another ledger.
    #[error("segment {segment} is damaged: {detail}")]
    Damaged {
        /// Which.
        segment: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The events of a block do not have the root that the ledger has for it; nothing is archived of them.
    #[error("the events from position {first} to {last} are not those that the tree of the ledger covers")]
    NotOfTree {
        /// The first of the block.
        first: u64,
        /// The last.
        last: u64,
    },
    /// The tree cannot be read or extended.
    #[error(transparent)]
    Proof(ProofError),
    /// The database fails.
    #[error(transparent)]
    Ledger(#[from] StoreError),
}

impl From<ProofError> for ArchiveError {
    fn from(error: ProofError) -> Self {
        if let ProofError::Store(error) = error { Self::Ledger(error) } else { Self::Proof(error) }
    }
}

impl ArchiveError {
    /// Whether a segment was there, and is no longer.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Store { source: object_store::Error::NotFound { .. }, .. })
    }

    pub(super) fn of_store(segment: &Name, source: object_store::Error) -> Self {
        Self::Store { segment: segment.to_string(), source }
    }

    pub(super) fn listing(source: object_store::Error) -> Self {
        Self::Store { segment: "the archive".to_owned(), source }
    }

    pub(super) fn damaged(segment: &Name, detail: &dyn std::fmt::Display) -> Self {
        Self::Damaged { segment: segment.to_string(), detail: detail.to_string() }
    }
}
