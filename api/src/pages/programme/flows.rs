//! Who comes and goes, year by year and month by month.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::answer::Occupancy;
use crate::pages::chart::{Columns, Pair};
use crate::pages::texts::Texts;

/// Years that a chart shows, the last ones.
const YEARS_MAX: usize = 24;

/// The chart of all years.
pub(super) fn of_years(full: &Occupancy, texts: Texts) -> String {
    let mut years: BTreeMap<i16, [u32; 2]> = BTreeMap::new();
    for flow in &full.flows {
        let [entered, left] = years.entry(flow.month.0.year()).or_default();
        *entered = entered.saturating_add(flow.entered.households);
        *left = left.saturating_add(flow.left.households);
    }
    let all = years.keys().next().zip(years.keys().next_back());
    let all = all.map(|(first, last)| *first..=*last).into_iter().flatten();
    let pairs: Vec<Pair> = all
        .map(|year| Pair { label: year.to_string(), values: years.get(&year).copied().unwrap_or_default() })
        .collect();
    let pairs = pairs.into_iter().rev().take(YEARS_MAX).collect::<Vec<_>>().into_iter().rev().collect();
    columns("years", texts.say("flows-years-title"), texts.say("flows-year"), pairs, texts)
}

/// The chart of a year; nothing when nobody came or left in it.
pub(super) fn of_months(full: &Occupancy, year: i16, texts: Texts) -> Option<String> {
    let of = |month: i8| {
        full.flows.iter().find(|flow| flow.month.0.year() == year && flow.month.0.month() == month)
    };
    let pairs: Vec<Pair> = (1..=12)
        .map(|month| Pair {
            label: texts.of("short-month", &month.to_string()),
            values: of(month).map(|flow| [flow.entered.households, flow.left.households]).unwrap_or_default(),
        })
        .collect();
    let is_empty = pairs.iter().all(|pair| pair.values == [0, 0]);
    let title = texts.with("flows-months-title", &[("year", &year.to_string())]);
    let is_year = Date::new(year, 1, 1).is_ok();
    (is_year && !is_empty).then(|| columns("months", title, texts.say("flows-month"), pairs, texts))
}

fn columns(id: &'static str, title: String, span: String, pairs: Vec<Pair>, texts: Texts) -> String {
    let sum = |at: usize| pairs.iter().filter_map(|pair| pair.values.get(at)).sum::<u32>().into();
    let (entered, left) = (texts.count("flows-entered", sum(0)), texts.count("flows-left", sum(1)));
    Columns {
        id,
        title,
        description: texts.with("flows-about", &[("entered", &entered), ("left", &left)]),
        heads: [span, texts.say("flows-entries"), texts.say("flows-exits")],
        table: texts.say("chart-table"),
        pairs,
    }
    .drawn()
}
