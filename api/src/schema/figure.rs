//! Numbers of figures, as far as whoever asks is told them.

use async_graphql::SimpleObject;
use projections::publication::{Bound, Shown, ShownOutcome};
use projections::rules::{Instance, Told};

/// A number of a figure, as it is printed.
#[derive(SimpleObject, Clone)]
pub(crate) struct FigureValue {
    /// The value, rounded as the rules say (RP17); shares are in percent. Null when it is a text, hidden, or none.
    number: Option<f64>,
    /// The value before it is rounded.
    exact: Option<f64>,
    /// The value of a figure that tells something else than a number.
    text: Option<String>,
    /// Units kept, or the sum of a mean.
    numerator: Option<f64>,
    /// Units counted, or units kept of a mean.
    denominator: Option<f64>,
    /// Whether the value is not told, because it or what would follow from it tells of few people.
    hidden: bool,
    /// Of a hidden share: it is more than this, in percent.
    more_than: Option<f64>,
    /// Of a hidden share: it is less than this, in percent.
    less_than: Option<f64>,
}

/// The numbers of an answer.
pub(super) fn values(instance: &Instance, shown: &Shown) -> Vec<FigureValue> {
    shown.outcomes.iter().map(|outcome| value(instance, outcome)).collect()
}

fn value(instance: &Instance, outcome: &ShownOutcome) -> FigureValue {
    let (exact, text) = match &outcome.told {
        Some(Told::Number(number)) => (Some(*number), None),
        Some(Told::Text(text)) => (None, Some(text.clone())),
        Some(Told::None(_)) | None => (None, None),
    };
    let (more_than, less_than) = match outcome.bound {
        Some(Bound::MoreThan(share)) => (Some(share), None),
        Some(Bound::LessThan(share)) => (None, Some(share)),
        None => (None, None),
    };
    FigureValue {
        number: exact.map(|exact| instance.printed(exact)),
        exact,
        text,
        numerator: outcome.numerator,
        denominator: outcome.denominator,
        hidden: outcome.told.is_none(),
        more_than,
        less_than,
    }
}
