//! Cuts populations into atoms: units that the printed counts cannot tell apart.

use std::collections::{BTreeMap, BTreeSet};

use super::Count;

/// More atoms are refused: an elimination takes time with their number, and memory.
pub const ATOMS_MAX: usize = 4096;

/// Too many atoms to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the counts cut their units into {atoms} groups, more than {ATOMS_MAX}: print fewer of them together"
)]
pub struct TooFine {
    /// How many there would be.
    pub atoms: usize,
}

/// Populations in atoms, the largest first.
#[derive(Debug)]
pub(super) struct Atoms {
    /// How many units each has.
    pub(super) sizes: Vec<u64>,
    /// How many of them, the first, are not small.
    pub(super) large: usize,
    /// Of each count, which it has.
    pub(super) of: Vec<Vec<bool>>,
}

impl Atoms {
    /// # Errors
    /// Counts that cut their units too fine.
    pub(super) fn cut(counts: &[&Count], threshold: u64) -> Result<Self, TooFine> {
        // A unit that a count has twice is, the second time, another one.
        let mut counted_in: BTreeMap<(&str, usize), BTreeSet<usize>> = BTreeMap::new();
        for (number, count) in counts.iter().enumerate() {
            let mut times: BTreeMap<&str, usize> = BTreeMap::new();
            for unit in &count.units {
                let time = times.entry(unit).or_default();
                counted_in.entry((unit, *time)).or_default().insert(number);
                *time += 1;
            }
        }
        let mut units: BTreeMap<BTreeSet<usize>, u64> = BTreeMap::new();
        for counts in counted_in.into_values() {
            *units.entry(counts).or_default() += 1;
        }
        if units.len() > ATOMS_MAX {
            return Err(TooFine { atoms: units.len() });
        }
        // Leads are large then, and few of them are fewer units than the threshold.
        let mut atoms: Vec<(BTreeSet<usize>, u64)> = units.into_iter().collect();
        atoms.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        let large = atoms.partition_point(|(_, size)| *size >= threshold);
        let of = |count: usize| atoms.iter().map(|(counts, _)| counts.contains(&count)).collect();
        let of = (0..counts.len()).map(of).collect();
        Ok(Self { sizes: atoms.into_iter().map(|(_, size)| size).collect(), large, of })
    }

    /// How many units a combination has.
    pub(super) fn size(&self, atoms: &[bool]) -> u64 {
        atoms.iter().zip(&self.sizes).filter(|(has, _)| **has).map(|(_, size)| size).sum()
    }
}
