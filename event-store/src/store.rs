use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use uuid::Uuid;

use crate::append::{GuardState, Head, StreamHead};
use crate::batch::{Batch, Known, Wanted};
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::names::{GuardKey, StreamName};
use crate::postgres::{PgStore, PgWriter};
use crate::proof::{KeptCheckpoint, Packed, Sum, Tile, TreeHash};
use crate::settings::Settings;
use crate::sqlite::{SqliteStore, SqliteWriter};

/// The engine under a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// A file beside the program.
    Sqlite,
    /// A server.
    Postgres,
}

/// Above every visible ASCII character, so a bound for all names with a prefix.
pub(crate) const ABOVE_NAMES: &str = "\x7f";

/// What reads, on either engine.
pub(crate) enum Store {
    Sqlite(SqliteStore),
    Postgres(PgStore),
}

macro_rules! on_engine {
    ($of:expr, $type:ident, $engine:ident => $call:expr) => {
        match $of {
            $type::Sqlite($engine) => $call,
            $type::Postgres($engine) => $call,
        }
    };
}

impl Store {
    pub(crate) async fn open(url: &str, settings: &Settings) -> Result<Self, StoreError> {
        if let Some(address) = url.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(SqliteStore::open(address, settings).await?));
        }
        if Self::is_on_a_server(url) {
            return Ok(Self::Postgres(PgStore::open(url, settings).await?));
        }
        let detail = "it begins with neither sqlite: nor postgres:".to_owned();
        Err(StoreError::Address { detail })
    }

    pub(crate) fn is_on_a_server(url: &str) -> bool {
        url.starts_with("postgres:") || url.starts_with("postgresql:")
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) async fn durability(&self) -> Result<String, StoreError> {
        match self {
            Self::Sqlite(store) => Ok(store.durability()),
            Self::Postgres(store) => store.durability().await,
        }
    }

    pub(crate) async fn writer(&self) -> Result<Writer, StoreError> {
        match self {
            Self::Sqlite(store) => store.writer().await.map(Writer::Sqlite),
            Self::Postgres(store) => store.writer().await.map(Writer::Postgres),
        }
    }

    pub(crate) async fn close(&self) {
        on_engine!(self, Store, store => store.close().await);
    }

    pub(crate) async fn grant(&self, role: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => Err(StoreError::Address { detail: "a file knows no roles".to_owned() }),
            Self::Postgres(store) => store.grant(role).await,
        }
    }

    pub(crate) async fn schema(&self) -> Result<i64, StoreError> {
        on_engine!(self, Store, store => store.schema().await)
    }

    pub(crate) async fn head(&self) -> Result<Head, StoreError> {
        on_engine!(self, Store, store => store.head().await)
    }

    pub(crate) async fn read_streams(
        &self,
        streams: &[StreamName],
        from_version: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        on_engine!(self, Store, store => store.read_streams(streams, from_version).await)
    }

    pub(crate) async fn stream_versions(
        &self,
        streams: &[StreamName],
    ) -> Result<BTreeMap<StreamName, u32>, StoreError> {
        on_engine!(self, Store, store => store.stream_versions(streams).await)
    }

    pub(crate) async fn read_positions(
        &self,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let rows = on_engine!(self, Store, store => store.read_positions(after, limit).await)?;
        let head = rows.first().map_or(0, |(_, head)| *head);
        let mut events: Vec<_> = rows.into_iter().filter_map(|(event, _)| event).collect();
        // The join keeps the order of its rows in practice, not by promise.
        events.sort_by_key(|event| event.position);
        check_no_gap(&events, after, head, limit)?;
        Ok(events)
    }

    /// The file of the ledger, when it is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(store) => Some(store.file()),
            Self::Postgres(_) => None,
        }
    }

    /// The hashes of a level of the tree, each with its index there.
    pub(crate) async fn tree_hashes(
        &self,
        level: u32,
        indexes: &Range<u64>,
    ) -> Result<Vec<(u64, TreeHash)>, StoreError> {
        match level.checked_sub(1) {
            None => on_engine!(self, Store, store => store.leaf_hashes(indexes).await),
            Some(below) => on_engine!(self, Store, store => store.tile_roots(below, indexes).await),
        }
    }

    /// The last kept sum over at most so many events.
    pub(crate) async fn kept_sum(&self, position: u64) -> Result<Option<Sum>, StoreError> {
        on_engine!(self, Store, store => store.kept_sum(position).await)
    }

    /// The kept sums over more than `after` events and up to `last`.
    pub(crate) async fn impossible_sum(&self) -> Result<Option<i64>, StoreError> {
        on_engine!(self, Store, store => store.impossible_sum().await)
    }

    pub(crate) async fn kept_sums(&self, after: u64, last: u64) -> Result<Vec<Sum>, StoreError> {
        on_engine!(self, Store, store => store.kept_sums(after, last).await)
    }

    pub(crate) async fn last_tiles(&self) -> Result<Vec<(u32, u64)>, StoreError> {
        on_engine!(self, Store, store => store.last_tiles().await)
    }

    pub(crate) async fn checkpoints(
        &self,
        after: u64,
        size: u64,
        limit: u32,
    ) -> Result<Vec<KeptCheckpoint>, StoreError> {
        on_engine!(self, Store, store => store.checkpoints(after, size, limit).await)
    }

    pub(crate) async fn last_checkpoint(&self) -> Result<Option<KeptCheckpoint>, StoreError> {
        on_engine!(self, Store, store => store.last_checkpoint().await)
    }

    /// The events at these positions in one piece, for an audit; whatever is there.
    pub(crate) async fn packed(&self, after: u64, last: u64) -> Result<Packed, StoreError> {
        match self {
            Self::Sqlite(store) => store.packed(after, last).await.map(Packed::Separated),
            Self::Postgres(store) => store.packed(after, last).await.map(Packed::Copied),
        }
    }

    pub(crate) async fn last_position(&self) -> Result<u64, StoreError> {
        on_engine!(self, Store, store => store.last_position().await)
    }

    pub(crate) async fn guards(
        &self,
        keys: &[GuardKey],
    ) -> Result<BTreeMap<GuardKey, GuardState>, StoreError> {
        let rows = on_engine!(self, Store, store => store.guards(keys).await)?;
        Ok(gather_guards(rows))
    }

    pub(crate) async fn guard_page(
        &self,
        after: Option<&GuardKey>,
        limit: u32,
    ) -> Result<BTreeMap<GuardKey, GuardState>, StoreError> {
        let after = after.map_or("", GuardKey::as_str);
        let rows = on_engine!(self, Store, store => store.guard_page(after, limit).await)?;
        Ok(gather_guards(rows))
    }

    pub(crate) async fn events_by_id(&self, ids: &[Uuid]) -> Result<Vec<StoredEvent>, StoreError> {
        on_engine!(self, Store, store => store.events_by_id(ids).await)
    }

    pub(crate) async fn events_at(&self, positions: &[u64]) -> Result<Vec<StoredEvent>, StoreError> {
        on_engine!(self, Store, store => store.events_at(positions).await)
    }

    pub(crate) async fn streams(
        &self,
        prefix: &str,
        after: Option<&StreamName>,
        limit: u32,
    ) -> Result<Vec<StreamHead>, StoreError> {
        let below = format!("{prefix}{ABOVE_NAMES}");
        let after = after.map_or("", StreamName::as_str);
        on_engine!(self, Store, store => store.streams(prefix, &below, after, limit).await)
    }

    pub(crate) async fn count_streams(&self, prefix: &str) -> Result<u64, StoreError> {
        let below = format!("{prefix}{ABOVE_NAMES}");
        on_engine!(self, Store, store => store.count_streams(prefix, &below).await)
    }

    pub(crate) async fn shared_guards(
        &self,
        prefix: &str,
        after: Option<&GuardKey>,
        limit: u32,
    ) -> Result<BTreeMap<GuardKey, GuardState>, StoreError> {
        let below = format!("{prefix}{ABOVE_NAMES}");
        let after = after.map_or(prefix, GuardKey::as_str);
        let rows = on_engine!(self, Store, store => store.shared_guards(after, &below, limit).await)?;
        Ok(gather_guards(rows))
    }
}

/// One state per guard, of the rows that list its streams.
pub(crate) fn gather_guards(rows: Vec<(GuardKey, GuardState)>) -> BTreeMap<GuardKey, GuardState> {
    let mut guards: BTreeMap<GuardKey, GuardState> = BTreeMap::new();
    for (key, state) in rows {
        let guard = guards.entry(key).or_default();
        guard.version = state.version;
        guard.streams.extend(state.streams);
    }
    guards
}

/// Positions follow each other from `after`, up to the head or the limit.
fn check_no_gap(events: &[StoredEvent], after: u64, head: u64, limit: u32) -> Result<(), StoreError> {
    let mut expected = after + 1;
    for event in events {
        if event.position != expected {
            return Err(StoreError::Gap { expected, found: Some(event.position) });
        }
        expected += 1;
    }
    let whole_page = events.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    if expected <= head && !whole_page {
        return Err(StoreError::Gap { expected, found: None });
    }
    Ok(())
}

/// What is looked up inside a transaction.
pub(crate) enum Asked<'a> {
    Streams(&'a [StreamName]),
    Ids(&'a [Uuid]),
    Guards(&'a [GuardKey]),
}

/// What was found.
pub(crate) enum Found {
    Events(Vec<StoredEvent>),
    Guards(BTreeMap<GuardKey, GuardState>),
}

/// What writes, on either engine.
pub(crate) enum Writer {
    Sqlite(SqliteWriter),
    Postgres(PgWriter),
}

impl Writer {
    /// Begins a transaction that holds the lock every append takes first.
    pub(crate) async fn begin(&mut self, exclusive: bool) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(writer) => writer.begin().await,
            Self::Postgres(writer) if exclusive => writer.begin_exclusive().await,
            Self::Postgres(writer) => writer.begin().await,
        }
    }

    pub(crate) async fn known(&mut self, wanted: &Wanted<'_>) -> Result<Known, StoreError> {
        on_engine!(self, Writer, writer => writer.known(wanted).await)
    }

    pub(crate) async fn write(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        on_engine!(self, Writer, writer => writer.write(batch).await)
    }

    /// Whether [`append_at_once`](Self::append_at_once) saves round trips; there are none to a file.
    pub(crate) fn appends_at_once(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Writes and commits a batch, if the ledger is as it took it to be.
    pub(crate) async fn append_at_once(&mut self, batch: &Batch<'_>) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(false),
            Self::Postgres(writer) => writer.append_at_once(batch).await,
        }
    }

    /// Reads as the open transaction sees it.
    pub(crate) async fn look_up(&mut self, asked: &Asked<'_>) -> Result<Found, StoreError> {
        match asked {
            Asked::Streams(streams) => {
                let events = on_engine!(self, Writer, writer => writer.read_streams(streams).await)?;
                Ok(Found::Events(events))
            }
            Asked::Ids(ids) => {
                let events = on_engine!(self, Writer, writer => writer.events_by_id(ids).await)?;
                Ok(Found::Events(events))
            }
            Asked::Guards(keys) => {
                let rows = on_engine!(self, Writer, writer => writer.guards(keys).await)?;
                Ok(Found::Guards(gather_guards(rows)))
            }
        }
    }

    pub(crate) async fn write_tiles(&mut self, tiles: &[Tile]) -> Result<(), StoreError> {
        on_engine!(self, Writer, writer => writer.write_tiles(tiles).await)
    }

    pub(crate) async fn write_sums(&mut self, sums: &[Sum]) -> Result<(), StoreError> {
        on_engine!(self, Writer, writer => writer.write_sums(sums).await)
    }

    pub(crate) async fn write_checkpoint(&mut self, kept: &KeptCheckpoint) -> Result<(), StoreError> {
        on_engine!(self, Writer, writer => writer.write_checkpoint(kept).await)
    }

    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        on_engine!(self, Writer, writer => writer.commit().await)
    }

    pub(crate) async fn rollback(&mut self) -> Result<(), StoreError> {
        on_engine!(self, Writer, writer => writer.rollback().await)
    }

    pub(crate) async fn close(self) {
        on_engine!(self, Writer, writer => writer.close().await);
    }
}
