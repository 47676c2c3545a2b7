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
    /// The steps of its schema, in order: how many of them it has had is the version that the file is marked with.
    pub(super) steps: &'static [&'static str],
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
        let (ours, all) = (self.kind.application_id, self.kind.steps.len());
        if self.steps_of(&mut connection).await? == all {
            return Ok(connection);
        }
        raw_sql("BEGIN IMMEDIATE").execute(&mut connection).await.map_err(fault)?;
        // Another process may have been faster.
        let had = self.steps_of(&mut connection).await?;
        for step in &self.kind.steps[had..] {
            raw_sql(*step).execute(&mut connection).await.map_err(fault)?;
        }
        let marks = format!("PRAGMA application_id = {ours}; PRAGMA user_version = {all}");
        // Two numbers of ours.
        raw_sql(AssertSqlSafe(marks)).execute(&mut connection).await.map_err(fault)?;
        raw_sql("COMMIT").execute(&mut connection).await.map_err(fault)?;
        Ok(connection)
    }

    /// How many steps of its schema the file has had: none when there is nothing in it yet.
    ///
    /// # Errors
    /// A file of something else, or of a newer program.
    async fn steps_of(&self, connection: &mut SqliteConnection) -> Result<usize, StoreError> {
        let sql = "SELECT (SELECT application_id FROM pragma_application_id), \
                   (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)";
        let row = query(sql).fetch_one(connection).await.map_err(fault)?;
        let number = |index: usize| row.try_get::<i64, _>(index).map_err(fault);
        let (id, version, objects) = (number(0)?, number(1)?, number(2)?);
        let location = || self.path.display().to_string();
        if id == 0 && objects == 0 {
            return Ok(0);
        }
        if id != i64::from(self.kind.application_id) {
            let detail = "it was made for something else".to_owned();
            return Err(StoreError::Foreign { location: location(), detail });
        }
        let known = self.kind.steps.len();
        match usize::try_from(version) {
            Ok(had) if had <= known => Ok(had),
            _ => {
                let known = i64::try_from(known).unwrap_or(i64::MAX);
                Err(StoreError::Newer { location: location(), found: version, known })
            }
        }
    }
}
