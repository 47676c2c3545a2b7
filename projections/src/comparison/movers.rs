//! Which units moved from one answer to the other.

use std::collections::{BTreeMap, BTreeSet};

use super::moves::Move;
use super::standing::{By, Key, Standing, Unit};

/// The units of two answers, and those that moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Movers {
    /// What is compared.
    pub by: By,
    /// How many units stand where before (row) and after (column), in the order of [`Standing::ALL`].
    pub table: [[u64; 3]; 3],
    /// Those that stand elsewhere, or weigh otherwise where they stood.
    pub moved: Vec<Mover>,
}

/// A unit that moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Mover {
    /// Which.
    pub key: Key,
    /// How it stood before; nothing when it was no unit.
    pub before: Option<Unit>,
    /// How it stands after.
    pub after: Option<Unit>,
    /// What moved it.
    pub cause: Cause,
}

/// The smallest sets of moves each of which, alone, moves the unit; empty while none is found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cause {
    /// Each is enough.
    pub any_of: Vec<Vec<Move>>,
}

impl Mover {
    /// Where it stood.
    #[must_use]
    pub fn from(&self) -> Standing {
        standing(self.before.as_ref())
    }

    /// Where it stands.
    #[must_use]
    pub fn to(&self) -> Standing {
        standing(self.after.as_ref())
    }

    /// Whether it stands elsewhere; otherwise it weighs otherwise.
    #[must_use]
    pub fn stands_elsewhere(&self) -> bool {
        self.from() != self.to()
    }

    /// The household it belongs to.
    #[must_use]
    pub fn household(&self) -> Option<&str> {
        [&self.before, &self.after].into_iter().flatten().find_map(|unit| unit.household.as_deref())
    }

    /// Whether a unit of another answer stands, or weighs, as this one did before.
    #[must_use]
    pub fn starts_at(&self, unit: Option<&Unit>) -> bool {
        self.is_at(self.before.as_ref(), unit)
    }

    /// Whether a unit of another answer stands, or weighs, as this one does after.
    #[must_use]
    pub fn ends_up_at(&self, unit: Option<&Unit>) -> bool {
        self.is_at(self.after.as_ref(), unit)
    }

    fn is_at(&self, here: Option<&Unit>, unit: Option<&Unit>) -> bool {
        if self.stands_elsewhere() { standing(unit) == standing(here) } else { same(unit, here) }
    }
}

pub(super) fn standing(unit: Option<&Unit>) -> Standing {
    unit.map_or(Standing::Outside, |unit| unit.standing)
}

/// Whether a unit counts for the same. A unit that is left out is as good as none, unless for another reason.
fn same(one: Option<&Unit>, other: Option<&Unit>) -> bool {
    standing(one) == standing(other) && weight(one) == weight(other)
}

fn weight(unit: Option<&Unit>) -> (f64, f64, &[String], Option<&str>) {
    unit.map(|unit| (unit.numerator, unit.denominator, unit.told.as_slice(), unit.left_out.as_deref()))
        .unwrap_or_default()
}

impl Movers {
    pub(super) fn between(by: By, before: &BTreeMap<Key, Unit>, after: &BTreeMap<Key, Unit>) -> Self {
        let (mut table, mut moved) = ([[0; 3]; 3], Vec::new());
        for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            let (one, other) = (before.get(key), after.get(key));
            let (row, column) = (standing(one).index(), standing(other).index());
            if let Some(cell) = table.get_mut(row).and_then(|row: &mut [u64; 3]| row.get_mut(column)) {
                *cell += 1;
            }
            if !same(one, other) {
                let (before, after) = (one.cloned(), other.cloned());
                moved.push(Mover { key: key.clone(), before, after, cause: Cause::default() });
            }
        }
        Self { by, table, moved }
    }

    /// What the movers add to the numerator, and to the denominator.
    #[must_use]
    pub fn balance(&self) -> (f64, f64) {
        let adds = |number: fn(&Unit) -> f64| {
            let of = |unit: &Option<Unit>| unit.as_ref().map_or(0.0, number);
            self.moved.iter().map(|mover| of(&mover.after) - of(&mover.before)).sum()
        };
        (adds(|unit| unit.numerator), adds(|unit| unit.denominator))
    }
}
