//! `resources_declared`: payload and invariants.

use super::payload::payload;
use super::values::Euros;
use crate::codes::IncomeSource;
use crate::facts::Admissible;
use crate::facts::Sealing;
use crate::finding::Findings;
use crate::ids::PersonId;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::NonEmpty;
use rust_decimal::Decimal;

payload! {
    /// Resources are declared (ressources déclarées).
    ///
    /// Source: catalogue, `RS`.
    pub struct ResourcesDeclared {
        /// Whose resources.
        [S] persons: NonEmpty<PersonId>,
        /// Net total, euros a month.
        [Q] total_eur: Euros,
        /// Where it comes from; adds up to the total.
        [Q] sources: Option<Vec<Resource>>,
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

    fn seals(&self) -> Sealing {
        Sealing::Quasi
    }

    fn contradictions(&self, _this: Believed<'_>, _pathway: &Pathway<'_>, found: &mut Findings) {
        let Some(sources) = &self.sources else { return };
        let sum: Decimal = sources.iter().map(|resource| resource.amount_eur.amount()).sum();
        if sum != self.total_eur.amount() {
            found.add(Rule::ResourcesSum, "/data/total_eur", self.total_eur);
        }
    }
}
