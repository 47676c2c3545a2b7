//! `occupancy_started`: payload and invariants.

use jiff::civil::Date;

use super::payload::payload;
use super::values::Commune;
use crate::codes::{AccommodationKind, Channel};
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::checks;
use crate::facts::{Owner, link};
use crate::finding::Findings;
use crate::ids::EpisodeId;
use crate::ids::{CounterpartId, DwellingId, EnrolmentId, OccupancyId, PersonId};
use crate::pathway::Part;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::{NonEmpty, Sealed};

payload! {
    /// Members move in (entrée dans les lieux).
    ///
    /// Source: catalogue, `OC+`.
    pub struct OccupancyStarted {
        /// The stay.
        [S] occupancy: OccupancyId,
        /// The kind of home.
        [S] kind: AccommodationKind,
        /// Who moves in; children born later join by their own arrival.
        [S] persons: NonEmpty<PersonId>,
        /// The dwelling; required in a sublease.
        [Q] dwelling: Option<Sealed<DwellingId>>,
        /// Its commune, INSEE code.
        [Q] commune: Option<Sealed<Commune>>,
        /// Nominal places used; the number of persons when absent.
        [S] places: Option<u32>,
        /// Who hosts; required for citizen hosting.
        [Q] host: Option<Sealed<CounterpartId>>,
        /// The enrolment that provides it.
        [S] enrolment: Option<EnrolmentId>,
        /// How it was found.
        [S] channel: Option<Channel>,
        /// Planned last day.
        [S] planned_end_on: Option<Date>,
        /// The stay that it continues after a split or a merger.
        [S] continues: Option<OccupancyId>,
    }
}

impl Admissible for OccupancyStarted {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Occupancy, self.occupancy.0, "/data/occupancy"))
    }

    fn refers(&self) -> Vec<Link> {
        [self.enrolment.map(|id| link(Kind::Enrolment, id.0, "/data/enrolment"))]
            .into_iter()
            .flatten()
            .collect()
    }

    fn continues(&self) -> Option<EpisodeId> {
        self.continues.map(EpisodeId::from)
    }

    fn owner(&self, field: &str) -> Owner {
        let host = self.host.as_ref().and_then(Sealed::known).filter(|_| field == "host");
        host.map_or(Owner::Household, |host| Owner::Counterpart(*host))
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (&self.persons, "/data/persons")
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        if self.kind == AccommodationKind::CitizenHosting && self.host.is_none() {
            found.add(Rule::OccupancyHost, "/data/host", "—");
        }
        let sublet = matches!(self.kind, AccommodationKind::ImlSublease | AccommodationKind::SlidingSublease);
        if sublet && self.dwelling.is_none() {
            found.add(Rule::OccupancyDwelling, "/data/dwelling", "—");
        }
        checks::continues(self.continues.map(EpisodeId::from), this, pathway, found);
        self.check_overlap(this, pathway, found);
    }
}

impl OccupancyStarted {
    /// Somebody in two homes at once: possible (hospital, double rooms), so a warning.
    fn check_overlap(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let household = pathway.household;
        let Some(own) = household.episode(self.occupancy.into()) else { return };
        let others = household.episodes.iter().filter(|other| {
            other.kind == Kind::Occupancy && other.opening.event.version < this.event.version
        });
        for other in others {
            let twice = own.parts.iter().find(|part| {
                let same =
                    |former: &&Part| former.person == part.person && former.period().clashes(part.period());
                other.parts.iter().find(same).is_some()
            });
            if let Some(part) = twice {
                found.against(Rule::OccupancyOverlap, other.opening.id(), "/data/persons", part.person);
            }
        }
    }
}
