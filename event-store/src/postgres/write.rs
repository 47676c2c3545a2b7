use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, query, raw_sql};
use uuid::Uuid;

use super::columns::{Columns, Moved, Taken, fitting};
use super::read::{self, EVENTS_BY_ID};
use crate::append::GuardState;
use crate::batch::{Batch, Known, Wanted};
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::names::{GuardKey, StreamName};
use crate::row::{self, event_columns, gather};

const APPENDING: &str = "appending";

/// The insert of events from one array per column; in `FROM`, each array would be copied to a store of its own first.
macro_rules! insert_events {
    () => {
        concat!(
            "INSERT INTO event (",
            event_columns!(),
            ") SELECT unnest($1::bigint[]), unnest($2::text[]), unnest($3::integer[]), unnest($4::uuid[]), ",
            "unnest($5::text[]), unnest($6::integer[]), unnest($7::text[]), unnest($8::bigint[]), ",
            "unnest($9::text[]), unnest($10::text[]), unnest($11::text[]), unnest($12::text[]), ",
            "unnest($13::uuid[]), unnest($14::text[]), unnest($15::bytea[]), unnest($16::bigint[]), ",
            "unnest($17::bytea[])"
        )
    };
}

/// The call of the function that the migrations define.
const APPEND_AT_ONCE: &str = "SELECT append_at_once($1::bigint, $2::text[], $3::integer[], $4::text[], $5::bigint[], \
     $6::integer[], $7::bigint[], $8::bigint[], $9::text[], $10::integer[], $11::uuid[], $12::text[], \
     $13::integer[], $14::text[], $15::bigint[], $16::text[], $17::text[], $18::text[], $19::text[], \
     $20::uuid[], $21::text[], $22::bytea[], $23::bigint[], $24::bytea[], $25::text[], $26::integer[], \
     $27::bigint[], $28::text[], $29::bigint[], $30::text[], $31::text[], $32::text[], $33::bigint, $34::bigint)";

/// The connection that writes.
pub(crate) struct PgWriter {
    connection: PgConnection,
    exclusive_limit: String,
}

fn fault(error: sqlx::Error) -> StoreError {
    StoreError::during(APPENDING, error)
}

impl PgWriter {
    pub(super) fn new(connection: PgConnection, exclusive_limit: String) -> Self {
        Self { connection, exclusive_limit }
    }

    /// Begins, and locks the head before anything is read: one lock, always the first,
    /// gives one serial order and leaves nothing to deadlock on. The lock and the reads
    /// it protects are separate statements, because a statement sees the world as it
    /// was before it waited.
    pub(crate) async fn begin(&mut self) -> Result<(), StoreError> {
        self.run("BEGIN; SELECT position FROM ledger_head FOR UPDATE").await
    }

    /// As `begin`, with the time that a bulk transaction needs.
    pub(crate) async fn begin_exclusive(&mut self) -> Result<(), StoreError> {
        let limit = &self.exclusive_limit;
        let sql = format!(
            "BEGIN; SET LOCAL statement_timeout = {limit}; \
             SET LOCAL idle_in_transaction_session_timeout = {limit}; \
             SELECT position FROM ledger_head FOR UPDATE"
        );
        // A number of ours.
        raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection).await.map_err(fault)?;
        Ok(())
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

    pub(super) fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// Reads what a batch needs to know, in one statement unless ids are already stored.
    pub(crate) async fn known(&mut self, wanted: &Wanted<'_>) -> Result<Known, StoreError> {
        let sql = "SELECT 0::bigint, NULL::text, position, recorded_at FROM ledger_head \
                   UNION ALL SELECT 1, stream, version, NULL FROM stream_head \
                   WHERE stream = ANY($1) \
                   UNION ALL SELECT 2, key, version, NULL FROM guard \
                   WHERE key = ANY($2) \
                   UNION ALL SELECT 3, NULL, position, NULL FROM event \
                   WHERE event_id = ANY($3)";
        let rows = query(sql)
            .bind(&wanted.streams)
            .bind(&wanted.guards)
            .bind(&wanted.ids)
            .fetch(&mut self.connection);
        let facts: Vec<_> = gather(rows, row::fact).await?;
        let (mut known, repeated) = Known::from_facts(facts)?;
        if repeated {
            let rows = query(EVENTS_BY_ID).bind(&wanted.ids).fetch(&mut self.connection);
            let stored: Vec<_> = gather(rows, row::event).await?;
            known.stored = stored.into_iter().map(|event| (event.event_id, event)).collect();
        }
        Ok(known)
    }

    /// Writes what a batch decided: one statement, unless it is a large one.
    pub(crate) async fn write(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let mut rows = batch.rows.as_slice();
        while rows.len() > fitting(rows) {
            let (chunk, rest) = rows.split_at(fitting(rows));
            let insert = Columns::of(chunk)?.bind(query(insert_events!()));
            insert.execute(&mut self.connection).await.map_err(fault)?;
            rows = rest;
        }
        let sql = concat!(
            "WITH events AS (",
            insert_events!(),
            "), streams AS (INSERT INTO stream_head (stream, version, last_position) \
             SELECT unnest($18::text[]), unnest($19::integer[]), unnest($20::bigint[]) \
             ON CONFLICT (stream) DO UPDATE \
             SET version = EXCLUDED.version, last_position = EXCLUDED.last_position), \
             guards AS (INSERT INTO guard (key, version, stream) \
             SELECT unnest($21::text[]), unnest($22::bigint[]), unnest($23::text[]) \
             ON CONFLICT (key) DO UPDATE SET version = EXCLUDED.version), \
             registered AS (INSERT INTO guard_stream (key, stream) \
             SELECT * FROM (SELECT unnest($24::text[]) AS key, unnest($25::text[]) AS stream) AS new \
             WHERE NOT EXISTS (SELECT 1 FROM guard WHERE key = new.key AND stream = new.stream) \
             ON CONFLICT (key, stream) DO NOTHING) \
             UPDATE ledger_head SET position = $26, recorded_at = $27"
        );
        let insert = Columns::of(rows)?.bind(query(sql));
        Moved::by(batch)?.bind(insert).execute(&mut self.connection).await.map_err(fault)?;
        Ok(())
    }

    /// Writes and commits in one round trip, if streams, guards and head are as the batch took them to be.
    pub(crate) async fn append_at_once(&mut self, batch: &Batch<'_>) -> Result<bool, StoreError> {
        if batch.rows.len() > fitting(&batch.rows) {
            return Ok(false);
        }
        let call = Taken::by(batch)?.bind(query(APPEND_AT_ONCE));
        let call = Moved::by(batch)?.bind(Columns::of(&batch.rows)?.bind(call));
        let row = call.fetch_one(&mut self.connection).await.map_err(fault)?;
        row::value(&row, 0)
    }
}
