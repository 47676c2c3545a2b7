//! The yearly report of a programme: every line of the report of a rule set, as far as its readers may see it.

use std::collections::HashSet;
use std::sync::Arc;

use event_store::Sum;
use futures_util::StreamExt as _;
use futures_util::stream;
use jiff::Timestamp;
use projections::comparison::Side;
use projections::figures::{self, Figure, FigureError, Rules};
use projections::publication::{Before, Count, Secrecy, Shown, TooFine, release};
use projections::rules::{self, Changes, Fault, Label, Line, Problem, RuleSet, Window};

use crate::Application;
use crate::belief::{Belief, BeliefError};

/// Which report is asked for.
#[derive(Debug, Clone)]
pub struct ReportOf {
    /// The programme, with those below it.
    pub programme: String,
    /// The rules, whose report it is.
    pub rule_set: Arc<RuleSet>,
    /// Parameters changed on top of them.
    pub changes: Changes,
    /// The days that it is about.
    pub window: Window,
    /// The instant at which it was known; now when absent.
    pub known_at: Option<Timestamp>,
    /// Who reads it.
    pub secrecy: Secrecy,
}

/// A report.
#[derive(Debug)]
pub struct Report {
    /// What was asked for.
    pub of: ReportOf,
    /// The instant at which it was known: asked for again, it gives the same report.
    pub known_at: Option<Timestamp>,
    /// Everything recorded up to here is in it, and nothing after.
    pub position: u64,
    /// The number and digest of the events that were folded: those that the ledger holds up to the position.
    pub proof: Sum,
    /// The least number of units, other than none, that is printed; none when nothing is hidden.
    pub threshold: Option<u64>,
    /// Its lines, in their order.
    pub cells: Vec<Cell>,
}

/// A line of a report.
#[derive(Debug)]
pub struct Cell {
    /// The part of the report that it is in.
    pub section: Label,
    /// What is asked.
    pub line: Line,
    /// What came of it.
    pub printed: Result<Printed, FigureError>,
}

/// What came of a line.
#[derive(Debug)]
pub struct Printed {
    /// All of it.
    pub side: Side,
    /// What its readers see.
    pub shown: Shown,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The facts cannot be asked.
    #[error(transparent)]
    Belief(#[from] BeliefError),
    /// No such programme was registered by then.
    #[error("the programme {programme} is not registered")]
    NoProgramme {
        /// Its code.
        programme: String,
    },
    /// What will be known then is not known yet: asked again, it would be another report.
    #[error("{known_at} is still to come")]
    Future {
        /// The instant asked for.
        known_at: Timestamp,
    },
    /// The rule set prints no report.
    #[error("the rule set {rule_set} has no report")]
    NoReport {
        /// Its name.
        rule_set: String,
    },
    /// A parameter that there is not, or that may not be so.
    #[error("the parameters cannot be changed so")]
    Changes(Vec<Problem>),
    /// The counts cut their units too fine to say what may be printed.
    #[error(transparent)]
    TooFine(#[from] TooFine),
}

impl Application {
    /// Computes a report. `progress` is told how many steps are done, of how many.
    ///
    /// # Errors
    /// Faults of the store, a programme or a report that there is not. What keeps a single line from being computed is
    /// told with that line.
    pub async fn report(
        &self,
        of: ReportOf,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Report, ReportError> {
        self.report_beside(of, Vec::new(), workers, progress).await
    }

    /// The same, beside counts that were released before: those of each release together.
    pub(crate) async fn report_beside(
        &self,
        of: ReportOf,
        before: Vec<Before>,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Report, ReportError> {
        let (report, threshold) = self.reportable(&of).await?;
        let belief = self.belief(of.known_at, workers, &mut |_, _| {}).await?;
        let sides = belief.sides(&of, &report, workers, progress).await?;
        let computed = computed(&report, &sides);
        let shown = release(&computed, &of_the_same(&computed, before), threshold)?;
        Ok(Report::of(of, &belief, threshold, &report, sides, shown))
    }

    /// What is asked for, and the least number that its readers see.
    ///
    /// # Errors
    /// As [`report`](Self::report).
    pub(crate) async fn reportable(
        &self,
        of: &ReportOf,
    ) -> Result<(Arc<rules::Report>, Option<u64>), ReportError> {
        self.as_published([&of.rule_set]).await?;
        if let Some(known_at) = of.known_at.filter(|known_at| *known_at > self.clock.now()) {
            // The ledger may be ahead of the clock: its last event is no future.
            let head = self.ledger.head().await.map_err(|error| BeliefError::Facts(error.into()))?;
            if head.recorded_at.is_none_or(|last| known_at > last) {
                return Err(ReportError::Future { known_at });
            }
        }
        let wrong = |wrong: Vec<(usize, String, Fault)>| {
            let problem = |(_, subject, fault)| Problem { file: String::new(), place: None, subject, fault };
            ReportError::Changes(wrong.into_iter().map(problem).collect())
        };
        let values = of.rule_set.resolve(&of.changes).map_err(wrong)?;
        let threshold = of.secrecy.threshold(&values);
        let Some(report) = of.rule_set.report.clone() else {
            return Err(ReportError::NoReport { rule_set: of.rule_set.name() });
        };
        Ok((report, threshold))
    }
}

/// The lines that could be computed.
pub(crate) fn computed<'s>(
    report: &'s rules::Report,
    sides: &'s [Result<Side, FigureError>],
) -> Vec<(&'s str, &'s Side)> {
    let computed = report.lines().zip(sides);
    computed.filter_map(|(line, side)| Some((line.id.as_str(), side.as_ref().ok()?))).collect()
}

impl Report {
    /// What came of the lines, and what is shown of those that could be computed.
    pub(crate) fn of(
        of: ReportOf,
        belief: &Belief,
        threshold: Option<u64>,
        report: &rules::Report,
        sides: Vec<Result<Side, FigureError>>,
        shown: Vec<Shown>,
    ) -> Self {
        let is_public = of.secrecy == Secrecy::Public;
        let shown = shown.into_iter().map(|shown| if is_public { shown.without_reasons() } else { shown });
        let mut shown = shown.collect::<Vec<_>>().into_iter();
        let sections = report.sections.iter();
        let lines = sections.flat_map(|section| section.lines.iter().map(|line| (&section.label, line)));
        let mut cells = Vec::new();
        for ((section, line), side) in lines.zip(sides) {
            let printed = match side {
                Ok(side) => shown.next().map(|shown| Ok(Printed { side, shown })),
                Err(error) => Some(Err(error)),
            };
            let (section, line) = (section.clone(), line.clone());
            cells.extend(printed.map(|printed| Cell { section, line, printed }));
        }
        let Belief { known_at, position, proof, .. } = *belief;
        Self { of, known_at, position, proof, threshold, cells }
    }
}

/// The counts of those releases that have a unit in common with figures, or with another of these releases: what two
/// of them tell together may be told of a third.
fn of_the_same(figures: &[(&str, &Side)], mut before: Vec<Before>) -> Before {
    let rows = figures.iter().flat_map(|(_, side)| &side.answer.population.rows);
    let mut units: HashSet<String> = rows.map(|row| row.unit.clone()).collect();
    let mut of_them = Before::default();
    loop {
        let is_of_them = |count: &Count| count.units.iter().any(|unit| units.contains(unit));
        let (near, far): (Vec<_>, Vec<_>) =
            before.into_iter().partition(|before| before.told.iter().chain(&before.perhaps).any(is_of_them));
        if near.is_empty() {
            return of_them;
        }
        for Before { told, perhaps } in near {
            units.extend(told.iter().chain(&perhaps).flat_map(|count| count.units.iter().cloned()));
            of_them.told.extend(told);
            of_them.perhaps.extend(perhaps);
        }
        before = far;
    }
}

impl Belief {
    /// What the lines of a report come to, in their order.
    ///
    /// # Errors
    /// A programme that is not registered by then.
    pub(crate) async fn sides(
        &self,
        of: &ReportOf,
        report: &rules::Report,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Vec<Result<Side, FigureError>>, ReportError> {
        let ReportOf { programme, rule_set, changes, window, .. } = of;
        if !self.programmes.contains(programme) {
            return Err(ReportError::NoProgramme { programme: programme.clone() });
        }
        let rules = Rules { rule_set: Arc::clone(rule_set), changes: changes.clone() };
        let figure = |line| Figure::of_line(line, programme, *window, rule_set.name());
        let asked: Vec<Figure> = report.lines().map(figure).collect();
        let all = u64::try_from(asked.len()).unwrap_or(u64::MAX);
        let compute = |figure| figures::at(&report.file, figure, &rules, self.known());
        let computing: Vec<_> = asked.iter().map(compute).collect();
        let mut computed = stream::iter(computing).buffered(workers.max(1));
        let mut sides = Vec::new();
        while let Some(side) = computed.next().await {
            sides.push(side);
            progress(u64::try_from(sides.len()).unwrap_or(u64::MAX), all);
        }
        Ok(sides)
    }
}
