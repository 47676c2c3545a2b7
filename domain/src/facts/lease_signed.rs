//! `lease_signed`: payload and invariants.

use jiff::civil::Date;

use super::payload::payload;
use super::values::Euros;
use crate::codes::{LandlordKind, LeaseKind};
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::checks;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::EpisodeId;
use crate::ids::{LeaseId, OccupancyId, OrgCode, PersonId};
use crate::partial_date::PartialDate;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::{NonEmpty, Sealed};

payload! {
    /// A lease or another title to occupy is signed (signature du bail).
    ///
    /// Source: catalogue, `LE+`.
    pub struct LeaseSigned {
        /// The lease.
        [S] lease: LeaseId,
        /// Its kind.
        [S] kind: LeaseKind,
        /// Who signs: members, legally capable.
        [S] signatories: NonEmpty<PersonId>,
        /// The stay that it covers.
        [S] occupancy: OccupancyId,
        /// Who lets.
        [S] landlord_kind: Option<LandlordKind>,
        /// The association between; required for subleases and mandates.
        [S] intermediary: Option<OrgCode>,
        /// First day; may follow the signature.
        [S] starts_on: PartialDate,
        /// Planned last day.
        [S] planned_end_on: Option<Date>,
        /// Rent or fee, euros a month.
        [Q] monthly_charge_eur: Option<Sealed<Euros>>,
        /// The lease that it continues after a split or a merger.
        [S] continues: Option<LeaseId>,
    }
}

impl Admissible for LeaseSigned {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Lease, self.lease.0, "/data/lease"))
    }

    fn refers(&self) -> Vec<Link> {
        [Some(link(Kind::Occupancy, self.occupancy.0, "/data/occupancy"))].into_iter().flatten().collect()
    }

    fn continues(&self) -> Option<EpisodeId> {
        self.continues.map(EpisodeId::from)
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (&self.signatories, "/data/signatories")
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        checks::capable(&self.signatories, this, pathway, found);
        let mediated = matches!(
            self.kind,
            LeaseKind::SlidingSublease | LeaseKind::SimpleSublease | LeaseKind::ManagementMandate
        );
        if mediated && self.intermediary.is_none() {
            found.add(Rule::LeaseIntermediary, "/data/intermediary", "—");
        }
        checks::continues(self.continues.map(EpisodeId::from), this, pathway, found);
    }
}
