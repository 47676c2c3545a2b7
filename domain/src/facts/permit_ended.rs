//! `permit_ended`: payload and invariants.

use super::payload::payload;
use crate::codes::PermitEndReason;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::ids::PermitId;

payload! {
    /// A permit ends before its term (fin anticipée d’un titre). Expiry needs no event.
    ///
    /// Source: catalogue, `PE`.
    pub struct PermitEnded {
        /// The permit.
        [S] permit: PermitId,
        /// Why.
        [S] reason: PermitEndReason,
    }
}

impl Admissible for PermitEnded {
    fn ends(&self) -> Option<Link> {
        Some(link(Kind::Permit, self.permit.0, "/data/permit"))
    }
}
