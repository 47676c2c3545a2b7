//! `legal_status_recorded`: payload and invariants.

use super::payload::payload;
use crate::codes::{Authority, LegalStatus};
use crate::facts::Admissible;
use crate::ids::PersonId;

payload! {
    /// The State recognises a status (statut reconnu); it replaces the former one.
    ///
    /// Source: catalogue, `ST`.
    pub struct LegalStatusRecorded {
        /// Whose status.
        [S] person: PersonId,
        /// The status.
        [S] status: LegalStatus,
        /// Who recognised it.
        [S] authority: Option<Authority>,
    }
}

impl Admissible for LegalStatusRecorded {
    fn persons(&self) -> (&[PersonId], &'static str) {
        (std::slice::from_ref(&self.person), "/data/person")
    }
}
