//! A new master key: every key is wrapped anew, no event is touched.

use std::path::{Path, PathBuf};

use super::error::SealError;
use super::master::{MasterKey, replace, suffixed};
use super::ring::KeyRing;
use super::row::KeyRow;
use super::unlock::{about_key, about_pepper};
use crate::error::StoreError;

/// Behind the name of the master key file: the key that is about to take its place.
pub(super) const NEXT: &str = ".next";

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// How many keys were wrapped anew.
    pub keys: u64,
    /// Where the new master key is.
    pub file: PathBuf,
}

impl KeyRing {
    /// Wraps all keys with another master key, in one transaction: the one in `file`, which is made when it is
    /// missing, or a new one that takes the place of the old file.
    ///
    /// Killed at any moment, either the old file or the new one is right; in place, the next to open finds out.
    ///
    /// # Errors
    /// Master keys that cannot be read, failures of the store, and a rotation by somebody else meanwhile.
    pub async fn rotate(&self, file: Option<&Path>) -> Result<Rotated, SealError> {
        self.forget();
        let unlocked = self.unlock().await?;
        let current = self.master_key_file().ok_or(SealError::NoMasterKey)?;
        let next = file.map_or_else(|| suffixed(&current, NEXT), Path::to_owned);
        let master = match MasterKey::read(&next)? {
            Some(master) => master,
            None => MasterKey::create(&next)?,
        };
        let mut keys = 0;
        let pepper = master.wrap(&about_pepper(&unlocked.row.store_id), unlocked.pepper())?;
        let mut wrap = |row: &KeyRow| {
            keys += 1;
            rewrapped(&unlocked.master, &master, row).map_err(|error| {
                let detail = error.to_string();
                StoreError::Invalid { detail }
            })
        };
        let done = self.store.rewrap_keys(unlocked.row.generation, &pepper, &mut wrap).await?;
        self.forget();
        if !done {
            return Err(SealError::Store(StoreError::Broken));
        }
        if file.is_none() {
            replace(&next, &current)?;
        }
        self.store.purge_keys().await?;
        Ok(Rotated { keys, file: if file.is_none() { current } else { next } })
    }
}

fn rewrapped(old: &MasterKey, new: &MasterKey, row: &KeyRow) -> Result<Vec<u8>, SealError> {
    let about = about_key(row.id, &row.subject, row.class);
    let wrapped = row.wrapped.as_deref().unwrap_or_default();
    let secret = old.unwrap(&about, wrapped).ok_or(SealError::Altered { id: row.id })?;
    new.wrap(&about, &secret)
}
