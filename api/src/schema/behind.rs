//! Who is behind a figure of a year, and why a household is counted in it or not.

use std::sync::Arc;

use application::sight::{Forbidden, Sight, SightError, UnitBehind, WhyBehind};
use application::{Behind, YearReport};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::Event;
use domain::messages::{Language, fact_label};
use projections::comparison::Standing;
use projections::explanation::{
    Alternative, Change, change_words, hint_words, standing_words, verdict_words,
};
use projections::rules;

use super::page::{Asked, Connection, Listed};
use super::report::{PrintedFigure, ReportLine};
use super::scalars::{Date, DateTime, PartialDay, Position, Uuid};
use super::{Field, failed, language, query, sight, unread};
use crate::http::Code;

/// Who is behind a figure of a year.
pub(crate) struct FigureBehind {
    report: Arc<YearReport>,
    id: String,
}

impl FigureBehind {
    async fn is_told(sight: &Sight, report: &YearReport) -> Result<bool> {
        let Ok(programme) = report.report.of.programme.parse() else { return Ok(false) };
        sight.looks_behind(&programme).await.map_err(unread)
    }

    /// The codes of the figures of a report of which it is told who is behind them.
    ///
    /// # Errors
    /// Faults of the store.
    pub(super) async fn told_of(sight: &Sight, report: &YearReport) -> Result<Vec<String>> {
        if !Self::is_told(sight, report).await? {
            return Ok(Vec::new());
        }
        let lines = report.report.cells.iter().map(|cell| &cell.line.id);
        let all = lines.chain(report.printed.iter().map(|beside| &beside.figure.id));
        let is_told = |id: &&String| report.behind(id).is_some_and(|behind| sight.tells_units(&behind));
        Ok(all.filter(is_told).cloned().collect())
    }

    /// # Errors
    /// What may not be asked, and faults of the store.
    pub(super) async fn find(sight: &Sight, report: &Arc<YearReport>, id: String) -> Result<Option<Self>> {
        if !Self::is_told(sight, report).await? {
            return Err(unread(SightError::Forbidden(Forbidden::Behind)));
        }
        let found = report.behind(&id).is_some();
        Ok(found.then(|| Self { report: Arc::clone(report), id }))
    }

    fn behind(&self) -> Option<Behind<'_>> {
        self.report.behind(&self.id)
    }

    /// When who is behind it is told.
    fn if_told(&self, ctx: &Context<'_>) -> Option<Behind<'_>> {
        // Where nobody is known to ask, nobody is told.
        let sight = sight(ctx).ok()?;
        self.behind().filter(|behind| sight.tells_units(behind))
    }
}

/// Who is behind a figure of a year: its units, and where each stands.
#[Object]
impl FigureBehind {
    /// Its code: `hosted.households`, `F003-06`.
    async fn id(&self) -> &str {
        &self.id
    }

    /// The line of the report; null when it is a figure that was printed.
    async fn line(&self, ctx: &Context<'_>) -> Option<ReportLine> {
        let cell = self.report.report.cells.iter().find(|cell| cell.line.id == self.id)?;
        Some(ReportLine::of(cell, &self.report, language(ctx)))
    }

    /// The figure that was printed; null when it is a line of the report.
    async fn printed(&self) -> Option<PrintedFigure> {
        let beside = self.report.printed.iter().find(|beside| beside.figure.id == self.id)?;
        Some(PrintedFigure::of(beside))
    }

    /// Everything recorded up to this position is in it, and nothing after it.
    async fn position(&self) -> Option<Position> {
        Some(Position(self.behind()?.position))
    }

    /// Whether its units are told: not where a number of the figure is hidden, nor where they would tell personal data that
    /// you may not see.
    async fn told(&self, ctx: &Context<'_>) -> bool {
        self.if_told(ctx).is_some()
    }

    /// How many units stand where, those that count first; none when that is not told.
    async fn counts(&self, ctx: &Context<'_>) -> Vec<StandingCount> {
        let counts = self.if_told(ctx).map(|behind| behind.counts()).unwrap_or_default();
        let language = language(ctx);
        let count = |one: application::StandingCount| StandingCount {
            standing: one.standing.code(),
            label: standing_words(language, one.standing),
            units: u64::try_from(one.units).unwrap_or(u64::MAX),
        };
        counts.into_iter().map(count).collect()
    }

    /// Its units: those that count first, those of a household together. None when that is not told.
    async fn units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that stand there alone: `kept`, `base` or `outside`.")] standing: Option<
            String,
        >,
        #[graphql(desc = "How many, from 1 to 100; required.")] first: Option<i32>,
        #[graphql(desc = "The page begins after the item of this cursor.")] after: Option<String>,
    ) -> Result<Connection<FigureUnit>> {
        let standing = standing.map(|code| standing_of(&code)).transpose()?;
        let asked = Asked::of::<FigureUnit>(first, after)?;
        let from = asked.after::<usize>(FigureUnit::LIST)?.map_or(0, |last| last.saturating_add(1));
        let Some(behind) = self.behind() else { return Ok(asked.page(Vec::new())) };
        let limit = usize::try_from(asked.limit()).unwrap_or(usize::MAX);
        let units = sight(ctx)?.units_behind(&behind, standing, (from, limit)).await.map_err(failed)?;
        let unit = |(at, unit)| FigureUnit::of(unit, at);
        Ok(asked.page((from..).zip(units).map(unit).collect()))
    }

    /// Where a household stands in it, and why; null when you may not look into that household, or when it is not told who
    /// is behind the figure. Asked for once in an operation.
    async fn explanation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The household’s UUID, or the opaque `id` of a household.")] household: ID,
    ) -> Field<FigureExplanation> {
        let behind = self.behind()?;
        let (household, _) = query::household(&household)?;
        let read = async { sight(ctx)?.why_behind(&behind, household).await.map_err(unread) };
        let told = read.await.transpose();
        told.map(|told| told.map(|why| FigureExplanation { household: Uuid(household.0), why }))
    }
}

fn standing_of(code: &str) -> Result<Standing> {
    let found = Standing::ALL.into_iter().find(|standing| standing.code() == code);
    found.ok_or_else(|| Code::BadUserInput.error("standing is kept, base or outside"))
}

/// How many units stand somewhere.
#[derive(SimpleObject)]
pub(crate) struct StandingCount {
    /// `kept` in what the figure counts, in its `base`, or `outside` of both.
    standing: &'static str,
    /// That in words.
    label: String,
    /// How many.
    units: u64,
}

/// A unit of a figure.
#[derive(SimpleObject, Clone)]
pub(crate) struct FigureUnit {
    /// Its place among those asked for.
    #[graphql(skip)]
    at: usize,
    /// Its identifier, of whatever kind it is; null when you may not look into it.
    unit: Option<String>,
    /// The household that it belongs to; null when you may not look into it, or when it belongs to none.
    household: Option<Uuid>,
    /// `kept` in what the figure counts, in its `base`, or `outside` of both.
    standing: &'static str,
    /// Why it is in neither number, by a code.
    left_out: Option<String>,
}

impl FigureUnit {
    fn of(told: UnitBehind, at: usize) -> Self {
        Self {
            at,
            unit: told.unit,
            household: told.household.map(|household| Uuid(household.0)),
            standing: told.standing.code(),
            left_out: told.left_out,
        }
    }
}

impl Listed for FigureUnit {
    const TYPE: &'static str = "FigureUnit";
    const LIST: &'static str = "figure units";

    fn key(&self) -> String {
        self.at.to_string()
    }
}

/// Where a household stands in a figure, and why.
pub(crate) struct FigureExplanation {
    household: Uuid,
    why: WhyBehind,
}

/// Where a household stands in a figure, and why: made of what you may see of it.
#[Object]
impl FigureExplanation {
    /// The household.
    async fn household(&self) -> Uuid {
        self.household
    }

    /// The best place of its units: `kept` in what the figure counts, in its `base`, or `outside` of both.
    async fn standing(&self) -> &'static str {
        self.why.standing.code()
    }

    /// That in a sentence, which calls the household by the first digits of its identifier.
    async fn label(&self, ctx: &Context<'_>) -> String {
        let short: String = self.household.0.to_string().chars().take(8).collect();
        verdict_words(language(ctx), self.why.standing, &short)
    }

    /// What stands before its changes, or in their place; null of a household that is counted, and where none were looked for.
    async fn hint(&self, ctx: &Context<'_>) -> Option<String> {
        let changes = self.why.alternatives.len();
        hint_words(language(ctx), self.why.standing, changes).filter(|_| self.why.is_explained)
    }

    /// Its units that you may look into.
    async fn units(&self) -> Vec<FigureUnit> {
        let units = self.why.units.iter().cloned().enumerate();
        units.map(|(at, unit)| FigureUnit::of(unit, at)).collect()
    }

    /// Single changes of the question by which it would stand better; none are tried of one that is counted.
    async fn changes(&self, ctx: &Context<'_>) -> Vec<FigureChange> {
        let language = language(ctx);
        self.why.alternatives.iter().map(|one| FigureChange::of(one, language)).collect()
    }

    /// The events behind what the figure reads of it, in the order in which they were recorded.
    async fn events(&self) -> Vec<FigureEvent<'_>> {
        self.why.events.iter().map(FigureEvent).collect()
    }

    /// Whether changes were looked for, and events: not where the figure counts several households together.
    async fn explained(&self) -> bool {
        self.why.is_explained
    }
}

/// A single change of the question of a figure: of a parameter, of an argument, of the window or of what was known.
#[derive(SimpleObject, Default)]
pub(crate) struct FigureChange {
    /// Where the household would stand.
    standing: &'static str,
    /// That in words.
    standing_label: String,
    /// The change in words.
    label: String,
    /// The parameter, as `RP06`, or `RP06.set` for a member of a table.
    parameter: Option<String>,
    /// The argument of the indicator.
    argument: Option<String>,
    /// Its value; null when the argument is left out.
    value: Option<String>,
    /// The window begins that day.
    from: Option<Date>,
    /// It ends that day.
    to: Option<Date>,
    /// The window holds every day up to its end.
    always: bool,
    /// What was known at this instant.
    known_at: Option<DateTime>,
}

impl FigureChange {
    fn of(one: &Alternative, language: Language) -> Self {
        let told = Self {
            standing: one.standing.code(),
            standing_label: standing_words(language, one.standing),
            label: change_words(language, &one.change),
            ..Self::default()
        };
        match &one.change {
            Change::Parameter { id, member, value } => {
                let parameter = if member.is_empty() { id.clone() } else { format!("{id}.{member}") };
                Self { parameter: Some(parameter), value: Some(value.to_string()), ..told }
            }
            Change::Argument { name, value } => {
                let value = Some(value).filter(|value| **value != rules::Value::Absent);
                Self { argument: Some(name.clone()), value: value.map(ToString::to_string), ..told }
            }
            Change::From(day) => Self { from: Some(Date(*day)), ..told },
            Change::To(day) => Self { to: Some(Date(*day)), ..told },
            Change::Always(day) => Self { to: Some(Date(*day)), always: true, ..told },
            Change::Known(instant) => Self { known_at: Some(DateTime(*instant)), ..told },
        }
    }
}

/// An event behind a figure, without what it tells.
pub(crate) struct FigureEvent<'w>(&'w Event);

/// An event behind a figure, without what it tells.
#[Object]
impl FigureEvent<'_> {
    /// Its position in the ledger.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// Its type: `member_joined`.
    #[graphql(name = "type")]
    async fn kind(&self) -> &'static str {
        self.0.fact().kind().name()
    }

    /// Its type in words.
    async fn label(&self, ctx: &Context<'_>) -> String {
        fact_label(language(ctx), self.0.fact().kind())
    }

    /// When it happened.
    async fn occurred_on(&self) -> PartialDay {
        PartialDay(self.0.on())
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }
}
