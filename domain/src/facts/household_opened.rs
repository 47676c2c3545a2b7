//! `household_opened`: payload and invariants.

use super::payload::payload;
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::finding::Findings;
use crate::ids::{HouseholdId, OrgCode};
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// The file of a household opens (ouverture du dossier du ménage).
    ///
    /// Source: catalogue, `HO`.
    pub struct HouseholdOpened {
        /// The organisation that opens the file.
        [S] opened_by: OrgCode,
        /// The household that it comes from, after a split.
        [S] from_household: Option<HouseholdId>,
    }
}

impl Admissible for HouseholdOpened {
    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let Some(from) = self.from_household else { return };
        let here = pathway.household.id;
        let split = pathway.same_batch(this).any(|(household, other)| {
            let Fact::HouseholdSplit(split) = other.fact else { return false };
            household == from && split.new_household == here
        });
        if !split {
            found.add(Rule::OpenedFrom, "/data/from_household", from);
        }
    }
}
