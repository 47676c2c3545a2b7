//! Fresh PostgreSQL databases, on a server that this process starts and takes with it.

mod cluster;
mod installation;
mod server;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};

pub use cluster::Cluster;
use server::Server;

/// The URL of a new, empty PostgreSQL database.
///
/// The first call of a process starts a server of its own, durable (`fsync` and
/// `synchronous_commit` on), which goes when the process ends, however it ends. Databases are
/// never dropped: they go with the server.
///
/// With `PARCOURS_TEST_POSTGRES=postgres://…` no server is started: databases are made, and left,
/// on that one. Its user must be allowed to create databases.
///
/// # Panics
/// When no server can be found, installed or started; the message says what to do.
pub async fn database() -> String {
    let server = tokio::task::spawn_blocking(server_url)
        .await
        .expect("the thread that starts PostgreSQL does not panic");
    match server {
        Ok(url) => create(url).await,
        Err(why) => panic!("{why}"),
    }
}

/// A server of one test’s own: it may be restarted, and nothing else is on it.
#[derive(Debug)]
pub struct Own(std::sync::Arc<Server>);

impl Own {
    /// Starts one.
    ///
    /// # Panics
    /// When no server can be found, installed or started; the message says what to do.
    pub async fn start() -> Self {
        let started = tokio::task::spawn_blocking(Server::start).await;
        match started.expect("the thread that starts PostgreSQL does not panic") {
            Ok(server) => Self(std::sync::Arc::new(server)),
            Err(why) => panic!("{why}"),
        }
    }

    /// The URL of a new, empty database on it.
    pub async fn database(&self) -> String {
        create(&self.0.url).await
    }

    /// Stops it with this signal (`INT`: orderly, `QUIT`: as a crash would), leaves it away for so many seconds,
    /// and waits until it is back.
    ///
    /// # Panics
    /// When it does not come back.
    pub async fn restart(&self, signal: &'static str, away: u32) {
        let server = std::sync::Arc::clone(&self.0);
        let restarted = tokio::task::spawn_blocking(move || server.restart(signal, away)).await;
        if let Err(why) = restarted.expect("the thread that restarts PostgreSQL does not panic") {
            panic!("{why}");
        }
    }
}

/// The folder of PostgreSQL’s own tools, such as `pg_dump`.
///
/// # Panics
/// When there is none and none can be installed; the message says what to do.
#[must_use]
pub fn tools() -> std::path::PathBuf {
    installation::programs().unwrap_or_else(|why| panic!("{why}"))
}

/// The maintenance database of the server of this process, started when it is not yet.
fn server_url() -> Result<&'static str, &'static str> {
    // A failure is kept too: every test then fails at once with the same reason.
    static GIVEN: OnceLock<Option<String>> = OnceLock::new();
    static STARTED: OnceLock<Result<Server, String>> = OnceLock::new();
    let given = GIVEN.get_or_init(|| std::env::var("PARCOURS_TEST_POSTGRES").ok());
    if let Some(url) = given {
        return Ok(url);
    }
    match STARTED.get_or_init(Server::start) {
        Ok(server) => Ok(&server.url),
        Err(why) => Err(why),
    }
}

async fn create(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let options: PgConnectOptions =
        server.parse().unwrap_or_else(|error| panic!("no PostgreSQL URL: {error}"));
    let mut connection = PgConnection::connect_with(&options)
        .await
        .unwrap_or_else(|error| panic!("the PostgreSQL server does not answer: {error}"));
    loop {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("parcours_test_{}_{number}", std::process::id());
        // From template0: nobody is ever connected to it, so copies may be made at the same time.
        let statement = format!("CREATE DATABASE {name} TEMPLATE template0");
        match sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await {
            Ok(_) => return options.database(&name).to_url_lossy().to_string(),
            // On a given server an earlier process may have had our number: 42P04, duplicate database.
            Err(error) if is_duplicate(&error) => {}
            Err(error) => panic!("could not create database {name}: {error}"),
        }
    }
}

fn is_duplicate(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == "42P04")
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, PgConnection};

    use super::database;

    #[tokio::test]
    async fn two_databases_share_nothing() {
        let (one, other) = (database().await, database().await);
        assert_ne!(one, other);
        let mut one = PgConnection::connect(&one).await.expect("a connection");
        let mut other = PgConnection::connect(&other).await.expect("a connection");

        sqlx::query("CREATE TABLE only_in_one AS SELECT 1 AS n")
            .execute(&mut one)
            .await
            .expect("a new table");

        let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
        let counted = |connection| sqlx::query_scalar::<_, i64>(tables).fetch_one(connection);
        assert_eq!(counted(&mut one).await.expect("a count"), 1);
        assert_eq!(counted(&mut other).await.expect("a count"), 0);
    }

    #[tokio::test]
    async fn the_server_keeps_what_it_acknowledges() {
        let mut connection = PgConnection::connect(&database().await).await.expect("a connection");
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
            let value: String = sqlx::query_scalar("SELECT current_setting($1)")
                .bind(setting)
                .fetch_one(&mut connection)
                .await
                .expect("a setting");
            assert_eq!(value, "on", "{setting}");
        }
    }
}
