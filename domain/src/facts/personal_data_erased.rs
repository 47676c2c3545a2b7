//! `personal_data_erased`: payload and invariants.

use super::payload::payload;
use super::values::{Department, TextCode};
use crate::codes::{ArrivalRoute, ErasureBasis, ErasureLevel};
use crate::facts::Admissible;
use crate::finding::Findings;
use crate::ids::PersonId;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// The personal data of a person are erased (effacement des données personnelles).
    ///
    /// Source: catalogue, `ER`.
    pub struct PersonalDataErased {
        /// Whose data.
        [S] person: PersonId,
        /// On what basis.
        [S] basis: ErasureBasis,
        /// What is erased.
        [S] level: ErasureLevel,
        /// Coarse values kept for statistics.
        [S] residue: Option<Residue>,
    }
}

payload! {
    /// Coarse values kept for statistics, nothing else.
    pub struct Residue {
        /// Such as 25-59.
        [S] age_band: Option<TextCode>,
        /// Department of residence.
        [S] department: Option<Department>,
        /// How the person came.
        [S] route: Option<ArrivalRoute>,
    }
}

impl Admissible for PersonalDataErased {
    fn persons(&self) -> (&[PersonId], &'static str) {
        (std::slice::from_ref(&self.person), "/data/person")
    }

    fn contradictions(&self, _this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        if !pathway.household.knows(self.person) {
            found.add(Rule::Member, "/data/person", self.person);
        }
    }
}
