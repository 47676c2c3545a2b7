//! `resources_declared`: payload and invariants.

use super::payload::payload;
use super::values::Euros;
use crate::codes::IncomeSource;
use crate::facts::Admissible;
use crate::facts::Sealing;
use crate::facts::{Owner, known};
use crate::finding::Findings;
use crate::ids::PersonId;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::{NonEmpty, Sealed};
use rust_decimal::Decimal;

payload! {
    /// Resources are declared (ressources déclarées).
    ///
    /// Source: catalogue, `RS`.
    pub struct ResourcesDeclared {
        /// Whose resources.
        [S] persons: NonEmpty<PersonId>,
        /// Net total, euros a month.
        [Q] total_eur: Sealed<Euros>,
        /// Where it comes from; adds up to the total.
        [Q] sources: Option<Sealed<Vec<Resource>>>,
    }
}

payload! {
    /// One source of income.
    pub struct Resource {
        /// Where the money comes from.
        [S] source: IncomeSource,
        /// Euros a month.
        [S] amount_eur: Euros,
    }
}

impl Admissible for ResourcesDeclared {
    fn persons(&self) -> (&[PersonId], &'static str) {
        (&self.persons, "/data/persons")
    }

    fn owner(&self, _field: &str) -> Owner {
        match &*self.persons {
            [person] => Owner::Person(*person),
            _several => Owner::Household,
        }
    }

    fn seals(&self) -> Sealing {
        let quasi = self.total_eur.is_known() || known(self.sources.as_ref());
        if quasi { Sealing::Quasi } else { Sealing::Nothing }
    }

    fn contradictions(&self, _this: Believed<'_>, _pathway: &Pathway<'_>, found: &mut Findings) {
        let Some(sources) = self.sources.as_ref().and_then(Sealed::known) else { return };
        let Some(total) = self.total_eur.known() else { return };
        let sum: Decimal = sources.iter().map(|resource| resource.amount_eur.amount()).sum();
        if sum != total.amount() {
            found.add(Rule::ResourcesSum, "/data/total_eur", total);
        }
    }
}
