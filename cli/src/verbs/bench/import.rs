use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::copies::Copies;
use super::failed;
use super::measure::{RATE, Report, Series};
use super::memory::own_peak_mebibytes;
use super::place::Place;
use super::race::race;
use super::raw::{BATCH, Table};
use super::stage::{Stage, import};
use crate::failure::Failure;
use crate::texts::Texts;
use crate::verbs::demo::PROGRAMMES;
use crate::verbs::import::Bar;

/// How long the raw rate is measured, before each import.
const RAW: Duration = Duration::from_secs(2);

/// Import a large file: events a second, and whether memory grows with the file
///
/// The file repeats the example programmes under new identifiers. A tenth of it is imported first, into a ledger
/// of its own: the peak of memory after each import shows whether it depends on the size.
#[derive(clap::Args)]
pub(super) struct ImportArgs {
    /// Events to import, rounded up to whole copies
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000_000))]
    events: u32,
    /// Files to repeat instead of the examples; together they must be importable
    #[arg(long, num_args = 1.., value_name = "FILE")]
    from: Vec<PathBuf>,
}

pub(super) async fn measure(args: ImportArgs, place: &Place, texts: Texts) -> Result<Report, Failure> {
    let copies = Arc::new(copies(&args.from)?);
    let samples = Arc::new(Stage::new().samples()?);
    let mut raw = Series::new(format!("import: raw insert of {BATCH} rows a commit, 1 connection"), RATE);
    let (mut rates, mut peaks) = (Vec::new(), Vec::new());
    let mut setting = String::new();
    for events in [args.events / 10, args.events] {
        let application = place.open().await?;
        setting = place.setting(&application).await?;
        let table = Table::create(place).await?;
        raw.values.push(race(table.writers(1, BATCH, &samples).await?, RAW).await?.0.rate());

        let path = place.file("events.ndjson");
        let (from, to) = (Arc::clone(&copies), path.clone());
        // Not on this task, which could not be interrupted meanwhile.
        let written = tokio::task::spawn_blocking(move || write(&from, events, &to)).await.map_err(failed)?;
        written.map_err(failed)?;
        let (importing, mut bar) = (application.clone(), Bar::new(texts));
        let mut task = JoinSet::new();
        task.spawn(async move {
            let since = Instant::now();
            let events = import(&importing, path, &mut |progress| bar.show(progress)).await?;
            Ok::<_, Failure>((events, since.elapsed()))
        });
        let Some(done) = task.join_next().await else { continue };
        let (events, elapsed) = done.map_err(failed)??;
        let mut rate = Series::new(format!("import: {events} events"), RATE);
        let count = u32::try_from(events).map_err(failed)?;
        rate.values.push(f64::from(count) / elapsed.as_secs_f64());
        rates.push(rate);
        let mut peak = Series::new(format!("import: peak memory after {events} events"), "MiB");
        peak.values.extend(own_peak_mebibytes());
        peaks.push(peak);
        application.close().await;
        drop(table);
        place.empty().await?;
    }
    let limit = raw.median();
    let rates = std::iter::once(raw).chain(rates).map(|series| Series { limit, ..series });
    Ok(Report { setting, series: rates.chain(peaks).collect() })
}

pub(super) fn copies(files: &[PathBuf]) -> Result<Copies, Failure> {
    let mut texts = Vec::new();
    for path in files {
        let named = || [("path", path.display().to_string())];
        texts.push(
            std::fs::read_to_string(path).map_err(|error| Failure::fault("fault-read", named(), error))?,
        );
    }
    if files.is_empty() {
        return Ok(Copies::of(PROGRAMMES.iter().flat_map(|(_, text)| text.lines())));
    }
    Ok(Copies::of(texts.iter().flat_map(|text| text.lines())))
}

/// Writes whole copies until there are enough events.
pub(super) fn write(copies: &Copies, events: u32, path: &std::path::Path) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut written = 0;
    for copy in 0.. {
        let before = written;
        for line in copies.lines(copy) {
            writeln!(file, "{line}")?;
            written += 1;
        }
        if written >= events || written == before {
            break;
        }
    }
    file.flush()
}
