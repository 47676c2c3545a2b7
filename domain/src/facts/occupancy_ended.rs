//! `occupancy_ended`: payload and invariants.

use super::payload::payload;
use crate::codes::EndReason;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::checks;
use crate::facts::checks::EndRules;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::{OccupancyId, PersonId};
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::NonEmpty;

payload! {
    /// Members move out (sortie des lieux).
    ///
    /// Source: catalogue, `OC-`.
    pub struct OccupancyEnded {
        /// The stay.
        [S] occupancy: OccupancyId,
        /// Who moves out; all when absent.
        [S] persons: Option<NonEmpty<PersonId>>,
        /// Why.
        [S] reason: EndReason,
    }
}

impl Admissible for OccupancyEnded {
    fn ends(&self) -> Option<Link> {
        Some(link(Kind::Occupancy, self.occupancy.0, "/data/occupancy"))
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (self.persons.as_deref().unwrap_or_default(), "/data/persons")
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let rules = EndRules {
            kind: Kind::Occupancy,
            participant: Rule::OccupancyParticipant,
            once: Rule::OccupancyOnce,
        };
        let persons = self.persons.as_deref();
        checks::participation_end(&rules, self.occupancy.into(), persons, this, pathway, found);
    }
}
