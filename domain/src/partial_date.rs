//! Dates as social workers know them: a day, a month, a year, “before”, “after”, “some time between”.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// When something was true, as precisely as it is known: a subset of EDTF.
///
/// `2009-03-14`, `2009-03`, `2009`, `../2009-09` (on or before), `2009-09/..` (on or after) and
/// `2009-09/2010-03` (some time between). It denotes the days from [`earliest`](Self::earliest) to
/// [`latest`](Self::latest), both included; an open end is the first or the last day that exists.
///
/// Two partial dates are equal when they are written alike: `2009` is not `2009-01/2009-12`, though both
/// denote the same days.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    earliest: Date,
    latest: Date,
    form: Form,
}

/// How a partial date is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Form {
    One(Precision),
    OnOrBefore(Precision),
    OnOrAfter(Precision),
    Between(Precision, Precision),
    Unknown,
}

/// How finely a calendar part is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// `2009-03-14`
    Day,
    /// `2009-03`
    Month,
    /// `2009`
    Year,
}

/// A text that is no partial date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not a partial date: {reason}")]
pub struct PartialDateError {
    text: String,
    reason: &'static str,
}

const FORMS: &str = "expected 2009-03-14, 2009-03, 2009, ../2009-09, 2009-09/.. or 2009-09/2010-03";

impl PartialDate {
    /// One exact day.
    #[must_use]
    pub fn day(date: Date) -> Self {
        Self { earliest: date, latest: date, form: Form::One(Precision::Day) }
    }

    /// Any day at all: what an erased date reads as.
    #[must_use]
    pub fn unknown() -> Self {
        Self { earliest: Date::MIN, latest: Date::MAX, form: Form::Unknown }
    }

    /// Whether it is any day at all: erased.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.form == Form::Unknown
    }

    /// First day that it may denote; [`Date::MIN`] when the beginning is open.
    #[must_use]
    pub fn earliest(self) -> Date {
        self.earliest
    }

    /// Last day that it may denote; [`Date::MAX`] when the end is open.
    #[must_use]
    pub fn latest(self) -> Date {
        self.latest
    }

    /// The day that stands for it where one is needed: the earliest, or the latest when the beginning is
    /// open (rule parameter RP30).
    #[must_use]
    pub fn representative(self) -> Date {
        if self.earliest == Date::MIN { self.latest } else { self.earliest }
    }

    /// Whether every day of this precedes every day of `other`: no choice of exact dates puts it at or
    /// after `other`.
    #[must_use]
    pub fn certainly_before(self, other: Self) -> bool {
        self.latest < other.earliest
    }

    /// Whether both may denote the same day.
    #[must_use]
    pub fn may_meet(self, other: Self) -> bool {
        self.earliest <= other.latest && other.earliest <= self.latest
    }

    /// Whether it names one exact day.
    #[must_use]
    pub fn is_day(self) -> bool {
        self.form == Form::One(Precision::Day)
    }

    /// The precision of a plain date; `None` for open, range and unknown forms.
    #[must_use]
    pub fn precision(self) -> Option<Precision> {
        match self.form {
            Form::One(precision) => Some(precision),
            Form::OnOrBefore(_) | Form::OnOrAfter(_) | Form::Between(..) | Form::Unknown => None,
        }
    }

    /// The same, `years` later: `2009-03` becomes `2027-03` for 18. Open ends stay open. Used for ages.
    #[must_use]
    pub fn plus_years(self, years: i16) -> Self {
        let add = |date: Date| {
            if date == Date::MIN || date == Date::MAX {
                return date;
            }
            let span = jiff::Span::new().try_years(years);
            span.and_then(|span| date.checked_add(span)).unwrap_or(Date::MAX)
        };
        Self { earliest: add(self.earliest), latest: add(self.latest), form: self.form }
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self::day(date)
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = |reason| PartialDateError { text: text.chars().take(40).collect(), reason };
        let part = |part: &str| calendar(part).map_err(refuse);
        match text.split_once('/') {
            None => {
                let (earliest, latest, precision) = part(text)?;
                Ok(Self { earliest, latest, form: Form::One(precision) })
            }
            Some(("..", "..")) => Err(refuse(FORMS)),
            Some(("..", end)) => {
                let (_, latest, precision) = part(end)?;
                Ok(Self { earliest: Date::MIN, latest, form: Form::OnOrBefore(precision) })
            }
            Some((start, "..")) => {
                let (earliest, _, precision) = part(start)?;
                Ok(Self { earliest, latest: Date::MAX, form: Form::OnOrAfter(precision) })
            }
            Some((start, end)) => {
                let (earliest, _, first) = part(start)?;
                let (_, latest, second) = part(end)?;
                if earliest > latest {
                    return Err(refuse("the range ends before it begins"));
                }
                Ok(Self { earliest, latest, form: Form::Between(first, second) })
            }
        }
    }
}

/// First and last day of `2009-03-14`, `2009-03` or `2009`.
fn calendar(text: &str) -> Result<(Date, Date, Precision), &'static str> {
    let bytes = text.as_bytes();
    let shape_ok = bytes.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !shape_ok || !matches!(bytes.len(), 4 | 7 | 10) {
        return Err(FORMS);
    }
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<i16>().ok());
    let small = |range| number(range).and_then(|value| i8::try_from(value).ok());
    let year = number(0..4).filter(|year| *year > 0).ok_or("there is no year 0")?;
    match bytes.len() {
        4 => {
            let first = Date::new(year, 1, 1).map_err(|_| FORMS)?;
            let last = Date::new(year, 12, 31).map_err(|_| FORMS)?;
            Ok((first, last, Precision::Year))
        }
        7 => {
            let month = small(5..7).ok_or(FORMS)?;
            let first = Date::new(year, month, 1).map_err(|_| "there is no such month")?;
            Ok((first, first.last_of_month(), Precision::Month))
        }
        _ => {
            let (month, day) = (small(5..7).ok_or(FORMS)?, small(8..10).ok_or(FORMS)?);
            let date = Date::new(year, month, day).map_err(|_| "there is no such day")?;
            Ok((date, date, Precision::Day))
        }
    }
}

/// A civil day written `2009-03-14`, and nothing else.
pub(crate) fn parse_day(text: &str) -> Option<Date> {
    match calendar(text) {
        Ok((date, _, Precision::Day)) => Some(date),
        Ok(_) | Err(_) => None,
    }
}

struct Calendar(Date, Precision);

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(date, precision) = self;
        match precision {
            Precision::Day => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
            Precision::Month => write!(f, "{:04}-{:02}", date.year(), date.month()),
            Precision::Year => write!(f, "{:04}", date.year()),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            Form::One(precision) => Calendar(self.earliest, precision).fmt(f),
            Form::OnOrBefore(precision) => write!(f, "../{}", Calendar(self.latest, precision)),
            Form::OnOrAfter(precision) => write!(f, "{}/..", Calendar(self.earliest, precision)),
            Form::Between(first, second) => {
                write!(f, "{}/{}", Calendar(self.earliest, first), Calendar(self.latest, second))
            }
            Form::Unknown => f.write_str("../.."),
        }
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_form_is_read_and_written_back() {
        for text in [
            "2009-03-14",
            "2009-03",
            "2009",
            "../2009-09",
            "2009-09/..",
            "2009-09/2010-03",
            "../2009",
            "2009/2010-02-28",
            "2008-02-29/..",
            "0001",
        ] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn a_month_spans_its_days() {
        assert_eq!(date("2008-02").earliest().to_string(), "2008-02-01");
        assert_eq!(date("2008-02").latest().to_string(), "2008-02-29");
    }

    #[test]
    fn the_representative_day_is_the_earliest_unless_the_beginning_is_open() {
        assert_eq!(date("2009-09").representative().to_string(), "2009-09-01");
        assert_eq!(date("../2009-09").representative().to_string(), "2009-09-30");
        assert_eq!(date("2009-09/2010-03").representative().to_string(), "2009-09-01");
    }

    #[test]
    fn texts_that_are_no_date_are_refused_by_name() {
        for text in [
            "2009-13",
            "2009-02-30",
            "",
            "09",
            "2009-9",
            "2010/2009",
            "../..",
            "..",
            "/2009",
            "2009/",
            "2009-09-",
            "2009-09-1٣",
            "20090914",
            "0000",
            "2009-09/2010-03/2011",
            " 2009",
            "+2009-01",
        ] {
            let error = text.parse::<PartialDate>().unwrap_err();
            assert!(error.to_string().contains(text), "{error}");
        }
    }

    #[test]
    fn before_is_certain_only_when_no_day_allows_otherwise() {
        assert!(date("2009").certainly_before(date("2010-01")));
        assert!(!date("2009").certainly_before(date("2009-12")));
        assert!(!date("2009-01/..").certainly_before(date("2020")));
        assert!(date("../2009-01").certainly_before(date("2009-02")));
    }
}
