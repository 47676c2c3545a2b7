//! `consent_withdrawn`: payload and invariants.

use super::payload::payload;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::ids::ConsentId;

payload! {
    /// A consent is withdrawn (retrait du consentement).
    ///
    /// Acts from its recording, never back.
    ///
    /// Source: catalogue, `CS-`.
    pub struct ConsentWithdrawn {
        /// The consent.
        [S] consent: ConsentId,
    }
}

impl Admissible for ConsentWithdrawn {
    fn ends(&self) -> Option<Link> {
        Some(link(Kind::Consent, self.consent.0, "/data/consent"))
    }
}
