use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use application::{Application, Submitted, new_event_id};
use domain::Submission;
use event_store::{AppendRequest, ExpectedVersion, Ledger, NewEvent, Stamp, StreamName};
use indicatif::{ProgressBar, ProgressStyle};

use super::failed;
use super::measure::{RATE, Report, Series};
use super::place::{Engine, Place};
use super::race::{Lap, Writer, race};
use super::raw::{BATCH, Table};
use super::stage::{FACTS, Stage};
use super::tool::Tool;
use crate::failure::Failure;
use crate::texts::Texts;

/// Append with many writers at once: raw inserts, the store alone, `record` with admission
///
/// For each number of writers, in turns: rows inserted through the same driver into a table of the same shape,
/// one a commit and a hundred a commit; the ledger without admission; facts recorded one at a time on households of
/// 20 to 40 events; and whole new households of about thirty facts a call, beside inserts of as many rows.
#[derive(clap::Args)]
pub(super) struct AppendArgs {
    /// Writers at once
    #[arg(long, value_delimiter = ',', default_value = "1,8,32,128", value_name = "N,…")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=4096))]
    writers: Vec<u32>,
    /// Seconds of each measurement
    #[arg(long, default_value = "3", value_name = "SECONDS", value_parser = seconds)]
    seconds: Duration,
    /// Measurements of each kind
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Households to record on in each round; enough to keep to 40 events each when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    households: Option<u32>,
    /// Measure the engine’s own tool too: pgbench of PostgreSQL, or sqlite3
    #[arg(long, value_name = "PROGRAM")]
    tool: Option<PathBuf>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.01..=3600.0).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "expected 0.01 to 3600 seconds".to_owned())
}

pub(super) async fn measure(args: AppendArgs, place: &Place, texts: Texts) -> Result<Report, Failure> {
    let application = place.open().await?;
    let setting = place.setting(&application).await?;
    let mut stage = Stage::new();
    let samples = Arc::new(stage.samples()?);
    let table = Table::create(place).await?;
    // A server that allows fewer connections says so now, not after minutes.
    let most = args.writers.iter().copied().max().unwrap_or(1);
    drop(table.writers(most, 1, &samples).await?);
    let mut tool = match (args.tool, samples.first()) {
        (Some(program), Some(sample)) => Some(Tool::new(program, place, sample).await?),
        _ => None,
    };

    let steps = args.writers.len() as u64 * u64::from(args.rounds) * 6;
    let bar = ProgressBar::new(steps);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(texts.say("bench-measuring", &[]));
    let mut series = Vec::new();
    for writers in args.writers {
        let mut six = Six::new(writers, place);
        for _ in 0..args.rounds {
            // The two that are compared come last, one after the other.
            let lap = race(on_the_ledger(&application, writers, &samples)?, args.seconds).await?.0;
            bar.inc(1);
            let enough = most_facts(&lap) / FACTS + 1;
            let households = args.households.unwrap_or(enough).max(writers);
            let households = stage.households(households, &application, place).await?;
            six.store.add(lap);
            six.batched.add(race(table.writers(writers, BATCH, &samples).await?, args.seconds).await?.0);
            bar.inc(1);
            let raw = race(table.writers(writers, 1, &samples).await?, args.seconds).await?.0;
            if let Some(tool) = &mut tool {
                six.tool.values.push(tool.rate(place, writers, args.seconds, raw.events).await?);
            }
            six.raw.add(raw);
            bar.inc(1);
            six.record.add(race(recorders(&application, writers, households), args.seconds).await?.0);
            bar.inc(1);
            let rows = race(table.writers(writers, WHOLE, &samples).await?, args.seconds).await?.0;
            bar.inc(1);
            let newcomers = stage.newcomers((rows.events / WHOLE).max(writers), &application, place).await?;
            six.rows.add(rows);
            six.whole.add(race(movers_in(&application, writers, newcomers), args.seconds).await?.0);
            bar.inc(1);
        }
        series.extend(six.limited().filter(|series| !series.values.is_empty()));
    }
    bar.finish_and_clear();
    application.close().await;
    Ok(Report { setting, series })
}

/// About the facts of a whole household, recorded by one call.
const WHOLE: u32 = 30;

/// More facts than `record` will get through where the store alone did this.
fn most_facts(lap: &Lap) -> u32 {
    lap.events + lap.events / 4
}

/// What is measured with one number of writers.
struct Six {
    raw: Series,
    /// Empty when there is none.
    tool: Series,
    batched: Series,
    store: Series,
    record: Series,
    rows: Series,
    whole: Series,
}

impl Six {
    fn new(writers: u32, place: &Place) -> Self {
        let several = if writers == 1 { "" } else { "s" };
        let links = match place.engine {
            Engine::Sqlite { .. } => format!("{writers} task{several} on one connection"),
            Engine::Postgres(_) => format!("{writers} connection{several}"),
        };
        let series = |what: String| Series::new(format!("append: {what}"), RATE);
        Self {
            raw: series(format!("raw insert, {links}")),
            tool: series(Tool::named(place, writers)),
            batched: series(format!("raw insert of {BATCH} rows a commit, {links}")),
            store: series(format!("store alone, {writers} writer{several}")),
            record: series(format!("record, {writers} writer{several}")),
            rows: series(format!("raw insert of {WHOLE} rows a commit, {links}")),
            whole: series(format!(
                "record of new households of about {WHOLE} facts, {writers} writer{several}"
            )),
        }
    }

    /// Everything beside the raw single-row rate, but for whole households: beside that of as many rows.
    fn limited(self) -> impl Iterator<Item = Series> {
        let (one, many) = (self.raw.median(), self.rows.median());
        let ones = [self.raw, self.tool, self.batched, self.store, self.record]
            .map(|series| Series { limit: one, ..series });
        ones.into_iter().chain([self.rows, self.whole].map(|series| Series { limit: many, ..series }))
    }
}

impl Series {
    fn add(&mut self, lap: Lap) {
        self.values.push(lap.rate());
        self.latencies.extend(lap.latencies);
    }
}

/// Appends to a stream of its own, at the version that it must have.
struct Appender {
    ledger: Ledger,
    stream: StreamName,
    version: u32,
    samples: Arc<Vec<NewEvent>>,
}

fn on_the_ledger(
    application: &Application,
    count: u32,
    samples: &Arc<Vec<NewEvent>>,
) -> Result<Vec<Appender>, Failure> {
    let appender = |_| {
        let stream = StreamName::new(format!("bench/{}", new_event_id())).map_err(failed)?;
        let (ledger, samples) = (application.ledger().clone(), Arc::clone(samples));
        Ok(Appender { ledger, stream, version: 0, samples })
    };
    (0..count).map(appender).collect()
}

impl Writer for Appender {
    async fn once(&mut self) -> Result<u32, Failure> {
        let at = self.version as usize % self.samples.len().max(1);
        let Some(sample) = self.samples.get(at) else { return Ok(0) };
        let event = NewEvent { event_id: new_event_id().0, stream: self.stream.clone(), ..sample.clone() };
        let request = AppendRequest {
            events: vec![event],
            expected: vec![(self.stream.clone(), ExpectedVersion::Exact(self.version))],
            guards: Vec::new(),
            stamp: Stamp::Now,
        };
        self.ledger.append(request).await.map_err(failed)?;
        self.version += 1;
        Ok(1)
    }
}

/// Records facts on one household after the other.
struct Recorder {
    application: Application,
    facts: std::vec::IntoIter<Submission>,
}

/// Records new households, all facts of one by one call.
struct MoverIn {
    application: Application,
    households: std::vec::IntoIter<Vec<Submission>>,
}

/// Every writer has its own share: what is measured is not how writers wait for each other.
fn shared<T>(all: Vec<T>, writers: u32) -> Vec<Vec<T>> {
    let mut shares: Vec<Vec<T>> = (0..writers).map(|_| Vec::new()).collect();
    let writers = shares.len();
    for (number, one) in all.into_iter().enumerate() {
        if let Some(share) = shares.get_mut(number % writers) {
            share.push(one);
        }
    }
    shares
}

fn recorders(application: &Application, count: u32, households: Vec<Vec<Submission>>) -> Vec<Recorder> {
    let recorder = |share: Vec<Vec<Submission>>| {
        let facts: Vec<Submission> = share.into_iter().flatten().collect();
        Recorder { application: application.clone(), facts: facts.into_iter() }
    };
    shared(households, count).into_iter().map(recorder).collect()
}

fn movers_in(application: &Application, count: u32, households: Vec<Vec<Submission>>) -> Vec<MoverIn> {
    let mover_in = |share: Vec<Vec<Submission>>| MoverIn {
        application: application.clone(),
        households: share.into_iter(),
    };
    shared(households, count).into_iter().map(mover_in).collect()
}

impl Writer for Recorder {
    async fn once(&mut self) -> Result<u32, Failure> {
        let Some(fact) = self.facts.next() else { return Ok(0) };
        let facts = vec![Submission { id: new_event_id(), ..fact }];
        let submitted = Submitted { facts, batch: None, expected: Vec::new() };
        self.application.record(submitted).await.map_err(failed)?;
        Ok(1)
    }
}

impl Writer for MoverIn {
    async fn once(&mut self) -> Result<u32, Failure> {
        let Some(facts) = self.households.next() else { return Ok(0) };
        let events = u32::try_from(facts.len()).map_err(failed)?;
        self.application
            .record(Submitted { facts, batch: None, expected: Vec::new() })
            .await
            .map_err(failed)?;
        Ok(events)
    }
}
