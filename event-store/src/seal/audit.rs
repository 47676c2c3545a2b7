//! Rows of the key store beside what they were made of, for an audit. Nothing is made and nothing is changed.

use super::error::SealError;
use super::master::MasterKey;
use super::ring::KeyRing;
use super::row::{KeyClass, KeyRow, StoreRow};
use super::unlock::{opened, unwrapped};
use super::value::KeyId;
use crate::error::StoreError;

/// Attempts to read a page while others wrap all keys anew.
const ATTEMPTS: usize = 8;

/// A key as an audit finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedKey {
    /// Its name.
    pub id: KeyId,
    /// Whose it is, by the stored name.
    pub subject: String,
    /// Which of its keys.
    pub class: KeyClass,
    /// What it can be used for.
    pub state: KeyState,
    /// Whether anything is left that the master key could open.
    pub is_there: bool,
    /// What is wrong with the row by itself.
    pub fault: Option<RowFault>,
}

/// What a key can be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It seals and opens.
    Active,
    /// It opens; an erasure is under way.
    Fenced,
    /// It is gone.
    Destroyed,
}

/// What is wrong with the row of a key by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFault {
    /// The master key does not open it as the key of this name, subject and class.
    Altered,
    /// No program of ours leaves it in this state: fenced without an erasure under way, or a key that should be there
    /// and is not, or the other way round.
    State,
}

/// What an audit finds of a key store.
#[derive(Debug)]
pub enum KeyStoreFound {
    /// There is none here: no key was ever made, or the keys are elsewhere.
    Nothing,
    /// What is here are not the keys of this ledger, or not all of the store.
    Others,
    /// The key that hides names was altered: the master key opens others, and not this one.
    Altered,
    /// Its rows can be looked at.
    Rows(KeyAuditor),
}

/// Looks at the rows of a key store.
pub struct KeyAuditor {
    ring: KeyRing,
    generation: i64,
    master: Result<MasterKey, SealError>,
}

impl std::fmt::Debug for KeyAuditor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyAuditor").finish_non_exhaustive()
    }
}

impl KeyRing {
    /// Finds out whether there are the keys of this ledger, and whether the master key is at hand.
    ///
    /// # Errors
    /// Failures of the store.
    pub async fn auditor(&self) -> Result<KeyStoreFound, StoreError> {
        // In this order, as for whoever seals: the mark is made last.
        let marked = self.store.ledger_keys().await?;
        if !self.store.has_keys().await? {
            return Ok(KeyStoreFound::Nothing);
        }
        for _ in 0..ATTEMPTS {
            let Some(row) = self.store.key_store().await? else {
                let empty = marked.is_none() && self.store.key_page(None, 1).await?.is_empty();
                return Ok(if empty { KeyStoreFound::Nothing } else { KeyStoreFound::Others });
            };
            if marked.as_ref().is_some_and(|marked| *marked != row.store_id) {
                return Ok(KeyStoreFound::Others);
            }
            let generation = row.generation;
            let master = self.master_of(row);
            if !matches!(master, Err(SealError::WrongMasterKey)) || !self.opens_some().await? {
                return Ok(KeyStoreFound::Rows(KeyAuditor { ring: self.clone(), generation, master }));
            }
            // Unless all keys were wrapped anew between the two.
            if self.store.key_store().await?.is_some_and(|row| row.generation == generation) {
                return Ok(KeyStoreFound::Altered);
            }
        }
        Err(StoreError::Broken)
    }

    fn master_of(&self, row: StoreRow) -> Result<MasterKey, SealError> {
        let path = self.master_key_file().ok_or(SealError::NoMasterKey)?;
        Ok(opened(&path, row)?.0.master)
    }

    /// Whether the master key at hand opens keys, although it does not open what it is known by.
    async fn opens_some(&self) -> Result<bool, StoreError> {
        let Some(path) = self.master_key_file() else { return Ok(false) };
        let Ok(Some(master)) = MasterKey::read(&path) else { return Ok(false) };
        let rows = self.store.key_page(None, 100).await?;
        Ok(rows.iter().any(|(row, _)| row.wrapped.is_some() && unwrapped(&master, row).is_ok()))
    }
}

impl KeyAuditor {
    /// Why no key can be opened, and only the rest of the rows is looked at; nothing when all are.
    #[must_use]
    pub fn unopened(&self) -> Option<&SealError> {
        self.master.as_ref().err()
    }

    /// At most `limit` keys after one, by their names.
    ///
    /// # Errors
    /// Failures of the store, and keys that are wrapped anew again and again.
    pub async fn page(&mut self, after: Option<KeyId>, limit: u32) -> Result<Vec<AuditedKey>, StoreError> {
        for _ in 0..ATTEMPTS {
            let rows = self.ring.store.key_page(after, limit).await?;
            let keys: Vec<AuditedKey> =
                rows.into_iter().map(|(row, fences)| self.audited(row, fences)).collect();
            if keys.iter().all(|key| key.fault.is_none()) || !self.was_moved().await? {
                return Ok(keys);
            }
        }
        Err(StoreError::Broken)
    }

    /// Whether keys were wrapped anew or erased meanwhile; takes up the master key that wraps them now.
    async fn was_moved(&mut self) -> Result<bool, StoreError> {
        let row = self.ring.store.key_store().await?;
        let Some(row) = row.filter(|row| row.generation != self.generation) else { return Ok(false) };
        self.generation = row.generation;
        // Whoever rotates renames the file afterwards: until then it is found under the other name.
        self.master = self.ring.master_of(row);
        Ok(true)
    }

    fn audited(&self, row: KeyRow, fences: u64) -> AuditedKey {
        let state = match (row.active, row.destroyed) {
            (true, _) => KeyState::Active,
            (_, true) => KeyState::Destroyed,
            (false, false) => KeyState::Fenced,
        };
        let sound = match state {
            KeyState::Active => row.wrapped.is_some(),
            // One that was never made is fenced, too.
            KeyState::Fenced => fences > 0,
            KeyState::Destroyed => row.wrapped.is_none(),
        };
        let opens = |master| row.wrapped.is_none() || unwrapped(master, &row).is_ok();
        let fault = match &self.master {
            _ if !sound => Some(RowFault::State),
            Ok(master) if !opens(master) => Some(RowFault::Altered),
            Ok(_) | Err(_) => None,
        };
        let is_there = row.wrapped.is_some();
        AuditedKey { id: row.id, subject: row.subject, class: row.class, state, is_there, fault }
    }
}
