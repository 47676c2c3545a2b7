//! Numbers that look random and are the same for the same seed (splitmix64).

use jiff::ToSpan as _;
use jiff::civil::Date;

pub(super) struct Random(u64);

impl Random {
    pub(super) fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5eed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to one less than `bound`.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    /// True so many times out of a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// A day within so many days from one.
    pub(super) fn day(&mut self, from: Date, within: usize) -> Date {
        after(from, self.below(within))
    }

    pub(super) fn uuid(&mut self) -> String {
        let number = (u128::from(self.next()) << 64) | u128::from(self.next());
        uuid::Builder::from_random_bytes(number.to_be_bytes()).into_uuid().to_string()
    }
}

/// A day so many days later.
pub(super) fn after(day: Date, days: usize) -> Date {
    day + i64::try_from(days).unwrap().days()
}
