//! `pairing_ended`: payload and invariants.

use super::payload::payload;
use crate::codes::EndReason;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::ids::PairingId;

payload! {
    /// A pairing ends (fin du binôme).
    ///
    /// Source: catalogue, `PA-`.
    pub struct PairingEnded {
        /// The pairing.
        [S] pairing: PairingId,
        /// Why.
        [S] reason: Option<EndReason>,
    }
}

impl Admissible for PairingEnded {
    fn ends(&self) -> Option<Link> {
        Some(link(Kind::Pairing, self.pairing.0, "/data/pairing"))
    }
}
