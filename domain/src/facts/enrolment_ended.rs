//! `enrolment_ended`: payload and invariants.

use super::payload::payload;
use super::values::{Commune, Destination};
use crate::codes::AccommodationKind;
use crate::codes::HomeClass;
use crate::codes::LeaseKind;
use crate::codes::{Channel, EndReason};
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::checks;
use crate::facts::checks::EndRules;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::{EnrolmentId, LeaseId, OccupancyId, PersonId};
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::{NonEmpty, Sealed};

payload! {
    /// Members leave a programme (sortie du dispositif).
    ///
    /// Whether the exit is positive is a rule, never stored.
    ///
    /// Source: catalogue, `EN-`.
    pub struct EnrolmentEnded {
        /// The enrolment.
        [S] enrolment: EnrolmentId,
        /// Those who leave; all when absent.
        [S] persons: Option<NonEmpty<PersonId>>,
        /// Why.
        [S] reason: EndReason,
        /// Where they go; may be unknown, never absent.
        [S] destination: Destination,
        /// The commune they go to, INSEE code.
        [Q] destination_commune: Option<Sealed<Commune>>,
        /// How the home was found.
        [S] channel: Option<Channel>,
        /// The stay they go to, if recorded.
        [S] occupancy: Option<OccupancyId>,
        /// The lease they go to, if recorded.
        [S] lease: Option<LeaseId>,
    }
}

impl Admissible for EnrolmentEnded {
    fn ends(&self) -> Option<Link> {
        Some(link(Kind::Enrolment, self.enrolment.0, "/data/enrolment"))
    }

    fn refers(&self) -> Vec<Link> {
        [
            self.occupancy.map(|id| link(Kind::Occupancy, id.0, "/data/occupancy")),
            self.lease.map(|id| link(Kind::Lease, id.0, "/data/lease")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (self.persons.as_deref().unwrap_or_default(), "/data/persons")
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let rules = EndRules {
            kind: Kind::Enrolment,
            participant: Rule::EnrolmentParticipant,
            once: Rule::EnrolmentOnce,
        };
        let persons = self.persons.as_deref();
        checks::participation_end(&rules, self.enrolment.into(), persons, this, pathway, found);
        let household = pathway.household;
        if let Some(episode) = self.occupancy.and_then(|id| household.episode(id.into())) {
            let Fact::OccupancyStarted(stay) = episode.opening.fact else { return };
            if !self.suits_home(stay.kind) {
                found.against(
                    Rule::EnrolmentDestination,
                    episode.opening.id(),
                    "/data/destination",
                    self.destination.code(),
                );
            }
        }
        if let Some(lease) = self.lease.and_then(|id| household.lease(id))
            && !self.suits_lease(lease.kind)
        {
            found.against(
                Rule::EnrolmentDestination,
                lease.opening.id(),
                "/data/destination",
                self.destination.code(),
            );
        }
    }
}

impl EnrolmentEnded {
    /// Whether the destination goes with the kind of the home named (catalogue, A18).
    fn suits_home(&self, home: AccommodationKind) -> bool {
        match self.destination {
            Destination::StaysInPlace => true,
            Destination::Home(kind) => {
                let slides =
                    home == AccommodationKind::SlidingSublease && kind.class() == HomeClass::Permanent;
                kind.class() == home.class() || slides
            }
            Destination::LeftTerritory | Destination::Deceased | Destination::WhereaboutsUnknown => false,
        }
    }

    /// Whether the destination goes with the kind of the lease named (catalogue, A18).
    fn suits_lease(&self, lease: LeaseKind) -> bool {
        let class = match self.destination {
            Destination::StaysInPlace => return true,
            Destination::Home(kind) => Some(kind.class()),
            Destination::LeftTerritory | Destination::Deceased | Destination::WhereaboutsUnknown => None,
        };
        match lease {
            LeaseKind::DirectSocial
            | LeaseKind::DirectPrivate
            | LeaseKind::ManagementMandate
            | LeaseKind::Ownership => class == Some(HomeClass::Permanent),
            LeaseKind::SlidingSublease | LeaseKind::SimpleSublease => {
                matches!(class, Some(HomeClass::Permanent | HomeClass::Transitional))
            }
            LeaseKind::ResidenceContract
            | LeaseKind::OccupancyAgreement
            | LeaseKind::StayContract
            | LeaseKind::HostingAgreement
            | LeaseKind::Unspecified => true,
        }
    }
}
