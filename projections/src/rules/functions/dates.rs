//! Days and months: RP10, RP30, ages.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray as _, Date32Array, Float64Array, Int64Array};
use datafusion::arrow::datatypes::Date32Type;
use datafusion::common::exec_err;
use datafusion::error::Result;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// How months are counted (RP10).
#[derive(Debug, Clone, Copy)]
enum Months {
    /// Difference of the numbers of the months.
    Index,
    /// Whole months elapsed.
    Complete,
    /// Whole months elapsed, one more when days remain.
    Started,
    /// Days, by so many a month.
    Days(f64),
}

impl Months {
    fn parse(code: &str) -> Option<Self> {
        match code {
            "index" => Some(Self::Index),
            "complete" => Some(Self::Complete),
            "started" => Some(Self::Started),
            "days30" => Some(Self::Days(30.0)),
            "days30.4375" => Some(Self::Days(30.4375)),
            _ => None,
        }
    }

    fn between(self, from: Date, to: Date) -> f64 {
        let index = i32::from(to.year() - from.year()) * 12 + i32::from(to.month() - from.month());
        // The day on which a month is complete is that of the start; in a shorter month, the first of the next.
        let complete = if to.day() < from.day() { index - 1 } else { index };
        match self {
            Self::Index => f64::from(index),
            Self::Complete => f64::from(complete),
            Self::Started => f64::from(if to.day() == from.day() { complete } else { complete + 1 }),
            Self::Days(month) => f64::from(number(to) - number(from)) / month,
        }
    }
}

const EPOCH: Date = date(1970, 1, 1);

/// The day of a number of days since 1970; none out of the calendar.
fn day(number: i32) -> Option<Date> {
    EPOCH.checked_add(number.days()).ok()
}

/// Days since 1970.
fn number(day: Date) -> i32 {
    EPOCH.until(day).map_or(0, |span| span.get_days())
}

pub(super) fn months_between(columns: &[ArrayRef]) -> Result<ArrayRef> {
    let [rules, from, to] = columns else { return exec_err!("months_between takes a rule and two days") };
    let (rules, from, to) =
        (rules.as_string::<i32>(), from.as_primitive::<Date32Type>(), to.as_primitive::<Date32Type>());
    let mut months = Vec::with_capacity(rules.len());
    for ((rule, from), to) in rules.iter().zip(from).zip(to) {
        let Some(rule) = rule else {
            months.push(None);
            continue;
        };
        let Some(rule) = Months::parse(rule) else { return exec_err!("{rule} is no way to count months") };
        let days = from.and_then(day).zip(to.and_then(day));
        months.push(days.map(|(from, to)| rule.between(from, to)));
    }
    Ok(Arc::new(Float64Array::from(months)))
}

pub(super) fn age_on(columns: &[ArrayRef]) -> Result<ArrayRef> {
    let [births, days] = columns else { return exec_err!("age_on takes two days") };
    let (births, days) = (births.as_primitive::<Date32Type>(), days.as_primitive::<Date32Type>());
    let age = |(birth, on): (Option<i32>, Option<i32>)| {
        let (birth, on) = (day(birth?)?, day(on?)?);
        let before_birthday = (on.month(), on.day()) < (birth.month(), birth.day());
        Some(i64::from(on.year() - birth.year()) - i64::from(before_birthday))
    };
    Ok(Arc::new(births.iter().zip(days).map(age).collect::<Int64Array>()))
}

pub(super) fn partial_day(columns: &[ArrayRef]) -> Result<ArrayRef> {
    let [rules, from, to] = columns else { return exec_err!("partial_day takes a rule and two days") };
    let (rules, from, to) =
        (rules.as_string::<i32>(), from.as_primitive::<Date32Type>(), to.as_primitive::<Date32Type>());
    let mut days = Vec::with_capacity(rules.len());
    for ((rule, on), latest) in rules.iter().zip(from).zip(to) {
        let Some(on) = on else {
            days.push(None);
            continue;
        };
        // An open end denotes no day that could stand for it.
        let latest = latest.unwrap_or(on);
        days.push(match rule {
            None => None,
            Some("printed") => Some(on),
            Some("latest") => Some(latest),
            Some("middle") => Some(on + (latest - on).div_euclid(2)),
            Some(rule) => return exec_err!("{rule} is no way to read a partial date"),
        });
    }
    Ok(Arc::new(Date32Array::from(days)))
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::StringArray;

    use super::*;

    fn dates(days: &[Option<Date>]) -> ArrayRef {
        Arc::new(days.iter().map(|day| day.map(number)).collect::<Date32Array>())
    }

    fn months(rule: &str, from: Date, to: Date) -> f64 {
        let columns =
            [Arc::new(StringArray::from(vec![rule])) as ArrayRef, dates(&[Some(from)]), dates(&[Some(to)])];
        months_between(&columns).unwrap().as_primitive::<datafusion::arrow::datatypes::Float64Type>().value(0)
    }

    #[expect(clippy::float_cmp, reason = "whole numbers of months are exact")]
    #[test]
    fn months_are_counted_as_the_rule_says() {
        let all = ["index", "complete", "started"];
        let of = |from, to| all.map(|rule| months(rule, from, to));
        assert_eq!(of(date(2009, 3, 1), date(2010, 9, 1)), [18.0, 18.0, 18.0]);
        assert_eq!(of(date(2009, 3, 15), date(2010, 9, 14)), [18.0, 17.0, 18.0]);
        assert_eq!(of(date(2009, 3, 15), date(2010, 9, 16)), [18.0, 18.0, 19.0]);
        assert_eq!(of(date(2019, 1, 31), date(2019, 2, 28)), [1.0, 0.0, 1.0]);
        assert_eq!(of(date(2019, 1, 31), date(2019, 3, 1)), [2.0, 1.0, 2.0]);
        assert_eq!(of(date(2019, 1, 10), date(2019, 1, 10)), [0.0, 0.0, 0.0]);
        assert_eq!(months("days30", date(2019, 1, 1), date(2019, 3, 2)), 2.0);
        assert_eq!(months("days30.4375", date(2016, 1, 1), date(2020, 1, 1)), 48.0);
    }

    #[test]
    fn months_need_both_days_and_a_known_rule() {
        let rule = |code: &str| Arc::new(StringArray::from(vec![code])) as ArrayRef;
        let (some, none) = (dates(&[Some(date(2019, 1, 1))]), dates(&[None]));
        assert!(months_between(&[rule("index"), some.clone(), none]).unwrap().is_null(0));
        assert!(months_between(&[rule("moons"), some.clone(), some]).is_err());
    }

    #[test]
    fn a_year_is_complete_on_the_birthday() {
        let births = [date(2000, 5, 10), date(2000, 5, 10), date(2000, 2, 29), date(2000, 2, 29)];
        let days = [date(2018, 5, 9), date(2018, 5, 10), date(2018, 2, 28), date(2018, 3, 1)];
        let ages = age_on(&[dates(&births.map(Some)), dates(&days.map(Some))]).unwrap();
        assert_eq!(ages.as_ref(), &Int64Array::from(vec![17, 18, 17, 18]) as &dyn Array);
    }

    #[test]
    fn a_partial_date_stands_for_one_of_its_days() {
        let on = dates(&[Some(date(2009, 3, 1)); 3]);
        let latest = dates(&[Some(date(2009, 3, 31)); 3]);
        let rules: ArrayRef = Arc::new(StringArray::from(vec!["printed", "latest", "middle"]));
        let told = partial_day(&[Arc::clone(&rules), Arc::clone(&on), latest]).unwrap();
        let days = [date(2009, 3, 1), date(2009, 3, 31), date(2009, 3, 16)];
        assert_eq!(told.as_ref(), dates(&days.map(Some)).as_ref());
        let open = partial_day(&[rules, Arc::clone(&on), dates(&[None; 3])]).unwrap();
        assert_eq!(open.as_ref(), on.as_ref());
    }
}
