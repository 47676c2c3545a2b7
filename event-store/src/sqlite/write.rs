use std::fmt::Write as _;

use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments as _, AssertSqlSafe, Connection, SqlSafeStr, query, query_with, raw_sql};

use uuid::Uuid;

use super::read::{self, EVENTS_BY_ID, id_list, list};
use crate::append::{GuardState, Head};
use crate::batch::{Batch, Known, NewRow, Wanted};
use crate::canonical::write_string;
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::leaf::text_list;
use crate::names::{GuardKey, StreamName};
use crate::row::{self, event_columns, gather, to_i64};

const APPENDING: &str = "appending";

/// Rows per insert, largest first: few shapes, so that each is prepared once. The
/// largest stays below SQLite's 32 766 parameters.
const CHUNKS: [usize; 4] = [512, 64, 8, 1];

/// The connection that writes.
pub(crate) struct SqliteWriter {
    connection: SqliteConnection,
}

fn fault(error: sqlx::Error) -> StoreError {
    StoreError::during(APPENDING, error)
}

impl SqliteWriter {
    pub(super) fn new(connection: SqliteConnection) -> Self {
        Self { connection }
    }

    /// Takes the write lock at once: a transaction that reads before it locks fails with
    /// `SQLITE_BUSY_SNAPSHOT`, without waiting, when another process has written.
    pub(crate) async fn begin(&mut self) -> Result<(), StoreError> {
        self.run("BEGIN IMMEDIATE").await
    }

    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        self.run("COMMIT").await
    }

    pub(crate) async fn rollback(&mut self) -> Result<(), StoreError> {
        self.run("ROLLBACK").await
    }

    pub(crate) async fn close(self) {
        let _ = self.connection.close().await;
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), StoreError> {
        raw_sql(sql).execute(&mut self.connection).await.map_err(fault)?;
        Ok(())
    }

    pub(crate) async fn read_streams(
        &mut self,
        streams: &[StreamName],
    ) -> Result<Vec<StoredEvent>, StoreError> {
        read::read_streams(&mut self.connection, streams, 0).await
    }

    pub(crate) async fn events_by_id(&mut self, ids: &[Uuid]) -> Result<Vec<StoredEvent>, StoreError> {
        read::events_by_id(&mut self.connection, ids).await
    }

    pub(crate) async fn guards(
        &mut self,
        keys: &[GuardKey],
    ) -> Result<Vec<(GuardKey, GuardState)>, StoreError> {
        read::guards(&mut self.connection, keys).await
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Reads what a batch needs to know, in one statement unless ids are already stored.
    pub(crate) async fn known(&mut self, wanted: &Wanted<'_>) -> Result<Known, StoreError> {
        let sql = "SELECT 0, NULL, position, recorded_at FROM ledger_head \
                   UNION ALL SELECT 1, stream, version, NULL FROM stream_head \
                   WHERE stream IN (SELECT value FROM json_each($1)) \
                   UNION ALL SELECT 2, key, version, NULL FROM guard \
                   WHERE key IN (SELECT value FROM json_each($2)) \
                   UNION ALL SELECT 3, NULL, position, NULL FROM event \
                   WHERE event_id IN (SELECT unhex(value) FROM json_each($3))";
        let ids = id_list(&wanted.ids);
        let rows = query(sql)
            .bind(list(&wanted.streams))
            .bind(list(&wanted.guards))
            .bind(&ids)
            .fetch(&mut self.connection);
        let facts: Vec<_> = gather(rows, row::fact).await?;
        let (mut known, repeated) = Known::from_facts(facts)?;
        if repeated {
            let rows = query(EVENTS_BY_ID).bind(&ids).fetch(&mut self.connection);
            let stored: Vec<_> = gather(rows, row::event).await?;
            known.stored = stored.into_iter().map(|event| (event.event_id, event)).collect();
        }
        Ok(known)
    }

    /// Writes what a batch decided.
    pub(crate) async fn write(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let mut rows = batch.rows.as_slice();
        for size in CHUNKS {
            while let Some((chunk, rest)) = rows.split_at_checked(size) {
                self.insert(chunk).await?;
                rows = rest;
            }
        }
        let grown = triples(
            batch
                .grown
                .iter()
                .map(|(stream, (version, position))| (stream.as_str(), u64::from(*version), *position)),
        );
        let sql = "INSERT INTO stream_head (stream, version, last_position) \
                   SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1) WHERE TRUE \
                   ON CONFLICT (stream) DO UPDATE \
                   SET version = excluded.version, last_position = excluded.last_position";
        query(sql).bind(grown).execute(&mut self.connection).await.map_err(fault)?;
        if !batch.bumped.is_empty() {
            self.write_guards(batch).await?;
        }
        self.write_head(batch.head()).await
    }

    async fn write_guards(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let sql = "INSERT INTO guard (key, version, stream) \
                   SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1) WHERE TRUE \
                   ON CONFLICT (key) DO UPDATE SET version = excluded.version";
        let bumped =
            guards(batch.bumped.iter().map(|(key, (version, first))| (key.as_str(), *version, *first)));
        query(sql).bind(bumped).execute(&mut self.connection).await.map_err(fault)?;
        if batch.registered.is_empty() {
            return Ok(());
        }
        let sql = "INSERT INTO guard_stream (key, stream) \
                   SELECT value ->> 0, value ->> 1 FROM json_each($1) AS new \
                   WHERE NOT EXISTS (SELECT 1 FROM guard WHERE key = new.value ->> 0 AND stream = new.value ->> 1) \
                   ON CONFLICT (key, stream) DO NOTHING";
        let registered = pairs(batch.registered.iter().map(|(k, s)| (k.as_str(), s.as_str())));
        query(sql).bind(registered).execute(&mut self.connection).await.map_err(fault)?;
        Ok(())
    }

    async fn write_head(&mut self, head: Head) -> Result<(), StoreError> {
        query("UPDATE ledger_head SET position = $1, recorded_at = $2")
            .bind(to_i64(head.position)?)
            .bind(head.recorded_at.map(jiff::Timestamp::as_microsecond))
            .execute(&mut self.connection)
            .await
            .map_err(fault)?;
        Ok(())
    }

    async fn insert(&mut self, rows: &[NewRow<'_>]) -> Result<(), StoreError> {
        const ROW: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let mut sql = format!("INSERT INTO event ({}) VALUES {ROW}", event_columns!());
        for _ in 1..rows.len() {
            sql.push_str(", ");
            sql.push_str(ROW);
        }
        let mut arguments = SqliteArguments::default();
        for row in rows {
            bind(&mut arguments, row).map_err(|error| fault(sqlx::Error::Encode(error)))?;
        }
        // Made of constants only.
        let sql = AssertSqlSafe(sql).into_sql_str();
        query_with(sql, arguments).execute(&mut self.connection).await.map_err(fault)?;
        Ok(())
    }
}

/// Binds the columns of `event_columns!`.
fn bind(to: &mut SqliteArguments, row: &NewRow<'_>) -> Result<(), sqlx::error::BoxDynError> {
    let event = row.event;
    to.add(i64::try_from(row.position)?)?;
    to.add(event.stream.as_str())?;
    to.add(i64::from(row.version))?;
    to.add(event.event_id)?;
    to.add(event.event_type.as_str())?;
    to.add(i64::from(event.schema))?;
    to.add(event.occurred_on.as_str())?;
    to.add(row.recorded_at.as_microsecond())?;
    to.add(event.actor.organisation.as_str())?;
    to.add(event.actor.role.as_deref())?;
    to.add(event.actor.user.as_deref())?;
    to.add(event.origin.as_str())?;
    to.add(event.batch)?;
    to.add(text_list(&event.warnings))?;
    to.add(event.payload.as_slice())?;
    to.add(event.source_recorded_at.map(jiff::Timestamp::as_microsecond))?;
    to.add(row.leaf_hash.as_slice())
}

/// A JSON array of arrays: a name and two numbers.
fn triples<'a>(items: impl Iterator<Item = (&'a str, u64, u64)>) -> String {
    json_rows(items, |out, (name, first, second)| {
        write_string(out, name);
        // Writing to a string cannot fail.
        let _ = write!(out, ",{first},{second}");
    })
}

/// A JSON array of arrays: a name, a number, and the name of a stream or null.
fn guards<'a>(items: impl Iterator<Item = (&'a str, u64, Option<&'a StreamName>)>) -> String {
    json_rows(items, |out, (key, version, first)| {
        write_string(out, key);
        // Writing to a string cannot fail.
        let _ = write!(out, ",{version},");
        match first {
            Some(stream) => write_string(out, stream.as_str()),
            None => out.push_str("null"),
        }
    })
}

/// A JSON array of arrays: two names.
fn pairs<'a>(items: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    json_rows(items, |out, (first, second)| {
        write_string(out, first);
        out.push(',');
        write_string(out, second);
    })
}

fn json_rows<T>(items: impl Iterator<Item = T>, write: impl Fn(&mut String, T)) -> String {
    let mut out = String::from("[");
    for (index, item) in items.enumerate() {
        out.push_str(if index > 0 { ",[" } else { "[" });
        write(&mut out, item);
        out.push(']');
    }
    out.push(']');
    out
}
