use super::note::NoteError;
use crate::access::BadAccess;
use crate::error::StoreError;

/// Why a proof or a checkpoint was not made.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The store failed.
    #[error("the ledger failed")]
    Store(#[from] StoreError),
    /// The tree does not reach so far; it is extended apart from appending.
    #[error("the tree covers {tree} events, not {asked}")]
    BeyondTree {
        /// The size that was asked for.
        asked: u64,
        /// How many events it covers.
        tree: u64,
    },
    /// There is no such proof.
    #[error("there is no proof of {part} in the tree over {size} events")]
    NoSuchProof {
        /// A position, or the size of an older tree.
        part: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A hash of the tree is missing: the ledger was damaged.
    #[error("hash {index} of level {level} of the tree is missing")]
    Missing {
        /// Level of tiles, 0 for the leaf hashes of events.
        level: u32,
        /// Its place in that level, from 0.
        index: u64,
    },
    /// The ledger does not extend its last checkpoint; nothing was signed.
    #[error("the ledger of {events} events does not extend its checkpoint over {size}; nothing was signed")]
    Inconsistent {
        /// Size of the last checkpoint.
        size: u64,
        /// How many events the ledger holds.
        events: u64,
    },
    /// The last kept checkpoint cannot be trusted; nothing was signed.
    #[error("the kept checkpoint over {size} events cannot be trusted; nothing was signed")]
    Kept {
        /// Its size.
        size: u64,
        /// What is wrong with it.
        source: NoteError,
    },
    /// The access log, or its last checkpoint, is not what it must be; nothing was signed of it.
    #[error("the access log is wrong at {}: {}; nothing was signed of it", .0.number, .0.reason)]
    Access(BadAccess),
}

impl From<BadAccess> for ProofError {
    fn from(bad: BadAccess) -> Self {
        Self::Access(bad)
    }
}
