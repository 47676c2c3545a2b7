//! The three families of errors: refused, conflict, fault.

use std::path::Path;

use domain::Rule;
use domain::admission::{Contradiction, Refused};
use domain::ids::EventId;
use event_store::{AppendError, Conflict, NameError, SealError, StoreError};

use crate::codec::Unsealed;

/// Something outside the caller’s input failed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store failed.
    #[error("the ledger failed")]
    Store(#[from] StoreError),
    /// Values cannot be sealed or opened.
    #[error("personal data cannot be sealed or opened")]
    Keys(#[source] SealError),
    /// Another writer held the ledger for too long.
    #[error("the ledger is busy: another writer held it for {} ms", waited.as_millis())]
    Busy {
        /// How long was waited.
        waited: std::time::Duration,
    },
    /// A stored event cannot be read; it is never skipped.
    #[error("event {version} of {stream} cannot be read: {detail}")]
    Unreadable {
        /// Its stream.
        stream: String,
        /// Its version.
        version: u32,
        /// What is wrong with it; never a payload value.
        detail: String,
    },
    /// A name that the store cannot keep.
    #[error("a name cannot be stored")]
    Name(#[from] NameError),
    /// Recording times are only taken over into an empty ledger.
    #[error(
        "the ledger is not empty: it holds {events} events, and recording times are only taken over into an empty one"
    )]
    NotEmpty {
        /// How many events it holds.
        events: u64,
    },
    /// A file cannot be read or written.
    #[error("{path} cannot be {action}")]
    File {
        /// Which file.
        path: String,
        /// Read or written.
        action: &'static str,
        /// Why.
        source: std::io::Error,
    },
}

impl Fault {
    /// Whether the same may succeed later: the database or the master key is away, or somebody else holds it.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Busy { .. } => true,
            Self::Store(error) => error.is_passing(),
            Self::Keys(error) => error.is_passing(),
            Self::Unreadable { .. } | Self::Name(_) | Self::NotEmpty { .. } | Self::File { .. } => false,
        }
    }
}

/// A file that cannot be read or written.
pub(crate) fn file(path: &Path, action: &'static str, source: std::io::Error) -> Fault {
    Fault::File { path: path.display().to_string(), action, source }
}

/// Why facts were not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// They contradict the history.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// An event of this id is already recorded and does not say the same.
    #[error("event {id} is already recorded and does not say the same")]
    IdReused {
        /// The id.
        id: EventId,
    },
    /// The history moved, more often than is tried again, or away from the version that the caller expects.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// Something outside the caller’s input failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Unsealed> for RecordError {
    fn from(unsealed: Unsealed) -> Self {
        match unsealed {
            Unsealed::Erased(id, pointer) => {
                Self::Refused(Refused { contradictions: vec![erased_later(id, pointer)] })
            }
            Unsealed::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// A fact that tells something of a subject whose keys were destroyed.
pub(crate) fn erased_later(fact: EventId, pointer: String) -> Contradiction {
    Contradiction { rule: Rule::ErasedLater, fact, pointer, value: "…".to_owned(), other: None }
}

impl From<AppendError> for RecordError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Conflict(conflict) => Self::Conflict(conflict),
            AppendError::IdReused { event_id, .. } => Self::IdReused { id: EventId(event_id) },
            AppendError::Busy { waited } => Self::Fault(Fault::Busy { waited }),
            AppendError::Fault(fault) => Self::Fault(Fault::Store(fault)),
        }
    }
}

impl From<SealError> for Fault {
    fn from(error: SealError) -> Self {
        // Where the keys are is out of reach: it is no matter of keys.
        if let SealError::Store(error) = error { Self::Store(error) } else { Self::Keys(error) }
    }
}

impl From<StoreError> for RecordError {
    fn from(error: StoreError) -> Self {
        Self::Fault(Fault::Store(error))
    }
}
