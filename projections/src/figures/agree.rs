//! Whether what is computed agrees with what was printed. The only place that reads what was printed.

use super::figure::{Expected, Figure, Qualifier};
use crate::rules::{Answer, Instance, Measure, Outcome, Told};

/// How near “about” and “nearly” are.
const TOLERANCE: f64 = 0.1;

/// Numbers no further apart are the same.
const EPSILON: f64 = 1e-9;

/// The outcome of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the printed value holds; none when it does.
    pub difference: Option<Difference>,
    /// Whether the numbers behind it are those that can be told from the source; true when none can.
    pub same_numbers: bool,
}

impl Verdict {
    /// Whether what was printed is what is computed.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.difference.is_none()
    }
}

/// Why they do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// Nothing was found.
    Nothing,
    /// There is no value: no unit to divide by.
    NoValue,
    /// Another number of values.
    Several,
    /// Another value.
    Value,
}

impl Difference {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::NoValue => "no_value",
            Self::Several => "several",
            Self::Value => "value",
        }
    }
}

impl Verdict {
    pub(super) fn of(figure: &Figure, instance: &Instance, answer: &Answer) -> Self {
        Self {
            difference: difference(figure, instance, &answer.outcomes),
            same_numbers: same_numbers(figure, &answer.outcomes),
        }
    }
}

fn difference(figure: &Figure, instance: &Instance, outcomes: &[Outcome]) -> Option<Difference> {
    let agrees =
        |outcome: &Outcome, expected: &Expected| holds(&outcome.told, expected, figure.qualifier, instance);
    let all =
        |outcomes: &[Outcome]| outcomes.iter().zip(&figure.expected).all(|(one, other)| agrees(one, other));
    if outcomes.is_empty() {
        return Some(Difference::Nothing);
    }
    if outcomes.iter().any(|outcome| matches!(outcome.told, Told::None(_))) {
        return Some(Difference::NoValue);
    }
    // A source that prints one of the values that a field takes says nothing of the others.
    if let [expected @ Expected::Text(_)] = figure.expected.as_slice() {
        let is_one = outcomes.iter().any(|outcome| agrees(outcome, expected));
        return if is_one { None } else { Some(Difference::Value) };
    }
    if outcomes.len() != figure.expected.len() {
        return Some(Difference::Several);
    }
    if all(outcomes) { None } else { Some(Difference::Value) }
}

fn holds(told: &Told, expected: &Expected, qualifier: Qualifier, instance: &Instance) -> bool {
    match (told, expected) {
        (Told::Text(text), Expected::Text(expected)) => text == expected,
        (Told::Text(text), Expected::Boolean(expected)) => *text == expected.to_string(),
        // What is told and not counted is the printed value itself, however it is meant.
        (Told::Text(text), Expected::Number(expected)) => {
            text.parse::<f64>().is_ok_and(|number| same(number, *expected))
        }
        (Told::Number(number), Expected::Number(expected)) => {
            compares(*number, *expected, qualifier, instance)
        }
        (Told::Number(_), Expected::Text(_) | Expected::Boolean(_)) | (Told::None(_), _) => false,
    }
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= EPSILON
}

fn compares(number: f64, expected: f64, qualifier: Qualifier, instance: &Instance) -> bool {
    let near = expected.abs() * TOLERANCE + EPSILON;
    match qualifier {
        Qualifier::Exact => same(instance.printed(number), expected),
        Qualifier::About => (number - expected).abs() <= near,
        // No share is more than all: a source that says so means all.
        Qualifier::MoreThan if instance.measure == Measure::Share && expected >= 100.0 => number >= expected,
        Qualifier::MoreThan => number > expected,
        Qualifier::LessThan => number < expected,
        Qualifier::Nearly => number < expected && expected - number <= near,
    }
}

fn same_numbers(figure: &Figure, outcomes: &[Outcome]) -> bool {
    let [outcome] = outcomes else { return true };
    let fits = |printed: Option<f64>, computed: Option<f64>| {
        printed.zip(computed).is_none_or(|(printed, computed)| (printed - computed).abs() < 1e-6)
    };
    fits(figure.numerator, outcome.numerator) && fits(figure.denominator, outcome.denominator)
}
