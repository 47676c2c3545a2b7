//! `lease_ended`: payload and invariants.

use super::payload::payload;
use crate::codes::LeaseEndReason;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::LeaseId;
use crate::pathway::LeaseEnd;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A lease ends (fin du bail).
    ///
    /// Source: catalogue, `LE-`.
    pub struct LeaseEnded {
        /// The lease.
        [S] lease: LeaseId,
        /// Why.
        [S] reason: LeaseEndReason,
    }
}

impl Admissible for LeaseEnded {
    fn ends(&self) -> Option<Link> {
        Some(link(Kind::Lease, self.lease.0, "/data/lease"))
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let Some(lease) = pathway.household.lease(self.lease) else { return };
        for (end, how) in lease.ends.iter().filter(|(end, _)| end.id() != this.id()) {
            match how {
                // A transfer recorded later, and certainly after, tells itself that the lease had ended.
                LeaseEnd::Transferred
                    if end.event.version < this.event.version || !this.on.certainly_before(end.on) =>
                {
                    found.against(Rule::LeaseOpen, end.id(), "/data/lease", self.lease);
                }
                LeaseEnd::Ended if end.event.version < this.event.version => {
                    found.against(Rule::Closed, end.id(), "/data/lease", self.lease);
                }
                LeaseEnd::Cut if end.on.certainly_before(this.on) => {
                    found.against(Rule::Closed, end.id(), "/occurredon", this.on);
                }
                LeaseEnd::Transferred | LeaseEnd::Ended | LeaseEnd::Cut => {}
            }
        }
    }
}
