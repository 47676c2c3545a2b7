//! The raw rate: rows inserted through the same driver into a table of the same shape, and nothing else.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use application::new_event_id;
use event_store::NewEvent;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous,
};
use sqlx::{Arguments as _, AssertSqlSafe, ConnectOptions as _, Connection as _, query_with, raw_sql};
use tokio::sync::Mutex;

use super::failed;
use super::place::{Engine, Place, RAW_SCHEMA};
use super::race::Writer;
use crate::failure::Failure;

/// Rows of a batched insert.
pub(super) const BATCH: u32 = 100;

/// As the ledger writes them.
pub(super) const COLUMNS: &str = "position, stream, version, event_id, type, schema, occurred_on, recorded_at, \
                       organisation, role, username, origin, batch, warnings, payload, \
                       source_recorded_at, leaf_hash";
const COLUMN_COUNT: u32 = 17;

/// A table of the shape of the ledger's, constraints and indexes included, without its triggers.
pub(super) struct Table {
    link: Link,
    positions: Arc<AtomicI64>,
}

enum Link {
    /// SQLite has a single writer: its connection is shared.
    Sqlite(Arc<Mutex<SqliteConnection>>),
    Postgres(Box<PgConnectOptions>),
}

impl Table {
    /// Makes it beside a ledger that is open.
    pub(super) async fn create(place: &Place) -> Result<Self, Failure> {
        let link = match &place.engine {
            Engine::Sqlite { ledger, raw } => {
                let reading = SqliteConnectOptions::new().filename(ledger).read_only(true);
                let mut reader = reading.connect().await.map_err(failed)?;
                let sql = "SELECT sql FROM sqlite_schema \
                           WHERE tbl_name = 'event' AND type IN ('table', 'index') AND sql IS NOT NULL";
                let shape: Vec<String> =
                    sqlx::query_scalar(sql).fetch_all(&mut reader).await.map_err(failed)?;
                let _ = reader.close().await;
                let writing = SqliteConnectOptions::new()
                    .filename(raw)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    // As the ledger's writer has it.
                    .pragma("cache_size", "-32768")
                    .disable_statement_logging();
                let mut writer = writing.connect().await.map_err(failed)?;
                // What our own migrations say.
                let shape = AssertSqlSafe(shape.join(";"));
                raw_sql(shape).execute(&mut writer).await.map_err(failed)?;
                Link::Sqlite(Arc::new(Mutex::new(writer)))
            }
            Engine::Postgres(options) => {
                let mut connection = Place::connect(options).await?;
                let sql = "CREATE SCHEMA parcours_bench; \
                           CREATE TABLE parcours_bench.event (LIKE parcours.event INCLUDING ALL)";
                raw_sql(sql).execute(&mut connection).await.map_err(failed)?;
                Link::Postgres(options.clone())
            }
        };
        Ok(Self { link, positions: Arc::default() })
    }

    /// So many writers at once, each with `rows` rows a commit.
    pub(super) async fn writers(
        &self,
        count: u32,
        rows: u32,
        samples: &Arc<Vec<NewEvent>>,
    ) -> Result<Vec<Inserter>, Failure> {
        let mut writers = Vec::new();
        for _ in 0..count {
            let (connection, sql) = match &self.link {
                Link::Sqlite(connection) => {
                    (Connection::Sqlite(Arc::clone(connection)), insert("event", rows, false))
                }
                Link::Postgres(options) => {
                    let connected = options.connect().await.map_err(|error| {
                        let args = [("writers", count.to_string()), ("opened", writers.len().to_string())];
                        Failure::fault("fault-bench-connections", args, error)
                    })?;
                    let sql = insert(&format!("{RAW_SCHEMA}.event"), rows, true);
                    (Connection::Postgres(Box::new(connected)), sql)
                }
            };
            writers.push(Inserter {
                connection,
                sql: sql.into(),
                rows: Rows {
                    at_once: rows,
                    positions: Arc::clone(&self.positions),
                    stream: format!("raw/{}", new_event_id()),
                    version: 0,
                    samples: Arc::clone(samples),
                },
            });
        }
        Ok(writers)
    }
}

/// The same for both engines, parameters aside: SQLite looks a numbered one up by its name, each time in a list of
/// all, so there they stay anonymous.
fn insert(table: &str, rows: u32, numbered: bool) -> String {
    let mut sql = format!("INSERT INTO {table} ({COLUMNS}) VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=COLUMN_COUNT {
            sql.push_str(if column == 1 { "" } else { ", " });
            if numbered {
                // Writing to a string cannot fail.
                let _ = write!(sql, "${}", row * COLUMN_COUNT + column);
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
    }
    sql
}

enum Connection {
    Sqlite(Arc<Mutex<SqliteConnection>>),
    Postgres(Box<PgConnection>),
}

/// Inserts rows, each call in a transaction of its own.
pub(super) struct Inserter {
    connection: Connection,
    sql: Arc<str>,
    rows: Rows,
}

/// The rows that come next.
struct Rows {
    at_once: u32,
    positions: Arc<AtomicI64>,
    stream: String,
    version: i32,
    samples: Arc<Vec<NewEvent>>,
}

/// Adds the values of some rows to the arguments of either engine.
macro_rules! add_rows {
    ($arguments:expr, $rows:expr) => {
        for _ in 0..$rows.at_once {
            $rows.version += 1;
            let position = $rows.positions.fetch_add(1, Ordering::Relaxed) + 1;
            let at = usize::try_from($rows.version).unwrap_or_default() % $rows.samples.len().max(1);
            let Some(event) = $rows.samples.get(at) else { continue };
            $arguments.add(position)?;
            $arguments.add(&$rows.stream)?;
            $arguments.add($rows.version)?;
            $arguments.add(new_event_id().0)?;
            $arguments.add(&event.event_type)?;
            $arguments.add(i32::from(event.schema))?;
            $arguments.add(&event.occurred_on)?;
            $arguments.add(position)?;
            $arguments.add(&event.actor.organisation)?;
            $arguments.add(&event.actor.role)?;
            $arguments.add(&event.actor.user)?;
            $arguments.add(event.origin.as_str())?;
            $arguments.add(event.batch)?;
            $arguments.add("[]")?;
            $arguments.add(&event.payload)?;
            $arguments.add(None::<i64>)?;
            $arguments.add([0x5A_u8; 32].as_slice())?;
        }
    };
}

impl Rows {
    fn for_sqlite(&mut self) -> Result<SqliteArguments, BoxDynError> {
        let mut arguments = SqliteArguments::default();
        add_rows!(arguments, self);
        Ok(arguments)
    }

    fn for_postgres(&mut self) -> Result<PgArguments, BoxDynError> {
        let mut arguments = PgArguments::default();
        add_rows!(arguments, self);
        Ok(arguments)
    }
}

impl Writer for Inserter {
    async fn once(&mut self) -> Result<u32, Failure> {
        // Made of constants only.
        let sql = AssertSqlSafe(Arc::clone(&self.sql));
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let insert = query_with(sql, self.rows.for_sqlite().map_err(failed)?);
                insert.execute(&mut *connection.lock().await).await.map_err(failed)?;
            }
            Connection::Postgres(connection) => {
                let insert = query_with(sql, self.rows.for_postgres().map_err(failed)?);
                insert.execute(&mut **connection).await.map_err(failed)?;
            }
        }
        Ok(self.rows.at_once)
    }
}
