//! Trying rules out: the figures of a programme under two rules side by side, and which units moved.

use std::collections::BTreeMap;
use std::sync::Arc;

use projections::comparison::{Compared, Side};
use projections::figures::{Class, Figure, FigureError, FigureFile, Otherwise, may_differ};
use projections::publication::{Before, Shown, release};
use projections::rules::{Changes, Fault, File, Given, Kind, Label, Member, Parameter, RuleSet, What};

use crate::comparison::{Coordinates, FigureComparison};
use crate::counting::CountError;
use crate::year::{days, default_rules, printed_figures, rule_sets};
use crate::{Application, ReportError};

/// Units of a trial that is kept, some hundred bytes each: a larger one is counted anew when it is asked for again.
const UNITS_KEPT_MAX: usize = 50_000;

/// Which rules are tried on which figures.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The programme whose figures they are.
    pub programme: String,
    /// The year whose report is counted.
    pub year: i16,
    /// The rules before; each figure’s own when absent.
    pub before: Option<Arc<RuleSet>>,
    /// The rules after; as before when absent.
    pub after: Option<Arc<RuleSet>>,
    /// Parameters changed on top of those after.
    pub changes: Changes,
}

/// A trial, by the names of its rules.
#[derive(Debug, PartialEq)]
pub(crate) struct TrialOf {
    programme: String,
    year: i16,
    before: Option<String>,
    after: Option<String>,
    changes: Changes,
}

impl TrialOf {
    fn of(trial: &Trial) -> Self {
        let named = |set: &Option<Arc<RuleSet>>| set.as_ref().map(|set| set.name());
        Self {
            programme: trial.programme.clone(),
            year: trial.year,
            before: named(&trial.before),
            after: named(&trial.after),
            changes: trial.changes.clone(),
        }
    }
}

/// Figures under two rules.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Everything recorded up to here is in those known now.
    pub position: u64,
    /// The figures that might have been another one.
    pub lines: Vec<TriedLine>,
    /// How many rest on nothing that is otherwise.
    pub untouched: usize,
}

/// A figure under two rules.
#[derive(Debug, Clone)]
pub struct TriedLine {
    /// What it is called for people; of a printed figure its words are its name.
    pub label: Option<Label>,
    /// The two answers, and who moved.
    pub compared: Arc<FigureComparison>,
    /// What readers see before and after; filled in when it is released to them.
    pub shown: Option<(Shown, Shown)>,
    /// Whether they are told who moved; filled in with it.
    pub tells_movers: bool,
}

/// A change that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfitting {
    /// The parameter, as `RP01` or `RP06.set`.
    pub parameter: String,
    /// Why; nothing of a text of the wrong form is in it.
    pub why: Fault,
}

/// Reads changes of parameters from texts: `RP01` and `RP06.set` with their values, lists with commas between.
///
/// # Errors
/// Every change of a parameter that there is not, or to what it may not be.
pub fn changes_of(set: &RuleSet, given: &[(String, String)]) -> Result<Changes, Vec<Unfitting>> {
    let (mut changes, mut wrong) = (Changes::new(), Vec::new());
    for (name, text) in given {
        let (id, member) = name.split_once('.').unwrap_or((name, ""));
        let unknown = || Unfitting {
            parameter: name.clone(),
            why: Fault::UnknownParameter { parameter: name.clone() },
        };
        let found = set.parameters.get(id).and_then(|parameter: &Parameter| parameter.slots.get(member));
        let Some(slot) = found else {
            wrong.push(unknown());
            continue;
        };
        let value = typed(slot.domain.kind, text);
        if let Err((_, why)) = slot.domain.accept(&value) {
            wrong.push(Unfitting { parameter: name.clone(), why });
            continue;
        }
        if member.is_empty() {
            changes.insert(id.to_owned(), (0, value));
            continue;
        }
        let table = changes.entry(id.to_owned());
        let (_, table) = table.or_insert_with(|| (0, Given::new(What::Table(BTreeMap::new()))));
        if let What::Table(members) = &mut table.what {
            members.insert(member.to_owned(), Member { named_at: 0, given: value });
        }
    }
    if wrong.is_empty() { Ok(changes) } else { Err(wrong) }
}

/// A text as a value of its type; what cannot be one stays a text, and is refused.
fn typed(kind: Kind, text: &str) -> Given {
    let text = text.trim();
    let what = match kind {
        Kind::Integer => text.parse().ok().map(What::Integer),
        Kind::Boolean => text.parse().ok().map(What::Boolean),
        Kind::Codes => {
            let codes = text.split(',').map(str::trim).filter(|code| !code.is_empty());
            Some(What::List(codes.map(|code| Given::new(What::Text(code.to_owned()))).collect()))
        }
        Kind::Code | Kind::Text | Kind::Date => None,
    };
    Given::new(what.unwrap_or_else(|| What::Text(text.to_owned())))
}

impl Application {
    /// Counts what may differ, or answers it as it was counted. Nothing when there is no such year.
    ///
    /// # Errors
    /// Faults of the store; too many wait for their turn.
    pub(crate) async fn tried(
        &self,
        trial: &Trial,
        account: Option<&str>,
    ) -> Result<Option<Arc<Tried>>, CountError> {
        let Some(figures) = asked(trial) else { return Ok(None) };
        let of = TrialOf::of(trial);
        self.as_published(rule_sets().all()).await?;
        let now = self.kept_belief(None).await?;
        if !now.belief.programmes.contains(&trial.programme) {
            let programme = trial.programme.clone();
            return Err(ReportError::NoProgramme { programme }.into());
        }
        if let Some(tried) = now.trials.find(&of) {
            return Ok(Some(tried));
        }
        let asking = self.counting.ask(account)?;
        let before = Otherwise { rule_set: of.before.clone(), changes: Changes::new() };
        let rule_set = of.after.clone().or_else(|| of.before.clone());
        let after = Otherwise { rule_set, changes: trial.changes.clone() };
        let [before, after] = [before, after].map(|rules| Coordinates { rules, known_at: None });
        let (mut lines, mut untouched) = (Vec::new(), 0);
        for (file, figure, label) in figures {
            let kept = self.kept_belief(figure.known_at).await?;
            let known = kept.belief.known();
            let sides = before.rules.rules(&file.file, &figure, rule_sets());
            let sides = sides.and_then(|one| Ok((one, after.rules.rules(&file.file, &figure, rule_sets())?)));
            let differs = sides.map_or(true, |(one, other)| may_differ(&figure, &one, &other, known));
            if !differs {
                untouched += 1;
                continue;
            }
            // A turn for each, so that others need not wait for all of them.
            let _turn = asking.turn().await?;
            let sides = [(&before, &kept.belief), (&after, &kept.belief)];
            let compared = Arc::new(self.figure_beside(&file, &figure, rule_sets(), sides).await?);
            lines.push(TriedLine { label, compared, shown: None, tells_movers: false });
        }
        let tried = Arc::new(Tried { position: now.belief.position, lines, untouched });
        if tried.is_kept() {
            now.trials.keep(of, &tried);
        }
        Ok(Some(tried))
    }
}

/// A figure of a file, and the name of a line of a report.
type Question = (Arc<FigureFile>, Figure, Option<Label>);

/// The figures that are counted: those printed of the programme, and the report of the year.
fn asked(trial: &Trial) -> Option<Vec<Question>> {
    let window = days(trial.year)?;
    let own = default_rules(&trial.programme);
    let of = |file: &Arc<File>| {
        let programme = trial.programme.clone();
        Arc::new(FigureFile { file: Arc::clone(file), programme, figures: Vec::new() })
    };
    let mut all = Vec::new();
    for file in printed_figures().iter().filter(|file| file.programme == trial.programme) {
        let counts = |figure: &&Figure| matches!(figure.class, Class::Result | Class::Capacity);
        let of = of(&file.file);
        all.extend(file.figures.iter().filter(counts).map(|figure| (Arc::clone(&of), figure.clone(), None)));
    }
    let set = trial.before.as_ref().or_else(|| rule_sets().find(&own))?;
    if let Some(report) = &set.report {
        let of = of(&report.file);
        all.extend(report.lines().map(|line| {
            let figure = Figure::of_line(line, &trial.programme, window, own.clone());
            (Arc::clone(&of), figure, Some(line.label.clone()))
        }));
    }
    Some(all)
}

impl Tried {
    /// Whether it is worth its memory, and nothing in it would be otherwise another time.
    fn is_kept(&self) -> bool {
        let units = |compared: &Compared| {
            let steps = compared.steps.iter().map(|step| &step.side);
            let sides = [&compared.before, &compared.after].into_iter().chain(steps);
            sides.map(|side| side.answer.population.rows.len()).sum::<usize>()
        };
        let answers: Option<Vec<&Compared>> = self.lines.iter().map(TriedLine::answers).collect();
        answers.is_some_and(|all| all.into_iter().map(units).sum::<usize>() <= UNITS_KEPT_MAX)
    }

    /// Says what readers see who are told no number of people below `threshold`. `tells` says of which figures they are
    /// told who moved. Of the others they are told no number either: the same parameter tried again and again would make
    /// personal data of them. Nor of a figure of which one side is hidden: who moved tells it from the other.
    ///
    /// # Errors
    /// Counts that cut their units too fine.
    pub(crate) fn release(
        &mut self,
        threshold: Option<u64>,
        tells: impl Fn(&Compared) -> bool,
    ) -> Result<(), ReportError> {
        let told: Vec<(usize, &Compared)> = self
            .lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| Some((at, line.answers().filter(|compared| tells(compared))?)))
            .collect();
        let names: Vec<String> = told.iter().map(|(at, _)| at.to_string()).collect();
        let released = |side: fn(&Compared) -> &Side| {
            let together =
                names.iter().zip(&told).map(|(name, (_, compared))| (name.as_str(), side(compared)));
            release(&together.collect::<Vec<_>>(), &Before::default(), threshold)
        };
        let sides = released(|one| &one.before)?.into_iter().zip(released(|one| &one.after)?);
        let places = told.iter().map(|(at, _)| *at);
        let mut shown: BTreeMap<usize, (Shown, Shown)> = places.zip(sides).collect();
        let is_told = |shown: &Shown| shown.outcomes.iter().all(|outcome| outcome.told.is_some());
        for (at, line) in self.lines.iter_mut().enumerate() {
            let whole = shown.remove(&at).filter(|(before, after)| is_told(before) && is_told(after));
            line.tells_movers = whole.is_some();
            line.shown = Some(whole.unwrap_or_else(|| (Shown::nothing(), Shown::nothing())));
        }
        Ok(())
    }
}

impl TriedLine {
    /// The two answers, when there are.
    #[must_use]
    pub fn answers(&self) -> Option<&Compared> {
        self.compared.compared.as_ref().ok()
    }

    /// Why there are none.
    #[must_use]
    pub fn error(&self) -> Option<&FigureError> {
        self.compared.compared.as_ref().err()
    }
}
