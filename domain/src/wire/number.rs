//! Numbers of payloads: those that JSON's double carries there and back.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Number, Value};

use super::{At, Json, Shape, ShapeFaults, Wire};

/// Significant digits that JSON's double carries there and back.
const DIGITS: usize = 15;

/// Whether JSON’s double carries a number there and back as it is written.
#[must_use]
pub fn is_carried(written: &str) -> bool {
    let digits = significant(written);
    let is_in_range = |number: f64| (1e-300..1e300).contains(&number.abs());
    digits == 0 || digits <= DIGITS && written.parse().is_ok_and(is_in_range)
}

impl Wire for u32 {
    const SHAPE: Shape = Shape::Whole;

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        // `12.0` is `12`: JSON does not tell them apart.
        let number = value.as_number().and_then(decimal).filter(Decimal::is_integer);
        let whole = number.and_then(|number| number.to_u32());
        whole.or_else(|| faults.misshapen(Self::SHAPE.expected(), at, value))
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Number((*self).into()))
    }
}

impl Wire for Decimal {
    const SHAPE: Shape = Shape::Number;

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        let number = value.as_number().and_then(decimal);
        number.or_else(|| faults.misshapen(expected_number(value), at, value))
    }

    fn write(&self) -> Option<Value> {
        let number = self.normalize();
        let written = match number.to_i64().filter(|_| number.is_integer()) {
            Some(whole) => Some(Number::from(whole)),
            None => number.to_string().parse().ok().and_then(Number::from_f64),
        };
        written.map(Value::Number)
    }
}

/// What is expected of a value that is not read as a number: fewer digits, when it is one and has too many.
fn expected_number(value: &dyn Json) -> &'static str {
    let has_more = |number: &Number| significant(&number.to_string()) > DIGITS;
    if value.as_number().is_some_and(has_more) { "digits" } else { Decimal::SHAPE.expected() }
}

/// How many digits a number has between its first and its last that is not zero.
fn significant(text: &str) -> usize {
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').len()
}

/// The number as a decimal, when JSON's double carries all its digits there and back.
fn decimal(number: &Number) -> Option<Decimal> {
    const MOST: u64 = 1_000_000_000_000_000;
    if let Some(whole) = number.as_u64() {
        return (whole < MOST).then(|| whole.into());
    }
    let text = number.to_string();
    let read =
        if text.contains(['e', 'E']) { Decimal::from_scientific(&text).ok()? } else { text.parse().ok()? };
    let read: Decimal = read.normalize();
    (read.mantissa().unsigned_abs() < MOST.into()).then_some(read)
}

impl Wire for std::num::NonZeroU32 {
    const SHAPE: Shape = Shape::Whole;

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        let count = u32::read(value, at, faults)?;
        Self::new(count).or_else(|| faults.misshapen("count", at, value))
    }

    fn write(&self) -> Option<Value> {
        self.get().write()
    }
}
