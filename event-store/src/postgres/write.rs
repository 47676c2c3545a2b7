use jiff::Timestamp;
use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Connection, Postgres, query, raw_sql};
use uuid::Uuid;

use super::read::{self, EVENTS_BY_ID};
use crate::append::GuardState;
use crate::batch::{Batch, Known, NewRow, Wanted};
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::leaf::text_list;
use crate::names::{GuardKey, StreamName};
use crate::row::{self, event_columns, gather, to_i64};

const APPENDING: &str = "appending";

/// Rows and payload bytes per insert, so that no message nears the protocol's limit.
const ROWS_MAX: usize = 4096;
const BYTES_MAX: usize = 32 * 1024 * 1024;

/// The insert of events from one array per column.
macro_rules! insert_events {
    () => {
        concat!(
            "INSERT INTO event (",
            event_columns!(),
            ") SELECT * FROM UNNEST($1::bigint[], $2::text[], $3::integer[], $4::uuid[], ",
            "$5::text[], $6::integer[], $7::text[], $8::bigint[], $9::text[], $10::text[], ",
            "$11::text[], $12::text[], $13::uuid[], $14::text[], $15::bytea[], $16::bigint[], ",
            "$17::bytea[])"
        )
    };
}

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
             SELECT * FROM UNNEST($18::text[], $19::integer[], $20::bigint[]) \
             ON CONFLICT (stream) DO UPDATE \
             SET version = EXCLUDED.version, last_position = EXCLUDED.last_position), \
             guards AS (INSERT INTO guard (key, version) \
             SELECT * FROM UNNEST($21::text[], $22::bigint[]) \
             ON CONFLICT (key) DO UPDATE SET version = EXCLUDED.version), \
             registered AS (INSERT INTO guard_stream (key, stream) \
             SELECT * FROM UNNEST($23::text[], $24::text[]) \
             ON CONFLICT (key, stream) DO NOTHING) \
             UPDATE ledger_head SET position = $25, recorded_at = $26"
        );
        let insert = Columns::of(rows)?.bind(query(sql));
        let head = batch.head();
        let mut grown = (Vec::new(), Vec::new(), Vec::new());
        for (stream, (version, last_position)) in &batch.grown {
            grown.0.push(stream.as_str());
            grown.1.push(row::to_i32(*version)?);
            grown.2.push(to_i64(*last_position)?);
        }
        let mut bumped = (Vec::new(), Vec::new());
        for (key, version) in &batch.bumped {
            bumped.0.push(key.as_str());
            bumped.1.push(to_i64(*version)?);
        }
        let registered: (Vec<_>, Vec<_>) =
            batch.registered.iter().map(|(key, stream)| (key.as_str(), stream.as_str())).unzip();
        insert
            .bind(grown.0)
            .bind(grown.1)
            .bind(grown.2)
            .bind(bumped.0)
            .bind(bumped.1)
            .bind(registered.0)
            .bind(registered.1)
            .bind(to_i64(head.position)?)
            .bind(head.recorded_at.map(Timestamp::as_microsecond))
            .execute(&mut self.connection)
            .await
            .map_err(fault)?;
        Ok(())
    }
}

/// How many of these rows fit one insert, at least one.
fn fitting(rows: &[NewRow<'_>]) -> usize {
    let mut bytes = 0;
    let fitting = rows.iter().take(ROWS_MAX).take_while(|row| {
        bytes += row.event.payload.len();
        bytes <= BYTES_MAX
    });
    fitting.count().max(1)
}

/// The columns of `event_columns!`, one array each.
#[derive(Default)]
struct Columns<'a> {
    positions: Vec<i64>,
    streams: Vec<&'a str>,
    versions: Vec<i32>,
    event_ids: Vec<Uuid>,
    types: Vec<&'a str>,
    schemas: Vec<i32>,
    occurred_on: Vec<&'a str>,
    recorded_at: Vec<i64>,
    organisations: Vec<&'a str>,
    roles: Vec<Option<&'a str>>,
    usernames: Vec<Option<&'a str>>,
    origins: Vec<&'a str>,
    batches: Vec<Option<Uuid>>,
    warnings: Vec<String>,
    payloads: Vec<&'a [u8]>,
    source_recorded_at: Vec<Option<i64>>,
    leaf_hashes: Vec<&'a [u8]>,
}

impl<'a> Columns<'a> {
    fn of(rows: &'a [NewRow<'_>]) -> Result<Self, StoreError> {
        let mut columns = Self::default();
        for row in rows {
            columns.push(row)?;
        }
        Ok(columns)
    }

    fn push(&mut self, row: &'a NewRow<'_>) -> Result<(), StoreError> {
        let event = row.event;
        self.positions.push(to_i64(row.position)?);
        self.streams.push(event.stream.as_str());
        self.versions.push(row::to_i32(row.version)?);
        self.event_ids.push(event.event_id);
        self.types.push(&event.event_type);
        self.schemas.push(event.schema.into());
        self.occurred_on.push(&event.occurred_on);
        self.recorded_at.push(row.recorded_at.as_microsecond());
        self.organisations.push(&event.actor.organisation);
        self.roles.push(event.actor.role.as_deref());
        self.usernames.push(event.actor.user.as_deref());
        self.origins.push(event.origin.as_str());
        self.batches.push(event.batch);
        self.warnings.push(text_list(&event.warnings));
        self.payloads.push(&event.payload);
        self.source_recorded_at.push(event.source_recorded_at.map(Timestamp::as_microsecond));
        self.leaf_hashes.push(&row.leaf_hash);
        Ok(())
    }

    fn bind<'q>(self, query: Query<'q, Postgres, PgArguments>) -> Query<'q, Postgres, PgArguments>
    where
        'a: 'q,
    {
        query
            .bind(self.positions)
            .bind(self.streams)
            .bind(self.versions)
            .bind(self.event_ids)
            .bind(self.types)
            .bind(self.schemas)
            .bind(self.occurred_on)
            .bind(self.recorded_at)
            .bind(self.organisations)
            .bind(self.roles)
            .bind(self.usernames)
            .bind(self.origins)
            .bind(self.batches)
            .bind(self.warnings)
            .bind(self.payloads)
            .bind(self.source_recorded_at)
            .bind(self.leaf_hashes)
    }
}
