//! The ledger in a SQLite file: one connection writes, a pool of read-only ones reads.

mod open;
mod read;
mod write;

use std::path::PathBuf;

use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

pub(crate) use write::SqliteWriter;

/// Marks a SQLite file as a ledger: "PARC".
const APPLICATION_ID: i32 = 0x5041_5243;

/// A ledger file, open for reading.
pub(crate) struct SqliteStore {
    path: PathBuf,
    writing: SqliteConnectOptions,
    readers: SqlitePool,
    durability: String,
}

impl SqliteStore {
    /// Version of the engine and how safely it commits.
    pub(crate) fn durability(&self) -> String {
        self.durability.clone()
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
    }
}
