//! Files beside the ledger, each opened when somebody asks.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, query, raw_sql};
use tokio::sync::Mutex;

use crate::error::StoreError;

/// Between two attempts to open a file that another program is opening.
const PAUSE: Duration = Duration::from_millis(5);

const OPENING: &str = "opening a file beside the ledger";

/// A file beside the ledger, with one connection.
pub(super) struct SideFile {
    path: PathBuf,
    options: Box<SqliteConnectOptions>,
    kind: &'static Kind,
    wait: Duration,
    connection: Mutex<Option<SqliteConnection>>,
}

/// What a file beside the ledger is for.
pub(super) struct Kind {
    /// Behind the name of the ledger's file.
    pub(super) suffix: &'static str,
    /// Marks the file.
    pub(super) application_id: i32,
    pub(super) schema: &'static str,
}

fn fault(error: sqlx::Error) -> StoreError {
    StoreError::during(OPENING, error)
}

impl SideFile {
    pub(super) fn beside(ledger: &Path, kind: &'static Kind, wait: Duration) -> Self {
        let path = crate::seal::suffixed(ledger, kind.suffix);
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(wait)
            .pragma("secure_delete", "ON")
            .disable_statement_logging();
        Self { path, options: Box::new(options), kind, wait, connection: Mutex::new(None) }
    }

    /// Whether there is no file yet; working on it would make one.
    pub(super) fn is_missing(&self) -> bool {
        !self.path.exists()
    }

    /// Works on the connection. After an error it is dropped, which rolls back.
    pub(super) async fn with<T>(
        &self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut kept = self.connection.lock().await;
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let done = work(&mut connection).await?;
        *kept = Some(connection);
        Ok(done)
    }

    pub(super) async fn close(&self) {
        if let Some(connection) = self.connection.lock().await.take() {
            let _ = connection.close().await;
        }
    }

    async fn connect(&self) -> Result<SqliteConnection, StoreError> {
        let options = SqliteConnectOptions::clone(&self.options).create_if_missing(true);
        let since = Instant::now();
        // Of two that open a new file at once each turns on its log, and there SQLite waits for nobody.
        let mut connection = loop {
            match options.connect().await.map_err(fault) {
                Err(StoreError::Locked { .. }) if since.elapsed() < self.wait => {
                    tokio::time::sleep(PAUSE).await;
                }
                connected => break connected?,
            }
        };
        let ours = i64::from(self.kind.application_id);
        match look(&mut connection).await? {
            (id, _) if id == ours => return Ok(connection),
            (0, 0) => {}
            _ => {
                let location = self.path.display().to_string();
                return Err(StoreError::Foreign {
                    location,
                    detail: "it was made for something else".to_owned(),
                });
            }
        }
        raw_sql("BEGIN IMMEDIATE").execute(&mut connection).await.map_err(fault)?;
        // Another process may have been faster.
        if look(&mut connection).await?.1 == 0 {
            raw_sql(self.kind.schema).execute(&mut connection).await.map_err(fault)?;
            let marks = format!("PRAGMA application_id = {ours}; PRAGMA user_version = 1");
            // A number of ours.
            raw_sql(AssertSqlSafe(marks)).execute(&mut connection).await.map_err(fault)?;
        }
        raw_sql("COMMIT").execute(&mut connection).await.map_err(fault)?;
        Ok(connection)
    }
}

/// The mark of the file, and how much is in it.
async fn look(connection: &mut SqliteConnection) -> Result<(i64, i64), StoreError> {
    let sql =
        "SELECT (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)";
    let row = query(sql).fetch_one(connection).await.map_err(fault)?;
    let number = |index: usize| row.try_get::<i64, _>(index).map_err(fault);
    Ok((number(0)?, number(1)?))
}
