//! `consent_given`: payload and invariants.

use jiff::civil::Date;

use super::payload::payload;
use crate::codes::ConsentPurpose;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::{ConsentId, OrgCode, PersonId};
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A consent is given (consentement donné).
    ///
    /// Source: catalogue, `CS+`.
    pub struct ConsentGiven {
        /// The consent.
        [S] consent: ConsentId,
        /// Whose data.
        [S] person: PersonId,
        /// For what.
        [S] purpose: ConsentPurpose,
        /// With whom; required for sharing with a partner.
        [S] recipient: Option<OrgCode>,
        /// Last day of validity.
        [S] valid_to: Option<Date>,
    }
}

impl Admissible for ConsentGiven {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Consent, self.consent.0, "/data/consent"))
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (std::slice::from_ref(&self.person), "/data/person")
    }

    fn contradictions(&self, _this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        if self.purpose == ConsentPurpose::PartnerSharing && self.recipient.is_none() {
            found.add(Rule::ConsentRecipient, "/data/recipient", "—");
        }
        if !pathway.household.knows(self.person) {
            found.add(Rule::Member, "/data/person", self.person);
        }
    }
}
