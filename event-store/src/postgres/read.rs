use std::collections::BTreeMap;

use sqlx::postgres::PgExecutor;
use sqlx::query;
use uuid::Uuid;

use super::PgStore;
use crate::append::{GuardState, Head, StreamHead};
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::names::{GuardKey, StreamName};
use crate::row::{self, event_columns, gather, to_i64};

pub(super) const EVENTS_BY_ID: &str =
    concat!("SELECT ", event_columns!(), " FROM event", " WHERE event_id = ANY($1)", " ORDER BY position");

pub(super) fn texts<T: AsRef<str>>(names: &[T]) -> Vec<&str> {
    names.iter().map(AsRef::as_ref).collect()
}

impl PgStore {
    pub(crate) async fn head(&self) -> Result<Head, StoreError> {
        let sql = "SELECT position, recorded_at FROM ledger_head";
        let row = query(sql).fetch_one(self.readers()).await;
        row::head(&row.map_err(|error| StoreError::during("reading the head", error))?)
    }

    pub(crate) async fn read_streams(
        &self,
        streams: &[StreamName],
        from_version: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        read_streams(self.readers(), streams, from_version).await
    }

    pub(crate) async fn stream_versions(
        &self,
        streams: &[StreamName],
    ) -> Result<BTreeMap<StreamName, u32>, StoreError> {
        let sql = "SELECT stream, version, last_position FROM stream_head WHERE stream = ANY($1)";
        let rows = query(sql).bind(texts(streams));
        let version = |row: &_| row::stream_head(row).map(|head| (head.stream, head.version));
        gather(rows.fetch(self.readers()), version).await
    }

    /// The events after a position, each beside the head of the same snapshot; one
    /// entry without an event when there are none.
    pub(crate) async fn read_positions(
        &self,
        after: u64,
        limit: u32,
    ) -> Result<Vec<(Option<StoredEvent>, u64)>, StoreError> {
        let sql = concat!(
            "SELECT e.*, h.position FROM ledger_head AS h LEFT JOIN (SELECT ",
            event_columns!(),
            " FROM event",
            " WHERE position > $1",
            " ORDER BY position",
            " LIMIT $2) AS e ON TRUE"
        );
        let rows = query(sql).bind(to_i64(after)?).bind(i64::from(limit));
        gather(rows.fetch(self.readers()), row::event_and_head).await
    }

    pub(crate) async fn guards(&self, keys: &[GuardKey]) -> Result<Vec<(GuardKey, GuardState)>, StoreError> {
        guards(self.readers(), keys).await
    }

    pub(crate) async fn events_by_id(&self, ids: &[Uuid]) -> Result<Vec<StoredEvent>, StoreError> {
        events_by_id(self.readers(), ids).await
    }

    pub(crate) async fn events_at(&self, positions: &[u64]) -> Result<Vec<StoredEvent>, StoreError> {
        let sql = concat!(
            "SELECT ",
            event_columns!(),
            " FROM event",
            " WHERE position = ANY($1)",
            " ORDER BY position"
        );
        let positions = positions.iter().map(|position| to_i64(*position)).collect::<Result<Vec<_>, _>>()?;
        gather(query(sql).bind(positions).fetch(self.readers()), row::event).await
    }

    /// Streams in `[from, below)` and after `after`, by name.
    pub(crate) async fn streams(
        &self,
        from: &str,
        below: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StreamHead>, StoreError> {
        let sql = "SELECT stream, version, last_position FROM stream_head \
                   WHERE stream >= $1 AND stream < $2 AND stream > $3 \
                   ORDER BY stream LIMIT $4";
        let rows = query(sql).bind(from).bind(below).bind(after).bind(i64::from(limit));
        gather(rows.fetch(self.readers()), row::stream_head).await
    }

    /// How many streams there are in `[from, below)`.
    pub(crate) async fn count_streams(&self, from: &str, below: &str) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM stream_head WHERE stream >= $1 AND stream < $2";
        let counted = query(sql).bind(from).bind(below).fetch_one(self.readers()).await;
        row::to_u64(row::value(&counted.map_err(|error| StoreError::during("counting streams", error))?, 0)?)
    }

    /// Guards in `(after, below)` with several streams, by key.
    pub(crate) async fn shared_guards(
        &self,
        after: &str,
        below: &str,
        limit: u32,
    ) -> Result<Vec<(GuardKey, GuardState)>, StoreError> {
        let rows = query(row::SHARED_GUARDS).bind(after).bind(below).bind(i64::from(limit));
        gather(rows.fetch(self.readers()), row::guard).await
    }
}

pub(super) async fn read_streams<'c>(
    on: impl PgExecutor<'c>,
    streams: &[StreamName],
    from_version: u32,
) -> Result<Vec<StoredEvent>, StoreError> {
    let sql = concat!(
        "SELECT ",
        event_columns!(),
        " FROM event",
        " WHERE stream = ANY($1)",
        " AND version > $2",
        " ORDER BY position"
    );
    let rows = query(sql).bind(texts(streams)).bind(i64::from(from_version));
    gather(rows.fetch(on), row::event).await
}

pub(super) async fn guards<'c>(
    on: impl PgExecutor<'c>,
    keys: &[GuardKey],
) -> Result<Vec<(GuardKey, GuardState)>, StoreError> {
    let sql = "SELECT key, version, stream FROM guard WHERE key = ANY($1) \
               UNION \
               SELECT key, (SELECT version FROM guard WHERE guard.key = guard_stream.key), stream \
               FROM guard_stream WHERE key = ANY($1) \
               ORDER BY key, stream";
    gather(query(sql).bind(texts(keys)).fetch(on), row::guard).await
}

pub(super) async fn events_by_id<'c>(
    on: impl PgExecutor<'c>,
    ids: &[Uuid],
) -> Result<Vec<StoredEvent>, StoreError> {
    gather(query(EVENTS_BY_ID).bind(ids).fetch(on), row::event).await
}
