//! What is printed of a figure when some of its numbers are hidden.

use std::collections::BTreeMap;
use std::fmt;

use super::{Count, Name, TooFine, Why, protect};
use crate::comparison::{Side, Standing};
use crate::rules::{Measure, Row, Told};

/// Units that are no people and of no one: their numbers tell of nobody.
const NOT_PEOPLE: [&str; 3] = ["session", "site", "partner"];

/// Bounds of hidden shares are multiples of so many percent.
const STEP: f64 = 10.0;

/// Which number of a figure is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// The units that are kept: the value of a count, the numerator of a share, those of a mean.
    Kept,
    /// The units that a share divides by.
    Base,
    /// The units left out for a reason.
    LeftOut(String),
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept => f.write_str("kept"),
            Self::Base => f.write_str("base"),
            Self::LeftOut(reason) => write!(f, "left_out.{reason}"),
        }
    }
}

/// What is known of a share whose numerator is hidden, in percent. Says no more than that a number is below the threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// Strictly more.
    MoreThan(f64),
    /// Strictly less.
    LessThan(f64),
}

/// One number of a figure, as far as it is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownOutcome {
    /// The value, not rounded; none when it is hidden.
    pub told: Option<Told>,
    /// Units kept, or the sum of a mean, which is not released.
    pub numerator: Option<f64>,
    /// Units counted, or units kept of a mean.
    pub denominator: Option<f64>,
    /// What is said of a hidden share.
    pub bound: Option<Bound>,
}

/// A figure, as far as it is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Its numbers, in their order.
    pub outcomes: Vec<ShownOutcome>,
    /// How many units are in neither number, by reason; none when that is hidden.
    pub left_out: BTreeMap<String, Option<u64>>,
    /// What is hidden, and why.
    pub hidden: Vec<(Name, Why)>,
}

impl Shown {
    /// One number of which nothing is told: not even how many there are.
    #[must_use]
    pub fn nothing() -> Self {
        let outcome = ShownOutcome { told: None, numerator: None, denominator: None, bound: None };
        Self { outcomes: vec![outcome], left_out: BTreeMap::new(), hidden: Vec::new() }
    }

    /// The same without saying why anything is hidden.
    #[must_use]
    pub fn without_reasons(mut self) -> Self {
        for (_, why) in &mut self.hidden {
            *why = Why::Untold;
        }
        self
    }
}

/// The counts of people, or of what is theirs, that a figure prints.
#[must_use]
pub fn counts(figure: &str, side: &Side) -> Vec<Count> {
    let answer = &side.answer;
    if NOT_PEOPLE.contains(&answer.unit.as_str()) {
        return Vec::new();
    }
    let mut counts = Vec::new();
    let mut count = |outcome, number, units: Vec<&Row>| {
        let units = units.into_iter().map(|row| row.unit.clone()).collect();
        counts.push(Count { name: Name { figure: figure.to_owned(), outcome, number }, units });
    };
    for (outcome, rows) in answer.runs().into_iter().enumerate() {
        let kept = rows.iter().copied().filter(|row| Standing::of(row) == Standing::Kept);
        match answer.measure {
            Measure::Share => {
                count(outcome, Number::Kept, kept.collect());
                count(outcome, Number::Base, rows);
            }
            Measure::Count | Measure::Mean | Measure::Sum | Measure::Persons => {
                count(outcome, Number::Kept, kept.collect());
            }
            // What is told of a household is told of one.
            Measure::Values => kept.filter(|row| row.household.is_some()).for_each(|row| {
                count(outcome, Number::Kept, vec![row]);
            }),
        }
    }
    for reason in answer.left_out.keys() {
        let rows = answer.population.rows.iter().filter(|row| row.left_out.as_ref() == Some(reason));
        count(0, Number::LeftOut(reason.clone()), rows.collect());
    }
    counts
}

/// Counts that were released before.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// Those that certainly were.
    pub told: Vec<Count>,
    /// Those that perhaps were: they may help to tell a small number, but excuse none as known anyway.
    pub perhaps: Vec<Count>,
}

impl Before {
    /// What is hidden of counts: whatever must be if the uncertain ones were released, and if they were not. Hiding more
    /// tells nothing more, so that both hold.
    pub(super) fn hides(&self, counts: &[Count], threshold: u64) -> Result<BTreeMap<Name, Why>, TooFine> {
        let mut hidden = protect(counts, &self.told, threshold)?;
        if !self.perhaps.is_empty() {
            let both = [self.told.as_slice(), &self.perhaps].concat();
            for (name, why) in protect(counts, &both, threshold)? {
                hidden.entry(name).or_insert(why);
            }
        }
        Ok(hidden)
    }
}

/// What is printed of figures that are released together, beside counts that were released before. Without a threshold,
/// everything.
///
/// # Errors
/// Counts that cut their units too fine.
pub fn release(
    figures: &[(&str, &Side)],
    before: &Before,
    threshold: Option<u64>,
) -> Result<Vec<Shown>, TooFine> {
    let all = || figures.iter().flat_map(|(figure, side)| counts(figure, side)).collect::<Vec<_>>();
    let hidden = match threshold {
        Some(threshold) => before.hides(&all(), threshold)?,
        None => BTreeMap::new(),
    };
    Ok(figures.iter().map(|(figure, side)| Shown::of(figure, side, &hidden, threshold)).collect())
}

impl Shown {
    /// A figure without what is hidden.
    fn of(figure: &str, side: &Side, hidden: &BTreeMap<Name, Why>, threshold: Option<u64>) -> Self {
        let answer = &side.answer;
        let name = |outcome, number| Name { figure: figure.to_owned(), outcome, number };
        let is_hidden = |outcome, number| hidden.contains_key(&name(outcome, number));
        let outcome = |(at, outcome): (usize, &crate::rules::Outcome)| {
            // All values of one answer stand and fall together.
            let at = if answer.measure == Measure::Values { 0 } else { at };
            let (kept, base) = (is_hidden(at, Number::Kept), is_hidden(at, Number::Base));
            let is_share = answer.measure == Measure::Share;
            let is_mean_released = answer.measure == Measure::Mean && threshold.is_some();
            let bound = threshold.filter(|_| is_share && kept && !base);
            let bound =
                bound.and_then(|threshold| bound_of(outcome.numerator?, outcome.denominator?, threshold));
            ShownOutcome {
                // A share and one of its numbers tell the other.
                told: (!kept && !base).then(|| outcome.told.clone()),
                // Months grow by one a month for each who stayed: the sums of two windows would tell how many left between.
                numerator: outcome.numerator.filter(|_| !kept && !is_mean_released),
                denominator: outcome.denominator.filter(|_| if is_share { !base } else { !kept }),
                bound,
            }
        };
        let left_out = answer.left_out.iter().map(|(reason, units)| {
            (reason.clone(), (!is_hidden(0, Number::LeftOut(reason.clone()))).then_some(*units))
        });
        let own = hidden.iter().filter(|(name, _)| name.figure == figure);
        Self {
            outcomes: answer.outcomes.iter().enumerate().map(outcome).collect(),
            left_out: left_out.collect(),
            hidden: own.map(|(name, why)| (name.clone(), why.clone())).collect(),
        }
    }
}

/// `kept` of `base` is hidden because it, or what is left, is below the threshold.
fn bound_of(kept: f64, base: f64, threshold: u64) -> Option<Bound> {
    let threshold = f64::from(u32::try_from(threshold).ok()?);
    if base < 2.0 * threshold {
        // So few that which side is small would nearly tell it.
        return None;
    }
    let is_small = |units: f64| units > 0.0 && units < threshold;
    let percent = |units: f64| 100.0 * units / base;
    if is_small(base - kept) && !is_small(kept) {
        let least = (percent(base - threshold) / STEP).floor() * STEP;
        return (least > 0.0).then_some(Bound::MoreThan(least));
    }
    if is_small(kept) && !is_small(base - kept) {
        let most = (percent(threshold) / STEP).ceil() * STEP;
        return (most < 100.0).then_some(Bound::LessThan(most));
    }
    None
}
