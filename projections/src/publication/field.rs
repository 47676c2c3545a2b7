//! Whole numbers modulo a prime: exact, and of one size however long an elimination is.
//!
//! What is a combination of rows of whole numbers is one modulo the prime too, unless the prime divides what the
//! combination divides by. The prime has 61 bits: no table of people makes that happen by itself.

/// 2⁶¹ − 1.
const PRIME: u64 = (1 << 61) - 1;

/// A number modulo the prime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Number(u64);

impl Number {
    pub(super) const ZERO: Self = Self(0);
    pub(super) const ONE: Self = Self(1);

    /// Of a number of rows.
    pub(super) fn of(rows: u64) -> Self {
        Self(rows % PRIME)
    }

    /// The least whole number that it is: a fraction or a negative number is beyond any number of rows.
    pub(super) fn whole(self) -> u64 {
        self.0
    }

    pub(super) fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub(super) fn plus(self, other: Self) -> Self {
        // Both are below 2⁶¹: the sum fits.
        let sum = self.0 + other.0;
        Self(if sum >= PRIME { sum - PRIME } else { sum })
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(Self(if other.0 == 0 { 0 } else { PRIME - other.0 }))
    }

    pub(super) fn times(self, other: Self) -> Self {
        let product = u128::from(self.0) * u128::from(other.0);
        // 2⁶¹ is 1: the high bits are added to the low ones.
        let low = u64::try_from(product & u128::from(PRIME)).unwrap_or(0);
        let high = u64::try_from(product >> 61).unwrap_or(0);
        Self(low % PRIME).plus(Self(high % PRIME))
    }

    /// What times this is one; zero of zero.
    pub(super) fn inverse(self) -> Self {
        let (mut power, mut base, mut exponent) = (Self::ONE, self, PRIME - 2);
        while exponent > 0 {
            if exponent & 1 == 1 {
                power = power.times(base);
            }
            base = base.times(base);
            exponent >>= 1;
        }
        power
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_rules_of_a_field() {
        for number in [1, 2, 3, 61, 1 << 60, PRIME - 1].map(Number) {
            assert_eq!(number.times(number.inverse()), Number::ONE, "{number:?}");
            assert_eq!(number.minus(number), Number::ZERO);
            assert_eq!(Number::ZERO.minus(number).plus(number), Number::ZERO);
        }
        assert_eq!(Number(PRIME - 1).times(Number(PRIME - 1)), Number::ONE);
        assert!(Number::ZERO.inverse().is_zero());
    }
}
