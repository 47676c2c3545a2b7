//! Spans of time between partial dates: whole months, ages.

use domain::PartialDate;
use jiff::civil::Date;

/// Months from the month of one day to the month of another.
pub(super) fn months(from: Date, to: Date) -> i64 {
    let index = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
    index(to) - index(from)
}

/// The youngest and the oldest age in years on a day; `None` when the beginning is open.
pub(super) fn ages(birth: PartialDate, on: Date) -> Option<(i16, i16)> {
    if birth.earliest() == Date::MIN {
        return None;
    }
    let years = |born: Date| {
        let not_yet = (on.month(), on.day()) < (born.month(), born.day());
        (on.year() - born.year() - i16::from(not_yet)).max(0)
    };
    Some((years(birth.latest()), years(birth.earliest())))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_count_calendar_months() {
        assert_eq!(months(date(2009, 9, 30), date(2011, 3, 1)), 18);
        assert_eq!(months(date(2008, 8, 1), date(2009, 1, 31)), 5);
        assert_eq!(months(date(2009, 9, 1), date(2009, 3, 1)), -6);
    }

    #[test]
    fn an_age_is_as_certain_as_the_birth() {
        let on = date(2010, 10, 14);
        let ages = |birth: &str| super::ages(birth.parse().unwrap(), on);
        assert_eq!(ages("1970-10-14"), Some((40, 40)));
        assert_eq!(ages("1970-10-15"), Some((39, 39)));
        assert_eq!(ages("1970"), Some((39, 40)));
        assert_eq!(ages("2010-10-20"), Some((0, 0)));
        assert_eq!(ages("../1970"), None);
    }
}
