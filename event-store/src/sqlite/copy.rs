//! Whole files: looking into one, copying one while it is written to, and leaving one complete by itself.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, query};
use tokio::time::sleep;

use super::open::{Found, inspect, looks_like_sqlite, unreachable};
use crate::error::StoreError;

/// How often the size of a growing copy is looked at.
const GLANCE: Duration = Duration::from_millis(100);

/// How long a file may be locked by a program that is just starting or ending.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a ledger file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// Its schema.
    pub schema: i64,
    /// Position of its last event.
    pub head: u64,
}

/// Looks into a ledger file without changing it; nothing when there is no file, or one without a byte or a table.
///
/// # Errors
/// A file that is no ledger, that a newer program wrote, or that cannot be read.
pub async fn contents(path: &Path) -> Result<Option<Contents>, StoreError> {
    if !looks_like_sqlite(path)? {
        return Ok(None);
    }
    let location = path.display().to_string();
    // Through a connection that can change nothing, before any that could.
    let mut connection = connect(path, true).await?;
    let found = inspect(&mut connection, &location).await;
    let _ = connection.close().await;
    let schema = match found? {
        Found::Empty => return Ok(None),
        Found::Ledger(schema) => schema,
    };
    let mut connection = connect(path, false).await?;
    let head = query("SELECT position FROM ledger_head").fetch_one(&mut connection).await;
    let head = head.and_then(|row| row.try_get::<i64, _>(0)).map_err(|error| fault("reading", error))?;
    let _ = connection.close().await;
    Ok(Some(Contents { schema, head: u64::try_from(head).unwrap_or_default() }))
}

/// Copies an SQLite database into a file that does not exist or is empty, as it is at one moment: others go on
/// reading and writing meanwhile. What was deleted from the original is not in the copy, not even on free pages.
/// `progress` is told how many bytes were written, and of about how many.
///
/// The copy is not yet on the disk for certain: that is for whoever gives it its name.
///
/// # Errors
/// A database that cannot be read, a copy that cannot be written.
pub async fn copy_database(
    from: &Path,
    to: &Path,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(), StoreError> {
    let operation = "copying the database";
    if !looks_like_sqlite(from)? {
        let location = from.display().to_string();
        let source = Arc::new(sqlx::Error::Io(ErrorKind::NotFound.into()));
        return Err(StoreError::Unreachable { location, source });
    }
    let mut connection = connect(from, false).await?;
    let pages =
        "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)";
    let bytes = query(pages).fetch_one(&mut connection).await;
    let bytes = bytes.and_then(|row| row.try_get::<i64, _>(0)).map_err(|error| fault(operation, error))?;
    let bytes = u64::try_from(bytes).unwrap_or_default();
    let name =
        to.to_str().ok_or_else(|| StoreError::Address { detail: "the path is not UTF-8".to_owned() })?;
    {
        let copying = query("VACUUM INTO $1").bind(name).execute(&mut connection);
        let mut copying = std::pin::pin!(copying);
        loop {
            tokio::select! {
                done = &mut copying => {
                    done.map_err(|error| fault(operation, error))?;
                    break;
                }
                () = sleep(GLANCE) => {
                    let written = std::fs::metadata(to).map_or(0, |found| found.len());
                    progress(written.min(bytes), bytes);
                }
            }
        }
    }
    progress(bytes, bytes);
    let _ = connection.close().await;
    Ok(())
}

/// Leaves a database complete in its one file, without a log beside it, which takes having it alone.
///
/// # Errors
/// [`StoreError::Locked`] while another program has it open, and a database that cannot be written.
pub async fn settle_database(path: &Path) -> Result<(), StoreError> {
    let location = path.display().to_string();
    let options =
        SqliteConnectOptions::new().filename(path).busy_timeout(PATIENCE).disable_statement_logging();
    let mut connection = options.connect().await.map_err(unreachable(&location))?;
    let mode = query("PRAGMA journal_mode = DELETE").fetch_one(&mut connection).await;
    mode.map_err(|error| fault("taking the database over", error))?;
    connection.close().await.map_err(|error| fault("taking the database over", error))
}

/// Nothing is written; but the last connection to close must be able to, or it leaves the engine’s log behind.
async fn connect(path: &Path, read_only: bool) -> Result<SqliteConnection, StoreError> {
    let location = path.display().to_string();
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(read_only)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    options.connect().await.map_err(unreachable(&location))
}

fn fault(operation: &'static str, error: sqlx::Error) -> StoreError {
    StoreError::during(operation, error)
}
