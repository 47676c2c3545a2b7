//! Decides which of the counts printed together are hidden.

use std::collections::{BTreeMap, BTreeSet};

use super::atoms::{Atoms, TooFine};
use super::small::{TRIALS_MAX, Told, told};
use super::span::Span;
use super::{Count, Name};

/// Why a count is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It is below the threshold, and at least one.
    Primary,
    /// What is left of a total is below the threshold: the total would tell it.
    Complement {
        /// The total.
        of: Name,
    },
    /// With others, it would tell a small number.
    Secondary {
        /// The others.
        with: Vec<Name>,
        /// The hidden count that would be told, when it is one by itself.
        reveals: Option<Name>,
    },
    /// It is one of these, and which is not said: of two hidden counts below five that are eight together, whoever knows
    /// that they are below five knows both.
    Untold,
}

impl Why {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Complement { .. } => "complement",
            Self::Secondary { .. } => "secondary",
            Self::Untold => "untold",
        }
    }
}

/// Hides what must not be printed of counts that are released together, beside those that were released before.
///
/// Hidden are counts of one unit up to the threshold (not in it), however often they have each; then, the smallest first, others, until no number of
/// units below the threshold follows from what is printed; then those are printed again that need not be hidden.
/// Answers why, by the name of the count. What follows from earlier releases alone cannot be taken back.
///
/// # Errors
/// Counts that cut their units too fine.
pub fn protect(counts: &[Count], before: &[Count], threshold: u64) -> Result<BTreeMap<Name, Why>, TooFine> {
    protect_within(counts, before, threshold, TRIALS_MAX)
}

/// The same, trying no more than so many combinations each time.
pub(super) fn protect_within(
    counts: &[Count],
    before: &[Count],
    threshold: u64,
    trials: usize,
) -> Result<BTreeMap<Name, Why>, TooFine> {
    let all: Vec<&Count> = counts.iter().chain(before).collect();
    let atoms = Atoms::cut(&all, threshold)?;
    let system = System::new(counts, &all, &atoms, threshold, trials);
    let small = |number: &usize| (1..threshold).contains(&system.size(*number));
    let primary: BTreeSet<usize> = (0..system.numbers.len()).filter(small).collect();
    let mut hidden = primary.clone();
    while let Some(found) = system.told(&hidden) {
        let Some(least) = system.candidates(&found, &hidden).min_by_key(|number| system.loss(*number)) else {
            // What was printed before is too much to look through by itself: what this adds to it is not known.
            hidden.extend(0..system.numbers.len());
            break;
        };
        hidden.insert(least);
    }
    let mut further: Vec<usize> = hidden.difference(&primary).copied().collect();
    further.sort_by_key(|number| std::cmp::Reverse(system.loss(*number)));
    let mut whys = BTreeMap::new();
    for number in further {
        hidden.remove(&number);
        if let Some(found) = system.told(&hidden) {
            hidden.insert(number);
            whys.insert(number, found);
        }
    }
    // Told at last, of what is hidden at last.
    for number in whys.keys().copied().collect::<Vec<_>>() {
        hidden.remove(&number);
        whys.extend(system.told(&hidden).map(|found| (number, found)));
        hidden.insert(number);
    }
    let why = |number| whys.get(number).map_or(Why::Primary, |found| system.why(*number, found, &hidden));
    Ok(hidden.iter().flat_map(|number| system.names(*number).map(move |name| (name, why(number)))).collect())
}

/// The numbers to be printed: counts of the same units, each as often, are one. Those printed before come last.
struct System<'s> {
    all: &'s [&'s Count],
    atoms: &'s Atoms,
    threshold: u64,
    trials: usize,
    /// The counts of each number.
    numbers: Vec<Vec<usize>>,
    /// The counts printed before.
    before: Vec<usize>,
    /// What those tell.
    known: Span,
}

impl<'s> System<'s> {
    fn new(counts: &[Count], all: &'s [&'s Count], atoms: &'s Atoms, threshold: u64, trials: usize) -> Self {
        let mut numbers: Vec<Vec<usize>> = Vec::new();
        let mut of: BTreeMap<&[u64], usize> = BTreeMap::new();
        for (at, equation) in atoms.of.iter().take(counts.len()).enumerate() {
            let number = *of.entry(equation).or_insert(numbers.len());
            match numbers.get_mut(number) {
                Some(number) => number.push(at),
                None => numbers.push(vec![at]),
            }
        }
        let before: Vec<usize> = (counts.len()..all.len()).collect();
        let known = Span::of(before.iter().filter_map(|at| atoms.of.get(*at)).map(Vec::as_slice).collect());
        Self { all, atoms, threshold, trials, numbers, before, known }
    }

    fn equation(&self, number: usize) -> &[u64] {
        let count = self.numbers.get(number).and_then(|counts| counts.first());
        count.and_then(|count| self.atoms.of.get(*count)).map_or(&[], Vec::as_slice)
    }

    fn size(&self, number: usize) -> u64 {
        self.atoms.size(self.equation(number))
    }

    /// What is lost with a number: small ones first; of equal ones, the later.
    fn loss(&self, number: usize) -> (u64, std::cmp::Reverse<usize>) {
        (self.size(number), std::cmp::Reverse(number))
    }

    fn names(&self, number: usize) -> impl Iterator<Item = Name> {
        let counts = self.numbers.get(number).map_or(&[][..], Vec::as_slice);
        counts.iter().filter_map(|count| self.name(*count))
    }

    fn name(&self, count: usize) -> Option<Name> {
        self.all.get(count).map(|count| count.name.clone())
    }

    /// The numbers that are printed; the equations of a span are these, then those printed before.
    fn printed(&self, hidden: &BTreeSet<usize>) -> Vec<usize> {
        (0..self.numbers.len()).filter(|number| !hidden.contains(number)).collect()
    }

    fn told(&self, hidden: &BTreeSet<usize>) -> Option<Told> {
        let printed = self.printed(hidden);
        let before = self.before.iter().filter_map(|at| self.atoms.of.get(*at)).map(Vec::as_slice);
        let equations = printed.iter().map(|number| self.equation(*number)).chain(before).collect();
        told(&Span::of(equations), &self.known, self.atoms, self.threshold, self.trials)
    }

    /// The numbers with which something is told.
    fn candidates(&self, found: &Told, hidden: &BTreeSet<usize>) -> impl Iterator<Item = usize> {
        let printed = self.printed(hidden);
        found.by.iter().filter_map(|at| printed.get(*at).copied()).collect::<Vec<_>>().into_iter()
    }

    /// Why a number is hidden, by what is told with it.
    fn why(&self, number: usize, found: &Told, hidden: &BTreeSet<usize>) -> Why {
        let mut printed_with = hidden.clone();
        printed_with.remove(&number);
        let printed = self.printed(&printed_with);
        let others = found.by.iter().filter(|at| printed.get(**at) != Some(&number));
        let name = |at: &usize| match printed.get(*at) {
            Some(number) => self.names(*number).next(),
            None => self.before.get(at - printed.len()).and_then(|count| self.name(*count)),
        };
        let with: Vec<Name> = others.filter_map(name).collect();
        let is_told = |number: &&usize| {
            found.atoms.as_ref().is_some_and(|told| is_multiple(self.equation(**number), told))
        };
        let reveals = hidden.iter().find(is_told).and_then(|number| self.names(*number).next());
        match (with.as_slice(), &reveals) {
            ([of], None) => Why::Complement { of: of.clone() },
            _ => Why::Secondary { with, reveals },
        }
    }
}

/// Whether one combination tells the other: both have the same units, in one proportion.
fn is_multiple(one: &[u64], other: &[u64]) -> bool {
    let first = one.iter().zip(other).find(|(one, other)| **one > 0 || **other > 0);
    let Some((of_one, of_other)) = first else { return true };
    *of_one > 0
        && *of_other > 0
        && one.iter().zip(other).all(|(one, other)| {
            u128::from(*one) * u128::from(*of_other) == u128::from(*other) * u128::from(*of_one)
        })
}
