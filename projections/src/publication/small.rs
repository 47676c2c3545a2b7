//! Finds a small number of units that printed counts would tell.

use std::collections::BTreeSet;

use super::atoms::Atoms;
use super::field::Number;
use super::span::{Row, Span};

/// So many combinations are tried; with more, a small number is taken to be told, and more is hidden.
pub(super) const TRIALS_MAX: usize = 50_000;

/// What would be told, and by which equations.
#[derive(Debug)]
pub(super) struct Told {
    /// How many rows of each of their units are told; none when too much would have to be tried.
    pub(super) atoms: Option<Vec<u64>>,
    /// The places of the equations that tell it together; those that might when too much would have to be tried.
    pub(super) by: BTreeSet<usize>,
}

/// Looks for units, fewer than the threshold and at least one, whose number follows from a span and not from what is
/// known anyway.
///
/// Such units are small atoms alone. In a base of the combinations that have no others every row has an atom of its own,
/// its lead, so that units are the sum of some rows, each as often as rows of the lead's units are counted: as few as
/// there are units. What has none of the leads is nothing. Of several bases with other leads each, the units have some in every one, and in one of them no more than
/// their share: few rows need be added, and none when there are as many bases as the threshold.
///
/// Of so many combinations tried in vain, one that was not is taken to be told.
pub(super) fn told(
    span: &Span,
    known: &Span,
    atoms: &Atoms,
    threshold: u64,
    mut trials: usize,
) -> Option<Told> {
    let mut rest = span.without_first(atoms.large);
    while let Some(first) = rest.pop() {
        let connected = connected(first, &mut rest);
        let bases = bases(connected.iter().copied().cloned().collect(), threshold);
        let share = threshold.saturating_sub(1) / u64::try_from(bases.len()).unwrap_or(u64::MAX);
        let nothing = vec![Number::ZERO; atoms.sizes.len()];
        let mut search = Search { rows: &[], atoms, threshold, share, known, trials };
        for base in &bases {
            search.rows = base;
            // Few rows first: what they tell is said in few words.
            for rows in 1..=base.len() {
                if let Some(found) = search.sum(rows, 0, &nothing, 0, &mut Vec::new()) {
                    return Some(found);
                }
            }
        }
        trials = search.trials;
        if trials == 0 {
            // All of them: in a sum they might cancel each other.
            let by = connected.into_iter().flat_map(|row| equations(std::iter::once((row, 1)))).collect();
            return Some(Told { atoms: None, by });
        }
    }
    None
}

/// Takes out the rows that have atoms in common with one, or with another of these.
fn connected<'r>(first: &'r Row, rest: &mut Vec<&'r Row>) -> Vec<&'r Row> {
    let has = |row: &Row, at: usize| row.atoms.get(at).is_some_and(|number| !number.is_zero());
    let mut all = vec![first];
    let mut next = 0;
    while let Some(row) = all.get(next).copied() {
        let shares = |other: &Row| (0..row.atoms.len()).any(|at| has(row, at) && has(other, at));
        let (near, far) = rest.iter().copied().partition(|other| shares(other));
        *rest = far;
        all.extend::<Vec<_>>(near);
        next += 1;
    }
    all
}

/// The equations of a sum of rows, each so many times.
fn equations<'r>(rows: impl Iterator<Item = (&'r Row, u64)>) -> BTreeSet<usize> {
    let mut sum: Vec<Number> = Vec::new();
    for (row, times) in rows {
        sum.resize(row.by.len(), Number::ZERO);
        for (sum, one) in sum.iter_mut().zip(&row.by) {
            *sum = sum.plus(one.times(Number::of(times)));
        }
    }
    sum.iter().enumerate().filter(|(_, number)| !number.is_zero()).map(|(at, _)| at).collect()
}

/// Bases of the combinations of rows, no two with a lead in common; as many as the threshold at most.
fn bases(rows: Vec<Row>, threshold: u64) -> Vec<Vec<Row>> {
    let mut leads: BTreeSet<usize> = rows.iter().map(|row| row.lead).collect();
    let mut bases = vec![rows];
    while u64::try_from(bases.len()).is_ok_and(|bases| bases < threshold) {
        let Some(next) = bases.last().and_then(|last| Span::led_by_others(last, &leads)) else { break };
        leads.extend(next.iter().map(|row| row.lead));
        bases.push(next);
    }
    bases
}

struct Search<'s> {
    rows: &'s [Row],
    atoms: &'s Atoms,
    threshold: u64,
    /// The leads chosen have no more units.
    share: u64,
    known: &'s Span,
    trials: usize,
}

impl Search<'_> {
    /// Adds so many rows, from one on, to a sum, each as often as it may be; the leads in it have so many units.
    fn sum(
        &mut self,
        rows: usize,
        from: usize,
        sum: &[Number],
        units: u64,
        chosen: &mut Vec<(usize, u64)>,
    ) -> Option<Told> {
        if rows == 0 {
            let atoms = self.small(sum)?;
            let rows = chosen.iter().filter_map(|(at, times)| Some((self.rows.get(*at)?, *times)));
            return Some(Told { atoms: Some(atoms), by: equations(rows) });
        }
        for at in from..self.rows.len() {
            let row = self.rows.get(at)?;
            let units = units + self.atoms.sizes.get(row.lead).copied().unwrap_or_default();
            if units > self.share {
                continue;
            }
            let mut sum = sum.to_vec();
            for times in 1..=self.atoms.times.get(row.lead).copied().unwrap_or(1) {
                self.trials = self.trials.checked_sub(1)?;
                sum.iter_mut().zip(&row.atoms).for_each(|(one, other)| *one = one.plus(*other));
                chosen.push((at, times));
                if let Some(found) = self.sum(rows - 1, at + 1, &sum, units, chosen) {
                    return Some(found);
                }
                chosen.pop();
            }
        }
        None
    }

    /// The atoms of a sum that has no more rows of a unit than there are, and fewer units than the threshold.
    fn small(&self, sum: &[Number]) -> Option<Vec<u64>> {
        let atoms: Vec<u64> = sum.iter().map(|number| number.whole()).collect();
        let is_whole = atoms.iter().zip(&self.atoms.times).all(|(rows, times)| rows <= times);
        let is_small = is_whole && self.atoms.size(&atoms) < self.threshold;
        (is_small && !self.known.tells(&atoms)).then_some(atoms)
    }
}
