//! Counting stays against capacities.

use std::collections::BTreeMap;

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
    /// Every capacity set up to that day, in the order of their days; how much of it is taken is not told.
    pub set: Vec<Capacity>,
    /// On every day on which the figure changes, that day included.
    pub changes: Vec<Change>,
    /// How many came and went in every month in which anybody did.
    pub flows: Vec<Flow>,
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

/// How many came to a programme, and left it, in a month. Who comes back on the day of leaving does neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// The first day of the month.
    pub month: Date,
    /// How many came.
    pub entered: Counted,
    /// How many left.
    pub left: Counted,
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
    /// Of each kind so many: by households, enrolments, persons.
    fn each(count: impl Fn(usize) -> usize) -> Self {
        let count = |which| u32::try_from(count(which)).unwrap_or(u32::MAX);
        Self { households: count(0), measures: count(1), persons: count(2) }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            persons: self.persons.saturating_add(other.persons),
            households: self.households.saturating_add(other.households),
            measures: self.measures.saturating_add(other.measures),
        }
    }

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
    let (changes, flows) = sweep(days);
    let counted = changes.last().map(|change| change.counted).unwrap_or_default();
    let sql = "SELECT unit, segment, basis, from_on, capacity FROM programme_capacities_v1 \
               WHERE generation = $1 AND programme = $2 AND from_on <= $3 ORDER BY from_on";
    let (mut capacities, mut set) = (BTreeMap::new(), Vec::new());
    for row in snapshot.rows(sql, &code).await? {
        if let Some(capacity) = capacity(&row, counted)? {
            let key = (capacity.unit.code(), capacity.segment.clone(), capacity.basis.code());
            set.push(Capacity { counted: None, ..capacity.clone() });
            capacities.insert(key, capacity);
        }
    }
    let capacities = capacities.into_values().collect();
    Ok(ProgrammeOccupancy { counted, capacities, set, changes, flows })
}

/// Who is in: how many stays each has, and how many of them are of each household, enrolment and person.
#[derive(Default)]
struct Present {
    stays: BTreeMap<Who, u32>,
    by: [BTreeMap<String, u32>; 3],
    /// Whoever came or left on the day that is looked at, and whether they were in before.
    touched: [BTreeMap<String, bool>; 3],
}

impl Present {
    fn arrive(&mut self, who: Who) {
        let stays = self.stays.entry(who.clone()).or_default();
        *stays += 1;
        if *stays > 1 {
            return;
        }
        for ((by, touched), name) in self.by.iter_mut().zip(&mut self.touched).zip(who) {
            touched.entry(name.clone()).or_insert_with(|| by.contains_key(&name));
            *by.entry(name).or_default() += 1;
        }
    }

    fn depart(&mut self, who: Who) {
        let Some(stays) = self.stays.get_mut(&who) else { return };
        *stays -= 1;
        if *stays > 0 {
            return;
        }
        self.stays.remove(&who);
        for ((by, touched), name) in self.by.iter_mut().zip(&mut self.touched).zip(who) {
            touched.entry(name.clone()).or_insert_with(|| by.contains_key(&name));
            match by.get_mut(&name) {
                Some(stays) if *stays > 1 => *stays -= 1,
                _ => drop(by.remove(&name)),
            }
        }
    }

    fn counted(&self) -> Counted {
        Counted::each(|which| self.by.get(which).map_or(0, BTreeMap::len))
    }

    /// How many came and how many left since the last time.
    fn moved(&mut self) -> (Counted, Counted) {
        let touched = std::mem::take(&mut self.touched);
        let count = |was: bool| {
            Counted::each(|which| {
                let (Some(touched), Some(by)) = (touched.get(which), self.by.get(which)) else { return 0 };
                touched
                    .iter()
                    .filter(|(name, before)| **before == was && by.contains_key(*name) != was)
                    .count()
            })
        };
        (count(false), count(true))
    }
}

/// Who is in, day by day, and who came and left, month by month. A place that is given on is counted once.
fn sweep(days: BTreeMap<Date, (Vec<Who>, Vec<Who>)>) -> (Vec<Change>, Vec<Flow>) {
    let mut present = Present::default();
    let (mut changes, mut flows) = (Vec::<Change>::new(), Vec::<Flow>::new());
    for (on, (arrivals, departures)) in days {
        for who in arrivals {
            present.arrive(who);
        }
        for who in departures {
            present.depart(who);
        }
        let counted = present.counted();
        if changes.last().is_none_or(|last| last.counted != counted) {
            changes.push(Change { on, counted });
        }
        let (entered, left) = present.moved();
        let month = on.first_of_month();
        match flows.last_mut().filter(|last| last.month == month) {
            Some(flow) => {
                flow.entered = flow.entered.plus(entered);
                flow.left = flow.left.plus(left);
            }
            None if entered.plus(left) == Counted::default() => {}
            None => flows.push(Flow { month, entered, left }),
        }
    }
    (changes, flows)
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
        days.insert(date(2020, 3, 8), (vec![who("b", "4")], vec![who("b", "3")]));
        let (changes, flows) = sweep(days);
        let told = |counted: Counted| (counted.persons, counted.households, counted.measures);
        let counted: Vec<_> = changes.into_iter().map(|change| told(change.counted)).collect();
        assert_eq!(counted, [(2, 1, 1), (2, 2, 2), (1, 1, 1)]);
        let flows: Vec<_> =
            flows.into_iter().map(|one| (one.month.month(), told(one.entered), told(one.left))).collect();
        // In March household a leaves, and in b one person takes the place of another.
        let of_months = [(1, (2, 1, 1), (0, 0, 0)), (2, (1, 1, 1), (1, 0, 0)), (3, (1, 0, 0), (2, 1, 1))];
        assert_eq!(flows, of_months);
    }
}
