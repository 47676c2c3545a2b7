//! Solves tables as a reader would, with fractions: whether a number follows from those that are printed.

use std::collections::BTreeMap;

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

/// The units of a table: each, with the counts that have it. Units that are in the same ones are one group.
pub(crate) struct Groups(BTreeMap<Vec<u8>, u64>);

impl Groups {
    pub(crate) fn of(counts: &[&Count]) -> Self {
        let mut units: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
        for (at, count) in counts.iter().enumerate() {
            for unit in &count.units {
                units.entry(unit).or_insert_with(|| vec![0; counts.len()])[at] += 1;
            }
        }
        let mut groups = BTreeMap::new();
        for counted_in in units.into_values() {
            *groups.entry(counted_in).or_default() += 1;
        }
        Self(groups)
    }

    /// How often a count has each group.
    pub(crate) fn equation(&self, count: usize) -> Vec<u8> {
        self.0.keys().map(|counted_in| counted_in[count]).collect()
    }

    /// Every choice of groups with at least one unit and fewer than so many.
    pub(crate) fn small(&self, fewer_than: u64) -> Vec<Vec<u8>> {
        let mut all = vec![(Vec::new(), 0)];
        for units in self.0.values() {
            let with = |(chosen, sum): &(Vec<u8>, u64), one: u8| {
                let mut chosen = chosen.clone();
                chosen.push(one);
                (chosen, sum + u64::from(one) * units)
            };
            all = all.iter().flat_map(|one| [with(one, 0), with(one, 1)]).collect();
            all.retain(|(_, sum)| *sum < fewer_than);
        }
        all.into_iter().filter(|(_, sum)| *sum > 0).map(|(chosen, _)| chosen).collect()
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
