//! The contract of the store: every claim on SQLite and on PostgreSQL, never skipped.

mod ahead;
mod asking;
mod atomicity;
mod busy;
mod exclusive;
mod faults;
mod following;
mod granted;
mod guards;
mod identity;
mod immutable;
mod opening;
mod order;
pub(crate) mod proxy;
mod reading;
mod stamps;
mod versions;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use event_store::{
    Actor, AppendError, AppendRequest, Appended, ExpectedVersion, GuardKey, GuardUse, Ledger, NewEvent,
    Origin, Settings, Stamp, StoredEvent, StreamName, Timestamp,
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use uuid::Uuid;

/// Runs each contract, an `async fn(Place)`, on a fresh database of each engine.
macro_rules! contracts {
    ($($contract:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $contract() {
                tests::bounded(super::$contract($crate::store::Place::sqlite())).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $contract() {
                tests::bounded(async {
                    super::$contract($crate::store::Place::postgres().await).await;
                })
                .await;
            })+
        }
    };
}
pub(crate) use contracts;

/// Where a fresh database is, or will be.
pub(crate) enum Place {
    Sqlite(tempfile::TempDir),
    Postgres(String),
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(tests::scratch())
    }

    pub(crate) async fn postgres() -> Self {
        Self::Postgres(tests::postgres::database().await)
    }

    /// Another one on the same engine.
    pub(crate) async fn another(&self) -> Self {
        match self {
            Self::Sqlite(_) => Self::sqlite(),
            Self::Postgres(_) => Self::postgres().await,
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(_) => format!("sqlite:{}", self.path().display()),
            Self::Postgres(url) => url.clone(),
        }
    }

    /// The file of a SQLite place.
    pub(crate) fn path(&self) -> PathBuf {
        match self {
            Self::Sqlite(folder) => folder.path().join("ledger.db"),
            Self::Postgres(url) => panic!("{url} is not a file"),
        }
    }

    pub(crate) async fn ledger(&self) -> Ledger {
        self.ledger_with(settings()).await
    }

    /// One more node on the same database.
    pub(crate) async fn ledger_with(&self, settings: Settings) -> Ledger {
        let clock = Clock::at(NOON).shared();
        Ledger::open_with(&self.url(), clock, settings).await.unwrap()
    }

    /// Runs SQL behind the ledger's back.
    pub(crate) async fn execute(&self, sql: &str) -> Result<(), sqlx::Error> {
        self.execute_in("", sql).await
    }

    /// The same where the access log is.
    pub(crate) async fn execute_log(&self, sql: &str) -> Result<(), sqlx::Error> {
        self.execute_in("-access", sql).await
    }

    async fn execute_in(&self, beside: &str, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Sqlite(_) => {
                let path = self.path().display().to_string();
                let url = format!("sqlite:{path}{beside}?mode=rwc");
                let mut connection = SqliteConnection::connect(&url).await?;
                let done = connection.execute(sqlx::raw_sql(sql)).await;
                connection.close().await?;
                done.map(drop)
            }
            Self::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await?;
                connection.execute("SET search_path = parcours").await?;
                connection.execute(sqlx::raw_sql(sql)).await.map(drop)
            }
        }
    }
}

/// Opens a ledger as programs do, with the master key of the tests.
pub(crate) async fn open(url: &str) -> Result<application::Application, application::StoreError> {
    application::Application::open_with(url, application::Clock::system(), settings()).await
}

/// The usual bounds, and the master key of the tests.
pub(crate) fn settings() -> Settings {
    Settings { master_key_file: Some(tests::master_key()), ..Settings::default() }
}

/// 2024-03-01 at noon, in microseconds.
pub(crate) const NOON: i64 = 1_709_294_400_000_000;

/// A clock that stands still until it is set.
#[derive(Clone)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn at(microseconds: i64) -> Self {
        Self(Arc::new(AtomicI64::new(microseconds)))
    }

    pub(crate) fn set(&self, microseconds: i64) {
        self.0.store(microseconds, Ordering::SeqCst);
    }

    pub(crate) fn shared(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        let now = Arc::clone(&self.0);
        Arc::new(move || micro(now.load(Ordering::SeqCst)))
    }
}

pub(crate) fn micro(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).unwrap()
}

pub(crate) fn stream(name: &str) -> StreamName {
    StreamName::new(name).unwrap()
}

pub(crate) fn key(name: &str) -> GuardKey {
    GuardKey::new(name).unwrap()
}

/// An event of which only id and stream matter.
pub(crate) fn event(id: u128, stream_name: &str) -> NewEvent {
    NewEvent {
        event_id: Uuid::from_u128(id),
        stream: stream(stream_name),
        event_type: "entered".into(),
        schema: 1,
        occurred_on: "2024-02".into(),
        actor: Actor { organisation: "asso".into(), role: None, user: None },
        origin: Origin::Manual,
        batch: None,
        warnings: Vec::new(),
        payload: format!("{{\"n\":{id}}}").into_bytes(),
        source_recorded_at: None,
    }
}

/// These events, whatever the versions.
pub(crate) fn request(events: impl IntoIterator<Item = NewEvent>) -> AppendRequest {
    AppendRequest {
        events: events.into_iter().collect(),
        expected: Vec::new(),
        guards: Vec::new(),
        stamp: Stamp::Now,
    }
}

/// One event, if its stream has this version.
pub(crate) fn expecting(id: u128, stream_name: &str, expected: ExpectedVersion) -> AppendRequest {
    AppendRequest { expected: vec![(stream(stream_name), expected)], ..request([event(id, stream_name)]) }
}

pub(crate) fn bump(name: &str, expected: Option<u64>, registers: Option<&str>) -> GuardUse {
    GuardUse { key: key(name), expected, bump: true, stream: registers.map(stream) }
}

/// First and last position of an accepted request.
pub(crate) fn accepted(answer: Result<Appended, AppendError>) -> (u64, u64) {
    match answer.unwrap() {
        Appended::Accepted { first, last, .. } => (first, last),
        Appended::Repeated { positions } => panic!("repeated at {positions:?}"),
    }
}

/// The positions of a repeated request.
pub(crate) fn repeated(answer: Result<Appended, AppendError>) -> Vec<u64> {
    match answer.unwrap() {
        Appended::Repeated { positions } => positions,
        accepted @ Appended::Accepted { .. } => panic!("not repeated: {accepted:?}"),
    }
}

/// The whole ledger, read in small pages.
pub(crate) async fn everything(ledger: &Ledger) -> Vec<StoredEvent> {
    let mut events = Vec::new();
    loop {
        let after = u64::try_from(events.len()).unwrap();
        let page = ledger.read_positions(after, 97).await.unwrap();
        if page.is_empty() {
            return events;
        }
        events.extend(page);
    }
}

/// Positions count from 1, versions likewise in each stream, time never goes back, and
/// every leaf hash is the one of its event.
pub(crate) fn assert_sound(events: &[StoredEvent]) {
    let mut versions = BTreeMap::new();
    let mut recorded_at = Timestamp::MIN;
    for (position, event) in (1..).zip(events) {
        assert_eq!(event.position, position);
        let version = versions.entry(&event.stream).or_insert(0);
        *version += 1;
        assert_eq!(event.version, *version, "{}", event.stream);
        assert!(event.recorded_at >= recorded_at, "position {position}");
        recorded_at = event.recorded_at;
        assert_eq!(event_store::leaf_hash(event), event.leaf_hash, "position {position}");
    }
}
