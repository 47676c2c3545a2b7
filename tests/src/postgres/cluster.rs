//! Another server: a younger cluster, into which databases are carried over.

use std::process::{Command, Stdio};

use super::server::Server;
use super::{create, installation};

/// A PostgreSQL server of its own, which goes with this value.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
}

impl Cluster {
    /// Sets up a new cluster and starts it.
    ///
    /// # Panics
    /// When no server can be found, installed or started; the message says what to do.
    pub async fn start() -> Self {
        let started = tokio::task::spawn_blocking(Server::start).await.expect("starting does not panic");
        match started {
            Ok(server) => Self { server },
            Err(why) => panic!("{why}"),
        }
    }

    /// Carries a database over, as `pg_dump FROM | psql TO` does; answers the URL of the copy.
    ///
    /// # Panics
    /// When either program is missing or fails.
    pub async fn restore(&self, from: &str) -> String {
        let to = create(&self.server.url).await;
        // What the driver adds to a URL means nothing to these programs.
        let plain = |url: &str| url.split('?').next().unwrap_or_default().to_owned();
        let programs = installation::programs().unwrap_or_else(|why| panic!("{why}"));
        let mut dump = Command::new(programs.join("pg_dump"))
            .arg(plain(from))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("pg_dump is needed, beside the server: {error}"));
        let pipe = dump.stdout.take().expect("the pipe asked for above");
        let psql = Command::new(programs.join("psql"))
            .args(["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--dbname"])
            .arg(plain(&to))
            .stdin(pipe)
            .output()
            .unwrap_or_else(|error| panic!("psql is needed, beside the server: {error}"));
        let dumped = dump.wait().expect("pg_dump ends");
        let stderr = String::from_utf8_lossy(&psql.stderr);
        assert!(
            dumped.success() && psql.status.success(),
            "pg_dump: {dumped}, psql: {}\n{stderr}",
            psql.status
        );
        to
    }
}
