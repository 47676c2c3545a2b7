//! Counting stays against capacities.

use std::collections::{BTreeMap, BTreeSet};

use domain::codes::{CapacityBasis, CapacityUnit, Coded};
use domain::ids::ProgrammeCode;
use event_store::{Cell, Snapshot, StoreError};
use jiff::civil::Date;

use crate::projection::{at, day, read_day};

/// How full a programme is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeOccupancy {
    /// On the day that was asked for.
    pub counted: Counted,
    /// The capacities in force on that day.
    pub capacities: Vec<Capacity>,
    /// On every day on which the figure changes, that day included.
    pub changes: Vec<Change>,
}

/// How many are in a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Persons.
    pub persons: u32,
    /// Households with at least one of them.
    pub households: u32,
    /// Enrolments of at least one of them.
    pub measures: u32,
}

/// How many are in it from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// From this day on, up to the next change.
    pub on: Date,
    /// How many.
    pub counted: Counted,
}

/// A capacity in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// What is counted.
    pub unit: CapacityUnit,
    /// For whom; empty for everybody.
    pub segment: String,
    /// On what basis.
    pub basis: CapacityBasis,
    /// Since when.
    pub since: Date,
    /// How many.
    pub value: u32,
    /// How many of that unit there are; none when they cannot be counted.
    pub counted: Option<u32>,
}

impl Capacity {
    /// Whether there are more than it allows (`CP-exceeded`): an information, no refusal.
    #[must_use]
    pub fn is_exceeded(&self) -> bool {
        self.segment.is_empty() && self.counted.is_some_and(|counted| counted > self.value)
    }
}

impl Counted {
    fn of(self, unit: CapacityUnit) -> Option<u32> {
        match unit {
            CapacityUnit::Place | CapacityUnit::Person => Some(self.persons),
            CapacityUnit::Household => Some(self.households),
            CapacityUnit::Measure => Some(self.measures),
            CapacityUnit::Dwelling => None,
        }
    }
}

/// A stay: household, enrolment, person.
type Who = [String; 3];

/// How full a programme is on a day, and how it came to be.
///
/// # Errors
/// A failure of the store.
pub async fn of_programme(
    snapshot: &mut Snapshot,
    programme: &ProgrammeCode,
    on: Date,
) -> Result<ProgrammeOccupancy, StoreError> {
    let code = [Cell::Text(programme.to_string()), day(on)];
    let sql = "SELECT owner, enrolment, person, from_on, until_on FROM programme_stays_v1 \
               WHERE generation = $1 AND programme = $2 AND from_on <= $3";
    let mut days: BTreeMap<Date, (Vec<Who>, Vec<Who>)> = BTreeMap::new();
    for row in snapshot.rows(sql, &code).await? {
        let who =
            [at(&row, 0).text()?.to_owned(), at(&row, 1).text()?.to_owned(), at(&row, 2).text()?.to_owned()];
        let Some(from) = read_day(at(&row, 3))? else { continue };
        let until = read_day(at(&row, 4))?;
        if until.is_some_and(|until| until <= from) {
            continue;
        }
        if let Some(until) = until.filter(|until| *until <= on) {
            days.entry(until).or_default().1.push(who.clone());
        }
        days.entry(from).or_default().0.push(who);
    }
    let changes = sweep(days);
    let counted = changes.last().map(|change| change.counted).unwrap_or_default();
    let sql = "SELECT unit, segment, basis, from_on, capacity FROM programme_capacities_v1 \
               WHERE generation = $1 AND programme = $2 AND from_on <= $3 ORDER BY from_on";
    let mut capacities = BTreeMap::new();
    for row in snapshot.rows(sql, &code).await? {
        if let Some(capacity) = capacity(&row, counted)? {
            let key = (capacity.unit.code(), capacity.segment.clone(), capacity.basis.code());
            capacities.insert(key, capacity);
        }
    }
    Ok(ProgrammeOccupancy { counted, capacities: capacities.into_values().collect(), changes })
}

/// Who is in, day by day: on each day departures first, so that a place given on is counted once.
fn sweep(days: BTreeMap<Date, (Vec<Who>, Vec<Who>)>) -> Vec<Change> {
    let mut present: BTreeMap<Who, u32> = BTreeMap::new();
    let mut changes: Vec<Change> = Vec::new();
    for (on, (arrivals, departures)) in days {
        for who in arrivals {
            *present.entry(who).or_default() += 1;
        }
        for who in departures {
            if let Some(stays) = present.get_mut(&who) {
                *stays = stays.saturating_sub(1);
            }
        }
        present.retain(|_, stays| *stays > 0);
        let counted = count(&present);
        if changes.last().is_none_or(|last| last.counted != counted) {
            changes.push(Change { on, counted });
        }
    }
    changes
}

fn count(present: &BTreeMap<Who, u32>) -> Counted {
    let distinct = |which: usize| {
        let all: BTreeSet<&str> =
            present.keys().filter_map(|who| who.get(which)).map(String::as_str).collect();
        u32::try_from(all.len()).unwrap_or(u32::MAX)
    };
    Counted { households: distinct(0), measures: distinct(1), persons: distinct(2) }
}

fn capacity(row: &[Cell], counted: Counted) -> Result<Option<Capacity>, StoreError> {
    let unit = CapacityUnit::parse(at(row, 0).text()?);
    let basis = CapacityBasis::parse(at(row, 2).text()?);
    let since = read_day(at(row, 3))?;
    let (Some(unit), Some(basis), Some(since)) = (unit, basis, since) else { return Ok(None) };
    let value = u32::try_from(at(row, 4).count()?).unwrap_or(u32::MAX);
    let segment = at(row, 1).text()?.to_owned();
    let counted = if segment.is_empty() { counted.of(unit) } else { None };
    Ok(Some(Capacity { unit, segment, basis, since, value, counted }))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn who(household: &str, person: &str) -> Who {
        [household.to_owned(), format!("enrolment of {household}"), person.to_owned()]
    }

    #[test]
    fn a_household_counts_until_its_last_person_is_out() {
        let mut days = BTreeMap::new();
        days.insert(date(2020, 1, 1), (vec![who("a", "1"), who("a", "2")], vec![]));
        days.insert(date(2020, 2, 1), (vec![who("b", "3")], vec![who("a", "1")]));
        days.insert(date(2020, 3, 1), (vec![], vec![who("a", "2")]));
        let told: Vec<_> = sweep(days)
            .into_iter()
            .map(|change| (change.counted.persons, change.counted.households, change.counted.measures))
            .collect();
        assert_eq!(told, [(2, 1, 1), (2, 2, 2), (1, 1, 1)]);
    }
}
