//! A year of a programme: its report, how its leavers left and how long they had stayed, and what its operator printed of
//! that year beside what the facts give.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use projections::comparison::Side;
use projections::figures::{self, Class, Figure, FigureError, FigureFile, Rules};
use projections::publication::{Before, Secrecy, Shown, release};
use projections::rules::{
    Answer, Changes, Files, Given, Instance, Measure, Population, Row, RuleSets, What, Window,
};

use crate::Application;
use crate::counting::{CountError, Kept, workers};
use crate::report::{Report, ReportOf, computed};

/// The lengths of stay told apart, by the months from which they begin.
const LENGTHS: [u32; 6] = [0, 6, 12, 18, 24, 36];

/// The rule sets that are part of the program.
#[must_use]
pub fn rule_sets() -> &'static RuleSets {
    static SETS: LazyLock<RuleSets> = LazyLock::new(|| RuleSets::load(&Files::bundled()).0);
    &SETS
}

/// The printed figures that are part of the program, one file for each programme.
#[must_use]
pub fn printed_figures() -> &'static [FigureFile] {
    static FILES: LazyLock<Vec<FigureFile>> = LazyLock::new(|| figures::bundled().unwrap_or_default());
    &FILES
}

/// The rule set by which most of the figures of a programme were printed; the base when none was.
#[must_use]
pub fn default_rules(programme: &str) -> String {
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let files = printed_figures().iter().filter(|file| file.programme == programme);
    for figure in files.flat_map(|file| &file.figures) {
        *used.entry(&figure.rule_set).or_default() += 1;
    }
    let most = used.into_iter().max_by_key(|(_, figures)| *figures).map(|(name, _)| name);
    rule_sets().find(most.unwrap_or("default")).map_or_else(String::new, |set| set.name())
}

/// Which year is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearOf {
    /// The programme, with those below it.
    pub programme: String,
    /// The year.
    pub year: i16,
    /// The rule set, as `CODE/VERSION`.
    pub rule_set: String,
    /// Who reads it.
    pub secrecy: Secrecy,
}

/// A year of a programme.
#[derive(Debug)]
pub struct YearReport {
    /// Its report.
    pub report: Report,
    /// Households that left, by the code of where they went.
    pub destinations: Vec<Part>,
    /// The same, by how many months they had stayed: `0`, `6`… is the least number.
    pub lengths: Vec<Part>,
    /// What was printed of periods that end in the year.
    pub printed: Vec<Beside>,
}

/// Some of the units of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What they have in common.
    pub code: String,
    /// How many; none when that is hidden.
    pub count: Option<u64>,
}

/// A printed figure beside what the facts give.
#[derive(Debug)]
pub struct Beside {
    /// What was printed.
    pub figure: Figure,
    /// Everything recorded up to here is in what is computed.
    pub position: u64,
    /// What was computed, whether it agrees, and what its readers see of it.
    pub computed: Result<(figures::Computed, Shown), FigureError>,
}

/// The days of a year; none of a year that no calendar has.
pub(crate) fn days(year: i16) -> Option<Window> {
    let day = |month, day| Date::new(year, month, day).ok();
    Some(Window { from: Some(day(1, 1)?), to: Some(day(12, 31)?) })
}

impl Application {
    /// Counts a year, or answers it as it was counted. Nothing when there is no such year or rule set.
    ///
    /// # Errors
    /// As [`report`](Self::report), and that too many wait for their turn.
    pub(crate) async fn year(
        &self,
        of: YearOf,
        account: Option<&str>,
    ) -> Result<Option<Arc<YearReport>>, CountError> {
        let Some((window, rule_set)) = days(of.year).zip(rule_sets().find(&of.rule_set)) else {
            return Ok(None);
        };
        let (programme, rule_set, secrecy) = (of.programme.clone(), Arc::clone(rule_set), of.secrecy);
        let asked =
            ReportOf { programme, rule_set, changes: Changes::new(), window, known_at: None, secrecy };
        let (lines, threshold) = self.reportable(&asked).await?;
        let kept = self.kept_belief(None).await?;
        if let Some(report) = kept.reports.find(&of) {
            return Ok(Some(report));
        }
        let asking = self.counting.ask(account)?;
        let _turn = asking.turn().await?;
        // Whoever had the turn before may have asked the same.
        if let Some(report) = kept.reports.find(&of) {
            return Ok(Some(report));
        }
        let sides = kept.belief.sides(&asked, &lines, workers(), &mut |_, _| {}).await?;
        let rules = Rules { rule_set: Arc::clone(&asked.rule_set), changes: Changes::new() };
        let leavers = Leavers::of(&kept, &of.programme, window, &rules, &lines.file).await;
        let parts = leavers.sides();
        let mut together = computed(&lines, &sides);
        let report_lines = together.len();
        together.extend(parts.iter().map(|(name, side)| (name.as_str(), side)));
        let mut shown = release(&together, &Before::default(), threshold)?;
        let of_parts = shown.split_off(report_lines);
        let counted = |prefix: &str| {
            let of = parts.iter().zip(&of_parts).filter_map(|((name, side), shown)| {
                let code = name.strip_prefix(prefix)?.to_owned();
                let is_told = shown.outcomes.iter().all(|outcome| outcome.told.is_some());
                Some(Part { code, count: is_told.then(|| rows(side)) })
            });
            of.collect()
        };
        let (destinations, lengths) = (counted("destination/"), counted("length/"));
        let report = Report::of(asked, &kept.belief, threshold, &lines, sides, shown);
        let printed = self.printed_of(&of, threshold).await?;
        let report = Arc::new(YearReport { report, destinations, lengths, printed });
        kept.reports.keep(of, &report);
        Ok(Some(report))
    }

    /// What was printed of periods that end in the year. Neither what tells of one household nor what no facts say.
    async fn printed_of(&self, of: &YearOf, threshold: Option<u64>) -> Result<Vec<Beside>, CountError> {
        let mut all = Vec::new();
        for file in printed_figures().iter().filter(|file| file.programme == of.programme) {
            let is_of_year = |figure: &&Figure| {
                let counts = matches!(figure.class, Class::Result | Class::Capacity);
                counts && figure.window.to.is_some_and(|to| to.year() == of.year)
            };
            for figure in file.figures.iter().filter(is_of_year) {
                let kept = self.kept_belief(figure.known_at).await?;
                all.push(kept.belief.compute(file, figure, rule_sets()).await);
            }
        }
        let sides: Vec<(String, Side)> = all
            .iter()
            .filter_map(|one| {
                let computed = one.computed.as_ref().ok()?;
                let (instance, answer) = (computed.instance.clone(), computed.answer.clone());
                Some((one.figure.id.clone(), Side { instance, answer }))
            })
            .collect();
        let together: Vec<(&str, &Side)> = sides.iter().map(|(id, side)| (id.as_str(), side)).collect();
        let mut shown = release(&together, &Before::default(), threshold)?.into_iter();
        let beside = all.into_iter().filter_map(|one| {
            let computed = match one.computed {
                Ok(computed) => Ok((computed, shown.next()?)),
                Err(error) => Err(error),
            };
            Some(Beside { figure: one.figure, position: one.position, computed })
        });
        Ok(beside.collect())
    }
}

/// The households that left in a window.
struct Leavers {
    /// With the destination as a dimension.
    exits: Option<Side>,
    /// With the months that they stayed.
    stays: Option<Side>,
}

impl Leavers {
    async fn of(
        kept: &Kept,
        programme: &str,
        window: Window,
        rules: &Rules,
        file: &projections::rules::File,
    ) -> Self {
        let ask = async |template: &str, arguments: &[(&str, &str)]| {
            let given = |text: &str| (0, Given::new(What::Text(text.to_owned())));
            let mut all: BTreeMap<String, (usize, Given)> =
                arguments.iter().map(|(name, text)| ((*name).to_owned(), given(text))).collect();
            all.insert("programme".to_owned(), given(programme));
            let figure = Figure::question(template.to_owned(), all, window, rules.rule_set.name());
            // A rule set without these templates has no such charts.
            figures::at(file, &figure, rules, kept.belief.known()).await.ok()
        };
        let exits = ask("T03", &[("unit", "household")]).await;
        let stays = ask("T04", &[("unit", "household"), ("base", "exited"), ("ends", "exit")]).await;
        Self { exits, stays }
    }

    /// Each part as a figure of its own, under a name that tells it: `destination/…`, `length/…`.
    fn sides(&self) -> Vec<(String, Side)> {
        let mut parts = Vec::new();
        if let Some(exits) = &self.exits {
            let of = |row: &Row| {
                let at = exits.answer.population.dimensions.iter().position(|name| name == "destination")?;
                row.dimensions.get(at).cloned().flatten()
            };
            let codes: BTreeSet<String> = exits.answer.population.rows.iter().filter_map(of).collect();
            parts.extend(codes.into_iter().map(|code| {
                let side = part(exits, |row| of(row).is_some_and(|one| one == code));
                (format!("destination/{code}"), side)
            }));
        }
        if let Some(stays) = &self.stays {
            for (at, least) in LENGTHS.iter().enumerate() {
                let most = LENGTHS.get(at + 1).map_or(f64::INFINITY, |most| f64::from(*most));
                let within = f64::from(*least)..most;
                let side = part(stays, |row| row.value.is_some_and(|months| within.contains(&months)));
                parts.push((format!("length/{least}"), side));
            }
        }
        parts
    }
}

/// The rows of a side that are counted and fit, as a count of their own.
fn part(of: &Side, fits: impl Fn(&Row) -> bool) -> Side {
    let instance = Instance { measure: Measure::Count, ..of.instance.clone() };
    let Population { dimensions, rows } = &of.answer.population;
    let rows = rows.iter().filter(|row| row.left_out.is_none() && row.kept && fits(row)).cloned().collect();
    let answer = Answer::of(&instance, Population { dimensions: dimensions.clone(), rows });
    Side { instance, answer }
}

fn rows(side: &Side) -> u64 {
    u64::try_from(side.answer.population.rows.len()).unwrap_or(u64::MAX)
}
