//! The access log of a ledger on a server.

use sqlx::{query, query_scalar, raw_sql};

use super::PgStore;
use crate::access::{Access, Entry, entry_row, numbered};
use crate::error::StoreError;
use crate::row::{gather, to_i64, to_u64};

const LOGGING: &str = "logging an access";

fn fault(error: sqlx::Error) -> StoreError {
    StoreError::during(LOGGING, error)
}

impl PgStore {
    /// Adds entries at the end.
    pub(crate) async fn log_access(&self, new: &[Access], now: i64) -> Result<(), StoreError> {
        self.keys
            .change(self, "BEGIN", async |connection| {
                // One after the other, and nobody who reads waits.
                let sql = "LOCK TABLE access_log IN SHARE ROW EXCLUSIVE MODE";
                raw_sql(sql).execute(&mut *connection).await.map_err(fault)?;
                let sql = "SELECT coalesce(max(number), 0) FROM access_log";
                let last: i64 = query_scalar(sql).fetch_one(&mut *connection).await.map_err(fault)?;
                for entry in numbered(new, to_u64(last)?, now)? {
                    let sql = "INSERT INTO access_log (number, read_at, reader, household, via, reason, leaf_hash) \
                               VALUES ($1, $2, $3, $4, $5, $6, $7)";
                    query(sql)
                        .bind(to_i64(entry.number)?)
                        .bind(entry.read_at.as_microsecond())
                        .bind(&entry.access.reader)
                        .bind(&entry.access.household)
                        .bind(&entry.access.via)
                        .bind(&entry.access.reason)
                        .bind(entry.leaf_hash.as_slice())
                        .execute(&mut *connection)
                        .await
                        .map_err(fault)?;
                }
                Ok(())
            })
            .await
    }

    /// At most `limit` entries after a number, of one household when one is named.
    pub(crate) async fn accesses(
        &self,
        household: Option<&str>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        // What is about everybody is about each.
        let sql = "SELECT number, read_at, reader, household, via, reason, leaf_hash FROM access_log \
                   WHERE number > $1 AND ($2::text IS NULL OR household IN ($2, '*')) \
                   ORDER BY number LIMIT $3";
        let rows = query(sql).bind(to_i64(after)?).bind(household).bind(i64::from(limit));
        gather(rows.fetch(self.readers()), entry_row).await
    }

    /// At most `limit` entries before a number, newest first, of one household when one is named.
    pub(crate) async fn newest_accesses(
        &self,
        household: Option<&str>,
        before: i64,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let sql = "SELECT number, read_at, reader, household, via, reason, leaf_hash FROM access_log \
                   WHERE number < $1 AND ($2::text IS NULL OR household IN ($2, '*')) \
                   ORDER BY number DESC LIMIT $3";
        let rows = query(sql).bind(before).bind(household).bind(i64::from(limit));
        gather(rows.fetch(self.readers()), entry_row).await
    }
}
