//! What follows from printed numbers: every combination of their equations.

use std::collections::BTreeSet;

use super::field::Number;

/// The combinations of equations, in reduced echelon form.
#[derive(Debug, Clone, Default)]
pub(super) struct Span {
    rows: Vec<Row>,
}

/// One combination.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The first atom in it, which is in no other row.
    pub(super) lead: usize,
    /// How often it has each atom; once that of the lead.
    pub(super) atoms: Vec<Number>,
    /// How often it has each equation that was put in.
    pub(super) by: Vec<Number>,
}

impl Row {
    fn minus(&mut self, other: &Self, times: Number) {
        for (own, theirs) in [(&mut self.atoms, &other.atoms), (&mut self.by, &other.by)] {
            for (one, other) in own.iter_mut().zip(theirs) {
                *one = one.minus(other.times(times));
            }
        }
    }

    fn scaled(&mut self, times: Number) {
        for one in self.atoms.iter_mut().chain(&mut self.by) {
            *one = one.times(times);
        }
    }
}

impl Span {
    /// Of equations, each with how often it has each atom. Combinations are told by the place of the equations.
    pub(super) fn of(equations: Vec<&[u64]>) -> Self {
        let (all, none, mut span) = (equations.len(), BTreeSet::new(), Self::default());
        for (at, equation) in equations.into_iter().enumerate() {
            let mut row = Row { lead: 0, atoms: numbers(equation), by: vec![Number::ZERO; all] };
            if let Some(own) = row.by.get_mut(at) {
                *own = Number::ONE;
            }
            span.insert(row, &none);
        }
        span
    }

    /// Takes in a row, led by an atom that is none of these; answers whether there is one.
    fn insert(&mut self, mut row: Row, but: &BTreeSet<usize>) -> bool {
        self.reduce(&mut row);
        let mut has = row.atoms.iter().enumerate().filter(|(_, number)| !number.is_zero());
        let Some((lead, _)) = has.find(|(at, _)| !but.contains(at)) else { return false };
        row.lead = lead;
        row.scaled(at(&row.atoms, lead).inverse());
        for other in &mut self.rows {
            let times = at(&other.atoms, lead);
            if !times.is_zero() {
                other.minus(&row, times);
            }
        }
        self.rows.push(row);
        true
    }

    fn reduce(&self, row: &mut Row) {
        for known in &self.rows {
            let times = at(&row.atoms, known.lead);
            if !times.is_zero() {
                row.minus(known, times);
            }
        }
    }

    /// The same combinations as those of independent rows, each led by an atom that is none of these; nothing when the
    /// others do not tell them apart.
    pub(super) fn led_by_others(rows: &[Row], but: &BTreeSet<usize>) -> Option<Vec<Row>> {
        let mut span = Self::default();
        rows.iter().all(|row| span.insert(row.clone(), but)).then_some(span.rows)
    }

    /// Whether a combination of atoms follows.
    pub(super) fn tells(&self, atoms: &[u64]) -> bool {
        let mut row = Row { lead: 0, atoms: numbers(atoms), by: Vec::new() };
        self.reduce(&mut row);
        row.atoms.iter().all(|number| number.is_zero())
    }

    /// A base of the combinations that have none of the first atoms.
    pub(super) fn without_first(&self, atoms: usize) -> Vec<&Row> {
        // The lead is the first atom of its row, and of no other.
        self.rows.iter().filter(|row| row.lead >= atoms).collect()
    }
}

fn numbers(equation: &[u64]) -> Vec<Number> {
    equation.iter().copied().map(Number::of).collect()
}

fn at(numbers: &[Number], place: usize) -> Number {
    numbers.get(place).copied().unwrap_or_default()
}
