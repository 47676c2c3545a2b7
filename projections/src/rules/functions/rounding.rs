//! Rounding as figures are printed (RP17).

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray as _, Float64Array};
use datafusion::arrow::datatypes::{Float64Type, Int64Type};
use datafusion::common::exec_err;
use datafusion::error::Result;
use rust_decimal::prelude::ToPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};

/// How the last printed digit is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The nearer one; from the middle, away from zero.
    HalfUp,
    /// The nearer one; from the middle, the even one.
    HalfEven,
    /// What follows is cut off.
    Truncate,
    /// Away from zero.
    Up,
}

impl Mode {
    /// The mode of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "half_up" => Some(Self::HalfUp),
            "half_even" => Some(Self::HalfEven),
            "truncate" => Some(Self::Truncate),
            "up" => Some(Self::Up),
            _ => None,
        }
    }

    fn strategy(self) -> RoundingStrategy {
        match self {
            Self::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Self::HalfEven => RoundingStrategy::MidpointNearestEven,
            Self::Truncate => RoundingStrategy::ToZero,
            Self::Up => RoundingStrategy::AwayFromZero,
        }
    }
}

/// Most digits there can be behind the point.
const DIGITS_MAX: u32 = 15;

/// A number rounded. It is taken for the shortest decimal number that reads as it: 2.675 is in the middle, though
/// no binary number is. What is too large or too small to have such digits is left as it is.
#[must_use]
pub fn rounded(mode: Mode, value: f64, digits: u32) -> f64 {
    let decimal = value.to_string().parse::<Decimal>();
    let rounded =
        decimal.map(|decimal| decimal.round_dp_with_strategy(digits.min(DIGITS_MAX), mode.strategy()));
    rounded.ok().and_then(|decimal| decimal.to_f64()).unwrap_or(value)
}

pub(super) fn of_arrays(columns: &[ArrayRef]) -> Result<ArrayRef> {
    let [modes, values, digits] = columns else {
        return exec_err!("rounded takes a mode, a number and how many digits");
    };
    let (modes, values, digits) =
        (modes.as_string::<i32>(), values.as_primitive::<Float64Type>(), digits.as_primitive::<Int64Type>());
    let mut all = Vec::with_capacity(modes.iter().len());
    for ((mode, value), digits) in modes.iter().zip(values).zip(digits) {
        let (Some(mode), Some(value), Some(digits)) = (mode, value, digits) else {
            all.push(None);
            continue;
        };
        let Some(mode) = Mode::parse(mode) else { return exec_err!("{mode} is no way to round") };
        let Ok(digits) = u32::try_from(digits) else { return exec_err!("{digits} is no number of digits") };
        all.push(Some(rounded(mode, value, digits)));
    }
    Ok(Arc::new(Float64Array::from(all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::float_cmp, reason = "both are the number nearest to the same decimal")]
    #[test]
    fn each_mode_finds_its_digit() {
        let modes = [Mode::HalfUp, Mode::HalfEven, Mode::Truncate, Mode::Up];
        let all = |value, digits| modes.map(|mode| rounded(mode, value, digits));
        assert_eq!(all(12.5, 0), [13.0, 12.0, 12.0, 13.0]);
        assert_eq!(all(-12.5, 0), [-13.0, -12.0, -12.0, -13.0]);
        assert_eq!(all(2.675, 2), [2.68, 2.68, 2.67, 2.68]);
        assert_eq!(all(10.478_260_869_565_217, 1), [10.5, 10.5, 10.4, 10.5]);
        assert_eq!(all(64.0, 0), [64.0; 4]);
        assert_eq!(all(100.0 * 24.0 / 37.0, 0), [65.0, 65.0, 64.0, 65.0]);
    }

    #[test]
    fn numbers_without_digits_are_left_alone() {
        for value in [f64::INFINITY, f64::MAX, 0.0] {
            assert!((rounded(Mode::HalfUp, value, 0) - value).abs() < 1.0 || value.is_infinite());
        }
        assert!(rounded(Mode::HalfUp, f64::NAN, 0).is_nan());
        assert!(rounded(Mode::HalfUp, 1e-30, 2) < 1e-9);
    }
}
