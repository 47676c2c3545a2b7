use std::time::Instant;

use application::Application;
use application::interchange::read_line;
use domain::StreamId;
use domain::ids::HouseholdId;
use indicatif::{ProgressBar, ProgressStyle};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, query};

use super::failed;
use super::measure::{Report, Series};
use super::place::{Engine, Place};
use super::population::household;
use super::rebuild::fill;
use super::verify::COLUMNS;
use crate::failure::Failure;
use crate::texts::Texts;

const RATE: &str = "households/s";

/// Read households one after the other: the state of each, beside a read of the same rows
///
/// The ledger holds invented households, as in `bench rebuild`. The raw read takes every column of the events of one
/// household through the same driver, on one connection, and looks at none. The state is what `replay` answers: it
/// follows splits and mergers, opens what is sealed and folds the history.
#[derive(clap::Args)]
pub(super) struct ReadArgs {
    /// Households to read
    #[arg(long, default_value_t = 1000, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    households: u64,
    /// How often each is measured
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

pub(super) async fn measure(args: ReadArgs, place: &Place, texts: Texts) -> Result<Report, Failure> {
    let application = place.open().await?;
    let setting = place.setting(&application).await?;
    fill(args.households, place, &application, texts).await?;
    let households: Vec<HouseholdId> = (0..args.households).filter_map(id).collect();
    let bar = ProgressBar::new(u64::from(args.rounds) * 2);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(texts.say("bench-measuring", &[]));
    let mut raw = Series::new("read: raw, the rows of a household".to_owned(), RATE);
    let mut state = Series::new("read: the state of a household".to_owned(), RATE);
    for _ in 0..args.rounds {
        for (series, is_raw) in [(&mut raw, true), (&mut state, false)] {
            let since = Instant::now();
            if is_raw {
                rows(place, &households).await?;
            } else {
                states(&application, &households).await?;
            }
            let households = u32::try_from(households.len()).map_err(failed)?;
            series.values.push(f64::from(households) / since.elapsed().as_secs_f64());
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    application.close().await;
    let limit = raw.median();
    Ok(Report { setting, series: [raw, state].map(|series| Series { limit, ..series }).into() })
}

/// An invented household: that of its first fact.
fn id(number: u64) -> Option<HouseholdId> {
    let first = household(number).into_iter().next()?;
    match read_line(first.as_bytes()).ok()?.submission.stream {
        StreamId::Household(id) => Some(id),
        StreamId::Programme(_) | StreamId::Rules => None,
    }
}

async fn states(application: &Application, households: &[HouseholdId]) -> Result<(), Failure> {
    for household in households {
        let replayed = application.replay(*household, None, None).await?;
        replayed.ok_or_else(|| failed(format!("household {household} is not in the ledger")))?;
    }
    Ok(())
}

/// Both engines the same: reads the rows of each household whole.
macro_rules! rows_with {
    ($connection:expr, $table:literal, $households:expr) => {{
        let mut connection = $connection;
        let sql = format!("SELECT {COLUMNS} FROM {} WHERE stream = $1 ORDER BY version", $table);
        for household in $households {
            // Made of constants only.
            let asked = query(sqlx::AssertSqlSafe(sql.as_str())).bind(format!("household/{household}"));
            if asked.fetch_all(&mut connection).await.map_err(failed)?.is_empty() {
                return Err(failed(format!("household {household} has no rows")));
            }
        }
        let _ = connection.close().await;
    }};
}

async fn rows(place: &Place, households: &[HouseholdId]) -> Result<(), Failure> {
    match &place.engine {
        Engine::Sqlite { ledger, .. } => {
            let reading = SqliteConnectOptions::new().filename(ledger).read_only(true);
            let connection = reading.disable_statement_logging().connect().await.map_err(failed)?;
            rows_with!(connection, "event", households);
        }
        Engine::Postgres(options) => {
            rows_with!(Place::connect(options).await?, "parcours.event", households);
        }
    }
    Ok(())
}
