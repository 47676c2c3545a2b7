//! The figures that were published, and what they were published of.

use std::collections::{BTreeMap, BTreeSet};

use domain::StreamId;
use domain::codes::FigureSource;
use domain::facts::Fact;
use domain::facts::figure_declared::{FigureDeclared, Window as Days};
use domain::ids::OrgCode;
use jiff::Timestamp;
use projections::comparison::Side;
use projections::figures::{self, Figure, FigureError, Rules};
use projections::rules::{Changes, Report, RuleSet, Window};
use std::sync::Arc;

use super::{Numbers, PublishedRules};
use crate::Application;
use crate::belief::{Belief, BeliefError};
use crate::projector::RebuildError;
use crate::projector::basis::Cut;
use crate::projector::load::events_of;

/// A published figure, as it was first recorded.
#[derive(Debug, Clone)]
pub struct PublishedFigure {
    /// The programme it is of.
    pub programme: String,
    /// The line of the report, and which of its numbers when it has several: `hosted.persons`, `x/2`.
    pub figure: String,
    /// What it counts.
    pub unit: String,
    /// What it says.
    pub numbers: Numbers,
    /// The days that it covers.
    pub window: Window,
    /// The rule set.
    pub rule_set: String,
    /// Its version.
    pub version: u32,
    /// The belief.
    pub known_at: Timestamp,
    /// Where it stands in the ledger.
    pub position: u64,
    /// When it was recorded.
    pub published_at: Timestamp,
}

impl PublishedFigure {
    /// `CODE/VERSION` of its rules.
    #[must_use]
    pub fn rules(&self) -> String {
        format!("{}/{}", self.rule_set, self.version)
    }

    /// Its rules among the published ones, when they were published before it.
    pub(super) fn rules_among<'r>(
        &self,
        published: &'r BTreeMap<(String, u32), PublishedRules>,
    ) -> Option<&'r PublishedRules> {
        let rules = published.get(&(self.rule_set.clone(), self.version));
        rules.filter(|rules| rules.position < self.position)
    }

    /// Which number of which line it is.
    pub(super) fn place(&self) -> (&str, usize) {
        place(&self.figure)
    }

    fn of(programme: &str, event: &domain::Event) -> Option<Self> {
        let Fact::FigureDeclared(FigureDeclared {
            figure,
            value,
            unit,
            numerator,
            denominator,
            qualifier,
            window,
            source: FigureSource::Computed,
            rule: Some(rule),
            known_at: Some(known_at),
        }) = event.fact()
        else {
            return None;
        };
        let window = match window {
            Some(Days::Period(period)) => Window { from: Some(period.from), to: Some(period.to) },
            Some(Days::Day(day)) => Window { from: None, to: Some(*day) },
            None => Window::default(),
        };
        let (numerator, denominator) = (*numerator, *denominator);
        Some(Self {
            programme: programme.to_owned(),
            figure: figure.to_string(),
            unit: unit.to_string(),
            numbers: Numbers { value: *value, qualifier: *qualifier, numerator, denominator },
            window,
            rule_set: rule.rule_set.to_string(),
            version: rule.version,
            known_at: *known_at,
            position: event.position,
            published_at: event.recorded_at,
        })
    }
}

/// Which number of which line a code names.
pub(super) fn place(figure: &str) -> (&str, usize) {
    let numbered = figure.rsplit_once('/');
    let numbered =
        numbered.and_then(|(line, number)| Some((line, number.parse::<usize>().ok()?.checked_sub(1)?)));
    numbered.unwrap_or((figure, 0))
}

/// What is published of programmes.
#[derive(Debug, Default)]
pub(super) struct Books {
    /// The figures, in the order in which they were published.
    pub(super) figures: Vec<PublishedFigure>,
    /// The version of the stream of each programme, and who opened it.
    pub(super) programmes: BTreeMap<String, (u32, OrgCode)>,
}

impl Application {
    /// The published figures, in the order in which they were published.
    ///
    /// # Errors
    /// Faults of the store, events that cannot be read.
    pub async fn published_figures(&self) -> Result<Vec<PublishedFigure>, BeliefError> {
        Ok(self.books().await?.figures)
    }

    pub(super) async fn books(&self) -> Result<Books, BeliefError> {
        let streams = self.programme_streams().await?;
        let fault = |fault| BeliefError::Facts(RebuildError::Fault(fault));
        let mut books = Books::default();
        for stream in streams {
            let StreamId::Programme(code) = &stream else { continue };
            let code = code.to_string();
            let read = events_of(&self.ledger, std::slice::from_ref(&stream), &Cut::at(u64::MAX)).await;
            let events = read.map_err(fault)?.remove(&stream).unwrap_or_default();
            books.figures.extend(events.iter().filter_map(|event| PublishedFigure::of(&code, event)));
            if let Some((first, last)) = events.first().zip(events.last()) {
                let opened_by = first.submission.actor.organisation.clone();
                books.programmes.insert(code, (last.version, opened_by));
            }
        }
        books.figures.sort_by_key(|figure| figure.position);
        Ok(books)
    }
}

/// The line of a report that a figure was published of.
pub(super) fn question(report: &Report, set: &RuleSet, published: &PublishedFigure) -> Option<Figure> {
    let (id, _) = published.place();
    let line = report.lines().find(|line| line.id == id)?;
    Some(Figure::of_line(line, &published.programme, published.window, set.name()))
}

impl Belief {
    /// What a line of the report of a rule set comes to.
    pub(super) async fn answer(
        &self,
        report: &Report,
        set: &Arc<RuleSet>,
        figure: &Figure,
    ) -> Result<Side, FigureError> {
        let rules = Rules { rule_set: Arc::clone(set), changes: Changes::new() };
        figures::at(&report.file, figure, &rules, self.known()).await
    }
}

/// The beliefs of published figures, each once.
pub(super) fn beliefs<'p>(figures: impl Iterator<Item = &'p PublishedFigure>) -> BTreeSet<Timestamp> {
    figures.map(|figure| figure.known_at).collect()
}
