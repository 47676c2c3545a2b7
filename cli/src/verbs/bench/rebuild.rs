use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use application::Application;

use super::failed;
use super::indicators::Counting;
use super::measure::{RATE, Report, Series};
use super::memory::own_peak_mebibytes;
use super::place::Place;
use super::population::{household, later, programmes};
use super::stage::import;
use super::verify::{rate, scan};
use crate::failure::Failure;
use crate::texts::Texts;
use crate::verbs::import::Bar;

/// Facts recorded before facts tables are brought up to date.
const NEWS: u64 = 1000;

/// Whoever asks after them should not wait longer, in milliseconds.
const SOON: f64 = 1000.0;

/// Build the facts tables: events a second, beside a scan that only reads the same rows
///
/// The ledger holds invented households, of about thirty facts each, imported first. The scan reads every column of
/// every event through the same driver, over as many connections as there are workers, and looks at none. Building
/// opens every sealed value but names and ends with Parquet files on the disk; they are then read, and brought up to
/// date after a thousand more facts.
#[derive(clap::Args)]
pub(super) struct RebuildArgs {
    /// Households to build the tables of
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    households: u64,
    /// How often each is measured
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Then count every indicator, as `bench indicators` does; so does --duckdb
    #[arg(long)]
    indicators: bool,
    #[command(flatten)]
    counting: Counting,
}

pub(super) async fn measure(args: RebuildArgs, place: &Place, texts: Texts) -> Result<Report, Failure> {
    let application = place.open().await?;
    let setting = place.setting(&application).await?;
    let events = fill(args.households, place, &application, texts).await?;
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let series = |name: String| Series::new(format!("rebuild: {name}"), RATE);
    let mut raw = series(format!("raw scan, {workers} connections"));
    let mut kept = series(format!("{events} events into files, {workers} workers"));
    let mut archiving = series("archiving complete blocks".to_owned());
    let mut archived = series("into files, from the archive".to_owned());
    let mut files = series("read from files".to_owned());
    let mut peak = Series::new("rebuild: peak memory of building into files".to_owned(), "MiB");
    let mut fresh = Series::new(format!("rebuild: up to date after {NEWS} new events"), "ms").within(SOON);
    for round in 0..args.rounds {
        raw.values.push(rate(events, scan(place, events, workers as u64)).await?);
        let keep = || async {
            std::fs::remove_dir_all(place.file("facts")).or_else(missing).map_err(failed)?;
            application.keep_facts(workers, &mut |_, _| ()).await.map(drop).map_err(Failure::from)
        };
        std::fs::remove_dir_all(place.file("archive")).or_else(missing).map_err(failed)?;
        kept.values.push(rate(events, keep()).await?);
        if round == 0 {
            // Before anything is held whole.
            peak.values.extend(own_peak_mebibytes());
        }
        std::fs::remove_dir_all(place.file("archive")).or_else(missing).map_err(failed)?;
        let since = Instant::now();
        let blocks = application.archive(&mut |_, _| ()).await?;
        if blocks.segments > 0 {
            let complete = f64::from(u32::try_from(blocks.upto).map_err(failed)?);
            archiving.values.push(complete / since.elapsed().as_secs_f64());
            archived.values.push(rate(events, keep()).await?);
        }
    }
    let since = Instant::now();
    let mut facts = application.facts_tables(None, workers, &mut |_, _| ()).await?;
    files.values.push(f64::from(u32::try_from(events).map_err(failed)?) / since.elapsed().as_secs_f64());
    let is_counted = args.indicators || args.counting.duckdb.is_some();
    let counted =
        if is_counted { args.counting.measure(&facts, args.rounds, place).await? } else { Vec::new() };
    for round in 0..args.rounds {
        news(args.households, round.into(), place, &application).await?;
        let since = Instant::now();
        facts = application.refreshed(&facts, workers).await?;
        fresh.values.push(since.elapsed().as_secs_f64() * 1000.0);
    }
    application.close().await;
    let limit = raw.median();
    let rates = [raw, kept, archiving, archived, files].into_iter().map(|series| Series { limit, ..series });
    // Of few events no block is complete.
    let rates = rates.filter(|series| !series.values.is_empty());
    Ok(Report { setting, series: rates.chain([fresh, peak]).chain(counted).collect() })
}

/// Records a fact of each of so many households, evenly among all.
async fn news(households: u64, round: u64, place: &Place, application: &Application) -> Result<(), Failure> {
    let path = place.file("news.ndjson");
    let lines = (0..NEWS).filter_map(|number| later(number * households / NEWS, number + round * NEWS));
    std::fs::write(&path, lines.map(|line| line + "\n").collect::<String>()).map_err(failed)?;
    import(application, path, &mut |_| {}).await?;
    Ok(())
}

fn missing(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// Imports the households; answers how many events that were.
pub(super) async fn fill(
    households: u64,
    place: &Place,
    application: &Application,
    texts: Texts,
) -> Result<u64, Failure> {
    let path = place.file("households.ndjson");
    let to = path.clone();
    // Not on this task, which could not be interrupted meanwhile.
    let written = tokio::task::spawn_blocking(move || write(households, &to)).await.map_err(failed)?;
    written.map_err(failed)?;
    let mut bar = Bar::new(texts);
    let events = import(application, path.clone(), &mut |progress| bar.show(progress)).await?;
    std::fs::remove_file(path).map_err(failed)?;
    Ok(events)
}

fn write(households: u64, path: &Path) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for line in programmes() {
        writeln!(file, "{line}")?;
    }
    for line in (0..households).flat_map(household) {
        writeln!(file, "{line}")?;
    }
    file.flush()
}
