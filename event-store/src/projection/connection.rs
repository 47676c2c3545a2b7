//! Statements on either engine: the same text, numbered parameters, two types of values.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{
    AssertSqlSafe, Column as _, PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction, TypeInfo as _,
    Value as _, ValueRef as _,
};

use super::cell::Cell;
use crate::error::StoreError;
use crate::store::Engine;

const READING: &str = "reading a read model";
const WRITING: &str = "writing a read model";

/// Connections of one purpose.
#[derive(Clone)]
pub(super) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction; dropping it rolls back.
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Pool {
    pub(super) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// A transaction that writes: on SQLite it takes the lock at once, for one that reads first and then writes is
    /// refused without waiting.
    pub(super) async fn write(&self) -> Result<Tx, StoreError> {
        let fault = |error| StoreError::during(WRITING, error);
        match self {
            Self::Sqlite(pool) => pool.begin_with("BEGIN IMMEDIATE").await.map(Tx::Sqlite).map_err(fault),
            Self::Postgres(pool) => pool.begin().await.map(Tx::Postgres).map_err(fault),
        }
    }

    /// A transaction that sees one state of everything.
    pub(super) async fn read(&self) -> Result<Tx, StoreError> {
        let fault = |error| StoreError::during(READING, error);
        match self {
            Self::Sqlite(pool) => pool.begin().await.map(Tx::Sqlite).map_err(fault),
            Self::Postgres(pool) => {
                let begun = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await;
                begun.map(Tx::Postgres).map_err(fault)
            }
        }
    }

    /// Runs statements outside of a transaction.
    pub(super) async fn run(&self, sql: &str) -> Result<(), StoreError> {
        let sql = AssertSqlSafe(sql);
        let done = match self {
            Self::Sqlite(pool) => sqlx::raw_sql(sql).execute(pool).await.map(drop),
            Self::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.map(drop),
        };
        done.map_err(|error| StoreError::during(WRITING, error))
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub(super) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub(super) async fn execute(&mut self, sql: &str, cells: &[Cell]) -> Result<u64, StoreError> {
        let done = match self {
            Self::Sqlite(tx) => sqlite(sql, cells).execute(&mut **tx).await.map(|done| done.rows_affected()),
            Self::Postgres(tx) => {
                postgres(sql, cells).execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        };
        done.map_err(|error| StoreError::during(WRITING, error))
    }

    /// Runs several statements without parameters.
    pub(super) async fn run(&mut self, sql: &str) -> Result<(), StoreError> {
        let sql = AssertSqlSafe(sql);
        let done = match self {
            Self::Sqlite(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(drop),
            Self::Postgres(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(drop),
        };
        done.map_err(|error| StoreError::during(WRITING, error))
    }

    /// The rows of a query.
    pub(super) async fn rows(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Vec<Cell>>, StoreError> {
        let fault = |error| StoreError::during(READING, error);
        match self {
            Self::Sqlite(tx) => {
                let rows = sqlite(sql, cells).fetch_all(&mut **tx).await.map_err(fault)?;
                rows.iter().map(|row| sqlite_row(row).map_err(fault)).collect()
            }
            Self::Postgres(tx) => {
                let rows = postgres(sql, cells).fetch_all(&mut **tx).await.map_err(fault)?;
                rows.iter().map(|row| postgres_row(row).map_err(fault)).collect()
            }
        }
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let done = match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        };
        done.map_err(|error| StoreError::during(WRITING, error))
    }
}

/// Milliseconds since the epoch, as the engine tells them: nodes that share a server share its clock, too.
pub(super) fn now(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
        Engine::Postgres => "(extract(epoch FROM clock_timestamp()) * 1000)::bigint",
    }
}

fn sqlite<'q>(sql: &str, cells: &'q [Cell]) -> Query<'q, Sqlite, SqliteArguments> {
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for cell in cells {
        query = match cell {
            Cell::Null => query.bind(None::<String>),
            Cell::Int(number) => query.bind(*number),
            Cell::Text(text) => query.bind(text.as_str()),
        };
    }
    query
}

fn postgres<'q>(sql: &str, cells: &'q [Cell]) -> Query<'q, Postgres, PgArguments> {
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for cell in cells {
        query = match cell {
            Cell::Null => query.bind(None::<String>),
            Cell::Int(number) => query.bind(*number),
            Cell::Text(text) => query.bind(text.as_str()),
        };
    }
    query
}

fn sqlite_row(row: &SqliteRow) -> sqlx::Result<Vec<Cell>> {
    let cell = |at: usize| {
        let value = row.try_get_raw(at)?.to_owned();
        Ok(match value.type_info().name() {
            _ if value.is_null() => Cell::Null,
            "INTEGER" => Cell::Int(row.try_get(at)?),
            _ => Cell::Text(row.try_get(at)?),
        })
    };
    (0..row.len()).map(cell).collect()
}

fn postgres_row(row: &PgRow) -> sqlx::Result<Vec<Cell>> {
    let cell = |at: usize| {
        Ok(match row.column(at).type_info().name() {
            "INT8" => row.try_get::<Option<i64>, _>(at)?.into(),
            _ => row.try_get::<Option<String>, _>(at)?.into(),
        })
    };
    (0..row.len()).map(cell).collect()
}
