//! The access log of a ledger in a SQLite file: a third file beside it.

use std::path::Path;
use std::time::Duration;

use sqlx::{query, query_scalar, raw_sql};

use super::side::{Kind, SideFile};
use crate::access::{Access, Entry, entry_row, numbered};
use crate::error::StoreError;
use crate::row::{gather, to_i64, to_u64};

const LOGGING: &str = "logging an access";

const KIND: Kind = Kind {
    suffix: "-access",
    // "PACC"
    application_id: 0x5041_4343,
    schema: include_str!("../../../migrations/sqlite-access/0001_access.sql"),
};

/// The file of the access log.
pub(crate) struct SqliteAccess {
    pub(super) file: SideFile,
}

fn fault(error: sqlx::Error) -> StoreError {
    StoreError::during(LOGGING, error)
}

impl SqliteAccess {
    pub(crate) fn beside(ledger: &Path, wait: Duration) -> Self {
        Self { file: SideFile::beside(ledger, &KIND, wait) }
    }

    pub(crate) async fn close(&self) {
        self.file.close().await;
    }

    /// Adds entries at the end.
    pub(crate) async fn log(&self, new: &[Access], now: i64) -> Result<(), StoreError> {
        self.file
            .with(async |connection| {
                raw_sql("BEGIN IMMEDIATE").execute(&mut *connection).await.map_err(fault)?;
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
                raw_sql("COMMIT").execute(connection).await.map(drop).map_err(fault)
            })
            .await
    }

    /// At most `limit` entries after a number, of one household when one is named.
    pub(crate) async fn entries(
        &self,
        household: Option<&str>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        if self.file.is_missing() {
            return Ok(Vec::new());
        }
        let after = to_i64(after)?;
        self.file
            .with(async |connection| {
                // What is about everybody is about each.
                let sql = "SELECT number, read_at, reader, household, via, reason, leaf_hash FROM access_log \
                           WHERE number > $1 AND ($2 IS NULL OR household IN ($2, '*')) \
                           ORDER BY number LIMIT $3";
                let rows = query(sql).bind(after).bind(household).bind(i64::from(limit));
                gather(rows.fetch(connection), entry_row).await
            })
            .await
    }

    /// At most `limit` entries before a number, newest first, of one household when one is named.
    pub(crate) async fn newest(
        &self,
        household: Option<&str>,
        before: i64,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        if self.file.is_missing() {
            return Ok(Vec::new());
        }
        self.file
            .with(async |connection| {
                let sql = "SELECT number, read_at, reader, household, via, reason, leaf_hash FROM access_log \
                           WHERE number < $1 AND ($2 IS NULL OR household IN ($2, '*')) \
                           ORDER BY number DESC LIMIT $3";
                let rows = query(sql).bind(before).bind(household).bind(i64::from(limit));
                gather(rows.fetch(connection), entry_row).await
            })
            .await
    }
}
