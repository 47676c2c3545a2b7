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
        let value = |outcome: &Outcome| match &outcome.told {
            Told::Number(number) => Value::Number { exact: *number, printed: instance.printed(*number) },
            Told::Text(text) => Value::Text(text.clone()),
            Told::None(_) => Value::None,
        };
        let values: Vec<Value> = answer.outcomes.iter().map(value).collect();
        let comparison = Comparison {
            expected: &figure.expected,
            qualifier: figure.qualifier,
            is_share: answer.measure == Measure::Share,
        };
        Self {
            difference: comparison.difference(&values),
            same_numbers: same_numbers(figure, &answer.outcomes),
        }
    }
}

/// A computed value.
enum Value {
    Number { exact: f64, printed: f64 },
    Text(String),
    None,
}

/// What was printed, and how it is meant.
struct Comparison<'f> {
    expected: &'f [Expected],
    qualifier: Qualifier,
    is_share: bool,
}

impl Comparison<'_> {
    fn difference(&self, values: &[Value]) -> Option<Difference> {
        if values.is_empty() {
            return Some(Difference::Nothing);
        }
        if values.iter().any(|value| matches!(value, Value::None)) {
            return Some(Difference::NoValue);
        }
        // A source that prints one of the values that a field takes says nothing of the others.
        if let [expected @ Expected::Text(_)] = self.expected {
            let is_one = values.iter().any(|value| self.holds(value, expected));
            return if is_one { None } else { Some(Difference::Value) };
        }
        if values.len() != self.expected.len() {
            return Some(Difference::Several);
        }
        let all = values.iter().zip(self.expected).all(|(value, expected)| self.holds(value, expected));
        if all { None } else { Some(Difference::Value) }
    }

    fn holds(&self, value: &Value, expected: &Expected) -> bool {
        match (value, expected) {
            (Value::Text(text), Expected::Text(expected)) => text == expected,
            (Value::Text(text), Expected::Boolean(expected)) => *text == expected.to_string(),
            // What is told and not counted is the printed value itself, however it is meant.
            (Value::Text(text), Expected::Number(expected)) => {
                text.parse::<f64>().is_ok_and(|number| same(number, *expected))
            }
            (Value::Number { exact, printed }, Expected::Number(expected)) => {
                self.compares(*exact, *printed, *expected)
            }
            (Value::Number { .. }, Expected::Text(_) | Expected::Boolean(_)) | (Value::None, _) => false,
        }
    }

    fn compares(&self, exact: f64, printed: f64, expected: f64) -> bool {
        let near = expected.abs() * TOLERANCE + EPSILON;
        match self.qualifier {
            Qualifier::Exact => same(printed, expected),
            Qualifier::About => (exact - expected).abs() <= near,
            // No share is more than all: a source that says so means all.
            Qualifier::MoreThan if self.is_share && expected >= 100.0 => exact >= expected,
            Qualifier::MoreThan => exact > expected,
            Qualifier::LessThan => exact < expected,
            Qualifier::Nearly => exact < expected && expected - exact <= near,
        }
    }
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= EPSILON
}

fn same_numbers(figure: &Figure, outcomes: &[Outcome]) -> bool {
    let [outcome] = outcomes else { return true };
    let fits = |printed: Option<f64>, computed: Option<f64>| {
        printed.zip(computed).is_none_or(|(printed, computed)| (printed - computed).abs() < 1e-6)
    };
    fits(figure.numerator, outcome.numerator) && fits(figure.denominator, outcome.denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(expected: &[Expected], qualifier: Qualifier, values: &[Value]) -> Option<Difference> {
        Comparison { expected, qualifier, is_share: false }.difference(values)
    }

    fn number(qualifier: Qualifier, expected: f64, exact: f64, printed: f64) -> bool {
        told(&[Expected::Number(expected)], qualifier, &[Value::Number { exact, printed }]).is_none()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn a_number_holds_as_it_is_meant() {
        assert!(number(Qualifier::Exact, 10.5, 10.478, 10.5));
        assert!(!number(Qualifier::Exact, 10.5, 10.5, 10.0));
        let holds = |qualifier, expected| {
            move |values: [f64; 4]| values.map(|value| number(qualifier, expected, value, f64::NAN))
        };
        assert_eq!(holds(Qualifier::About, 20.0)([17.9, 18.0, 22.0, 22.1]), [false, true, true, false]);
        assert_eq!(holds(Qualifier::Nearly, 480.0)([431.9, 432.0, 479.0, 480.0]), [false, true, true, false]);
        assert_eq!(holds(Qualifier::MoreThan, 95.0)([94.9, 95.0, 95.2, 100.0]), [false, false, true, true]);
        assert_eq!(holds(Qualifier::LessThan, 2.0)([1.8, 1.99, 2.0, 2.1]), [true, true, false, false]);
        assert_eq!(holds(Qualifier::LessThan, 0.0)([-12.0, 0.0, 1.0, 2.0]), [true, false, false, false]);
    }

    #[test]
    fn more_than_all_is_all() {
        let comparison = |expected| Comparison { expected, qualifier: Qualifier::MoreThan, is_share: true };
        let shares = [100.0, 57.1].map(|exact| Value::Number { exact, printed: exact });
        let expected = [100.0, 50.0].map(Expected::Number);
        assert_eq!(comparison(&expected).difference(&shares), None);
        let all = [100.0, 60.0].map(Expected::Number);
        assert_eq!(comparison(&all).difference(&shares), Some(Difference::Value));
    }

    #[test]
    fn what_is_told_is_the_printed_value_however_it_is_meant() {
        let declared =
            |text: &str| told(&[Expected::Number(50.0)], Qualifier::MoreThan, &[Value::Text(text.into())]);
        assert_eq!((declared("50"), declared("51")), (None, Some(Difference::Value)));
        let list = [Expected::Number(26.0), Expected::Boolean(false), Expected::Text("P1M".into())];
        assert_eq!(told(&list, Qualifier::Exact, &[text("26"), text("false"), text("P1M")]), None);
    }

    #[test]
    fn lists_are_as_long_as_what_was_printed() {
        let two = [Expected::Number(1.0), Expected::Number(2.0)];
        assert_eq!(told(&two, Qualifier::Exact, &[text("1")]), Some(Difference::Several));
        let one = [Expected::Number(1.0)];
        assert_eq!(told(&one, Qualifier::Exact, &[text("1"), text("2")]), Some(Difference::Several));
        assert_eq!(told(&one, Qualifier::Exact, &[]), Some(Difference::Nothing));
        assert_eq!(told(&one, Qualifier::Exact, &[Value::None]), Some(Difference::NoValue));
        let channel = [Expected::Text("siao".into())];
        assert_eq!(told(&channel, Qualifier::Exact, &[text("own"), text("siao")]), None);
    }
}
