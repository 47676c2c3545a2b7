//! From a partial date to another one, or without end.

use jiff::civil::Date;

use crate::partial_date::PartialDate;

/// A stretch of time whose bounds are partial dates; without an end it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// When it begins.
    pub from: PartialDate,
    /// When it ends, if it does.
    pub until: Option<PartialDate>,
}

impl Period {
    /// Whether it may cover a day of `on`; its last day included.
    #[must_use]
    pub fn possibly_covers(self, on: PartialDate) -> bool {
        !on.certainly_before(self.from) && !self.until.is_some_and(|until| until.certainly_before(on))
    }

    /// Whether it covers every day that `on` may denote, so that no choice of dates puts `on` outside.
    #[must_use]
    pub fn certainly_covers(self, on: PartialDate) -> bool {
        let begun = self.from.latest() <= on.earliest();
        begun && self.until.is_none_or(|until| on.certainly_before(until))
    }

    /// Whether two periods cannot follow each other: neither can end by the latest start of the other.
    #[must_use]
    pub fn clashes(self, other: Self) -> bool {
        !self.may_end_before(other) && !other.may_end_before(self)
    }

    fn may_end_before(self, other: Self) -> bool {
        self.until.is_some_and(|until| until.earliest() <= other.from.latest())
    }

    /// Whether `day` lies in it by representative days, its end excluded: `[from, until)`.
    #[must_use]
    pub fn contains_day(self, day: Date) -> bool {
        // What began on an erased day had begun before anybody looked.
        let from = if self.from.is_unknown() { Date::MIN } else { self.from.representative() };
        from <= day && self.until.is_none_or(|until| until.representative().max(from) > day)
    }
}
