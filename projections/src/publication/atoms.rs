//! Cuts populations into atoms: units that the printed counts cannot tell apart.

use std::collections::BTreeMap;

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
///
/// What is counted are rows: a household that leaves twice is two exits. What is protected are units, so that an atom
/// is as large as it has units, and a count has it as often as it has rows of each. No row need be recognised in another
/// count: whichever of its exits a count has, it tells of the same household.
#[derive(Debug)]
pub(super) struct Atoms {
    /// How many units each has.
    pub(super) sizes: Vec<u64>,
    /// How many rows of each of its units a count has, at most.
    pub(super) times: Vec<u64>,
    /// How many of them, the first, are not small.
    pub(super) large: usize,
    /// Of each count, how many rows of each of their units it has.
    pub(super) of: Vec<Vec<u64>>,
}

impl Atoms {
    /// # Errors
    /// Counts that cut their units too fine.
    pub(super) fn cut(counts: &[&Count], threshold: u64) -> Result<Self, TooFine> {
        // Of each unit, how many rows each count has.
        let mut counted_in: BTreeMap<&str, BTreeMap<usize, u64>> = BTreeMap::new();
        for (number, count) in counts.iter().enumerate() {
            for unit in &count.units {
                *counted_in.entry(unit).or_default().entry(number).or_default() += 1;
            }
        }
        let mut units: BTreeMap<BTreeMap<usize, u64>, u64> = BTreeMap::new();
        for counts in counted_in.into_values() {
            *units.entry(counts).or_default() += 1;
        }
        if units.len() > ATOMS_MAX {
            return Err(TooFine { atoms: units.len() });
        }
        // Leads are large then, and few of them are fewer units than the threshold.
        let mut atoms: Vec<(BTreeMap<usize, u64>, u64)> = units.into_iter().collect();
        atoms.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        let large = atoms.partition_point(|(_, size)| *size >= threshold);
        let rows = |counts: &BTreeMap<usize, u64>, count| counts.get(&count).copied().unwrap_or_default();
        let of = |count: usize| atoms.iter().map(|(counts, _)| rows(counts, count)).collect();
        let of = (0..counts.len()).map(of).collect();
        let most = |counts: &BTreeMap<usize, u64>| counts.values().copied().max().unwrap_or_default();
        let times = atoms.iter().map(|(counts, _)| most(counts)).collect();
        Ok(Self { sizes: atoms.into_iter().map(|(_, size)| size).collect(), times, large, of })
    }

    /// How many units a combination has, however many of their rows.
    pub(super) fn size(&self, rows: &[u64]) -> u64 {
        rows.iter().zip(&self.sizes).filter(|(rows, _)| **rows > 0).map(|(_, size)| size).sum()
    }
}
