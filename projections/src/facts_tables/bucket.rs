//! Buckets: which tables and rows are built, kept and replaced together.

use std::fmt;
use std::num::NonZeroU16;

use domain::StreamId;
use domain::ids::HouseholdId;

/// Households of one bucket, about.
const HOUSEHOLDS: usize = 2048;

/// Most buckets of households.
const MOST: u16 = 1024;

/// Streams whose rows stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// Those of all programmes, and of the rules.
    Programmes,
    /// Those of the households whose identifiers hash to this number.
    Households(u16),
}

impl Bucket {
    /// The number that its streams [spread](spread) to, by the number of buckets.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::Programmes => 0,
            Self::Households(number) => number,
        }
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Programmes => f.write_str("programmes"),
            Self::Households(number) => write!(f, "{number:04}"),
        }
    }
}

/// Into how many buckets households are divided; a power of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buckets(NonZeroU16);

impl Buckets {
    /// As many as so many streams need.
    #[must_use]
    pub fn for_streams(streams: usize) -> Self {
        let needed = streams.div_ceil(HOUSEHOLDS).max(1).next_power_of_two();
        let count = u16::try_from(needed).unwrap_or(MOST).min(MOST);
        Self(NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN))
    }

    /// So many, if that is a number of buckets.
    #[must_use]
    pub fn of_count(count: u16) -> Option<Self> {
        NonZeroU16::new(count).filter(|count| count.is_power_of_two() && count.get() <= MOST).map(Self)
    }

    /// How many.
    #[must_use]
    pub fn count(self) -> u16 {
        self.0.get()
    }

    /// All of them, in order.
    pub fn all(self) -> impl Iterator<Item = Bucket> {
        std::iter::once(Bucket::Programmes).chain((0..self.count()).map(Bucket::Households))
    }

    /// The bucket of a stream.
    #[must_use]
    pub fn of(self, stream: &StreamId) -> Bucket {
        match stream {
            StreamId::Household(_) => Bucket::Households(spread(stream) & (self.count() - 1)),
            StreamId::Programme(_) | StreamId::Rules => Bucket::Programmes,
        }
    }
}

/// The number whose lowest bits tell the bucket of a household, however many buckets there are. It stands in files: it
/// never changes.
#[must_use]
pub fn spread(stream: &StreamId) -> u16 {
    match stream {
        StreamId::Household(household) => hash(*household),
        StreamId::Programme(_) | StreamId::Rules => 0,
    }
}

/// Spreads identifiers that differ in a few bits only. A product of odd constants loses nothing; its high bits depend
/// on all bits below them.
fn hash(household: HouseholdId) -> u16 {
    let (high, low) = household.0.as_u64_pair();
    let mixed = (high ^ low.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let [.., first, second] = (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93).to_le_bytes();
    u16::from_le_bytes([first, second])
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn there_are_as_many_as_are_needed() {
        let counts = [0, 1, 2048, 2049, 1_000_000, 100_000_000].map(Buckets::for_streams);
        assert_eq!(counts.map(Buckets::count), [1, 1, 1, 2, 512, 1024]);
        assert_eq!([0, 3, 2048].map(Buckets::of_count), [None; 3]);
        assert_eq!(Buckets::of_count(2).unwrap().all().count(), 3);
    }

    #[test]
    fn identifiers_that_count_up_are_spread() {
        let buckets = Buckets::of_count(64).unwrap();
        let mut filled = [0; 64];
        for number in 0..64_000 {
            let household = StreamId::Household(HouseholdId(Uuid::from_u128(number << 40)));
            let Bucket::Households(bucket) = buckets.of(&household) else { panic!("a household") };
            filled[usize::from(bucket)] += 1;
        }
        assert!(filled.iter().all(|count| (800..1200).contains(count)), "{filled:?}");
    }
}
