//! Erasure of keys: fenced first, then destroyed.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::error::SealError;
use super::master::random;
use super::ring::{Holder, KeyRing};
use super::row::{Fence, NewKey};
use super::unlock::stored_name;

impl KeyRing {
    /// Fences holders before the event that tells of their erasure is recorded: nothing more is sealed for them.
    ///
    /// # Errors
    /// A master key that is missing or another, and failures of the store.
    pub async fn fence(&self, event: Uuid, holders: &BTreeSet<Holder>) -> Result<(), SealError> {
        let places = self.places(holders).await?;
        self.store.fence_keys(event, &places, self.now()).await?;
        self.forget();
        Ok(())
    }

    async fn places(&self, holders: &BTreeSet<Holder>) -> Result<Vec<NewKey>, SealError> {
        if holders.is_empty() {
            return Ok(Vec::new());
        }
        let unlocked = self.unlock().await?;
        let place = |holder: &Holder| {
            // Holds the place of a key that was never made.
            let id = *random::<16>()?;
            let subject = stored_name(holder, &unlocked);
            Ok::<_, SealError>(NewKey { id, subject, class: holder.class, wrapped: Vec::new() })
        };
        holders.iter().map(place).collect()
    }

    /// Takes a fence away whose event was not recorded; not once any key behind it is destroyed, which is for whoever
    /// destroyed it.
    ///
    /// # Errors
    /// Failures of the store.
    pub async fn undo(&self, event: Uuid) -> Result<(), SealError> {
        self.store.undo_fence(event).await?;
        self.forget();
        Ok(())
    }

    /// Takes a fence away: everything that it erases is gone. Keys behind it that are still there are given back.
    ///
    /// # Errors
    /// Failures of the store.
    pub async fn lift(&self, event: Uuid) -> Result<(), SealError> {
        self.store.lift_fence(event).await?;
        self.forget();
        Ok(())
    }

    /// Destroys the keys of these holders, fenced for the event, and what the engine keeps of them.
    /// The fences stay until they are lifted: as long as they do, somebody still has to purge copies of what the keys
    /// sealed.
    ///
    /// # Errors
    /// A master key that is missing or another, and failures of the store.
    pub async fn destroy(&self, event: Uuid, holders: &BTreeSet<Holder>) -> Result<(), SealError> {
        let places = self.places(holders).await?;
        self.store.destroy_keys(event, &places, self.now()).await?;
        self.forget();
        Ok(self.store.purge_keys().await?)
    }

    /// The erasures that are not finished.
    ///
    /// # Errors
    /// Failures of the store.
    pub async fn fences(&self) -> Result<Vec<Fence>, SealError> {
        Ok(self.store.key_fences().await?)
    }
}
