//! Who is behind the figures of a year: the units of a line or of a printed figure, as they were counted.

use std::sync::Arc;

use jiff::Timestamp;
use projections::comparison::Standing;
use projections::figures::{Figure, FigureFile, Otherwise, Rules};
use projections::publication::Shown;
use projections::rules::{Answer, Changes, File, Instance, Row};

use crate::year::{YearReport, printed_figures, rule_sets};

/// A figure of a year, with all that is behind it.
#[derive(Debug)]
pub struct Behind<'r> {
    /// What was asked.
    pub figure: Figure,
    /// The question with everything that it was given.
    pub instance: &'r Instance,
    /// Its answer, with every unit.
    pub answer: &'r Answer,
    /// Everything recorded up to here is in it, and nothing after.
    pub position: u64,
    /// What the readers of the year see of it.
    pub(crate) shown: &'r Shown,
    /// Where the question stands.
    pub(crate) file: Arc<File>,
    /// By which it was counted.
    pub(crate) rules: Rules,
    /// The instant at which it was known.
    pub(crate) known_at: Option<Timestamp>,
}

/// How many units stand somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingCount {
    /// Where.
    pub standing: Standing,
    /// How many.
    pub units: usize,
}

impl YearReport {
    /// A line of the report by its code (`hosted.households`), or a figure printed beside it (`F003-06`); none when there
    /// is no such figure, or when it could not be computed.
    #[must_use]
    pub fn behind(&self, id: &str) -> Option<Behind<'_>> {
        self.line_behind(id).or_else(|| self.printed_behind(id))
    }

    fn line_behind(&self, id: &str) -> Option<Behind<'_>> {
        let of = &self.report.of;
        let cell = self.report.cells.iter().find(|cell| cell.line.id == id)?;
        let printed = cell.printed.as_ref().ok()?;
        let figure = Figure::of_line(&cell.line, &of.programme, of.window, of.rule_set.name());
        Some(Behind {
            figure,
            instance: &printed.side.instance,
            answer: &printed.side.answer,
            position: self.report.position,
            shown: &printed.shown,
            file: Arc::clone(&of.rule_set.report.as_ref()?.file),
            rules: Rules { rule_set: Arc::clone(&of.rule_set), changes: of.changes.clone() },
            known_at: self.report.known_at,
        })
    }

    fn printed_behind(&self, id: &str) -> Option<Behind<'_>> {
        let beside = self.printed.iter().find(|beside| beside.figure.id == id)?;
        let (computed, shown) = beside.computed.as_ref().ok()?;
        let is_of = |file: &&FigureFile| {
            file.programme == self.report.of.programme && file.figures.iter().any(|figure| figure.id == id)
        };
        let file = Arc::clone(&printed_figures().iter().find(is_of)?.file);
        let rules = Otherwise { rule_set: None, changes: Changes::new() };
        Some(Behind {
            figure: beside.figure.clone(),
            instance: &computed.instance,
            answer: &computed.answer,
            position: beside.position,
            shown,
            rules: rules.rules(&file, &beside.figure, rule_sets()).ok()?,
            file,
            known_at: beside.figure.known_at.or(self.report.known_at),
        })
    }
}

impl Behind<'_> {
    /// How many units stand where, of those that count first.
    #[must_use]
    pub fn counts(&self) -> Vec<StandingCount> {
        let count = |standing: Standing| {
            let units =
                self.answer.population.rows.iter().filter(|row| Standing::of(row) == standing).count();
            StandingCount { standing, units }
        };
        Standing::ALL.into_iter().rev().map(count).collect()
    }

    /// Its units in the order in which they are listed: those that count first, and those of a household together.
    pub(crate) fn units(&self, standing: Option<Standing>) -> Vec<&Row> {
        let rows = self.answer.population.rows.iter();
        let is_asked = |row: &&Row| standing.is_none_or(|standing| Standing::of(row) == standing);
        let mut rows: Vec<&Row> = rows.filter(is_asked).collect();
        // The order of the answer, which is the same each time, decides among the units of a household.
        rows.sort_by_key(|row| {
            (std::cmp::Reverse(Standing::of(row)), row.household.as_deref().unwrap_or(&row.unit))
        });
        rows
    }

    /// The household that a unit belongs to, or is.
    pub(crate) fn household_of<'u>(&self, row: &'u Row) -> Option<&'u str> {
        row.household.as_deref().or_else(|| (self.instance.unit == "household").then_some(row.unit.as_str()))
    }
}
