//! Time across the picture: years in which something happens have room, quiet ones are squeezed together, and the axis
//! says so.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jiff::civil::{Date, date};

/// Room for each thing that begins or ends in a year, beside the room that every busy year has.
const PER_EVENT: f64 = 0.4;
/// Things that still make room.
const EVENTS_MAX: u32 = 6;
/// Room of a quiet year alone, and the most that several in a row have.
const QUIET: f64 = 0.35;
const QUIET_RUN: f64 = 0.9;
/// Years before and after the day looked at that a picture may span.
const SPAN: RangeInclusive<i16> = -110..=30;

/// The axis of a picture.
#[derive(Debug)]
pub(super) struct Axis {
    /// In order, without gaps.
    years: Vec<Year>,
    width: f64,
}

#[derive(Debug)]
struct Year {
    number: i16,
    x: f64,
    width: f64,
    squeezed: bool,
}

/// A line with its label.
#[derive(Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) x: f64,
    pub(super) label: String,
    /// Of a year, not of a quarter.
    pub(super) year: bool,
}

/// Years drawn closer together than others.
#[derive(Debug, PartialEq)]
pub(super) struct Squeezed {
    pub(super) x: f64,
    pub(super) width: f64,
    /// `2012–2026`, when there is room for it.
    pub(super) label: Option<String>,
    pub(super) first: i16,
    pub(super) last: i16,
}

impl Axis {
    /// From the first to the last of some days around the day looked at. `even` gives every year the same room.
    pub(super) fn of(days: &[Date], as_of: Date, width: f64, even: bool) -> Self {
        let near = |day: &&Date| SPAN.contains(&day.year().saturating_sub(as_of.year()));
        let busy: Vec<i16> = days.iter().filter(near).map(|day| day.year()).collect();
        let all = || busy.iter().copied().chain([as_of.year()]);
        let (first, last) = (all().min().unwrap_or(0), all().max().unwrap_or(0));
        let events = |year: i16| {
            let count = busy.iter().filter(|one| **one == year).count();
            u32::try_from(count).unwrap_or(EVENTS_MAX).min(EVENTS_MAX)
        };
        let quiet: BTreeSet<i16> = (first..=last).filter(|year| events(*year) == 0).collect();
        let run = |year: i16| {
            let before = (first..year).rev().take_while(|year| quiet.contains(year)).count();
            let after = (year..=last).take_while(|year| quiet.contains(year)).count();
            u32::try_from(before + after).unwrap_or(u32::MAX)
        };
        let weight = |year: i16| {
            if even {
                1.0
            } else if quiet.contains(&year) {
                QUIET.min(QUIET_RUN / f64::from(run(year).max(1)))
            } else {
                1.0 + PER_EVENT * f64::from(events(year))
            }
        };
        let total: f64 = (first..=last).map(weight).sum();
        let mut x = 0.0;
        let years = (first..=last).map(|year| {
            let room = weight(year) / total * width;
            let squeezed = !even && quiet.contains(&year);
            let placed = Year { number: year, x, width: room, squeezed };
            x += room;
            placed
        });
        Self { years: years.collect(), width }
    }

    pub(super) fn width(&self) -> f64 {
        self.width
    }

    /// Where a day begins.
    pub(super) fn x(&self, day: Date) -> f64 {
        let Some(first) = self.years.first() else { return 0.0 };
        if day.year() < first.number {
            return 0.0;
        }
        let Some(year) = self.years.iter().find(|year| year.number == day.year()) else { return self.width };
        let days = f64::from(day.days_in_year());
        year.x + year.width * f64::from(day.day_of_year() - 1) / days
    }

    /// Lines of years, and of quarters where there is room for their names.
    pub(super) fn ticks(&self, month: impl Fn(i8) -> String) -> Vec<Tick> {
        let mut ticks = Vec::new();
        for year in self.years.iter().filter(|year| !year.squeezed) {
            let label = if year.width < 34.0 { String::new() } else { year.number.to_string() };
            ticks.push(Tick { x: year.x, label, year: true });
            let quarters = if year.width < 130.0 { &[][..] } else { &[4, 7, 10][..] };
            for quarter in quarters {
                let x = self.x(date(year.number, *quarter, 1));
                ticks.push(Tick { x, label: month(*quarter), year: false });
            }
        }
        ticks
    }

    /// The runs of quiet years.
    pub(super) fn squeezed(&self) -> Vec<Squeezed> {
        let mut runs: Vec<Squeezed> = Vec::new();
        for year in self.years.iter().filter(|year| year.squeezed) {
            match runs.last_mut() {
                Some(run) if run.last + 1 == year.number => {
                    run.last = year.number;
                    run.width += year.width;
                }
                _ => runs.push(Squeezed {
                    x: year.x,
                    width: year.width,
                    label: None,
                    first: year.number,
                    last: year.number,
                }),
            }
        }
        for run in &mut runs {
            let (first, last) = (run.first, run.last);
            let long = if first == last { first.to_string() } else { format!("{first}–{last}") };
            let short = format!("…{:02}", last.rem_euclid(100));
            run.label = [(62.0, long), (28.0, short)]
                .into_iter()
                .find(|(room, _)| run.width >= *room)
                .map(|(_, l)| l);
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(even: bool) -> Axis {
        let days =
            [date(2002, 1, 1), date(2009, 9, 1), date(2010, 4, 1), date(2010, 11, 1), date(2011, 3, 1)];
        Axis::of(&days, date(2026, 11, 28), 1000.0, even)
    }

    #[test]
    fn days_are_in_order_from_edge_to_edge() {
        for even in [false, true] {
            let axis = axis(even);
            let mut last = -1.0;
            for year in 2002..=2026 {
                let x = axis.x(date(year, 7, 1));
                assert!(x > last, "{year}");
                last = x;
            }
            assert!(axis.x(date(2002, 1, 1)).abs() < 1e-9);
            assert!(axis.x(date(2026, 12, 31)) < 1000.0);
            assert!(
                (axis.x(date(2031, 1, 1)) - 1000.0).abs() < 1e-9 && axis.x(date(1990, 1, 1)).abs() < 1e-9
            );
        }
    }

    #[test]
    fn quiet_years_are_squeezed_and_told() {
        let axis = axis(false);
        let runs: Vec<(i16, i16)> = axis.squeezed().iter().map(|run| (run.first, run.last)).collect();
        assert_eq!(runs, [(2003, 2008), (2012, 2026)]);
        let year = |year: i16| axis.x(date(year + 1, 1, 1)) - axis.x(date(year, 1, 1));
        assert!(year(2010) > 10.0 * year(2015), "{} {}", year(2010), year(2015));
        assert!(self::axis(true).squeezed().is_empty());
    }

    #[test]
    fn what_is_far_from_the_day_looked_at_does_not_stretch_the_axis() {
        let axis = Axis::of(&[date(1, 1, 1), date(9000, 1, 1)], date(2010, 1, 1), 100.0, true);
        assert_eq!(axis.years.len(), 1);
    }
}
