//! The numbers of a published figure.

use domain::Decimal;
use domain::codes::Qualifier;
use projections::comparison::Side;
use projections::publication::{Bound, ShownOutcome};
use projections::rules::Told;

/// What a published figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// The value as it is printed (RP17), or the bound of a hidden share.
    pub value: Decimal,
    /// How the value is meant: exactly, more than, less than.
    pub qualifier: Qualifier,
    /// Units kept, or the sum of a mean.
    pub numerator: Option<Decimal>,
    /// Units counted, or units kept of a mean.
    pub denominator: Option<Decimal>,
}

impl Numbers {
    /// Those of an outcome, as far as it is shown; none when it has no number.
    pub(super) fn of(side: &Side, outcome: &ShownOutcome) -> Option<Self> {
        let (value, qualifier) = match (&outcome.told, outcome.bound) {
            (Some(Told::Number(value)), _) => (side.instance.printed(*value), Qualifier::Exact),
            (None, Some(Bound::MoreThan(value))) => (value, Qualifier::MoreThan),
            (None, Some(Bound::LessThan(value))) => (value, Qualifier::LessThan),
            (Some(Told::Text(_) | Told::None(_)) | None, _) => return None,
        };
        let (numerator, denominator) =
            (outcome.numerator.and_then(decimal), outcome.denominator.and_then(decimal));
        Some(Self { value: decimal(value)?, qualifier, numerator, denominator })
    }

    /// Whether these are the numbers of an outcome of which everything is shown: those that were published.
    pub(super) fn holds(&self, side: &Side, outcome: &ShownOutcome) -> bool {
        let Some(found) = Self::of(side, outcome) else { return false };
        let exact = match outcome.told {
            Some(Told::Number(exact)) => decimal(exact),
            Some(Told::Text(_) | Told::None(_)) | None => None,
        };
        let is_same = |published: Option<Decimal>, found| published.is_none() || published == found;
        let value = match self.qualifier {
            Qualifier::MoreThan => exact.is_some_and(|exact| exact > self.value),
            Qualifier::LessThan => exact.is_some_and(|exact| exact < self.value),
            Qualifier::Exact | Qualifier::About | Qualifier::Nearly => self.value == found.value,
        };
        value && is_same(self.numerator, found.numerator) && is_same(self.denominator, found.denominator)
    }
}

/// Through text: the shortest digits that are this number, and no others.
fn decimal(number: f64) -> Option<Decimal> {
    number.to_string().parse::<Decimal>().ok().map(|number| number.normalize())
}
