use std::collections::HashSet;

use jiff::Timestamp;
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use uuid::Uuid;

use crate::batch::{Batch, Known, NewRow};
use crate::error::StoreError;
use crate::leaf::text_list;
use crate::names::{GuardKey, StreamName};
use crate::row::{self, to_i64};

/// Rows and payload bytes per insert, so that no message nears the protocol's limit.
const ROWS_MAX: usize = 4096;
const BYTES_MAX: usize = 32 * 1024 * 1024;

/// A statement with what is bound to it so far.
type Bound<'q> = Query<'q, Postgres, PgArguments>;

/// How many of these rows fit one insert, at least one.
pub(super) fn fitting(rows: &[NewRow<'_>]) -> usize {
    let mut bytes = 0;
    let fitting = rows.iter().take(ROWS_MAX).take_while(|row| {
        bytes += row.event.payload.len();
        bytes <= BYTES_MAX
    });
    fitting.count().max(1)
}

/// The columns of `event_columns!`, one array each.
#[derive(Default)]
pub(super) struct Columns<'a> {
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
    pub(super) fn of(rows: &'a [NewRow<'_>]) -> Result<Self, StoreError> {
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

    pub(super) fn bind<'q>(self, query: Bound<'q>) -> Bound<'q>
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

/// The version of a guard that may be at any.
const ANY: i64 = -1;

/// What a batch took the ledger to be: its head, the streams and guards that stay as they are, and what those that
/// move were, in the order of [`Moved`].
pub(super) struct Taken<'a> {
    head: i64,
    streams: Vec<&'a str>,
    stream_versions: Vec<i32>,
    guards: Vec<&'a str>,
    guard_versions: Vec<i64>,
    grown: Vec<i32>,
    bumped: Vec<i64>,
}

impl<'a> Taken<'a> {
    pub(super) fn by(batch: &'a Batch<'_>) -> Result<Self, StoreError> {
        let written = i64::try_from(batch.rows.len()).unwrap_or(i64::MAX);
        let Known { streams, guards, .. } = batch.taken();
        let stream = |name: &StreamName| streams.get(name.as_str()).copied().unwrap_or_default();
        let guard = |key: &&GuardKey| match guards.get(key.as_str()) {
            Some(version) => to_i64(*version),
            None => Ok(ANY),
        };
        let mut taken = Self {
            head: to_i64(batch.head().position)? - written,
            streams: Vec::new(),
            stream_versions: Vec::new(),
            guards: Vec::new(),
            guard_versions: Vec::new(),
            grown: batch.grown.keys().map(|name| row::to_i32(stream(name))).collect::<Result<_, _>>()?,
            bumped: batch.bumped.keys().map(guard).collect::<Result<_, _>>()?,
        };
        let moved: HashSet<&str> = batch.grown.keys().map(|name| name.as_str()).collect();
        for (name, version) in streams.iter().filter(|(name, _)| !moved.contains(name.as_str())) {
            taken.streams.push(name);
            taken.stream_versions.push(row::to_i32(*version)?);
        }
        let moved: HashSet<&str> = batch.bumped.keys().map(|key| key.as_str()).collect();
        for (key, version) in guards.iter().filter(|(key, _)| !moved.contains(key.as_str())) {
            taken.guards.push(key);
            taken.guard_versions.push(to_i64(*version)?);
        }
        Ok(taken)
    }

    pub(super) fn bind<'q>(self, query: Bound<'q>) -> Bound<'q>
    where
        'a: 'q,
    {
        query
            .bind(self.head)
            .bind(self.streams)
            .bind(self.stream_versions)
            .bind(self.guards)
            .bind(self.guard_versions)
            .bind(self.grown)
            .bind(self.bumped)
    }
}

/// What a batch moves beside its events: streams, guards and the head.
pub(super) struct Moved<'a> {
    streams: Vec<&'a str>,
    versions: Vec<i32>,
    positions: Vec<i64>,
    guards: Vec<&'a str>,
    guard_versions: Vec<i64>,
    first: Vec<Option<&'a str>>,
    registered: (Vec<&'a str>, Vec<&'a str>),
    head: i64,
    recorded_at: Option<i64>,
}

impl<'a> Moved<'a> {
    pub(super) fn by(batch: &Batch<'a>) -> Result<Self, StoreError> {
        let (versions, positions): (Vec<_>, Vec<_>) = batch.grown.values().copied().unzip();
        let head = batch.head();
        Ok(Self {
            streams: batch.grown.keys().map(|stream| stream.as_str()).collect(),
            versions: versions.into_iter().map(row::to_i32).collect::<Result<_, _>>()?,
            positions: positions.into_iter().map(to_i64).collect::<Result<_, _>>()?,
            guards: batch.bumped.keys().map(|key| key.as_str()).collect(),
            guard_versions: batch
                .bumped
                .values()
                .map(|(version, _)| to_i64(*version))
                .collect::<Result<_, _>>()?,
            first: batch.bumped.values().map(|(_, first)| first.map(StreamName::as_str)).collect(),
            registered: batch.registered.iter().map(|(key, stream)| (key.as_str(), stream.as_str())).unzip(),
            head: to_i64(head.position)?,
            recorded_at: head.recorded_at.map(Timestamp::as_microsecond),
        })
    }

    pub(super) fn bind<'q>(self, query: Bound<'q>) -> Bound<'q>
    where
        'a: 'q,
    {
        query
            .bind(self.streams)
            .bind(self.versions)
            .bind(self.positions)
            .bind(self.guards)
            .bind(self.guard_versions)
            .bind(self.first)
            .bind(self.registered.0)
            .bind(self.registered.1)
            .bind(self.head)
            .bind(self.recorded_at)
    }
}
