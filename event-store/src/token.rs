//! Tokens that programs sign in with: kept beside the access log, each by a hash of its secret.

use jiff::Timestamp;
use sqlx::{ColumnIndex, Row};

use crate::error::StoreError;
use crate::ledger::{Ledger, reading};
use crate::row::{Given, instant, out_of_range, value};
use crate::store::Store;

/// A token as it is kept: whoever reads it cannot sign in with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredToken {
    /// Names it, in lists and in the token itself.
    pub id: String,
    /// SHA-256 of the whole token.
    pub hash: [u8; 32],
    /// What it is for, for people.
    pub label: String,
    /// Whose it is.
    pub organisation: String,
    /// The role of whoever has it.
    pub role: String,
    /// A pseudonymous user.
    pub user: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From then on it opens nothing.
    pub expires_at: Timestamp,
    /// From then on it opens nothing either.
    pub revoked_at: Option<Timestamp>,
}

pub(crate) const COLUMNS: &str =
    "id, hash, label, organisation, role, username, created_at, expires_at, revoked_at";

/// Reads the columns of [`COLUMNS`].
pub(crate) fn token_row<R>(row: &R) -> Result<StoredToken, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    Option<i64>: Given<R::Database>,
    String: Given<R::Database>,
    Option<String>: Given<R::Database>,
    Vec<u8>: Given<R::Database>,
{
    let at = |micros: i64| instant(micros).ok_or_else(|| out_of_range(micros));
    let hash: Vec<u8> = value(row, 1)?;
    let wrong = |_| StoreError::Invalid { detail: "the hash of a token has another length".to_owned() };
    let revoked_at: Option<i64> = value(row, 8)?;
    Ok(StoredToken {
        id: value(row, 0)?,
        hash: hash.try_into().map_err(wrong)?,
        label: value(row, 2)?,
        organisation: value(row, 3)?,
        role: value(row, 4)?,
        user: value(row, 5)?,
        created_at: at(value(row, 6)?)?,
        expires_at: at(value(row, 7)?)?,
        revoked_at: revoked_at.map(at).transpose()?,
    })
}

impl Store {
    async fn add_token(&self, token: &StoredToken) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.access.add_token(token).await,
            Self::Postgres(store) => store.add_token(token).await,
        }
    }

    async fn tokens(&self, id: Option<&str>) -> Result<Vec<StoredToken>, StoreError> {
        match self {
            Self::Sqlite(store) => store.access.tokens(id).await,
            Self::Postgres(store) => store.tokens(id).await,
        }
    }

    async fn revoke_token(&self, id: &str, at: i64) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.access.revoke_token(id, at).await,
            Self::Postgres(store) => store.revoke_token(id, at).await,
        }
    }
}

impl Ledger {
    /// Keeps a new token.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn add_token(&self, token: &StoredToken) -> Result<(), StoreError> {
        self.store().add_token(token).await
    }

    /// The token of an identifier.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn token(&self, id: &str) -> Result<Option<StoredToken>, StoreError> {
        Ok(reading!(self.store().tokens(Some(id)))?.into_iter().next())
    }

    /// Every token, expired and revoked ones included, the newest first.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn tokens(&self) -> Result<Vec<StoredToken>, StoreError> {
        reading!(self.store().tokens(None))
    }

    /// Revokes a token; answers whether there is one of that identifier. The first revocation stands.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn revoke_token(&self, id: &str, at: Timestamp) -> Result<bool, StoreError> {
        self.store().revoke_token(id, at.as_microsecond()).await
    }
}
