//! The access log of a ledger on a server.

use sqlx::{PgConnection, query, query_as, query_scalar, raw_sql};

use super::PgStore;
use crate::access::{
    Access, BELOW_FIRST, Entry, HEADS, HEADS_OVER, KeptHead, LAST_HEAD, LOGGING, entry_row, head_row, kept,
    numbered,
};
use crate::error::StoreError;
use crate::row::{gather, to_i64, to_u64};

/// Entries of one insert.
const AT_ONCE: usize = 4096;

fn fault(error: sqlx::Error) -> StoreError {
    StoreError::during(LOGGING, error)
}

/// Adds entries in one statement: whoever reads a page waits for one round trip, not for one for each household.
async fn insert(entries: &[Entry], connection: &mut PgConnection) -> Result<(), StoreError> {
    let sql = "INSERT INTO access_log (number, read_at, reader, household, via, reason, leaf_hash) \
               SELECT unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::text[]), unnest($4::text[]), \
               unnest($5::text[]), unnest($6::text[]), unnest($7::bytea[])";
    let accesses = || entries.iter().map(|entry| &entry.access);
    let numbers = entries.iter().map(|entry| to_i64(entry.number)).collect::<Result<Vec<_>, _>>()?;
    let done = query(sql)
        .bind(numbers)
        .bind(entries.iter().map(|entry| entry.read_at.as_microsecond()).collect::<Vec<_>>())
        .bind(accesses().map(|access| access.reader.as_str()).collect::<Vec<_>>())
        .bind(accesses().map(|access| access.household.as_str()).collect::<Vec<_>>())
        .bind(accesses().map(|access| access.via.as_str()).collect::<Vec<_>>())
        .bind(accesses().map(|access| access.reason.as_deref()).collect::<Vec<_>>())
        .bind(entries.iter().map(|entry| entry.leaf_hash.as_slice()).collect::<Vec<_>>())
        .execute(connection)
        .await
        .map_err(fault)?;
    kept(done.rows_affected(), entries.len())
}

fn reading(error: sqlx::Error) -> StoreError {
    StoreError::during("reading the access log", error)
}

impl PgStore {
    /// Adds entries at the end.
    pub(crate) async fn log_access(&self, new: &[Access], now: i64) -> Result<(), StoreError> {
        self.keys
            .change(self, "BEGIN", async |connection| {
                // One after the other, and nobody who reads waits. Locking the table takes the right to change it.
                // The number is "PARCREAD" as bytes.
                let sql = "SELECT pg_advisory_xact_lock(5782993845616984388)";
                raw_sql(sql).execute(&mut *connection).await.map_err(fault)?;
                let sql = "SELECT coalesce(max(number), 0) FROM access_log";
                let last: i64 = query_scalar(sql).fetch_one(&mut *connection).await.map_err(fault)?;
                let entries = numbered(new, to_u64(last)?, now)?;
                for entries in entries.chunks(AT_ONCE) {
                    insert(entries, connection).await?;
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
                   WHERE number > 0 AND number < $1 AND ($2::text IS NULL OR household IN ($2, '*')) \
                   ORDER BY number DESC LIMIT $3";
        let rows = query(sql).bind(before).bind(household).bind(i64::from(limit));
        gather(rows.fetch(self.readers()), entry_row).await
    }

    /// How many entries, and checkpoints, stand below the first number.
    pub(crate) async fn accesses_below_first(&self) -> Result<(i64, i64), StoreError> {
        query_as(BELOW_FIRST).fetch_one(self.readers()).await.map_err(reading)
    }

    /// At most `limit` checkpoints over more than `after` entries and up to `size`, by size.
    pub(crate) async fn access_heads(
        &self,
        after: u64,
        size: u64,
        limit: u32,
    ) -> Result<Vec<KeptHead>, StoreError> {
        let rows = query(HEADS).bind(to_i64(after)?).bind(to_i64(size)?).bind(i64::from(limit));
        gather(rows.fetch(self.readers()), head_row).await
    }

    /// The checkpoint over the most entries.
    pub(crate) async fn last_access_head(&self) -> Result<Option<KeptHead>, StoreError> {
        let last: Vec<_> = gather(query(LAST_HEAD).fetch(self.readers()), head_row).await?;
        Ok(last.into_iter().next())
    }

    /// Keeps a checkpoint, unless there is one of this size.
    pub(crate) async fn keep_access_head(&self, head: &KeptHead) -> Result<(), StoreError> {
        let KeptHead { checkpoint, peaks } = head;
        let size = to_i64(checkpoint.size)?;
        self.keys
            .change(self, "BEGIN", async |connection| {
                let sql = "INSERT INTO access_checkpoint (size, root, note, created_at, peaks) \
                           VALUES ($1, $2, $3, $4, $5) ON CONFLICT (size) DO NOTHING";
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
