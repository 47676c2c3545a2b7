use event_store::{NoteError, ProofError, StoreError};

use crate::error::Fault;
use crate::verify::CheckpointError;

/// Why a file is not believed as an audit bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// It does not end as a bundle does: cut off, or something else.
    #[error("it does not end as an audit bundle does: it was cut off, or is something else")]
    CutOff,
    /// Its digest is another: a byte was altered.
    #[error("a byte of it was altered: it does not have the digest that it ends with")]
    Digest,
    /// A line is not what stands there in a bundle.
    #[error("line {line} is not {expected}")]
    Line {
        /// From 1.
        line: u64,
        /// What stands there.
        expected: &'static str,
    },
    /// A newer program wrote it.
    #[error("it has version {0} of the format, which is not known here")]
    Version(u64),
    /// An opening is not that of a sealed value of its event.
    #[error("an opening does not fit event {event}")]
    Opening {
        /// The event that it names.
        event: uuid::Uuid,
    },
    /// Its checkpoint cannot be believed.
    #[error("its checkpoint is not to be believed: {0}")]
    Checkpoint(NoteError),
    /// Header and checkpoint speak about different things.
    #[error("its header does not say what its checkpoint says")]
    Header,
    /// An event is not part of the tree that the checkpoint names.
    #[error("the event at position {position} is not part of the ledger that was signed")]
    Proof {
        /// Its position, as its envelope has it.
        position: u64,
    },
    /// Events do not follow each other.
    #[error("the event at position {position} does not come after the one before it")]
    Order {
        /// Its position.
        position: u64,
    },
    /// An event is missing: the versions of a stream do not follow each other, or not to the end.
    #[error("version {version} of {stream} is missing")]
    Missing {
        /// The stream.
        stream: String,
        /// The version that should be there.
        version: u32,
    },
    /// It disagrees with a checkpoint that was kept elsewhere.
    #[error("it does not agree with the checkpoint over {size} events")]
    Against {
        /// The size of that checkpoint.
        size: u64,
    },
    /// Nothing in it tells whether it agrees with a checkpoint that was kept elsewhere.
    #[error("it holds no proof about the checkpoint over {size} events")]
    NotCompared {
        /// The size of that checkpoint.
        size: u64,
    },
}

impl BundleError {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CutOff => "cut_off",
            Self::Digest => "digest",
            Self::Line { .. } => "line",
            Self::Version(_) => "format_version",
            Self::Opening { .. } => "opening",
            Self::Checkpoint(_) => "checkpoint",
            Self::Header => "header",
            Self::Proof { .. } => "proof",
            Self::Order { .. } => "order",
            Self::Missing { .. } => "missing",
            Self::Against { .. } => "against_other",
            Self::NotCompared { .. } => "not_compared",
        }
    }

    /// The position that it is about, if any.
    #[must_use]
    pub fn position(&self) -> Option<u64> {
        match self {
            Self::Proof { position } | Self::Order { position } => Some(*position),
            Self::CutOff
            | Self::Digest
            | Self::Line { .. }
            | Self::Version(_)
            | Self::Opening { .. }
            | Self::Checkpoint(_)
            | Self::Header
            | Self::Missing { .. }
            | Self::Against { .. }
            | Self::NotCompared { .. } => None,
        }
    }
}

/// Why no bundle was made.
#[derive(Debug, thiserror::Error)]
pub enum BundleFault {
    /// No stream has that identifier.
    #[error("the household is unknown")]
    Unknown,
    /// Nothing signed covers the household’s events.
    #[error("no checkpoint covers the events")]
    NoCheckpoint,
    /// A checkpoint cannot be signed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The ledger does not fit its own checkpoint, or one that was kept elsewhere.
    #[error("the event at position {position} does not fit the checkpoint: the ledger was altered")]
    Altered {
        /// Of the event, or of the checkpoint that is not extended.
        position: u64,
    },
    /// A proof cannot be made.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Something outside failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<StoreError> for BundleFault {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}
