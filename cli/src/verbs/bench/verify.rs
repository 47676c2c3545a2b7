use std::ops::Range;
use std::path::PathBuf;
use std::time::Instant;

use application::Application;
use application::verify::{SigningKeys, Trust};
use futures_util::TryStreamExt as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, Row as _, query};
use tokio::task::JoinSet;

use super::failed;
use super::import::{copies, write};
use super::measure::{RATE, Report, Series};
use super::memory::own_peak_mebibytes;
use super::place::{Engine, Place};
use super::stage::import;
use crate::failure::Failure;
use crate::texts::Texts;
use crate::verbs::import::Bar;

/// Connections of a raw scan: one, and as many as there are cores, up to this.
const CONNECTIONS_MAX: u64 = 8;

/// The columns of an event.
pub(super) const COLUMNS: &str = "position, stream, version, event_id, type, schema, occurred_on, recorded_at, \
                       organisation, role, username, origin, batch, warnings, payload, \
                       source_recorded_at, leaf_hash";

/// Verify a ledger: events a second, beside a scan that only reads the same rows
///
/// The ledger is a file of repeated examples, imported and signed first. The scan reads every column of every
/// event through the same driver and looks at none; verifying also hashes, compares and orders them, and looks at
/// the guards.
#[derive(clap::Args)]
pub(super) struct VerifyArgs {
    /// Events to verify, rounded up to whole copies of the examples
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000_000))]
    events: u32,
    /// How often each is measured
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Files to repeat instead of the examples; together they must be importable
    #[arg(long, num_args = 1.., value_name = "FILE")]
    from: Vec<PathBuf>,
}

pub(super) async fn measure(args: VerifyArgs, place: &Place, texts: Texts) -> Result<Report, Failure> {
    let application = place.open().await?;
    let setting = place.setting(&application).await?;
    let events = fill(&args, place, &application, texts).await?;
    let key_file = place.file("signing-key");
    application.checkpoint(Some(key_file.clone())).await?;
    let keys = SigningKeys::trusted_in(Some(&key_file))?;
    let trust = Trust::of(keys);

    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let connections = cores.clamp(1, CONNECTIONS_MAX);
    let named = |count: u64| Series::new(format!("verify: raw scan, {count} connections"), RATE);
    let mut alone = Series::new("verify: raw scan, 1 connection".to_owned(), RATE);
    let mut together = named(connections);
    let mut verify = Series::new(format!("verify: {events} events"), RATE);
    let mut guards = Series::new(format!("verify: guards of {events} events"), RATE);
    for _ in 0..args.rounds {
        alone.values.push(rate(events, scan(place, events, 1)).await?);
        if connections > 1 {
            together.values.push(rate(events, scan(place, events, connections)).await?);
        }
        verify.values.push(rate(events, verified(&application, &trust)).await?);
        guards.values.push(rate(events, guarded(&application)).await?);
    }
    let mut peak = Series::new(format!("verify: peak memory after {events} events"), "MiB");
    peak.values.extend(own_peak_mebibytes());
    application.close().await;
    let limit = [alone.median(), together.median()].into_iter().flatten().reduce(f64::max);
    let rates = [alone, together, verify, guards].into_iter().filter(|series| !series.values.is_empty());
    let series = rates.map(|series| Series { limit, ..series }).chain([peak]).collect();
    Ok(Report { setting, series })
}

/// Imports the events; answers how many.
async fn fill(
    args: &VerifyArgs,
    place: &Place,
    application: &Application,
    texts: Texts,
) -> Result<u64, Failure> {
    let (copies, events, path) = (copies(&args.from)?, args.events, place.file("events.ndjson"));
    let to = path.clone();
    // Not on this task, which could not be interrupted meanwhile.
    let written = tokio::task::spawn_blocking(move || write(&copies, events, &to)).await.map_err(failed)?;
    written.map_err(failed)?;
    let mut bar = Bar::new(texts);
    let events = import(application, path.clone(), &mut |progress| bar.show(progress)).await?;
    std::fs::remove_file(path).map_err(failed)?;
    Ok(events)
}

/// Events a second of some work on all of them.
pub(super) async fn rate(
    events: u64,
    work: impl Future<Output = Result<(), Failure>>,
) -> Result<f64, Failure> {
    let since = Instant::now();
    work.await?;
    Ok(f64::from(u32::try_from(events).map_err(failed)?) / since.elapsed().as_secs_f64())
}

async fn verified(application: &Application, trust: &Trust) -> Result<(), Failure> {
    let audit = application.verify(trust, &mut |_, _| ()).await?;
    audit.first_bad.map_or(Ok(()), |bad| Err(failed(format!("{} at {}", bad.reason, bad.position))))
}

async fn guarded(application: &Application) -> Result<(), Failure> {
    let found = application.verify_guards(&mut |_, _| ()).await?;
    found.first_bad.map_or(Ok(()), |bad| Err(failed(format!("{bad:?}"))))
}

/// Reads every row over so many connections at once.
pub(super) async fn scan(place: &Place, events: u64, connections: u64) -> Result<(), Failure> {
    let part = events.div_ceil(connections);
    let mut tasks = JoinSet::new();
    for number in 0..connections {
        let range = number * part..events.min((number + 1) * part);
        match &place.engine {
            Engine::Sqlite { ledger, .. } => {
                let reading = SqliteConnectOptions::new().filename(ledger).read_only(true);
                let connection = reading.disable_statement_logging().connect().await.map_err(failed)?;
                tasks.spawn(scan_sqlite(connection, range));
            }
            Engine::Postgres(options) => {
                tasks.spawn(scan_postgres(Place::connect(options).await?, range));
            }
        }
    }
    let mut read = 0;
    while let Some(done) = tasks.join_next().await {
        read += done.map_err(failed)??;
    }
    if read == events { Ok(()) } else { Err(failed(format!("{read} of {events} events were read"))) }
}

/// Both engines the same: counts the rows of a range, each taken whole from the driver.
macro_rules! scan_with {
    ($name:ident, $connection:ty, $table:literal) => {
        async fn $name(mut connection: $connection, range: Range<u64>) -> Result<u64, Failure> {
            let sql = format!(
                "SELECT {COLUMNS} FROM {} WHERE position > $1 AND position <= $2 ORDER BY position",
                $table
            );
            let (after, last) =
                (i64::try_from(range.start).map_err(failed)?, i64::try_from(range.end).map_err(failed)?);
            // Made of constants only.
            let sql = sqlx::AssertSqlSafe(sql);
            let mut rows = query(sql).bind(after).bind(last).fetch(&mut connection);
            let mut read = 0;
            while let Some(row) = rows.try_next().await.map_err(failed)? {
                read += u64::from(!row.is_empty());
            }
            drop(rows);
            let _ = connection.close().await;
            Ok(read)
        }
    };
}

scan_with!(scan_sqlite, SqliteConnection, "event");
scan_with!(scan_postgres, PgConnection, "parcours.event");
