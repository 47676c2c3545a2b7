//! `pairing_started`: payload and invariants.

use super::payload::payload;
use crate::codes::PairingKind;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::{Owner, link};
use crate::ids::{CounterpartId, EnrolmentId, PairingId, PersonId};
use crate::wire::{NonEmpty, Sealed};

payload! {
    /// A pairing begins (constitution d’un binôme).
    ///
    /// Source: catalogue, `PA+`.
    pub struct PairingStarted {
        /// The pairing.
        [S] pairing: PairingId,
        /// The members paired.
        [S] persons: NonEmpty<PersonId>,
        /// Sponsor, employee or mentor, outside the household.
        [Q] counterpart: Sealed<CounterpartId>,
        /// Its kind.
        [S] kind: PairingKind,
        /// The enrolment behind it.
        [S] enrolment: Option<EnrolmentId>,
    }
}

impl Admissible for PairingStarted {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Pairing, self.pairing.0, "/data/pairing"))
    }

    fn refers(&self) -> Vec<Link> {
        [self.enrolment.map(|id| link(Kind::Enrolment, id.0, "/data/enrolment"))]
            .into_iter()
            .flatten()
            .collect()
    }

    fn owner(&self, _field: &str) -> Owner {
        self.counterpart.known().map_or(Owner::Household, |counterpart| Owner::Counterpart(*counterpart))
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (&self.persons, "/data/persons")
    }
}
