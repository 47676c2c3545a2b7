//! `lease_incident_recorded`: payload and invariants.

use jiff::civil::Date;

use super::payload::payload;
use super::values::Euros;
use crate::codes::IncidentKind;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::LeaseId;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::Sealed;

payload! {
    /// Something goes wrong with a lease (incident locatif).
    ///
    /// Source: catalogue, `LI`.
    pub struct LeaseIncidentRecorded {
        /// The lease.
        [S] lease: LeaseId,
        /// What.
        [S] kind: IncidentKind,
        /// Amount, in euros.
        [Q] amount_eur: Option<Sealed<Euros>>,
        /// The day it was settled.
        [S] settled_on: Option<Date>,
    }
}

impl Admissible for LeaseIncidentRecorded {
    fn refers(&self) -> Vec<Link> {
        [Some(link(Kind::Lease, self.lease.0, "/data/lease"))].into_iter().flatten().collect()
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let Some(lease) = pathway.household.lease(self.lease) else { return };
        if !lease.period().possibly_covers(this.on) {
            found.against(Rule::LeaseOpen, lease.opening.id(), "/occurredon", this.on);
        }
    }
}
