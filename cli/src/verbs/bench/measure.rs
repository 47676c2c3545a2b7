//! What was measured, and how it is shown.

use std::time::Duration;

use serde_json::{Value, json};

use crate::arguments::Format;
use crate::failure::Failure;
use crate::output::{DIM, TITLE, print, styled, tell};
use crate::session::Session;

/// Events a second.
pub(super) const RATE: &str = "events/s";

/// One thing measured several times.
pub(super) struct Series {
    pub(super) name: String,
    pub(super) unit: &'static str,
    pub(super) values: Vec<f64>,
    /// The raw rate of the same run, or a bound.
    pub(super) limit: Option<f64>,
    /// Whether the limit is a bound that is not to be passed.
    pub(super) is_bounded: bool,
    /// How long each call took.
    pub(super) latencies: Vec<Duration>,
}

impl Series {
    pub(super) fn new(name: String, unit: &'static str) -> Self {
        Self { name, unit, values: Vec::new(), limit: None, is_bounded: false, latencies: Vec::new() }
    }

    /// The same, with a bound that is not to be passed.
    pub(super) fn within(self, bound: f64) -> Self {
        Self { limit: Some(bound), is_bounded: true, ..self }
    }

    /// Whether a value is past the bound, if there is one.
    fn passes(&self, value: Option<f64>) -> bool {
        self.is_bounded && value.zip(self.limit).is_some_and(|(value, bound)| value > bound)
    }

    fn sorted(&self) -> Vec<f64> {
        let mut values = self.values.clone();
        values.sort_by(f64::total_cmp);
        values
    }

    /// The middle value, of an even number of values the mean of the two in the middle.
    pub(super) fn median(&self) -> Option<f64> {
        let values = self.sorted();
        let upper = values.get(values.len() / 2)?;
        let lower = values.get((values.len() - 1) / 2)?;
        Some(f64::midpoint(*lower, *upper))
    }

    fn ratio(&self) -> Option<f64> {
        Some(self.median()? / self.limit.filter(|limit| *limit > 0.0)?)
    }

    /// The latency that so many of a hundred calls do not exceed, in milliseconds.
    fn percentile(&self, of_a_hundred: usize) -> Option<f64> {
        let mut latencies = self.latencies.clone();
        latencies.sort_unstable();
        let rank = (latencies.len() * of_a_hundred).div_ceil(100);
        latencies.get(rank.checked_sub(1)?).map(|latency| latency.as_secs_f64() * 1000.0)
    }

    fn as_json(&self) -> Value {
        let values = self.sorted();
        let tenths = |value: Option<f64>| value.map(|value| (value * 10.0).round() / 10.0);
        json!({
            "name": self.name,
            "unit": self.unit,
            "median": tenths(self.median()),
            "min": tenths(values.first().copied()),
            "max": tenths(values.last().copied()),
            "n": values.len(),
            "limit": tenths(self.limit),
            "ratio": self.ratio().map(|ratio| (ratio * 1000.0).round() / 1000.0),
        })
    }
}

/// Everything a run measured.
pub(super) struct Report {
    /// Engine, how safely it commits, and where it is.
    pub(super) setting: String,
    pub(super) series: Vec<Series>,
}

impl Report {
    pub(super) fn print(&self, session: &Session) -> Result<(), Failure> {
        match session.format {
            Format::Json => {
                tell(&self.setting);
                let series: Value = self.series.iter().map(Series::as_json).collect();
                print(&series.to_string())
            }
            Format::Table => print(&self.table(session)),
        }
    }

    fn table(&self, session: &Session) -> String {
        let heads = ["bench-name", "bench-unit", "bench-median", "bench-min", "bench-max", "bench-ratio"];
        let mut rows = vec![heads.map(|id| session.texts.say(id, &[])).to_vec()];
        if let Some(head) = rows.first_mut() {
            head.extend(["p50 ms", "p99 ms"].map(str::to_owned));
        }
        rows.extend(self.series.iter().map(row));
        let width = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
        };
        let widths: Vec<usize> = (0..heads.len() + 2).filter_map(width).collect();
        let mut lines = vec![styled(DIM, &self.setting), String::new()];
        for (number, row) in rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                if column < 2 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            lines.push(if number == 0 { styled(TITLE, line) } else { line });
        }
        lines.push(String::new());
        let is_bounded = self.series.iter().any(|series| series.is_bounded);
        let meaning = if is_bounded { "bench-bound-means" } else { "bench-ratio-means" };
        lines.push(styled(DIM, session.texts.say(meaning, &[])));
        lines.join("\n")
    }
}

fn row(series: &Series) -> Vec<String> {
    let values = series.sorted();
    let number = |value: Option<f64>, digits: usize| match value {
        Some(value) => format!("{value:.digits$}"),
        None => "—".to_owned(),
    };
    let marked = |value: Option<f64>, text: String| {
        if series.passes(value) { format!("{text} !") } else { text }
    };
    let (median, slowest) = (series.median(), series.percentile(99));
    vec![
        series.name.clone(),
        series.unit.to_owned(),
        marked(median, number(median, 0)),
        number(values.first().copied(), 0),
        number(values.last().copied(), 0),
        number(series.ratio(), 2),
        number(series.percentile(50), 2),
        marked(slowest, number(slowest, 2)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_the_ends_and_the_ratio_are_told() {
        let mut series = Series::new("append: record".to_owned(), RATE);
        series.values = vec![400.0, 100.0, 300.0, 200.04];
        series.limit = Some(125.0);
        let expected = json!({
            "name": "append: record", "unit": "events/s", "median": 250.0, "min": 100.0, "max": 400.0,
            "n": 4, "limit": 125.0, "ratio": 2.0,
        });
        assert_eq!(series.as_json(), expected);
    }

    #[test]
    fn without_a_limit_there_is_no_ratio() {
        let mut series = Series::new("peak".to_owned(), "MiB");
        series.values = vec![3.0];
        assert_eq!(series.as_json()["limit"], Value::Null);
        assert_eq!(series.as_json()["ratio"], Value::Null);
    }

    #[test]
    fn what_is_past_its_bound_is_marked() {
        let mut series = Series::new("/".to_owned(), "ms").within(50.0);
        series.values = vec![40.0, 50.0, 60.0];
        series.latencies = [40, 50, 60].map(Duration::from_millis).to_vec();
        let cells = row(&series);
        assert_eq!((cells[2].as_str(), cells[5].as_str()), ("50", "1.00"));
        assert_eq!((cells[6].as_str(), cells[7].as_str()), ("50.00", "60.00 !"));
        series.values = vec![51.0];
        assert_eq!(row(&series)[2], "51 !");
        series.is_bounded = false;
        assert_eq!(row(&series)[2], "51");
    }

    #[test]
    fn percentiles_are_latencies_that_occurred() {
        let mut series = Series::new(String::new(), RATE);
        assert_eq!(series.percentile(50), None);
        series.latencies = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!((series.percentile(50), series.percentile(99)), (Some(100.0), Some(198.0)));
    }
}
