//! Where each unit stands in an answer.

use std::collections::{BTreeMap, HashSet};

use crate::rules::{Answer, Measure, Row};

/// Where a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// In neither number.
    Outside,
    /// In the denominator alone.
    Base,
    /// In the numerator.
    Kept,
}

impl Standing {
    /// Every standing, in the order of the table of movers.
    pub const ALL: [Self; 3] = [Self::Outside, Self::Base, Self::Kept];

    /// Where a row puts its unit.
    #[must_use]
    pub fn of(row: &Row) -> Self {
        match (&row.left_out, row.kept) {
            (Some(_), _) => Self::Outside,
            (None, false) => Self::Base,
            (None, true) => Self::Kept,
        }
    }

    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Base => "base",
            Self::Kept => "kept",
        }
    }

    pub(super) fn index(self) -> usize {
        match self {
            Self::Outside => 0,
            Self::Base => 1,
            Self::Kept => 2,
        }
    }
}

/// What is compared: each unit, or each household when the two sides count different kinds of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Units, of the same kind on both sides.
    Unit,
    /// Households: one side counts them, the other their persons.
    Household,
}

/// Which unit: the number that it belongs to when several are computed, and its identifier.
pub type Key = (Option<i64>, String);

/// A unit of an answer, all of its rows together.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The household it belongs to.
    pub household: Option<String>,
    /// Where it stands: in the numerator as soon as one of its rows is.
    pub standing: Standing,
    /// Why it is in neither number, when it is told.
    pub left_out: Option<String>,
    /// What it adds to the numerator.
    pub numerator: f64,
    /// What it adds to the denominator.
    pub denominator: f64,
    /// What it tells, of values.
    pub told: Vec<String>,
}

impl Unit {
    fn new(row: &Row) -> Self {
        Self {
            household: row.household.clone(),
            standing: Standing::Outside,
            left_out: None,
            numerator: 0.0,
            denominator: 0.0,
            told: Vec::new(),
        }
    }

    fn add(&mut self, row: &Row, measure: Measure) {
        if let Some(reason) = &row.left_out {
            self.left_out = Some(reason.clone());
            return;
        }
        self.standing = self.standing.max(Standing::of(row));
        if row.kept {
            self.numerator += weight(row, measure);
            self.told.extend(row.told.clone());
        }
        self.denominator += match measure {
            Measure::Share => 1.0,
            Measure::Mean => f64::from(u8::from(row.kept)),
            Measure::Count | Measure::Sum | Measure::Persons | Measure::Values => 0.0,
        };
    }
}

/// What a row that is kept adds to the numerator.
fn weight(row: &Row, measure: Measure) -> f64 {
    match measure {
        Measure::Count | Measure::Share | Measure::Values => 1.0,
        Measure::Mean | Measure::Sum => row.value.unwrap_or_default(),
        Measure::Persons => {
            row.persons.and_then(|persons| i32::try_from(persons).ok()).map_or(0.0, f64::from)
        }
    }
}

/// The units of an answer.
#[must_use]
pub fn units(answer: &Answer, by: By) -> BTreeMap<Key, Unit> {
    let mut units = BTreeMap::new();
    for row in &answer.population.rows {
        let name = match by {
            By::Unit => &row.unit,
            By::Household => row.household.as_ref().unwrap_or(&row.unit),
        };
        let unit = units.entry((row.rank, name.clone())).or_insert_with(|| Unit::new(row));
        unit.add(row, answer.measure);
    }
    units
}

/// How two answers are compared: by household when they have units, and none in common.
pub(super) fn by<'a>(one: &'a Answer, other: &'a Answer) -> By {
    let units = |answer: &'a Answer| answer.population.rows.iter().map(|row| row.unit.as_str());
    let (one, other): (HashSet<_>, HashSet<_>) = (units(one).collect(), units(other).collect());
    if one.is_empty() || other.is_empty() || !one.is_disjoint(&other) { By::Unit } else { By::Household }
}
