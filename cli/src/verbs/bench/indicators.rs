use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use application::Facts;
use event_store::hex;
use jiff::civil::date;
use projections::figures::bundled;
use projections::rules::{
    Asked, Changes, Engine, Files, Given, Instance, Limits, RuleSet, RuleSets, What, Window,
};

use super::duckdb::{self, Statement};
use super::failed;
use super::measure::{Report, Series};
use super::place::Place;
use super::population::CODES;
use super::rebuild::fill;
use super::tried;
use crate::failure::Failure;
use crate::texts::Texts;

/// A query that takes longer is stopped.
const PATIENCE: Duration = Duration::from_mins(10);

/// Count every indicator of the base rule set, beside the same SQL in DuckDB
///
/// The ledger holds invented households, as in `bench rebuild`; their facts tables are put into Parquet files and held in
/// memory. Of every indicator one question is asked, of one of two programmes and ten years, and each view below it is
/// computed once. Then some are compared with themselves under another value of a parameter, from tables from which nothing
/// was computed yet, down to which units moved: within three seconds each. With --duckdb the same statements run there, over
/// the same files read into tables of its own, on as many threads as the machine has; that they come to as many rows is
/// checked.
#[derive(clap::Args)]
pub(super) struct IndicatorsArgs {
    /// Households that are counted
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    households: u64,
    #[command(flatten)]
    counting: Counting,
    /// How often each is measured
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// How indicators are measured.
#[derive(clap::Args)]
pub(super) struct Counting {
    /// The duckdb program to compare with
    #[arg(long, value_name = "PROGRAM")]
    pub(super) duckdb: Option<PathBuf>,
}

pub(super) async fn measure(args: IndicatorsArgs, place: &Place, texts: Texts) -> Result<Report, Failure> {
    let application = place.open().await?;
    let setting = place.setting(&application).await?;
    fill(args.households, place, &application, texts).await?;
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    application.keep_facts(workers, &mut |_, _| ()).await?;
    let facts = application.facts_tables(None, workers, &mut |_, _| ()).await?;
    application.close().await;
    let series = args.counting.measure(&facts, args.rounds, place).await?;
    Ok(Report { setting, series })
}

impl Counting {
    /// Facts that are in memory, and the same in files of the place.
    pub(super) async fn measure(
        &self,
        facts: &Facts,
        rounds: u32,
        place: &Place,
    ) -> Result<Vec<Series>, Failure> {
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let questions = questions(facts)?;
        let statements = statements(&questions);
        let mut here = vec![Vec::new(); statements.len()];
        let mut rows = Vec::new();
        for _ in 0..rounds {
            rows = counted(facts, &questions, &statements, &mut here).await?;
        }
        let mut there = vec![Vec::new(); statements.len()];
        if let Some(program) = &self.duckdb {
            for _ in 0..rounds {
                // Nothing else is measured meanwhile.
                let told = duckdb::run(program, place, workers, &statements)?;
                for (((there, told), rows), statement) in
                    there.iter_mut().zip(told).zip(&rows).zip(&statements)
                {
                    there.push(milliseconds(told.took));
                    if told.rows != *rows {
                        let name = &statement.name;
                        return Err(failed(format!("{name}: {rows} rows here, {} in DuckDB", told.rows)));
                    }
                }
            }
        }
        let series = statements.into_iter().zip(here).zip(there);
        let mut series: Vec<Series> =
            series.map(|((statement, here), there)| of(statement.name, here, there)).collect();
        series.extend(tried::measure(facts, &questions, rounds).await?);
        Ok(series)
    }
}

fn of(name: String, here: Vec<f64>, there: Vec<f64>) -> Series {
    let limit = Series { values: there, ..Series::new(String::new(), "ms") }.median();
    Series { values: here, limit, ..Series::new(name, "ms") }
}

pub(super) fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

/// What is asked of an indicator.
pub(super) struct Question {
    pub(super) arguments: Arguments,
    pub(super) instance: Instance,
}

type Arguments = BTreeMap<String, (usize, Given)>;

/// The days that all questions are about.
pub(super) const WINDOW: Window = Window { from: Some(date(2010, 1, 1)), to: Some(date(2019, 12, 31)) };

/// One question for each indicator: a line of the report, else a printed figure, asked of a programme that there is.
fn questions(facts: &Facts) -> Result<Vec<Question>, Failure> {
    let (sets, _) = RuleSets::load(&Files::bundled());
    let set = sets.find("default").ok_or_else(|| failed("no rules"))?;
    let printed = bundled().map_err(|_| failed("no figures"))?;
    let lines = set.report.iter().flat_map(|report| report.lines());
    let lines = lines.map(|line| (&line.indicator, &line.arguments));
    let figures = printed.iter().flat_map(|file| &file.figures);
    let figures = figures.map(|figure| (&figure.template, &figure.arguments));
    let mut asked = BTreeSet::new();
    let mut questions = Vec::new();
    for (indicator, arguments) in lines.chain(figures) {
        if asked.contains(indicator) {
            continue;
        }
        if let Some(question) = question(facts, set, indicator, arguments.clone()) {
            asked.insert(indicator.clone());
            questions.push(question);
        }
    }
    Ok(questions)
}

fn question(
    facts: &Facts,
    set: &Arc<RuleSet>,
    indicator: &str,
    mut arguments: Arguments,
) -> Option<Question> {
    let of_programme = set.indicators.get(indicator)?.arguments.contains_key("programme");
    if of_programme {
        let programme = Given::new(What::Text(CODES[0].to_owned()));
        arguments.insert("programme".to_owned(), (0, programme));
    }
    let asked = Asked {
        rule_set: set,
        indicator,
        arguments: &arguments,
        window: WINDOW,
        known_on: facts.known_on,
        changes: &Changes::new(),
    };
    let instance = Instance::new(&asked).ok()?;
    Some(Question { arguments, instance })
}

/// The statements of all questions, views of the same rows once.
fn statements(questions: &[Question]) -> Vec<Statement> {
    let mut made = BTreeSet::new();
    let mut statements = Vec::new();
    for question in questions {
        let mut reads = Vec::new();
        for (view, key, sql) in question.instance.query.statements() {
            let code = &question.instance.indicator.id;
            let makes = match view {
                Some(_) => format!("rows_{}", hex(&key)),
                None => format!("answer_{code}"),
            };
            if made.insert(makes.clone()) {
                let name = named(view, question);
                statements.push(Statement { name, reads: reads.clone(), makes: makes.clone(), sql });
            }
            if let Some(view) = view {
                reads.push((view.to_owned(), makes));
            }
        }
    }
    statements
}

/// What is shown of a view, or of the indicator that is asked.
fn named(view: Option<&str>, question: &Question) -> String {
    match view {
        Some(view) => format!("view {view}"),
        None => format!("indicator {}", question.instance.indicator.id),
    }
}

/// What answers from the facts alone: nothing was computed of them yet.
pub(super) fn engine(facts: &Facts) -> Result<Engine, Failure> {
    let limits = Limits { bytes: 8 << 30, time: PATIENCE, rows: usize::MAX };
    Engine::of_facts(&facts.tables(), limits).map_err(failed)
}

/// Asks all questions of tables from which nothing was computed yet; answers how many rows each statement has.
async fn counted(
    facts: &Facts,
    questions: &[Question],
    statements: &[Statement],
    times: &mut [Vec<f64>],
) -> Result<Vec<usize>, Failure> {
    let engine = engine(facts)?;
    let mut rows = Vec::new();
    for question in questions {
        for timed in engine.timed(&question.instance.query).await.map_err(failed)? {
            let name = named(timed.view.as_deref(), question);
            let next = statements.get(rows.len()).zip(times.get_mut(rows.len()));
            let Some((_, times)) = next.filter(|(statement, _)| statement.name == name) else {
                return Err(failed(format!("{name} was computed again: there is no room to keep it")));
            };
            times.push(milliseconds(timed.took));
            rows.push(timed.rows);
        }
    }
    Ok(rows)
}
