//! `lease_transferred`: payload and invariants.

use super::payload::payload;
use crate::codes::DirectLease;
use crate::codes::LeaseKind;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::checks;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::{LeaseId, PersonId};
use crate::partial_date::PartialDate;
use crate::pathway::LeaseEnd;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::NonEmpty;

payload! {
    /// The household becomes tenant in its own name (glissement du bail).
    ///
    /// Not an exit: the exit is `enrolment_ended`.
    ///
    /// Source: catalogue, `LT`.
    pub struct LeaseTransferred {
        /// The sublease that slides; it ends here.
        [S] lease: LeaseId,
        /// The direct lease that begins here.
        [S] new_lease: LeaseId,
        /// Its kind.
        [S] new_kind: DirectLease,
        /// First day the household is tenant of record.
        [S] starts_on: PartialDate,
        /// Who signs; the sublease’s signatories when absent.
        [S] signatories: Option<NonEmpty<PersonId>>,
    }
}

impl Admissible for LeaseTransferred {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Lease, self.new_lease.0, "/data/new_lease"))
    }

    fn ends(&self) -> Option<Link> {
        Some(link(Kind::Lease, self.lease.0, "/data/lease"))
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (self.signatories.as_deref().unwrap_or_default(), "/data/signatories")
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let Some(lease) = pathway.household.lease(self.lease) else { return };
        if lease.kind != LeaseKind::SlidingSublease {
            found.against(Rule::TransferSliding, lease.opening.id(), "/data/lease", lease.kind);
        }
        for (end, how) in lease.ends.iter().filter(|(end, _)| end.id() != this.id()) {
            match how {
                LeaseEnd::Transferred if end.event.version < this.event.version => {
                    found.against(Rule::TransferOnce, end.id(), "/data/lease", self.lease);
                }
                LeaseEnd::Ended | LeaseEnd::Cut
                    if end.event.version < this.event.version && end.on.certainly_before(this.on) =>
                {
                    found.against(Rule::TransferActive, end.id(), "/occurredon", this.on);
                }
                LeaseEnd::Transferred | LeaseEnd::Ended | LeaseEnd::Cut => {}
            }
        }
        checks::capable(self.signatories.as_deref().unwrap_or_default(), this, pathway, found);
    }
}
