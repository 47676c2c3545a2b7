//! The keys that seal personal data: how many there are, and the master key that wraps them.

use std::path::{Path, PathBuf};

use crate::Application;
use crate::error::Fault;

pub use event_store::{KeyCount, Rotated};

impl Application {
    /// Where the master key of this ledger is, or will be.
    #[must_use]
    pub fn master_key_file(&self) -> Option<PathBuf> {
        self.seals.ring().master_key_file()
    }

    /// How many keys there are, by class and state.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn key_counts(&self) -> Result<Vec<KeyCount>, Fault> {
        Ok(self.seals.ring().counts().await?)
    }

    /// Finds out whether the master key is there and is the right one.
    ///
    /// # Errors
    /// A master key that is missing or another, and faults of the store.
    pub async fn check_master_key(&self) -> Result<(), Fault> {
        Ok(self.seals.ring().ready().await?)
    }

    /// Wraps every key with another master key: that of `file`, or a new one in the place of the old.
    ///
    /// # Errors
    /// Master keys that cannot be used, and faults of the store: all keys are wrapped anew, or none.
    pub async fn rotate_keys(&self, file: Option<&Path>) -> Result<Rotated, Fault> {
        Ok(self.seals.ring().rotate(file).await?)
    }
}
