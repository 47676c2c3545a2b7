//! One PostgreSQL server that lives as long as the pipe its watchdog listens to.

use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use sqlx::{Connection as _, PgConnection};

use super::installation;

/// How long a machine busy with a build may take to set up a cluster and start the server.
const PATIENCE: Duration = Duration::from_mins(2);

/// How often another port is tried when somebody took the one that was free a moment ago.
const ATTEMPTS: usize = 5;

/// A running server. Dropping it closes the pipe: the server stops and its folder goes.
#[derive(Debug)]
pub(super) struct Server {
    /// The URL of its maintenance database.
    pub(super) url: String,
    /// Where it keeps everything.
    folder: PathBuf,
    /// Closed by the system when this process ends, however it ends.
    _alive: ChildStdin,
}

/// Why a server did not come up.
enum Failure {
    /// Another port may do.
    PortTaken,
    /// Nothing will.
    Fatal(String),
}

impl Server {
    /// Sets up a cluster in a temporary folder and starts it.
    ///
    /// Blocks: not to be called from a task.
    pub(super) fn start() -> Result<Self, String> {
        let programs = installation::programs()?;
        let user = installation::server_user()?;
        for _ in 0..ATTEMPTS {
            match Self::attempt(&programs, user.as_ref()) {
                Ok(server) => return Ok(server),
                Err(Failure::PortTaken) => {}
                Err(Failure::Fatal(why)) => return Err(why),
            }
        }
        Err(format!("PostgreSQL found its port taken {ATTEMPTS} times in a row"))
    }

    fn attempt(programs: &Path, user: Option<&(Vec<String>, u32)>) -> Result<Self, Failure> {
        let fatal = |what: &str, error: std::io::Error| {
            Failure::Fatal(format!("could not {what} for PostgreSQL: {error}"))
        };
        let folder = tempfile::Builder::new()
            .prefix("parcours-postgres-")
            .tempdir()
            .map_err(|error| fatal("make a folder", error))?;
        if let Some((_, uid)) = user {
            chown(folder.path(), Some(*uid), None).map_err(|error| fatal("give away the folder", error))?;
        }
        let port = free_port().map_err(|error| fatal("find a free port", error))?;
        let mut watchdog = Command::new("sh");
        watchdog
            .args(["-c", include_str!("watchdog.sh"), "watchdog"])
            .arg(folder.path())
            .arg(port.to_string())
            .arg(programs)
            .args(user.map_or(&[][..], |(prefix, _)| prefix))
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A group of its own: an interrupt typed at the tests must not reach the server first.
            .process_group(0);
        for (name, _) in std::env::vars_os() {
            // PGDATA, PGPORT and their like are about some other server.
            if name.to_string_lossy().starts_with("PG") {
                watchdog.env_remove(name);
            }
        }
        let mut child = watchdog.spawn().map_err(|error| fatal("start a shell", error))?;
        let alive = child.stdin.take().expect("the pipe asked for above");
        let server = Self {
            url: format!("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable"),
            // From here on the watchdog removes it.
            folder: folder.keep(),
            _alive: alive,
        };
        server.wait()?;
        Ok(server)
    }

    /// Stops the server with this signal to its first process (`INT`: orderly, `QUIT`: as a crash would), leaves
    /// it away for so many seconds and waits until it is back.
    ///
    /// Blocks: not to be called from a task.
    pub(super) fn restart(&self, signal: &str, away: u32) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("PostgreSQL could not be restarted: {error}");
        let pid = self.pid().ok_or("PostgreSQL runs nowhere")?;
        std::fs::write(self.folder.join("again"), away.to_string()).map_err(failed)?;
        Command::new("kill").args([&format!("-{signal}"), &pid]).status().map_err(failed)?;
        let start = Instant::now();
        while self.pid().is_none_or(|now| now == pid) {
            if start.elapsed() > PATIENCE {
                return Err(format!("PostgreSQL did not come back\n{}", self.log()));
            }
            sleep(Duration::from_millis(20));
        }
        self.wait().map_err(|failure| match failure {
            Failure::PortTaken => "the port of PostgreSQL was taken meanwhile".to_owned(),
            Failure::Fatal(why) => why,
        })
    }

    /// The first process of the server, while it runs.
    fn pid(&self) -> Option<String> {
        let text = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
        text.lines().next().map(str::to_owned)
    }

    /// Waits until the server answers.
    fn wait(&self) -> Result<(), Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::Fatal(format!("could not start a runtime: {error}")))?;
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.folder.join("ended").exists() {
                let log = self.log();
                if log.contains("could not bind") || log.contains("Address already in use") {
                    return Err(Failure::PortTaken);
                }
                return Err(Failure::Fatal(format!("PostgreSQL did not start\n{log}")));
            }
            if runtime.block_on(self.answers()) {
                return Ok(());
            }
            sleep(Duration::from_millis(50));
        }
        Err(Failure::Fatal(format!(
            "PostgreSQL did not answer within {} s\n{}",
            PATIENCE.as_secs(),
            self.log()
        )))
    }

    /// Whether this server, and not another that took the port first, answers.
    async fn answers(&self) -> bool {
        let Ok(mut connection) = PgConnection::connect(&self.url).await else {
            return false;
        };
        let data = sqlx::query_scalar::<_, String>("SHOW data_directory").fetch_one(&mut connection).await;
        data.is_ok_and(|data| Path::new(&data) == self.folder.join("data"))
    }

    /// The last lines the server wrote.
    fn log(&self) -> String {
        let log = std::fs::read(self.folder.join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_whose_test_process_is_gone_leaves_nothing() {
        let server = Server::start().expect("a server");
        let (url, folder) = (server.url.clone(), server.folder.clone());
        assert!(folder.join("data/postmaster.pid").exists());

        // What the system does to the pipe of a killed process.
        drop(server);

        let start = Instant::now();
        while folder.exists() {
            assert!(start.elapsed() < PATIENCE, "{} is still there", folder.display());
            sleep(Duration::from_millis(50));
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let answer = runtime.block_on(PgConnection::connect(&url));
        assert!(answer.is_err(), "a server still answers at {url}");
    }
}
