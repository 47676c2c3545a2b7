//! The master key and what it opens: checked before anything is sealed, never taken for that of another ledger.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::error::SealError;
use super::master::{MasterKey, random, suffixed};
use super::ring::{Holder, KeyRing, lock};
use super::row::{KeyClass, KeyRow, NewKey, StoreRow};
use super::value::{KEY_BYTES, KeyId, SubjectKey};
use crate::proof::hex;

/// The master key, and what it opens.
pub(crate) struct Unlocked {
    pub(super) master: MasterKey,
    pub(super) row: StoreRow,
    pepper: Zeroizing<[u8; KEY_BYTES]>,
}

impl KeyRing {
    /// The master key, checked against the keys of this ledger; both are made when there are none.
    pub(super) async fn unlock(&self) -> Result<Arc<Unlocked>, SealError> {
        if let Some(unlocked) = &lock(&self.kept).unlocked {
            return Ok(Arc::clone(unlocked));
        }
        let path = self.master_key_file().ok_or(SealError::NoMasterKey)?;
        // In this order: keys are stored before the ledger is marked with them, so that a mark seen first without
        // keys means that they are lost, and never that another process is just making them.
        let marked = self.store.ledger_keys().await?.is_some();
        let row = match self.store.key_store().await? {
            Some(row) => row,
            None if marked => return Err(SealError::OtherKeys),
            None => self.found_store(&path).await?,
        };
        self.check_marker(&row).await?;
        let (unlocked, at) = opened(&path, row)?;
        if at != path {
            super::master::replace(&at, &path)?;
        }
        let unlocked = Arc::new(unlocked);
        let mut kept = lock(&self.kept);
        kept.asked = Some(Instant::now());
        kept.unlocked = Some(Arc::clone(&unlocked));
        Ok(unlocked)
    }

    /// Makes the first key of a ledger that has none.
    async fn found_store(&self, path: &Path) -> Result<StoreRow, SealError> {
        let master = match MasterKey::read(path)? {
            Some(master) => master,
            None => MasterKey::create(path)?,
        };
        let store_id = random::<16>()?.to_vec();
        let pepper = master.wrap(&about_pepper(&store_id), &*random::<KEY_BYTES>()?)?;
        self.store.create_key_store(&StoreRow { store_id, pepper, generation: 1 }).await?;
        // Another process may have been faster.
        self.store.key_store().await?.ok_or(SealError::OtherKeys)
    }

    /// The ledger and its keys know each other: keys of another ledger, or a new file in place of a lost one,
    /// would seal what nobody could read together.
    async fn check_marker(&self, row: &StoreRow) -> Result<(), SealError> {
        let known = match self.store.ledger_keys().await? {
            Some(known) => known,
            None => self.store.mark_ledger_keys(&row.store_id).await?,
        };
        if known == row.store_id { Ok(()) } else { Err(SealError::OtherKeys) }
    }
}

/// Unwraps with the key in the file, or with the one that a rotation was about to put there; tells with which.
pub(super) fn opened(path: &Path, row: StoreRow) -> Result<(Unlocked, PathBuf), SealError> {
    let about = about_pepper(&row.store_id);
    let next = suffixed(path, super::rotation::NEXT);
    let mut seen = false;
    for candidate in [path, &next] {
        let Some(master) = MasterKey::read(candidate)? else { continue };
        seen = true;
        if let Some(pepper) = master.unwrap(&about, &row.pepper) {
            return Ok((Unlocked { master, row, pepper }, candidate.to_owned()));
        }
    }
    if seen {
        Err(SealError::WrongMasterKey)
    } else {
        Err(SealError::MasterKeyMissing { path: path.to_owned() })
    }
}

pub(super) fn about_pepper(store_id: &[u8]) -> Vec<u8> {
    [b"parcours pepper v1".as_slice(), store_id].concat()
}

/// What a wrapped key is bound to.
pub(super) fn about_key(id: KeyId, subject: &str, class: KeyClass) -> Vec<u8> {
    [b"parcours wrapped key v1".as_slice(), &id.0, class.as_str().as_bytes(), b"/", subject.as_bytes()]
        .concat()
}

impl Unlocked {
    /// The pepper, to be wrapped anew.
    pub(super) fn pepper(&self) -> &[u8; KEY_BYTES] {
        &self.pepper
    }
}

/// The name under which a holder is stored.
pub(super) fn stored_name(holder: &Holder, unlocked: &Unlocked) -> String {
    if !holder.hidden {
        return holder.subject.clone();
    }
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(unlocked.pepper.as_slice()) else {
        return String::new();
    };
    mac.update(holder.subject.as_bytes());
    let sort = holder.subject.split('/').next().unwrap_or_default();
    format!("{sort}/{}", hex(&mac.finalize().into_bytes()))
}

pub(super) fn minted(unlocked: &Unlocked, subject: &str, class: KeyClass) -> Result<NewKey, SealError> {
    let secret = random::<KEY_BYTES>()?;
    let id = KeyId::of(&secret);
    let wrapped = unlocked.master.wrap(&about_key(id, subject, class), &secret)?;
    Ok(NewKey { id: id.0, subject: subject.to_owned(), class, wrapped })
}

/// A stored key as it is used; nothing when it was destroyed.
pub(super) fn unwrapped(master: &MasterKey, row: &KeyRow) -> Result<Option<Arc<SubjectKey>>, SealError> {
    let Some(wrapped) = &row.wrapped else {
        return if row.destroyed { Ok(None) } else { Err(SealError::Missing { id: row.id }) };
    };
    let about = about_key(row.id, &row.subject, row.class);
    let secret = master.unwrap(&about, wrapped).filter(|secret| KeyId::of(secret) == row.id);
    let secret = secret.ok_or(SealError::Altered { id: row.id })?;
    Ok(Some(Arc::new(SubjectKey::new(&row.subject, &secret))))
}
