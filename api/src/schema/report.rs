//! A year of a programme: its report, and what was printed beside what is computed.

use std::sync::Arc;

use application::{Beside, Cell, Part, YearReport};
use async_graphql::{Context, Object, SimpleObject};
use domain::messages::label;
use projections::figures::Expected;

use super::behind::FigureBehind;
use super::figure::{FigureValue, values};
use super::rules::RuleSet;
use super::scalars::{Date, DateTime, Position};
use super::{Field, language, sight};

/// A year of a programme, with those below it.
#[derive(Clone)]
pub(crate) struct ProgrammeReport(pub(super) Arc<YearReport>);

/// A year of a programme, with those below it, as known now: the yearly report of a rule set, how leavers left, and what
/// was printed beside what is computed.
#[Object]
impl ProgrammeReport {
    /// The code of the programme.
    async fn programme(&self) -> &str {
        &self.0.report.of.programme
    }

    /// The first day of the year.
    async fn from(&self) -> Option<Date> {
        self.0.report.of.window.from.map(Date)
    }

    /// The last day of the year.
    async fn to(&self) -> Option<Date> {
        self.0.report.of.window.to.map(Date)
    }

    /// The rules by which it is counted.
    async fn rule_set(&self) -> RuleSet {
        RuleSet(Arc::clone(&self.0.report.of.rule_set))
    }

    /// Whether exits are counted from the opening of the programme on, instead of in the year (RP05).
    async fn exits_since_opening(&self) -> bool {
        let basis = self.0.report.of.rule_set.values.get("RP05");
        basis.is_some_and(|basis| basis.to_json() == "since_opening")
    }

    /// When the last event in it was recorded: asked for as known then, it is the same report.
    async fn known_at(&self) -> Option<DateTime> {
        self.0.report.known_at.map(DateTime)
    }

    /// Everything recorded up to this position is in it, and nothing after it.
    async fn position(&self) -> Position {
        Position(self.0.report.position)
    }

    /// How many events were folded: all that the ledger holds up to the position.
    async fn events(&self) -> Position {
        Position(self.0.report.proof.count)
    }

    /// The digest of those events, in hexadecimal digits.
    async fn digest(&self) -> String {
        self.0.report.proof.hex()
    }

    /// No number of people below this one, other than none, is told, nor what would tell one; null when nothing is hidden.
    async fn threshold(&self) -> Option<u64> {
        self.0.report.threshold
    }

    /// Its parts, in order.
    async fn sections(&self) -> Vec<ReportSection> {
        let cells = &self.0.report.cells;
        let mut parts: Vec<std::ops::Range<usize>> = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            let is_same = |part: &&mut std::ops::Range<usize>| {
                cells.get(part.start).is_some_and(|first| first.section == cell.section)
            };
            match parts.last_mut().filter(is_same) {
                Some(part) => part.end = at + 1,
                None => parts.push(at..at + 1),
            }
        }
        parts.into_iter().map(|lines| ReportSection { report: Arc::clone(&self.0), lines }).collect()
    }

    /// Households that left in the year, by where they went.
    async fn destinations(&self, ctx: &Context<'_>) -> Vec<ReportPart> {
        let language = language(ctx);
        let part = |part: &Part| ReportPart {
            label: Some(label(language, "Destination", &part.code)),
            code: part.code.clone(),
            count: part.count,
        };
        self.0.destinations.iter().map(part).collect()
    }

    /// Households that left in the year, by how long they had stayed: the code is the least number of months (RP10).
    async fn lengths(&self) -> Vec<ReportPart> {
        let part = |part: &Part| ReportPart { label: None, code: part.code.clone(), count: part.count };
        self.0.lengths.iter().map(part).collect()
    }

    /// Figures that were printed of periods that end in the year, in the order of their file.
    async fn printed(&self) -> Vec<PrintedFigure> {
        self.0.printed.iter().map(PrintedFigure::of).collect()
    }

    /// The codes of the lines and of the printed figures of which you are told who is behind them: none to others than
    /// those who run the programme, and those who look at all.
    async fn behind_told(&self, ctx: &Context<'_>) -> Field<Vec<String>> {
        let told = async { FigureBehind::told_of(sight(ctx)?, &self.0).await };
        Some(told.await)
    }

    /// Who is behind a figure; null when there is none of that code, or when it could not be computed.
    async fn behind(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The code of a line (`hosted.households`), or of a figure that was printed (`F003-06`)."
        )]
        id: String,
    ) -> Field<FigureBehind> {
        let find = async { FigureBehind::find(sight(ctx)?, &self.0, id).await };
        find.await.transpose()
    }
}

/// A part of a report.
pub(crate) struct ReportSection {
    report: Arc<YearReport>,
    lines: std::ops::Range<usize>,
}

/// A part of a report.
#[Object]
impl ReportSection {
    /// What it is called.
    async fn label(&self, ctx: &Context<'_>) -> Option<String> {
        let first = self.report.report.cells.get(self.lines.start)?;
        Some(first.section.say(language(ctx)).to_owned())
    }

    /// Its lines, in order.
    async fn lines(&self, ctx: &Context<'_>) -> Vec<ReportLine> {
        let cells = self.report.report.cells.get(self.lines.clone()).unwrap_or_default();
        let language = language(ctx);
        cells.iter().map(|cell| ReportLine::of(cell, &self.report, language)).collect()
    }
}

/// A line of a report.
#[derive(SimpleObject)]
pub(crate) struct ReportLine {
    /// Its code: `hosted.households`.
    id: String,
    /// What it is called.
    label: String,
    /// The code of its indicator.
    indicator: String,
    /// What the indicator counts, as its rules say.
    about: Option<String>,
    /// What is counted: `household`, `person`, `lease`…; null when the line cannot be computed.
    unit: Option<String>,
    /// What is made of it: `count`, `share`, `sum`, `mean`, `persons` or `values`.
    measure: Option<String>,
    /// Its numbers: one, or several in their order; none when nothing was found.
    values: Vec<FigureValue>,
    /// The units that are in neither number, by reason.
    left_out: Vec<LeftOut>,
    /// Whether it could not be computed.
    failed: bool,
}

/// Units that are in neither number of a figure.
#[derive(SimpleObject)]
pub(crate) struct LeftOut {
    /// The code of the reason.
    reason: String,
    /// How many; null when that is hidden.
    units: Option<u64>,
}

/// Some of the units of a figure.
#[derive(SimpleObject)]
pub(crate) struct ReportPart {
    /// What they have in common, by its code.
    code: String,
    /// That in words, where there are words.
    label: Option<String>,
    /// How many; null when that is hidden.
    count: Option<u64>,
}

impl ReportLine {
    pub(super) fn of(cell: &Cell, report: &YearReport, language: domain::messages::Language) -> Self {
        let indicator = report.report.of.rule_set.indicators.get(&cell.line.indicator);
        let about = indicator.map(|one| one.about.split_whitespace().collect::<Vec<_>>().join(" "));
        let printed = cell.printed.as_ref().ok();
        let left_out = printed.into_iter().flat_map(|printed| &printed.shown.left_out);
        Self {
            id: cell.line.id.clone(),
            label: cell.line.label.say(language).to_owned(),
            indicator: cell.line.indicator.clone(),
            about,
            unit: printed.map(|printed| printed.side.answer.unit.clone()),
            measure: printed.map(|printed| printed.side.answer.measure.code().to_owned()),
            values: printed.map(|printed| values(&printed.side.instance, &printed.shown)).unwrap_or_default(),
            left_out: left_out
                .map(|(reason, units)| LeftOut { reason: reason.clone(), units: *units })
                .collect(),
            failed: printed.is_none(),
        }
    }
}

/// A figure that an operator printed, beside what the facts give under the rules that it was printed by.
#[derive(SimpleObject)]
pub(crate) struct PrintedFigure {
    /// Its code: `F003-06`.
    id: String,
    /// The words of the source.
    quote: String,
    /// What is printed, as many values as are.
    printed: Vec<String>,
    /// How that is meant: `exact`, `about`, `more_than`, `less_than` or `nearly`.
    qualifier: String,
    /// In which unit it is printed.
    unit: String,
    /// What is made of what is counted: `count`, `share`…
    measure: Option<String>,
    /// The first day that it covers; null of a single day.
    from: Option<Date>,
    /// The last day that it covers.
    to: Option<Date>,
    /// The rule set, with what is otherwise.
    rules: String,
    /// As known when; null when it is as known now.
    known_at: Option<DateTime>,
    /// What is computed.
    values: Vec<FigureValue>,
    /// Whether what is computed is what was printed; null when it cannot be computed, or when what is computed is hidden.
    agrees: Option<bool>,
    /// What is ambiguous about it.
    note: Option<String>,
}

impl PrintedFigure {
    pub(super) fn of(beside: &Beside) -> Self {
        let Beside { figure, computed, .. } = beside;
        let computed = computed.as_ref().ok();
        let changes = figure.changes.iter().map(|(id, (_, given))| format!(" {id} = {}", given.shown()));
        let is_told = computed.is_some_and(|(_, shown)| shown.outcomes.iter().all(|one| one.told.is_some()));
        Self {
            id: figure.id.clone(),
            quote: figure.quote.clone(),
            printed: figure.expected.iter().map(Expected::to_string).collect(),
            qualifier: figure.qualifier.code().to_owned(),
            unit: figure.unit.clone(),
            measure: computed.map(|(computed, _)| computed.answer.measure.code().to_owned()),
            from: figure.window.from.map(Date),
            to: figure.window.to.map(Date),
            rules: format!("{}{}", figure.rule_set, changes.collect::<String>()),
            known_at: figure.known_at.map(DateTime),
            values: computed.map(|(computed, shown)| values(&computed.instance, shown)).unwrap_or_default(),
            agrees: computed.filter(|_| is_told).map(|(computed, _)| computed.verdict.agrees()),
            note: Some(figure.note.clone()).filter(|note| !note.is_empty()),
        }
    }
}
