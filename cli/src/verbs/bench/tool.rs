//! The engine's own tool, if it is there: the same rows into the same table, without our driver.

use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use event_store::{NewEvent, hex};
use sqlx::raw_sql;
use tokio::task::spawn_blocking;

use super::failed;
use super::place::{Engine, Place, RAW_SCHEMA};
use super::raw::COLUMNS;
use crate::failure::Failure;

/// `pgbench` of PostgreSQL, or `sqlite3`.
pub(super) struct Tool {
    program: PathBuf,
    /// The values of a row after its position, stream and version, as SQL.
    values: String,
    /// Positions that nothing else takes.
    next: u32,
}

/// Past the positions of whatever else is inserted.
const FIRST: u32 = 1_000_000_000;

impl Tool {
    /// The program that inserts rows like `sample`, into the table that is there.
    pub(super) async fn new(program: PathBuf, place: &Place, sample: &NewEvent) -> Result<Self, Failure> {
        let values = match &place.engine {
            Engine::Sqlite { .. } => values(sample, "randomblob(16)", |bytes| format!("x'{bytes}'")),
            Engine::Postgres(options) => {
                let mut connection = Place::connect(options).await?;
                let sql = format!("CREATE SEQUENCE {RAW_SCHEMA}.position START {FIRST}");
                // Made of constants only.
                raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.map_err(failed)?;
                values(sample, "gen_random_uuid()", |bytes| format!("'\\x{bytes}'::bytea"))
            }
        };
        Ok(Self { program, values, next: FIRST })
    }

    /// What is measured, for so many writers.
    pub(super) fn named(place: &Place, writers: u32) -> String {
        match place.engine {
            Engine::Sqlite { .. } => "sqlite3".to_owned(),
            Engine::Postgres(_) => {
                format!("pgbench, {writers} client{}", if writers == 1 { "" } else { "s" })
            }
        }
    }

    /// Rows a second, one a commit. SQLite’s tool knows no time: it gets as many rows as `at_most`.
    pub(super) async fn rate(
        &mut self,
        place: &Place,
        writers: u32,
        time: Duration,
        at_most: u32,
    ) -> Result<f64, Failure> {
        match &place.engine {
            Engine::Sqlite { raw, .. } => self.sqlite3(place, raw, at_most.max(1)).await,
            Engine::Postgres(_) => self.pgbench(place, writers, time).await,
        }
    }

    async fn pgbench(&self, place: &Place, clients: u32, time: Duration) -> Result<f64, Failure> {
        let script = place.file("pgbench.sql");
        let insert = format!(
            "INSERT INTO {RAW_SCHEMA}.event ({COLUMNS}) SELECT place, 'tool/' || :client_id, place::int, {} \
             FROM nextval('{RAW_SCHEMA}.position') AS place;\n",
            self.values
        );
        std::fs::write(&script, insert).map_err(failed)?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(clients as usize);
        let seconds = time.as_secs_f64().ceil().max(1.0);
        let mut command = Command::new(&self.program);
        command.args(["--no-vacuum", "--protocol=prepared", "--client", &clients.to_string()]);
        command.args(["--jobs", &threads.to_string(), "--time", &seconds.to_string(), "--file"]);
        command.arg(&script).arg(for_libpq(&place.address));
        let told = output(command).await?;
        tps(&told).ok_or_else(|| failed(format!("pgbench told no rate: {}", told.trim())))
    }

    async fn sqlite3(&mut self, place: &Place, raw: &Path, rows: u32) -> Result<f64, Failure> {
        let script = place.file("sqlite3.sql");
        let mut sql = String::from("PRAGMA synchronous = FULL;\nPRAGMA cache_size = -32768;\n");
        for place in self.next..self.next + rows {
            // Writing to a string cannot fail.
            let _ = writeln!(
                sql,
                "INSERT INTO event ({COLUMNS}) VALUES ({place}, 'tool', {place}, {});",
                self.values
            );
        }
        self.next += rows;
        std::fs::write(&script, sql).map_err(failed)?;
        let mut command = Command::new(&self.program);
        command.arg("-bail").arg(raw).stdin(File::open(&script).map_err(failed)?);
        let since = Instant::now();
        output(command).await?;
        Ok(f64::from(rows) / since.elapsed().as_secs_f64())
    }
}

/// What a program says that ends well.
async fn output(mut command: Command) -> Result<String, Failure> {
    let ended = spawn_blocking(move || command.output()).await.map_err(failed)?.map_err(failed)?;
    if ended.status.success() {
        return Ok(String::from_utf8_lossy(&ended.stdout).into_owned());
    }
    Err(failed(String::from_utf8_lossy(&ended.stderr).trim().to_owned()))
}

/// The address without what only our driver knows.
fn for_libpq(address: &str) -> String {
    let Some((server, parameters)) = address.split_once('?') else { return address.to_owned() };
    let ours = |parameter: &&str| parameter.starts_with("statement-cache-capacity=");
    let known: Vec<&str> = parameters.split('&').filter(|parameter| !ours(parameter)).collect();
    format!("{server}?{}", known.join("&"))
}

/// The rate that pgbench tells.
fn tps(told: &str) -> Option<f64> {
    let line = told.lines().find_map(|line| line.trim().strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

fn values(sample: &NewEvent, new_id: &str, bytes: impl Fn(&str) -> String) -> String {
    let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let null = || "NULL".to_owned();
    let values = [
        new_id.to_owned(),
        text(&sample.event_type),
        sample.schema.to_string(),
        text(&sample.occurred_on),
        "0".to_owned(),
        text(&sample.actor.organisation),
        sample.actor.role.as_deref().map_or_else(null, text),
        sample.actor.user.as_deref().map_or_else(null, text),
        text(sample.origin.as_str()),
        null(),
        text("[]"),
        bytes(&hex(&sample.payload)),
        null(),
        bytes(&hex(&[0x5A; 32])),
    ];
    values.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_our_driver_knows_is_not_told_to_pgbench() {
        let address = "postgres://me@/bench?host=/run&statement-cache-capacity=9";
        assert_eq!(for_libpq(address), "postgres://me@/bench?host=/run");
        assert_eq!(for_libpq("postgres://me@localhost/bench"), "postgres://me@localhost/bench");
    }

    #[test]
    fn the_rate_of_pgbench_is_read() {
        let told = "latency average = 1.4 ms\ntps = 22857.142857 (without initial connection time)\n";
        assert_eq!(tps(told), Some(22_857.142_857));
        assert_eq!(tps("latency average = 1.4 ms\n"), None);
    }
}
