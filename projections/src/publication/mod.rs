//! Releasing figures without telling of few people (RP22).
//!
//! Whoever prints counts over the same people prints equations: what is hidden in one cell may follow from others.
//! [`protect`] is told all counts printed together, each with its units, and those that were printed before. It cuts the
//! units into atoms that no count tells apart, and hides counts until no combination of what is printed has at least one
//! unit and fewer than the threshold.
//!
//! A figure has several counts ([`counts`]): its numerator, its denominator, the units left out by reason. [`release`] tells
//! what is printed of figures when some of their counts are hidden.

mod atoms;
mod field;
mod protect;
mod secrecy;
mod shown;
mod small;
mod span;

use std::fmt;

pub use atoms::{ATOMS_MAX, TooFine};
pub use protect::{Why, protect};
pub use secrecy::{PUBLISHED_MIN, Secrecy};
pub use shown::{Before, Bound, Number, Shown, ShownOutcome, counts, release};

/// Which number of which figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The figure.
    pub figure: String,
    /// Which of its outcomes, from 0.
    pub outcome: usize,
    /// Which number of it.
    pub number: Number,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.figure)?;
        if self.outcome > 0 {
            write!(f, "#{}", self.outcome + 1)?;
        }
        if self.number == Number::Kept { Ok(()) } else { write!(f, ".{}", self.number) }
    }
}

/// A number of units that is to be printed: of rows, strictly, for some indicators count stays and not households.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What it is called: no other that is printed with it has the same name.
    pub name: Name,
    /// The units, one as often as it is counted.
    pub units: Vec<String>,
}

#[cfg(test)]
mod tests;
