//! The ledger in a PostgreSQL database, in a schema of its own: one connection writes,
//! a pool of read-only ones reads.

mod access;
mod columns;
mod fences;
mod grant;
mod keys;
mod lent;
mod open;
mod proof;
mod read;
mod together;
mod tokens;
mod write;

use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;

pub(crate) use keys::PgKeys;
pub(crate) use write::PgWriter;

use crate::settings::Settings;

/// Where everything of ours lives.
const SCHEMA: &str = "parcours";

/// A ledger database, open for reading.
pub(crate) struct PgStore {
    location: String,
    writing: PgConnectOptions,
    readers: PgPool,
    lending: lent::Lending,
    settings: Settings,
    pub(crate) keys: PgKeys,
}

impl PgStore {
    pub(crate) async fn close(&self) {
        self.keys.close().await;
        self.lending.close().await;
        self.readers.close().await;
    }
}
