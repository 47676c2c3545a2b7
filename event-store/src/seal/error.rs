use std::path::PathBuf;
use std::sync::Arc;

use super::value::KeyId;
use crate::error::StoreError;

/// Why values cannot be sealed or opened. Never tells a key or a value.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SealError {
    /// The ledger is on a server, and nobody said where its master key is.
    #[error("no master key file is named, and a ledger on a server has none beside it")]
    NoMasterKey,
    /// The ledger has sealed values, but the file of its master key is not there.
    #[error("the master key file {} is missing", path.display())]
    MasterKeyMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The file holds no master key.
    #[error("{} holds no master key", path.display())]
    MasterKeyMalformed {
        /// Which file.
        path: PathBuf,
    },
    /// The file of the master key cannot be read or written.
    #[error("the master key file {} cannot be {action}", path.display())]
    MasterKeyFile {
        /// Which file.
        path: PathBuf,
        /// Read or written.
        action: &'static str,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// It is not the master key that wrapped the keys of this ledger.
    #[error("the master key is not the one of this ledger")]
    WrongMasterKey,
    /// The keys are those of another ledger, or were lost.
    #[error("the keys found are not those of this ledger")]
    OtherKeys,
    /// A key is neither kept nor known to have been destroyed.
    #[error("key {id} is missing")]
    Missing {
        /// Which key.
        id: KeyId,
    },
    /// A kept key does not unwrap: its row was altered.
    #[error("the row of key {id} was altered")]
    Altered {
        /// Which key.
        id: KeyId,
    },
    /// The system gives no randomness.
    #[error("the system gives no randomness for a key")]
    Randomness(#[from] getrandom::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SealError {
    /// Whether the same may succeed later: the master key or the store is away.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::NoMasterKey | Self::MasterKeyMissing { .. } | Self::MasterKeyFile { .. } => true,
            Self::Store(error) => error.is_passing(),
            Self::MasterKeyMalformed { .. }
            | Self::WrongMasterKey
            | Self::OtherKeys
            | Self::Missing { .. }
            | Self::Altered { .. }
            | Self::Randomness(_) => false,
        }
    }
}
