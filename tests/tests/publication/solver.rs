//! Solves tables as a reader would, with fractions: whether a number follows from those that are printed.

use std::collections::{BTreeMap, BTreeSet};

use projections::publication::Count;

/// A fraction in lowest terms, its denominator positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fraction(i128, i128);

impl Fraction {
    fn new(over: i128, under: i128) -> Self {
        let (mut one, mut other) = (over.unsigned_abs(), under.unsigned_abs());
        while other != 0 {
            (one, other) = (other, one % other);
        }
        let divisor = i128::try_from(one.max(1)).unwrap() * under.signum();
        Self(over / divisor, under / divisor)
    }

    fn less(self, other: Self, times: Self) -> Self {
        let product = Self::new(other.0 * times.0, other.1 * times.1);
        Self::new(self.0 * product.1 - product.0 * self.1, self.1 * product.1)
    }

    fn over(self, other: Self) -> Self {
        Self::new(self.0 * other.1, self.1 * other.0)
    }
}

/// How many of these equations say something that the others do not.
fn rank(equations: &[Vec<u8>]) -> usize {
    let mut rows: Vec<Vec<Fraction>> = equations
        .iter()
        .map(|row| row.iter().map(|one| Fraction::new(i128::from(*one), 1)).collect())
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut done = 0;
    for column in 0..columns {
        let Some(found) = (done..rows.len()).find(|row| rows[*row][column].0 != 0) else { continue };
        rows.swap(done, found);
        let pivot = rows[done].clone();
        for row in rows.iter_mut().skip(done + 1) {
            let times = row[column].over(pivot[column]);
            for (one, other) in row.iter_mut().zip(&pivot) {
                *one = one.less(*other, times);
            }
        }
        done += 1;
    }
    done
}

/// What a table counts, units or rows of them (`unit/row`): each, with how often every count has it. Those that are
/// counted alike are one group, of so many units.
pub(crate) struct Groups(BTreeMap<Vec<u8>, BTreeSet<String>>);

/// How often each group is chosen, and the units in them.
type Choice = (Vec<u8>, BTreeSet<String>);

fn unit_of(row: &str) -> &str {
    row.split_once('/').map_or(row, |(unit, _)| unit)
}

impl Groups {
    pub(crate) fn of(counts: &[&Count]) -> Self {
        let mut units: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
        for (at, count) in counts.iter().enumerate() {
            for unit in &count.units {
                units.entry(unit).or_insert_with(|| vec![0; counts.len()])[at] += 1;
            }
        }
        let mut groups: BTreeMap<Vec<u8>, BTreeSet<String>> = BTreeMap::new();
        for (unit, counted_in) in units {
            groups.entry(counted_in).or_default().insert(unit.to_owned());
        }
        Self(groups)
    }

    /// How often a count has each group.
    pub(crate) fn equation(&self, count: usize) -> Vec<u8> {
        self.0.keys().map(|counted_in| counted_in[count]).collect()
    }

    /// Every choice of groups, each as often as some count has it at most, of at least one unit and fewer than so many.
    pub(crate) fn small(&self, fewer_than: u64) -> Vec<Vec<u8>> {
        let mut all: Vec<Choice> = vec![(Vec::new(), BTreeSet::new())];
        for (counted_in, rows) in &self.0 {
            let most = counted_in.iter().copied().max().unwrap_or(0);
            let with = |(chosen, units): &Choice, times: u8| {
                let chosen = [chosen.as_slice(), &[times]].concat();
                let more = rows.iter().filter(|_| times > 0).map(|row| unit_of(row).to_owned());
                (chosen, units.iter().cloned().chain(more).collect::<BTreeSet<_>>())
            };
            all = all.iter().flat_map(|one| (0..=most).map(|times| with(one, times))).collect();
            all.retain(|(_, units)| u64::try_from(units.len()).unwrap() < fewer_than);
        }
        all.into_iter().filter(|(_, units)| !units.is_empty()).map(|(chosen, _)| chosen).collect()
    }

    /// A choice of rows as one of units, among the groups of units; none when units of one group are chosen differently.
    pub(crate) fn of_units(&self, chosen: &[u8], units: &Self) -> Option<Vec<u8>> {
        let mut rows: BTreeMap<&str, u8> = BTreeMap::new();
        for (times, group) in chosen.iter().zip(self.0.values()) {
            for row in group {
                *rows.entry(unit_of(row)).or_default() += times;
            }
        }
        let of = |group: &BTreeSet<String>| {
            let all: BTreeSet<u8> =
                group.iter().map(|unit| rows.get(unit.as_str()).copied().unwrap_or(0)).collect();
            all.first().copied().filter(|_| all.len() == 1)
        };
        units.0.values().map(of).collect()
    }
}

/// Whether a combination of groups follows from equations.
pub(crate) fn follows(wanted: &[u8], printed: &[Vec<u8>]) -> bool {
    let with = [printed, &[wanted.to_vec()]].concat();
    rank(&with) == rank(printed)
}

#[test]
fn the_solver_solves() {
    let printed = [vec![1, 1, 1], vec![1, 1, 0], vec![0, 1, 1]];
    assert_eq!(rank(&printed), 3);
    assert!(follows(&[0, 0, 1], &printed[..2]), "30 − 27 = 3");
    assert!(!follows(&[0, 1, 0], &printed[..2]));
    assert!(follows(&[0, 1, 0], &printed));
    assert!(!follows(&[1, 0, 0], &[]));
}
