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
