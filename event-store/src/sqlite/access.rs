//! The access log of a ledger in a SQLite file: a third file beside it.

use std::path::Path;
use std::time::Duration;

use sqlx::{query, query_as, query_scalar, raw_sql};

use super::side::{Kind, SideFile};
use crate::access::{
    Access, BELOW_FIRST, Entry, HEADS, HEADS_OVER, KeptHead, LAST_HEAD, LOGGING, entry_row, head_row, kept,
    numbered,
};
use crate::error::StoreError;
use crate::row::{gather, to_i64, to_u64};

const KIND: Kind = Kind {
    suffix: "-access",
    // "PACC"
    application_id: 0x5041_4343,
    steps: &[
        include_str!("../../../migrations/sqlite-access/0001_access.sql"),
        include_str!("../../../migrations/sqlite-access/0002_checkpoints.sql"),
    ],
};

/// The file of the access log.
pub(crate) struct SqliteAccess {
    pub(super) file: SideFile,
}

fn fault(error: sqlx::Error) -> StoreError {
    StoreError::during(LOGGING, error)
}

fn reading(error: sqlx::Error) -> StoreError {
    StoreError::during("reading the access log", error)
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
                        .map_err(fault)
                        .and_then(|done| kept(done.rows_affected(), 1))?;
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
                           WHERE number > 0 AND number < $1 AND ($2 IS NULL OR household IN ($2, '*')) \
                           ORDER BY number DESC LIMIT $3";
                let rows = query(sql).bind(before).bind(household).bind(i64::from(limit));
                gather(rows.fetch(connection), entry_row).await
            })
            .await
    }

    /// How many entries, and checkpoints, stand below the first number.
    pub(crate) async fn below_first(&self) -> Result<(i64, i64), StoreError> {
        if self.file.is_missing() {
            return Ok((0, 0));
        }
        self.file
            .with(async |connection| query_as(BELOW_FIRST).fetch_one(connection).await.map_err(reading))
            .await
    }

    /// At most `limit` checkpoints over more than `after` entries and up to `size`, by size.
    pub(crate) async fn heads(&self, after: u64, size: u64, limit: u32) -> Result<Vec<KeptHead>, StoreError> {
        if self.file.is_missing() {
            return Ok(Vec::new());
        }
        let (after, size) = (to_i64(after)?, to_i64(size)?);
        self.file
            .with(async |connection| {
                let rows = query(HEADS).bind(after).bind(size).bind(i64::from(limit));
                gather(rows.fetch(connection), head_row).await
            })
            .await
    }

    /// The checkpoint over the most entries.
    pub(crate) async fn last_head(&self) -> Result<Option<KeptHead>, StoreError> {
        if self.file.is_missing() {
            return Ok(None);
        }
        self.file
            .with(async |connection| {
                let last: Vec<_> = gather(query(LAST_HEAD).fetch(connection), head_row).await?;
                Ok(last.into_iter().next())
            })
            .await
    }

    /// Keeps a checkpoint, unless there is one of this size.
    pub(crate) async fn keep_head(&self, head: &KeptHead) -> Result<(), StoreError> {
        let KeptHead { checkpoint, peaks } = head;
        let size = to_i64(checkpoint.size)?;
        self.file
            .with(async |connection| {
                let sql = "INSERT INTO access_checkpoint (size, root, note, created_at, peaks) \
                           SELECT $1, $2, $3, $4, $5 \
                           WHERE NOT EXISTS (SELECT 1 FROM access_checkpoint WHERE size = $1)";
                let added = query(sql)
                    .bind(size)
                    .bind(checkpoint.root.as_slice())
                    .bind(&checkpoint.note)
                    .bind(checkpoint.created_at.as_microsecond())
                    .bind(peaks)
                    .execute(&mut *connection)
                    .await
                    .map_err(fault)?;
                if added.rows_affected() == 1 {
                    return Ok(());
                }
                // Another node was faster, or nothing was kept.
                let there: i64 =
                    query_scalar(HEADS_OVER).bind(size).fetch_one(connection).await.map_err(fault)?;
                kept(to_u64(there)?.min(1), 1)
            })
            .await
    }
}
