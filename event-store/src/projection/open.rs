//! Opening the file or the schema of the read models.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::cell::Cell;
use super::connection::{Pool, Tx};
use super::table::text_type;
use super::{Inner, ReadModels};
use crate::error::StoreError;
use crate::settings::Settings;
use crate::store::Engine;

/// The tables of this module. Read models follow from the ledger: those of another layout are thrown away.
const LAYOUT: i64 = 1;

/// Marks the SQLite file: "PARP".
const APPLICATION_ID: i64 = 0x5041_5250;

/// Connections that write on a server.
const WRITERS: u32 = 4;

/// Longest statement that writes: a generation may be large.
const STATEMENT_LIMIT: Duration = Duration::from_mins(5);

/// Asking first: who may use a schema need not have the right to make one, which `IF NOT EXISTS` takes in any case.
const MAKE_SCHEMA: &str = "DO $$ BEGIN IF to_regnamespace('parcours_projections') IS NULL \
                           THEN CREATE SCHEMA parcours_projections; END IF; END $$";

const CONTROL: &str = "
CREATE TABLE projection (
    name           TEXT_C NOT NULL,
    version        bigint NOT NULL,
    generation     bigint NOT NULL,
    serving        bigint NOT NULL,
    position       bigint NOT NULL,
    epoch          bigint NOT NULL,
    holder         TEXT_C,
    lease_until    bigint NOT NULL,
    applied_count  bigint NOT NULL,
    applied_digest TEXT_C NOT NULL,
    status         TEXT_C NOT NULL,
    error          TEXT_C,
    updated_at     bigint NOT NULL,
    PRIMARY KEY (name, version, generation)
);
CREATE TABLE dead_letter (
    projection    TEXT_C NOT NULL,
    version       bigint NOT NULL,
    position      bigint NOT NULL,
    error         TEXT_C NOT NULL,
    attempts      bigint NOT NULL,
    first_seen_at bigint NOT NULL,
    resolved_at   bigint,
    PRIMARY KEY (projection, version, position)
);
CREATE TABLE dependency (
    projection TEXT_C NOT NULL,
    version    bigint NOT NULL,
    generation bigint NOT NULL,
    owner      TEXT_C NOT NULL,
    stream     TEXT_C NOT NULL,
    PRIMARY KEY (projection, version, generation, owner, stream)
);
CREATE INDEX dependency_by_stream ON dependency (projection, version, generation, stream);
";

impl ReadModels {
    /// Opens the read models of the ledger at `sqlite:PATH` or `postgres://…`, and creates what is missing.
    ///
    /// # Errors
    /// A database that cannot be opened, that belongs to something else or to a newer program.
    pub async fn open(url: &str, settings: &Settings) -> Result<Self, StoreError> {
        let inner = match url.strip_prefix("sqlite:") {
            Some(address) => sqlite(address, settings),
            None => postgres(url, settings)?,
        };
        prepare(&inner.writers).await?;
        Ok(Self(Arc::new(inner)))
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.0.readers.close().await;
        self.0.writers.close().await;
    }
}

fn sqlite(address: &str, settings: &Settings) -> Inner {
    let ledger = address.strip_prefix("//").unwrap_or(address);
    let path = PathBuf::from(format!("{ledger}-projections"));
    // A commit that a power failure takes back takes rows and checkpoint back together, and they follow from the
    // ledger: no need to wait for the disk. Deleted rows are overwritten, so that an erasure leaves no trace.
    let writing = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(settings.lock_wait)
        .pragma("secure_delete", "ON")
        .disable_statement_logging();
    let reading = SqliteConnectOptions::new()
        .filename(&path)
        .busy_timeout(settings.lock_wait)
        .pragma("query_only", "ON")
        .disable_statement_logging();
    let writers = SqlitePoolOptions::new().max_connections(1).acquire_timeout(settings.exclusive_limit);
    let readers =
        SqlitePoolOptions::new().max_connections(settings.readers).acquire_timeout(settings.connect_wait);
    Inner {
        readers: Pool::Sqlite(readers.connect_lazy_with(reading)),
        writers: Pool::Sqlite(writers.connect_lazy_with(writing)),
    }
}

fn postgres(url: &str, settings: &Settings) -> Result<Inner, StoreError> {
    let address = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Address { detail: error.to_string() })?
        .disable_statement_logging();
    let options = address
        .application_name("parcours projections")
        .options([("search_path", "parcours_projections"), ("jit", "off")])
        .options([("lock_timeout", settings.lock_wait.as_millis().to_string())]);
    let limited = |limit: Duration| {
        let limit = limit.as_millis().to_string();
        options.clone().options([
            ("statement_timeout", limit.as_str()),
            ("idle_in_transaction_session_timeout", limit.as_str()),
        ])
    };
    let pool = |most| PgPoolOptions::new().max_connections(most).acquire_timeout(settings.connect_wait);
    Ok(Inner {
        readers: Pool::Postgres(pool(settings.readers).connect_lazy_with(limited(settings.statement_limit))),
        writers: Pool::Postgres(pool(WRITERS).connect_lazy_with(limited(STATEMENT_LIMIT))),
    })
}

/// Brings the control tables to this layout.
async fn prepare(writers: &Pool) -> Result<(), StoreError> {
    let mut tx = writers.write().await?;
    let engine = tx.engine();
    lock_layout(&mut tx).await?;
    match layout(&mut tx).await? {
        Some(LAYOUT) => return Ok(()),
        Some(found) if found > LAYOUT => {
            let location = "the read models".to_owned();
            return Err(StoreError::Newer { location, found, known: LAYOUT });
        }
        Some(_) => clear(&mut tx).await?,
        None => {}
    }
    let text = text_type(engine);
    let control = CONTROL.replace("TEXT_C", text);
    match engine {
        Engine::Sqlite => {
            tx.run(&format!(
                "{control} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {LAYOUT};"
            ))
            .await?;
        }
        Engine::Postgres => {
            tx.run(&format!(
                "{MAKE_SCHEMA}; {control} \
                 CREATE TABLE layout (version bigint NOT NULL); INSERT INTO layout VALUES ({LAYOUT});"
            ))
            .await?;
        }
    }
    tx.commit().await
}

/// Two programs that create the same tables at once take turns. The number is "PARCPROJ" as bytes.
pub(super) async fn lock_layout(tx: &mut Tx) -> Result<(), StoreError> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => tx.run("SELECT pg_advisory_xact_lock(5782993844954255178)").await,
    }
}

/// The layout that is there, if any.
async fn layout(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    let engine = tx.engine();
    let sql = match engine {
        Engine::Sqlite => {
            "SELECT (SELECT user_version FROM pragma_user_version), \
             (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)"
        }
        Engine::Postgres => {
            "SELECT count(*) FROM pg_catalog.pg_class \
             WHERE relnamespace = to_regnamespace('parcours_projections') AND relname = 'layout'"
        }
    };
    let rows = tx.rows(sql, &[]).await?;
    let number = |at: usize| rows.first().and_then(|row| row.get(at)).map_or(Ok(0), Cell::int);
    match engine {
        Engine::Sqlite if number(1)? == APPLICATION_ID => Ok(Some(number(0)?)),
        Engine::Sqlite if number(1)? != 0 || number(2)? != 0 => Err(StoreError::Foreign {
            location: "the file of the read models".to_owned(),
            detail: "it holds tables of something else".to_owned(),
        }),
        Engine::Postgres if number(0)? > 0 => {
            let rows = tx.rows("SELECT max(version) FROM layout", &[]).await?;
            Ok(Some(rows.first().and_then(|row| row.first()).map_or(Ok(0), Cell::int)?))
        }
        Engine::Sqlite | Engine::Postgres => Ok(None),
    }
}

/// Throws everything away, but the schema: who serves may own its tables only.
async fn clear(tx: &mut Tx) -> Result<(), StoreError> {
    let tables = match tx.engine() {
        Engine::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table'",
        Engine::Postgres => {
            "SELECT CAST(tablename AS text) FROM pg_catalog.pg_tables WHERE schemaname = 'parcours_projections'"
        }
    };
    for table in tx.rows(tables, &[]).await?.iter().flatten() {
        tx.run(&format!("DROP TABLE \"{}\"", table.text()?)).await?;
    }
    Ok(())
}
