use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, raw_sql};
use tokio::time::timeout;

use super::lent::Lending;
use super::{PgKeys, PgStore, PgWriter, SCHEMA};
use crate::error::StoreError;
use crate::migrations::{after, latest};
use crate::settings::Settings;

/// Longest a migration may take.
const MIGRATION_LIMIT: Duration = Duration::from_mins(30);

/// Held to the end of a transaction. The number is "PARCOURS" as bytes.
pub(super) const TURN: &str = "SELECT pg_advisory_xact_lock(5782993845567705683)";

/// How a database presents itself.
enum Found {
    /// Our schema is missing or has nothing in it.
    Empty,
    /// A ledger of this schema version.
    Ledger(i64),
}

impl PgStore {
    /// Reaches the database at `url` and brings it to the latest schema.
    pub(crate) async fn open(url: &str, settings: &Settings) -> Result<Self, StoreError> {
        let (address, location) = address_of(url)?;
        let ours = address
            .options([("search_path", SCHEMA)])
            .options([("lock_timeout", milliseconds(settings.lock_wait))])
            // Everything here goes by an index. A plan that was made while a table was
            // small would otherwise scan it, or all of its index, for as long as the connection lives.
            .options([("enable_seqscan", "off"), ("enable_mergejoin", "off"), ("enable_hashjoin", "off")])
            // Nor is there anything to gain from planning a statement anew for the values of each
            // call, which costs more than running it.
            .options([("plan_cache_mode", "force_generic_plan")])
            // Compiling a statement costs a hundred times what these take to run.
            .options([("jit", "off")]);
        let limit = milliseconds(settings.statement_limit);
        let bounded = [("statement_timeout", &limit), ("idle_in_transaction_session_timeout", &limit)];
        let migrating = ours.clone().options([("statement_timeout", milliseconds(MIGRATION_LIMIT))]);
        let mut connection = connect(&migrating, &location, settings.connect_wait).await?;
        let migrated = migrate(&mut connection, &location).await;
        // A failed migration is rolled back by closing.
        let _ = connection.close().await;
        migrated.map_err(|error| error.for_role(location.clone()))?;
        let writing = ours.clone().options(bounded);
        let reading = ours.options(bounded).options([("default_transaction_read_only", "on")]);
        let readers = PgPoolOptions::new()
            .max_connections(settings.readers)
            .acquire_timeout(settings.connect_wait)
            // A dead one is found out by using it: asking first costs as much as most reads.
            .test_before_acquire(false)
            .connect_lazy_with(reading);
        let lending = Lending::of(settings.readers);
        let settings = settings.clone();
        Ok(Self { location, writing, readers, lending, settings, keys: PgKeys::default() })
    }

    /// Whether there is no ledger yet in the database at `url`; nothing is changed there.
    pub(crate) async fn is_missing(url: &str, settings: &Settings) -> Result<bool, StoreError> {
        let (address, location) = address_of(url)?;
        let mut connection = connect(&address, &location, settings.connect_wait).await?;
        let found = inspect(&mut connection, &location).await;
        let _ = connection.close().await;
        Ok(matches!(found?, Found::Empty))
    }

    /// The schema of the database as it is now.
    pub(crate) async fn schema(&self) -> Result<i64, StoreError> {
        let read = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM migration");
        let found = read.fetch_one(&self.readers).await;
        found.map_err(|error| StoreError::during("reading the schema", error))
    }

    /// Another connection that may write.
    pub(crate) async fn writer(&self) -> Result<PgWriter, StoreError> {
        let connection = self.connection().await?;
        Ok(PgWriter::new(connection, milliseconds(self.settings.exclusive_limit)))
    }

    pub(super) async fn connection(&self) -> Result<PgConnection, StoreError> {
        connect(&self.writing, &self.location, self.settings.connect_wait).await
    }

    /// Counts rows anew, so that every connection plans anew.
    pub(crate) async fn take_stock(&self) -> Result<(), StoreError> {
        let fault = |error| StoreError::during("counting rows", error);
        let mut connection = self.connection().await?;
        // A role that does not own them is told so by each table: no fault.
        raw_sql("SET client_min_messages = error").execute(&mut connection).await.map_err(fault)?;
        for sql in [
            "ANALYZE event",
            "ANALYZE stream_head",
            "ANALYZE guard",
            "ANALYZE guard_stream",
            "ANALYZE parcours_keys.sealing_key",
        ] {
            raw_sql(sql).execute(&mut connection).await.map_err(fault)?;
        }
        connection.close().await.map_err(fault)
    }

    pub(super) async fn reading_connection(&self) -> Result<PgConnection, StoreError> {
        connect(&self.readers.connect_options(), &self.location, self.settings.connect_wait).await
    }

    /// Version of the engine and how safely it commits.
    pub(crate) async fn durability(&self) -> Result<String, StoreError> {
        let fault = |error| StoreError::during("reading durability", error);
        let sql = "SELECT current_setting('server_version'), \
                   current_setting('synchronous_commit'), current_setting('fsync')";
        let row = sqlx::query(sql).fetch_one(&self.readers).await.map_err(fault)?;
        let text = |index: usize| row.try_get::<String, _>(index).map_err(fault);
        let (version, synchronous, fsync) = (text(0)?, text(1)?, text(2)?);
        Ok(format!("postgresql {version} synchronous_commit={synchronous} fsync={fsync}"))
    }

    pub(super) fn readers(&self) -> &sqlx::PgPool {
        &self.readers
    }
}

fn milliseconds(duration: Duration) -> String {
    duration.as_millis().to_string()
}

/// The address, and how it is told.
fn address_of(url: &str) -> Result<(PgConnectOptions, String), StoreError> {
    let address = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Address { detail: error.to_string() })?
        .application_name("parcours")
        .disable_statement_logging();
    let location = location_of(&address);
    Ok((address, location))
}

/// Server and database, without user and password.
fn location_of(address: &PgConnectOptions) -> String {
    let host = match address.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => address.get_host().to_owned(),
    };
    let database = address.get_database().unwrap_or("(default)");
    format!("postgres://{host}:{}/{database}", address.get_port())
}

async fn connect(
    options: &PgConnectOptions,
    location: &str,
    wait: Duration,
) -> Result<PgConnection, StoreError> {
    let location = location.to_owned();
    match timeout(wait, options.connect()).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(source)) => Err(StoreError::Unreachable { location, source: Arc::new(source) }),
        Err(_elapsed) => Err(StoreError::Silent { location, waited: wait }),
    }
}

async fn migrate(connection: &mut PgConnection, location: &str) -> Result<(), StoreError> {
    // A role that may not create anything can still use a ledger that is up to date.
    if let Found::Ledger(version) = inspect(connection, location).await?
        && version == latest()
    {
        return Ok(());
    }
    let fault = |error| StoreError::during("migrating", error);
    // A second process waits here and then finds the work done.
    raw_sql(AssertSqlSafe(format!("BEGIN; SET LOCAL lock_timeout = 0; {TURN}")))
        .execute(&mut *connection)
        .await
        .map_err(fault)?;
    let version = match inspect(connection, location).await? {
        Found::Ledger(version) => version,
        Found::Empty => {
            raw_sql(
                "CREATE SCHEMA IF NOT EXISTS parcours; \
                 CREATE TABLE migration ( \
                 version bigint NOT NULL CONSTRAINT migration_pk PRIMARY KEY, \
                 name text NOT NULL, \
                 applied_at timestamptz NOT NULL DEFAULT now())",
            )
            .execute(&mut *connection)
            .await
            .map_err(fault)?;
            0
        }
    };
    for migration in after(version) {
        let failed = |error| StoreError::Migration {
            location: location.to_owned(),
            name: migration.name,
            source: Arc::new(error),
        };
        raw_sql(migration.postgres).execute(&mut *connection).await.map_err(failed)?;
        sqlx::query("INSERT INTO migration (version, name) VALUES ($1, $2)")
            .bind(migration.version)
            .bind(migration.name)
            .execute(&mut *connection)
            .await
            .map_err(failed)?;
    }
    raw_sql("COMMIT").execute(&mut *connection).await.map_err(fault)?;
    Ok(())
}

async fn inspect(connection: &mut PgConnection, location: &str) -> Result<Found, StoreError> {
    let fault = |error| StoreError::during("opening", error);
    let sql = "SELECT count(*), coalesce(bool_or(relname = 'migration'), FALSE) \
               AND coalesce(bool_or(relname = 'ledger_head'), FALSE) \
               FROM pg_catalog.pg_class \
               WHERE relnamespace = to_regnamespace('parcours')";
    let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut *connection).await.map_err(fault)?;
    let objects: i64 = row.try_get(0).map_err(fault)?;
    let ours: bool = row.try_get(1).map_err(fault)?;
    let location = location.to_owned();
    if !ours && objects == 0 {
        return Ok(Found::Empty);
    }
    if !ours {
        let detail =
            format!("its schema {SCHEMA} holds {objects} tables, views or indexes of something else");
        return Err(StoreError::Foreign { location, detail });
    }
    let row = sqlx::query("SELECT coalesce(max(version), 0) FROM parcours.migration")
        .fetch_one(connection)
        .await
        .map_err(fault)?;
    let found: i64 = row.try_get(0).map_err(fault)?;
    let known = latest();
    if found > known {
        return Err(StoreError::Newer { location, found, known });
    }
    Ok(Found::Ledger(found))
}
