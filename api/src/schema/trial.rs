//! Trying rules out: figures side by side, and who moved.

use std::collections::BTreeSet;
use std::sync::Arc;

use application::sight::{Moved, Movers};
use application::{Trial, Tried, TriedLine, Unfitting, changes_of, default_rules, rule_sets};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use projections::comparison::{Move, Step};
use projections::rules::Fault;

use super::figure::{FigureValue, values};
use super::rules::RuleSet;
use super::scalars::{Date, DateTime, Position, Uuid};
use super::{failed, language, sight, unread};
use crate::http::Code;

/// Parameters changed at once.
pub(crate) const CHANGES_MAX: usize = 8;

/// Households told of a figure.
const MOVERS_MAX: usize = 100;

/// A parameter with another value.
#[derive(InputObject)]
pub(crate) struct RuleChange {
    /// The parameter, as `RP01`, or `RP06.set` for a member of a table.
    name: String,
    /// Its value; codes of a list have commas between.
    value: String,
}

/// Which rules are tried on what.
pub(super) struct AskedTrial {
    pub(super) programme: String,
    pub(super) year: i16,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) changes: Vec<RuleChange>,
}

/// The figures of a programme under two rules.
pub(crate) struct RuleComparison {
    trial: Option<Trial>,
    tried: Option<Arc<Tried>>,
    unfitting: Vec<Unfitting>,
}

impl RuleComparison {
    /// # Errors
    /// Rule sets that there are not, too many changes, what may not be asked, faults.
    pub(super) async fn read(ctx: &Context<'_>, asked: AskedTrial) -> Result<Option<Self>> {
        let wrong = |message: String| Code::BadUserInput.error(message);
        if asked.changes.len() > CHANGES_MAX {
            return Err(wrong(format!("at most {CHANGES_MAX} parameters are changed at once")));
        }
        let found = |name: Option<String>| match name {
            None => Ok(None),
            Some(name) => rule_sets().find(&name).cloned().map(Some).ok_or("there is no such rule set"),
        };
        let (before, after) = (found(asked.before), found(asked.after));
        let (before, after) =
            (before.map_err(|why| wrong(why.into()))?, after.map_err(|why| wrong(why.into()))?);
        let own = rule_sets().find(&default_rules(&asked.programme)).cloned();
        let Some(under) = after.clone().or_else(|| before.clone()).or(own) else { return Ok(None) };
        let given: Vec<(String, String)> =
            asked.changes.into_iter().map(|change| (change.name, change.value)).collect();
        let changes = match changes_of(&under, &given) {
            Ok(changes) => changes,
            Err(unfitting) => return Ok(Some(Self { trial: None, tried: None, unfitting })),
        };
        let trial = Trial { programme: asked.programme, year: asked.year, before, after, changes };
        let tried = sight(ctx)?.tried(&trial).await.map_err(unread)?;
        let shown = |tried| Self { trial: Some(trial), tried: Some(Arc::new(tried)), unfitting: Vec::new() };
        Ok(tried.map(shown))
    }
}

/// The figures of a programme under two rules side by side: those that were printed of it, and the report of a year. Figures
/// that rest on nothing that is otherwise are not counted again.
#[Object]
impl RuleComparison {
    /// The rules before; null when each figure is counted under its own.
    async fn before(&self) -> Option<RuleSet> {
        self.trial.as_ref()?.before.clone().map(RuleSet)
    }

    /// The rules after; null when they are those before, but for the changes.
    async fn after(&self) -> Option<RuleSet> {
        self.trial.as_ref()?.after.clone().map(RuleSet)
    }

    /// Changes that do not fit; nothing is counted then.
    async fn refused(&self) -> Vec<RefusedChange> {
        self.unfitting.iter().map(RefusedChange::of).collect()
    }

    /// Everything recorded up to this position is in figures that are as known now; null when nothing was counted.
    async fn position(&self) -> Option<Position> {
        self.tried.as_ref().map(|tried| Position(tried.position))
    }

    /// How many figures rest on nothing that is otherwise.
    async fn untouched(&self) -> u64 {
        self.tried.as_ref().map_or(0, |tried| u64::try_from(tried.untouched).unwrap_or(u64::MAX))
    }

    /// The figures that might have become others.
    async fn lines(&self) -> Vec<ComparedLine> {
        let Some(tried) = &self.tried else { return Vec::new() };
        (0..tried.lines.len()).map(|at| ComparedLine { tried: Arc::clone(tried), at }).collect()
    }

    /// One of them.
    async fn line(
        &self,
        #[graphql(desc = "Its code: `F003-14`, `work.durable`.")] id: String,
    ) -> Option<ComparedLine> {
        let tried = self.tried.as_ref()?;
        let at = tried.lines.iter().position(|line| line.compared.figure.id == id)?;
        Some(ComparedLine { tried: Arc::clone(tried), at })
    }
}

/// A change that does not fit.
#[derive(SimpleObject)]
pub(crate) struct RefusedChange {
    /// The parameter.
    name: String,
    /// Why, by a code: `unknown-parameter`, `unknown-code`, `out-of-range` or `wrong-type`.
    why: &'static str,
    /// The codes that may stand, with commas between.
    allowed: Option<String>,
    /// The least number.
    min: Option<String>,
    /// The greatest number.
    max: Option<String>,
}

impl RefusedChange {
    fn of(unfitting: &Unfitting) -> Self {
        let (why, parts) = unfitting.why.parts();
        let part = |name: &str| parts.iter().find(|(one, _)| *one == name).map(|(_, text)| text.clone());
        let is_number = matches!(unfitting.why, Fault::OutOfRange { .. });
        Self {
            name: unfitting.parameter.clone(),
            why,
            allowed: part("allowed"),
            min: part("min").filter(|_| is_number),
            max: part("max").filter(|_| is_number),
        }
    }
}

/// A figure under two rules.
pub(crate) struct ComparedLine {
    tried: Arc<Tried>,
    at: usize,
}

impl ComparedLine {
    fn line(&self) -> Option<&TriedLine> {
        self.tried.lines.get(self.at)
    }

    fn figure(&self) -> Option<&projections::figures::Figure> {
        self.line().map(|line| &line.compared.figure)
    }

    fn tells_movers(&self) -> bool {
        self.line().is_some_and(|line| line.tells_movers)
    }

    /// How many households moved.
    fn households(&self) -> u64 {
        let moved = self.line().and_then(TriedLine::answers).map(|compared| &compared.movers.moved);
        let households: BTreeSet<&str> =
            moved.into_iter().flatten().map(|mover| mover.household().unwrap_or(&mover.key.1)).collect();
        u64::try_from(households.len()).unwrap_or(u64::MAX)
    }
}

/// A figure under two rules.
#[Object]
impl ComparedLine {
    /// Its code: `F003-14`, `work.durable`.
    async fn id(&self) -> &str {
        self.figure().map_or("", |figure| &figure.id)
    }

    /// What it is called; of a printed figure, the words of the source.
    async fn label(&self, ctx: &Context<'_>) -> &str {
        let Some(line) = self.line() else { return "" };
        line.label.as_ref().map_or(&line.compared.figure.quote, |label| label.say(language(ctx)))
    }

    /// Whether it was printed; a line of the report of the year otherwise.
    async fn printed(&self) -> bool {
        self.line().is_some_and(|line| line.label.is_none())
    }

    /// The first day that it covers; null of a single day.
    async fn from(&self) -> Option<Date> {
        self.figure()?.window.from.map(Date)
    }

    /// The last day that it covers.
    async fn to(&self) -> Option<Date> {
        self.figure()?.window.to.map(Date)
    }

    /// As known when; null when it is as known now.
    async fn known_at(&self) -> Option<DateTime> {
        self.figure()?.known_at.map(DateTime)
    }

    /// What is made of what is counted: `count`, `share`, `mean`…
    async fn measure(&self) -> Option<&str> {
        Some(self.line()?.answers()?.before.answer.measure.code())
    }

    /// What it is before.
    async fn before(&self) -> Vec<FigureValue> {
        let told = self.line().and_then(|line| Some((line.answers()?, line.shown.as_ref()?)));
        told.map(|(compared, (shown, _))| values(&compared.before.instance, shown)).unwrap_or_default()
    }

    /// What it is after.
    async fn after(&self) -> Vec<FigureValue> {
        let told = self.line().and_then(|line| Some((line.answers()?, line.shown.as_ref()?)));
        told.map(|(compared, (_, shown))| values(&compared.after.instance, shown)).unwrap_or_default()
    }

    /// What is otherwise, and decides here.
    async fn steps(&self) -> Vec<ComparedStep> {
        let steps = self.line().and_then(TriedLine::answers).map(|compared| &compared.steps);
        steps.into_iter().flatten().map(ComparedStep::of).collect()
    }

    /// Whether any unit moved; null when that may not be told: the numbers before and after are hidden then, too.
    async fn moved(&self) -> Option<bool> {
        self.tells_movers().then(|| self.households() > 0)
    }

    /// How many households moved; null when that may not be told.
    async fn households_moved(&self) -> Option<u64> {
        self.tells_movers().then(|| self.households())
    }

    /// The households that moved, of those that you may look into; none when who moved would tell personal data that you
    /// may not see.
    async fn movers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most, from 1 to 100; required.")] first: Option<i32>,
    ) -> Result<ComparedMovers> {
        let first = first.and_then(|first| usize::try_from(first).ok());
        let first = first.filter(|first| (1..=MOVERS_MAX).contains(first));
        let first = first
            .ok_or_else(|| Code::BadUserInput.error(format!("first is required, from 1 to {MOVERS_MAX}")))?;
        let Some(line) = self.line() else { return Ok(ComparedMovers(Movers::default())) };
        sight(ctx)?.movers(line, first).await.map(ComparedMovers).map_err(failed)
    }

    /// Whether it could not be computed.
    async fn failed(&self) -> bool {
        self.line().is_some_and(|line| line.error().is_some())
    }
}

/// A difference between the rules.
#[derive(SimpleObject)]
pub(crate) struct ComparedStep {
    /// The parameter, as `RP06`; `view …` or `indicator` for what is another query.
    difference: String,
    /// What a parameter is before.
    from: Option<String>,
    /// What it is after.
    to: Option<String>,
}

impl ComparedStep {
    fn of(step: &Step) -> Self {
        let (from, to) = step.values.clone().unzip();
        Self { difference: step.moved.to_string(), from, to }
    }
}

/// Who moved in a figure.
pub(crate) struct ComparedMovers(Movers);

/// Who moved in a figure.
#[Object]
impl ComparedMovers {
    /// The households, each once for each way in which it moved.
    async fn nodes(&self) -> Vec<ComparedMover> {
        self.0.moved.iter().map(ComparedMover::of).collect()
    }

    /// Whether there are others: more than were asked for, or some that you may not look into.
    async fn partial(&self) -> bool {
        self.0.is_partial
    }
}

/// A household that moved in a figure.
#[derive(SimpleObject)]
pub(crate) struct ComparedMover {
    /// The identifier of the household.
    household: Uuid,
    /// Where it, or a unit of it, stood: `outside` of the figure, in its `base`, or `kept` in what it counts.
    from: &'static str,
    /// Where that stands now; the same when it only weighs otherwise.
    to: &'static str,
    /// What moved it: each is enough by itself, several parameters with `+` between act together.
    causes: Vec<String>,
}

impl ComparedMover {
    fn of(moved: &Moved) -> Self {
        let together = |set: &Vec<Move>| set.iter().map(Move::to_string).collect::<Vec<_>>().join(" + ");
        Self {
            household: Uuid(moved.household.0),
            from: moved.from.code(),
            to: moved.to.code(),
            causes: moved.causes.iter().map(together).collect(),
        }
    }
}
