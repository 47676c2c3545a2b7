//! How full a programme was over time, against its capacity.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::answer::{CapacitySet, Occupancy};
use crate::pages::chart::{Level, Steps};
use crate::pages::programmes::answer::Count;
use crate::pages::texts::Texts;

/// Points that a chart has at most.
const POINTS_MAX: i32 = 96;

/// Bases of capacities, the one that is compared with first.
const BASES: [&str; 5] = ["open", "authorised", "funded", "declared", "target"];

/// What is counted: that of the capacity, where one for everybody can be counted.
#[derive(Clone, Copy)]
enum Unit {
    Persons,
    Households,
    Measures,
}

impl Unit {
    fn of(unit: &str) -> Option<Self> {
        match unit {
            "place" | "person" => Some(Self::Persons),
            "household" => Some(Self::Households),
            "measure" => Some(Self::Measures),
            _ => None,
        }
    }

    fn count(self, count: Count) -> u32 {
        match self {
            Self::Persons => count.persons,
            Self::Households => count.households,
            Self::Measures => count.measures,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::Households => "households",
            Self::Measures => "measures",
        }
    }
}

/// The chart.
pub(super) fn drawn(full: &Occupancy, today: Date, texts: Texts) -> String {
    let countable = |one: &&CapacitySet| one.segment.is_none() && Unit::of(&one.unit).is_some();
    let first_basis = BASES
        .iter()
        .find(|basis| full.capacities_set.iter().filter(countable).any(|one| one.basis == **basis));
    let of_basis = |one: &&CapacitySet| first_basis.is_some_and(|basis| one.basis == *basis);
    let set: Vec<&CapacitySet> = full.capacities_set.iter().filter(countable).filter(of_basis).collect();
    let unit = set.last().and_then(|one| Unit::of(&one.unit)).unwrap_or(Unit::Households);
    let levels = levels(full, &set, unit, today, texts);
    let what = texts.of("level", unit.code());
    let most = levels.iter().max_by_key(|level| level.value);
    let now = unit.count(full.count).to_string();
    let description = match most {
        Some(most) => {
            let value = most.value.to_string();
            texts.with("levels-about", &[("most", value.as_str()), ("when", &most.label), ("now", &now)])
        }
        None => texts.say("levels-nobody"),
    };
    Steps {
        id: "levels",
        title: texts.with("levels-title", &[("what", &what)]),
        description,
        heads: [texts.say("levels-when"), what, texts.say("levels-limit")],
        table: texts.say("chart-table"),
        levels,
    }
    .drawn()
}

/// The level at the end of each month; of each quarter or year when there are many.
fn levels(full: &Occupancy, set: &[&CapacitySet], unit: Unit, today: Date, texts: Texts) -> Vec<Level> {
    let Some(first) = full.changes.first().map(|change| change.on.0.first_of_month()) else {
        return Vec::new();
    };
    let of = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let months = of(today) - of(first) + 1;
    let step: i32 = match months {
        ..=POINTS_MAX => 1,
        97..=288 => 3,
        _ => 12,
    };
    let mut levels = Vec::new();
    let mut month = first;
    while month <= today {
        let end = month.checked_add((step - 1).months()).unwrap_or(month).last_of_month().min(today);
        let at = full.changes.iter().rev().find(|change| change.on.0 <= end);
        let of_limit = |one: &&&CapacitySet| one.since.0 <= end && Unit::of(&one.unit).is_some();
        let begins = month.month() <= i8::try_from(step).unwrap_or(12);
        levels.push(Level {
            label: texts.day(end),
            year: begins.then(|| month.year().to_string()),
            value: at.map_or(0, |change| unit.count(change.count)),
            limit: set.iter().rev().find(of_limit).map(|one| one.value),
        });
        let Ok(next) = month.checked_add(step.months()) else { break };
        month = next;
    }
    levels
}
