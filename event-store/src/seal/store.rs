//! The key store on either engine.

use uuid::Uuid;

use super::ring::Durably;
use super::row::{Fence, KeyClass, KeyCount, KeyRow, NewKey, StoreRow, Stored};
use super::value::KeyId;
use crate::error::StoreError;
use crate::store::Store;

impl Store {
    /// Which keys there are; nothing when none was ever made.
    pub(super) async fn key_store(&self) -> Result<Option<StoreRow>, StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.load().await,
            Self::Postgres(store) => store.keys.load(store).await,
        }
    }

    pub(super) async fn create_key_store(&self, new: &StoreRow) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.create(new).await,
            Self::Postgres(store) => store.keys.create(store, new).await,
        }
    }

    /// Which keys the ledger says are its own.
    pub(super) async fn ledger_keys(&self) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Sqlite(store) => store.ledger_keys().await,
            Self::Postgres(store) => store.ledger_keys().await,
        }
    }

    pub(super) async fn mark_ledger_keys(&self, store_id: &[u8]) -> Result<Vec<u8>, StoreError> {
        match self {
            Self::Sqlite(store) => store.mark_ledger_keys(store_id).await,
            Self::Postgres(store) => store.mark_ledger_keys(store_id).await,
        }
    }

    pub(super) async fn keys_by_ids(&self, ids: &[KeyId]) -> Result<Vec<KeyRow>, StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.by_ids(ids).await,
            Self::Postgres(store) => store.keys.by_ids(store, ids).await,
        }
    }

    pub(super) async fn keys_of_subjects(
        &self,
        wanted: &[(String, KeyClass)],
    ) -> Result<Vec<KeyRow>, StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.of_subjects(wanted).await,
            Self::Postgres(store) => store.keys.of_subjects(store, wanted).await,
        }
    }

    pub(super) async fn mint_keys(
        &self,
        new: &[NewKey],
        generation: i64,
        now: i64,
        durably: Durably,
    ) -> Result<Stored, StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.mint(new, generation, now, durably).await,
            Self::Postgres(store) => store.keys.mint(store, new, generation, now).await,
        }
    }

    pub(super) async fn settle_keys(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.settle().await,
            // The commit of the events makes all that was committed before it durable.
            Self::Postgres(_) => Ok(()),
        }
    }

    pub(super) async fn fence_keys(
        &self,
        event: Uuid,
        places: &[NewKey],
        now: i64,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.fence(event, places, now).await,
            Self::Postgres(store) => store.keys.fence(store, event, places, now).await,
        }
    }

    pub(super) async fn lift_fence(&self, event: Uuid) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.lift(event).await,
            Self::Postgres(store) => store.keys.lift(store, event).await,
        }
    }

    pub(super) async fn undo_fence(&self, event: Uuid) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.undo(event).await,
            Self::Postgres(store) => store.keys.undo(store, event).await,
        }
    }

    pub(super) async fn destroy_keys(
        &self,
        event: Uuid,
        places: &[NewKey],
        now: i64,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.destroy(event, places, now).await,
            Self::Postgres(store) => store.keys.destroy(store, event, places, now).await,
        }
    }

    pub(super) async fn key_fences(&self) -> Result<Vec<Fence>, StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.fences().await,
            Self::Postgres(store) => store.keys.fences(store).await,
        }
    }

    pub(super) async fn key_counts(&self) -> Result<Vec<KeyCount>, StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.counts().await,
            Self::Postgres(store) => store.keys.counts(store).await,
        }
    }

    /// Whether there is a place for keys here at all, be it empty.
    pub(super) async fn has_keys(&self) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => Ok(store.keys.are_there()),
            Self::Postgres(store) => store.keys.are_there(store).await,
        }
    }

    /// At most `limit` keys after one, by their names, each with how many fences stand around it.
    pub(super) async fn key_page(
        &self,
        after: Option<KeyId>,
        limit: u32,
    ) -> Result<Vec<(KeyRow, u64)>, StoreError> {
        let after = after.map_or_else(Vec::new, |id| id.0.to_vec());
        match self {
            Self::Sqlite(store) => store.keys.page(&after, limit).await,
            Self::Postgres(store) => store.keys.page(store, &after, limit).await,
        }
    }

    /// Writes over what was destroyed, in the store of the keys and in the ledger.
    pub(super) async fn purge_keys(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => {
                store.keys.purge().await?;
                store.purge().await
            }
            Self::Postgres(store) => store.keys.purge(store).await,
        }
    }

    pub(super) async fn rewrap_keys(
        &self,
        generation: i64,
        pepper: &[u8],
        wrap: &mut (dyn FnMut(&KeyRow) -> Result<Vec<u8>, StoreError> + Send),
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.keys.rewrap(generation, pepper, wrap).await,
            Self::Postgres(store) => store.keys.rewrap(store, generation, pepper, wrap).await,
        }
    }
}
