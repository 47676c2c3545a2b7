//! `capacity_set`: payload and invariants.

use super::payload::payload;
use super::values::TextCode;
use crate::codes::{CapacityBasis, CapacityUnit};
use crate::facts::Admissible;
use crate::facts::programme_status_set::STATES_BEFORE_CLOSING;
use crate::finding::Findings;
use crate::programme_book::ProgrammeBook;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A capacity is set (capacité fixée); it replaces that of the same unit, segment and basis.
    ///
    /// Source: catalogue, `CP`.
    pub struct CapacitySet {
        /// What is counted.
        [S] unit: CapacityUnit,
        /// How many.
        [S] value: u32,
        /// For whom, such as `single_parent`.
        [S] segment: Option<TextCode>,
        /// On what basis.
        [S] basis: CapacityBasis,
    }
}

impl Admissible for CapacitySet {
    fn programme_contradictions(&self, this: Believed<'_>, book: &ProgrammeBook, found: &mut Findings) {
        if !book.possibly_in(STATES_BEFORE_CLOSING, this.on) {
            found.add(Rule::CapacityOpen, "/occurredon", this.on);
        }
    }
}
