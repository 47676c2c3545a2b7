//! How a rebuild ends.

use event_store::archive::ArchiveError;
use event_store::{StoreError, TreeHash, WriteError};

use super::advance::StepError;
use super::load::Unfit;
use crate::error::Fault;

/// What a rebuild did.
#[derive(Debug, Clone, PartialEq)]
pub struct Rebuilt {
    /// Events folded.
    pub events: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The position that the digest is about.
    pub position: u64,
    /// SHA-256 over all rows as they follow from the events up to that position.
    pub digest: TreeHash,
}

/// Why nothing was rebuilt. The old generation serves on.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// There is no projection of that name.
    #[error("there is no projection {name}")]
    Unknown {
        /// The name.
        name: String,
    },
    /// Another program is at it.
    #[error("projection {name} is being rebuilt by another program")]
    BeingRebuilt {
        /// The name.
        name: &'static str,
    },
    /// What was folded is not what the ledger holds.
    #[error(
        "{folded} events were folded, and they are not the {held} that the ledger holds: nothing was swapped"
    )]
    Incomplete {
        /// How many were folded.
        folded: u64,
        /// How many there are.
        held: u64,
    },
    /// A stream cannot be folded.
    #[error("events cannot be applied: {detail}")]
    Poison {
        /// Which, and why; no personal data.
        detail: String,
    },
    /// The archive cannot be written.
    #[error("the archive cannot be used")]
    Archive(#[source] ArchiveError),
    /// The store failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<StoreError> for RebuildError {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Unfit> for RebuildError {
    fn from(unfit: Unfit) -> Self {
        Self::Poison { detail: unfit.to_string() }
    }
}

impl RebuildError {
    /// Why streams were not loaded: events that cannot be read stay so however often it is tried.
    pub(crate) fn of_events(fault: Fault) -> Self {
        if matches!(fault, Fault::Unreadable { .. }) {
            return Self::Poison { detail: fault.to_string() };
        }
        Self::Fault(fault)
    }

    pub(super) fn of(error: WriteError, name: &'static str) -> Self {
        match error {
            WriteError::Store(error) => error.into(),
            WriteError::LeaseLost | WriteError::BeingRebuilt | WriteError::Behind => {
                Self::BeingRebuilt { name }
            }
        }
    }

    pub(super) fn of_step(error: StepError, name: &'static str) -> Self {
        match error {
            StepError::Poison(detail) => Self::Poison { detail },
            StepError::Write(error) => Self::of(error, name),
        }
    }
}
