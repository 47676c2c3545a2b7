//! Rebuilding published figures from their coordinates: the same, or what is at fault.

use projections::comparison::Side;
use projections::figures::FigureError;
use projections::publication::{Before, ShownOutcome, release};
use projections::rules::RuleSets;

use super::erased::ErasedHouseholds;
use super::figures::{beliefs, question};
use super::{Numbers, PublishedFigure, PublishedRules};
use crate::Application;
use crate::belief::{Belief, BeliefError};
use crate::projector::RebuildError;

/// A published figure, rebuilt.
#[derive(Debug)]
pub struct RebuiltFigure {
    /// What was published.
    pub published: PublishedFigure,
    /// Where the next version of the same period stands, when it was restated.
    pub restated_at: Option<u64>,
    /// The rules under which the period before was published, when they are others: the series is broken here.
    pub broken_from: Option<String>,
    /// What came of it.
    pub verdict: Verdict,
}

/// What comes of rebuilding a figure.
#[derive(Debug)]
pub enum Verdict {
    /// It is what was published.
    Same,
    /// There is no such rule set here.
    RulesMissing,
    /// The rule set was not published before it: nothing says what its rules were.
    RulesNotPublished,
    /// The rule set here is not the one that was published.
    RulesDiffer {
        /// The digest of the one that was published.
        published: String,
        /// That of the one that is here.
        found: String,
    },
    /// The rule set has no such line, or it counts something else.
    LineMissing,
    /// The ledger does not hold what was known then.
    EventsMissing,
    /// Another value, and since it was published data were erased of somebody in a household that it is about.
    Erased {
        /// What is found; none when there is no number.
        found: Option<Numbers>,
    },
    /// Another value.
    Differs {
        /// What is found; none when there is no number.
        found: Option<Numbers>,
    },
    /// It cannot be computed.
    Failed(FigureError),
}

impl Verdict {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::RulesMissing => "rules_missing",
            Self::RulesNotPublished => "rules_not_published",
            Self::RulesDiffer { .. } => "rules_differ",
            Self::LineMissing => "line_missing",
            Self::EventsMissing => "events_missing",
            Self::Erased { .. } => "erased",
            Self::Differs { .. } => "differs",
            Self::Failed(_) => "failed",
        }
    }
}

impl Verdict {
    /// Whether nothing is at fault: what was erased cannot be counted again, and should not.
    #[must_use]
    pub fn is_right(&self) -> bool {
        match self {
            Self::Same | Self::Erased { .. } => true,
            Self::RulesMissing
            | Self::RulesNotPublished
            | Self::RulesDiffer { .. }
            | Self::LineMissing
            | Self::EventsMissing
            | Self::Differs { .. }
            | Self::Failed(_) => false,
        }
    }
}

impl Application {
    /// Rebuilds published figures, of a programme or of all, each under its rules and its belief; in the order in which
    /// they were published. `progress` is told how many steps are done, of how many.
    ///
    /// # Errors
    /// Faults of the store. What keeps a single figure from being rebuilt is its verdict.
    pub async fn rebuild_figures(
        &self,
        programme: Option<&str>,
        rule_sets: &RuleSets,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Vec<RebuiltFigure>, BeliefError> {
        let mut figures = self.published_figures().await?;
        figures.retain(|figure| programme.is_none_or(|programme| programme == figure.programme));
        let published = self.published_rules().await?;
        let all = u64::try_from(figures.len()).unwrap_or(u64::MAX);
        let mut rebuilt = Vec::new();
        // Asked when the first figure differs.
        let mut erased: Option<ErasedHouseholds> = None;
        // One belief after the other: the facts of one only are in memory.
        for known_at in beliefs(figures.iter()) {
            let belief = match self.belief(Some(known_at), workers, &mut |_, _| {}).await {
                Ok(belief) => Some(belief),
                Err(BeliefError::Facts(RebuildError::Incomplete { .. })) => None,
                Err(error) => return Err(error),
            };
            for figure in figures.iter().filter(|figure| figure.known_at == known_at) {
                let rules = figure.rules_among(&published);
                let side = match rebuilt_side(figure, rule_sets, rules, belief.as_ref()).await {
                    Ok(side) if holds(figure, &side) => Err(Verdict::Same),
                    other => other,
                };
                let verdict = match side {
                    Ok(side) => {
                        let found = found(figure, &side).and_then(|outcome| Numbers::of(&side, &outcome));
                        let erased = match &mut erased {
                            Some(erased) => erased,
                            none => none.insert(self.erased_households(workers).await?),
                        };
                        if erased.concern(figure, &side) {
                            Verdict::Erased { found }
                        } else {
                            Verdict::Differs { found }
                        }
                    }
                    Err(verdict) => verdict,
                };
                rebuilt.push((figure, verdict));
                progress(u64::try_from(rebuilt.len()).unwrap_or(u64::MAX), all);
            }
        }
        rebuilt.sort_by_key(|(figure, _)| figure.position);
        let rebuilt = rebuilt.into_iter().map(|(figure, verdict)| RebuiltFigure {
            published: figure.clone(),
            restated_at: restated_at(figure, &figures),
            broken_from: broken_from(figure, &figures),
            verdict,
        });
        Ok(rebuilt.collect())
    }
}

/// What a figure comes to now, or why it cannot be said.
async fn rebuilt_side(
    published: &PublishedFigure,
    rule_sets: &RuleSets,
    rules: Option<&PublishedRules>,
    belief: Option<&Belief>,
) -> Result<Side, Verdict> {
    let set = rule_sets.find(&published.rules()).ok_or(Verdict::RulesMissing)?;
    let rules = rules.ok_or(Verdict::RulesNotPublished)?;
    if rules.digest != set.digest {
        return Err(Verdict::RulesDiffer { published: rules.digest.clone(), found: set.digest.clone() });
    }
    let report = set.report.as_ref();
    let asked = report.and_then(|report| Some((report, question(report, set, published)?)));
    let (report, asked) = asked.ok_or(Verdict::LineMissing)?;
    let belief = belief.filter(|belief| belief.programmes.contains(&published.programme));
    let belief = belief.ok_or(Verdict::EventsMissing)?;
    let side = belief.answer(report, set, &asked).await.map_err(Verdict::Failed)?;
    if side.answer.unit == published.unit { Ok(side) } else { Err(Verdict::LineMissing) }
}

/// The number that a figure was published of, as it is found now.
fn found(published: &PublishedFigure, side: &Side) -> Option<ShownOutcome> {
    let (line, outcome) = published.place();
    // All is shown: what was hidden when it was published was not published.
    let shown = release(&[(line, side)], &Before::default(), None).ok()?.into_iter().next()?;
    shown.outcomes.into_iter().nth(outcome)
}

/// Whether a figure says what is found now.
pub(super) fn holds(published: &PublishedFigure, side: &Side) -> bool {
    found(published, side).is_some_and(|outcome| published.numbers.holds(side, &outcome))
}

/// Whether two figures are of one series.
fn is_one_series(one: &PublishedFigure, other: &PublishedFigure) -> bool {
    (&one.programme, &one.figure) == (&other.programme, &other.figure)
}

/// Where the next version of the same period stands.
fn restated_at(figure: &PublishedFigure, all: &[PublishedFigure]) -> Option<u64> {
    let is_next = |one: &&PublishedFigure| {
        is_one_series(one, figure) && one.window == figure.window && one.position > figure.position
    };
    all.iter().find(is_next).map(|one| one.position)
}

/// The rules of the period before, when they are others: as it stands, or, of a version that was restated, as it stood.
fn broken_from(figure: &PublishedFigure, all: &[PublishedFigure]) -> Option<String> {
    let stood = restated_at(figure, all).map(|_| figure.position);
    let is_before = |one: &&PublishedFigure| {
        let is_known = stood.is_none_or(|position| one.position < position);
        is_known && is_one_series(one, figure) && one.window.to < figure.window.to
    };
    let before = all.iter().filter(is_before).max_by_key(|one| (one.window.to, one.position))?;
    (before.rules() != figure.rules()).then(|| before.rules())
}
