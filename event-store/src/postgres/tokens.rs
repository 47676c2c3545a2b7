//! Tokens, in the schema of the ledger.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, query};

use super::PgStore;
use crate::error::StoreError;
use crate::row::gather;
use crate::token::{COLUMNS, StoredToken, token_row};

const WORKING: &str = "working on tokens";

fn fault(error: sqlx::Error) -> StoreError {
    StoreError::during(WORKING, error)
}

impl PgStore {
    pub(crate) async fn add_token(&self, token: &StoredToken) -> Result<(), StoreError> {
        let change = self.keys.change(self, "BEGIN", async |connection| {
            let sql =
                format!("INSERT INTO access_token ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
            // Columns of ours.
            query(AssertSqlSafe(sql))
                .bind(&token.id)
                .bind(token.hash.as_slice())
                .bind(&token.label)
                .bind(&token.organisation)
                .bind(&token.role)
                .bind(&token.user)
                .bind(token.created_at.as_microsecond())
                .bind(token.expires_at.as_microsecond())
                .bind(token.revoked_at.map(Timestamp::as_microsecond))
                .execute(connection)
                .await
                .map(drop)
                .map_err(fault)
        });
        change.await
    }

    /// All of them, the newest first, or that of an identifier.
    pub(crate) async fn tokens(&self, id: Option<&str>) -> Result<Vec<StoredToken>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM access_token WHERE $1::text IS NULL OR id = $1 ORDER BY created_at DESC, id"
        );
        // Columns of ours.
        gather(query(AssertSqlSafe(sql)).bind(id).fetch(self.readers()), token_row).await
    }

    pub(crate) async fn revoke_token(&self, id: &str, at: i64) -> Result<bool, StoreError> {
        let change = self.keys.change(self, "BEGIN", async |connection| {
            let sql = "UPDATE access_token SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1";
            let done = query(sql).bind(id).bind(at).execute(connection).await.map_err(fault)?;
            Ok(done.rows_affected() > 0)
        });
        change.await
    }
}
