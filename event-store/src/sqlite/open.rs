use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, raw_sql};
use tokio::time::{Instant, sleep};

use super::{APPLICATION_ID, SqliteAccess, SqliteKeys, SqliteStore, SqliteWriter};
use crate::error::StoreError;
use crate::migrations::{after, latest};
use crate::settings::Settings;

/// Page cache of the writer: what a bulk transaction may hold before it spills to the log.
const WRITER_CACHE_KIB: u32 = 32 * 1024;
/// Largest write-ahead log that is kept once it was copied into the file.
const LOG_BYTES_KEPT: u32 = 64 * 1024 * 1024;
/// Page size of SQLite unless a file says otherwise, which ours do not.
const PAGE_BYTES: u64 = 4096;
/// What every SQLite file begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// How a file presents itself.
pub(super) enum Found {
    /// Nothing is in it.
    Empty,
    /// A ledger of this schema.
    Ledger(i64),
}

impl SqliteStore {
    /// Opens or creates the file at `address` (what follows `sqlite:`) and brings it to the
    /// latest schema.
    pub(crate) async fn open(address: &str, settings: &Settings) -> Result<Self, StoreError> {
        let path = path_of(address)?;
        let present = looks_like_sqlite(&path)?;
        let location = path.display().to_string();
        let reading = SqliteConnectOptions::new()
            .filename(&path)
            .read_only(true)
            .busy_timeout(settings.lock_wait)
            .disable_statement_logging();
        if present {
            // Through a connection that can change nothing, before any that could.
            let connection = reading.connect().await.map_err(unreachable(&location))?;
            inspect_and_close(connection, &location).await?;
        }
        let writing = SqliteConnectOptions::new()
            .filename(&path)
            .foreign_keys(true)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(settings.lock_wait)
            // Read models that hold what was erased are deleted from this file.
            .pragma("secure_delete", "ON")
            .pragma("cache_size", format!("-{WRITER_CACHE_KIB}"))
            .pragma("journal_size_limit", LOG_BYTES_KEPT.to_string())
            .disable_statement_logging();
        let writing = match settings.size_limit {
            None => writing,
            Some(bytes) => writing.pragma("max_page_count", (bytes / PAGE_BYTES).max(1).to_string()),
        };
        let durability = prepare(&writing, &location, settings.lock_wait).await?;
        // The file and its log exist now, so that read-only connections find both.
        let readers = SqlitePoolOptions::new()
            .max_connections(settings.readers)
            .acquire_timeout(settings.connect_wait)
            .test_before_acquire(false)
            .connect_lazy_with(reading);
        let keys = SqliteKeys::beside(&path, settings.lock_wait);
        let access = SqliteAccess::beside(&path, settings.lock_wait);
        Ok(Self { path, writing, readers, durability, keys, access })
    }

    pub(crate) fn location(&self) -> String {
        self.path.display().to_string()
    }

    /// The schema of the file as it is now.
    pub(crate) async fn schema(&self) -> Result<i64, StoreError> {
        let read = sqlx::query_scalar("SELECT user_version FROM pragma_user_version");
        let found = read.fetch_one(&self.readers).await;
        found.map_err(|error| StoreError::during("reading the schema", error))
    }

    /// Another connection that may write.
    pub(crate) async fn writer(&self) -> Result<SqliteWriter, StoreError> {
        let connection = self.writing.connect().await.map_err(unreachable(&self.location()))?;
        Ok(SqliteWriter::new(connection))
    }
}

pub(super) fn unreachable(location: &str) -> impl Fn(sqlx::Error) -> StoreError {
    move |error| {
        let sorted = StoreError::during("opening", error);
        let (StoreError::Lost { source: Some(source), .. } | StoreError::Query { source, .. }) = &sorted
        else {
            return sorted;
        };
        StoreError::Unreachable { location: location.to_owned(), source: Arc::clone(source) }
    }
}

/// `sqlite:PATH` and `sqlite://PATH` name the same file.
fn path_of(address: &str) -> Result<PathBuf, StoreError> {
    let path = address.strip_prefix("//").unwrap_or(address);
    let refused = |detail: &str| Err(StoreError::Address { detail: detail.to_owned() });
    if path.is_empty() || path.starts_with(":memory:") {
        return refused("a ledger needs a file, as in sqlite:parcours.db");
    }
    if path.contains('?') || path.starts_with("file:") || path.contains('\0') {
        return refused("a sqlite address is a plain path, without parameters");
    }
    Ok(PathBuf::from(path))
}

/// Whether there is something at this path; refused unless it begins as SQLite files do.
pub(super) fn looks_like_sqlite(path: &Path) -> Result<bool, StoreError> {
    let location = path.display().to_string();
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    match read {
        Ok(0) => Ok(false),
        Ok(_) if start == MAGIC => Ok(true),
        Ok(_) => Err(StoreError::NotADatabase { location }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => {
            let source = Arc::new(sqlx::Error::Io(error));
            Err(StoreError::Unreachable { location, source })
        }
    }
}

/// Creates what is missing, on a connection of its own.
async fn prepare(
    options: &SqliteConnectOptions,
    location: &str,
    wait: Duration,
) -> Result<String, StoreError> {
    // Switching to a write-ahead log needs the file alone and does not wait for it, so a
    // second process that creates the same file has to ask again.
    let options = options.clone().create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
    let deadline = Instant::now() + wait;
    let mut connection = loop {
        match options.connect().await.map_err(unreachable(location)) {
            Ok(connection) => break connection,
            Err(StoreError::Locked { .. }) if Instant::now() < deadline => {
                sleep(Duration::from_millis(20)).await;
            }
            Err(error) => return Err(error),
        }
    };
    let done = migrate(&mut connection, location).await;
    let durability = match done {
        Ok(()) => durability(&mut connection).await,
        Err(error) => Err(error),
    };
    // A failed migration is rolled back by closing.
    let _ = connection.close().await;
    durability
}

async fn migrate(connection: &mut SqliteConnection, location: &str) -> Result<(), StoreError> {
    if let Found::Ledger(schema) = inspect(connection, location).await?
        && schema == latest()
    {
        return Ok(());
    }
    let operation = "migrating";
    let fault = |error| StoreError::during(operation, error);
    // Under the write lock everything is looked at again: another process may have
    // migrated in the meantime.
    raw_sql("BEGIN IMMEDIATE").execute(&mut *connection).await.map_err(fault)?;
    let schema = match inspect(connection, location).await? {
        Found::Empty => 0,
        Found::Ledger(schema) => schema,
    };
    for migration in after(schema) {
        let failed = |error| StoreError::Migration {
            location: location.to_owned(),
            name: migration.name,
            source: Arc::new(error),
        };
        raw_sql(migration.sqlite).execute(&mut *connection).await.map_err(failed)?;
    }
    let marks =
        format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {}; COMMIT", latest());
    // Two numbers of ours.
    raw_sql(AssertSqlSafe(marks)).execute(&mut *connection).await.map_err(fault)?;
    Ok(())
}

async fn inspect_and_close(mut connection: SqliteConnection, location: &str) -> Result<Found, StoreError> {
    let found = inspect(&mut connection, location).await;
    let _ = connection.close().await;
    found
}

pub(super) async fn inspect(connection: &mut SqliteConnection, location: &str) -> Result<Found, StoreError> {
    let sql = "SELECT (SELECT application_id FROM pragma_application_id), \
               (SELECT user_version FROM pragma_user_version), \
               (SELECT count(*) FROM sqlite_schema)";
    let row = sqlx::query(sql).fetch_one(connection).await.map_err(|error| {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        if code.as_deref() == Some("26") {
            return StoreError::NotADatabase { location: location.to_owned() };
        }
        unreachable(location)(error)
    })?;
    let number =
        |index: usize| row.try_get::<i64, _>(index).map_err(|error| StoreError::during("opening", error));
    let (application, schema, objects) = (number(0)?, number(1)?, number(2)?);
    let foreign = |detail: String| StoreError::Foreign { location: location.to_owned(), detail };
    if application == i64::from(APPLICATION_ID) {
        let known = latest();
        if schema > known {
            return Err(StoreError::Newer { location: location.to_owned(), found: schema, known });
        }
        return Ok(Found::Ledger(schema));
    }
    if application != 0 {
        return Err(foreign(format!("its application id is {application:#x}")));
    }
    if objects != 0 || schema != 0 {
        return Err(foreign(format!("it holds {objects} tables, views or indexes of something else")));
    }
    Ok(Found::Empty)
}

async fn durability(connection: &mut SqliteConnection) -> Result<String, StoreError> {
    let fault = |error| StoreError::during("reading durability", error);
    let sql = "SELECT sqlite_version(), (SELECT journal_mode FROM pragma_journal_mode), \
               (SELECT synchronous FROM pragma_synchronous)";
    let row = sqlx::query(sql).fetch_one(connection).await.map_err(fault)?;
    let version: String = row.try_get(0).map_err(fault)?;
    let journal: String = row.try_get(1).map_err(fault)?;
    let synchronous: i64 = row.try_get(2).map_err(fault)?;
    let synchronous = match synchronous {
        0 => "off",
        1 => "normal",
        2 => "full",
        _ => "extra",
    };
    Ok(format!("sqlite {version} journal_mode={journal} synchronous={synchronous}"))
}
