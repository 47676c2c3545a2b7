//! The ledger in a SQLite file: one connection writes, a pool of read-only ones reads.

mod access;
pub(crate) mod copy;
mod fences;
mod keys;
mod open;
mod proof;
mod read;
mod side;
mod tokens;
mod write;

use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, SqlitePool};

pub(crate) use access::SqliteAccess;
pub(crate) use keys::SqliteKeys;
pub(crate) use write::SqliteWriter;

/// Marks a SQLite file as a ledger: "PARC".
const APPLICATION_ID: i32 = 0x5041_5243;

/// A ledger file, open for reading.
pub(crate) struct SqliteStore {
    path: PathBuf,
    writing: SqliteConnectOptions,
    readers: SqlitePool,
    durability: String,
    pub(crate) keys: SqliteKeys,
    pub(crate) access: SqliteAccess,
}

impl SqliteStore {
    /// Version of the engine and how safely it commits.
    pub(crate) fn durability(&self) -> String {
        self.durability.clone()
    }

    /// The file of the ledger.
    pub(crate) fn file(&self) -> &Path {
        &self.path
    }

    /// Leaves one file behind: the last connection to close must be able to write, for only then does the
    /// engine copy its log into the file and remove it.
    pub(crate) async fn close(&self) {
        self.keys.close().await;
        self.access.close().await;
        self.readers.close().await;
        if let Ok(last) = SqliteConnection::connect_with(&self.writing).await {
            let _ = last.close().await;
        }
    }
}
