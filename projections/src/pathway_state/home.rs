//! What belongs to the household itself: members, enrolments, homes, leases.

use domain::codes::{AccommodationKind, LeaseKind};
use domain::facts::{Fact, Kind};
use domain::ids::{EnrolmentId, OccupancyId, PersonId};
use domain::pathway::{self, Household, LeaseEnd};
use jiff::civil::Date;

use super::{Enrolment, Lease, Member, Occupancy};

/// Members on `day`, by identifier.
pub(crate) fn members(household: &Household<'_>, day: Date) -> Vec<Member> {
    let on_that_day = household.memberships.iter().filter(|stay| stay.period().contains_day(day));
    let mut members: Vec<Member> =
        on_that_day.map(|stay| Member { person: stay.person, role: stay.role, birth: stay.birth }).collect();
    members.sort_by_key(|member| member.person);
    members.dedup_by_key(|member| member.person);
    members
}

/// Who takes part on `day`, by identifier.
pub(crate) fn taking_part(episode: &pathway::Episode<'_>, day: Date) -> Vec<PersonId> {
    let on_that_day = episode.parts.iter().filter(|part| part.period().contains_day(day));
    let mut persons: Vec<PersonId> = on_that_day.map(|part| part.person).collect();
    persons.sort_unstable();
    persons.dedup();
    persons
}

/// Enrolments open on `day` for at least one person.
pub(crate) fn enrolments(household: &Household<'_>, day: Date) -> Vec<Enrolment> {
    let open = household.episodes.iter().filter_map(|episode| {
        let Fact::EnrolmentStarted(fact) = episode.opening.fact else { return None };
        let persons = taking_part(episode, day);
        (!persons.is_empty()).then(|| Enrolment {
            enrolment: EnrolmentId(episode.id.0),
            programme: fact.programme.clone(),
            persons,
        })
    });
    let mut open: Vec<Enrolment> = open.collect();
    open.sort_by_key(|enrolment| enrolment.enrolment);
    open
}

/// Homes in which at least one person lives on `day`.
pub(crate) fn occupancies(household: &Household<'_>, day: Date) -> Vec<Occupancy> {
    let stays = household.episodes.iter().filter(|episode| episode.kind == Kind::Occupancy);
    let stays = stays.filter_map(|episode| Occupancy::find(household, OccupancyId(episode.id.0), day));
    let mut open: Vec<Occupancy> = stays.filter(|stay| !stay.persons.is_empty()).collect();
    open.sort_by_key(|occupancy| occupancy.occupancy);
    open
}

impl Occupancy {
    /// A stay of a household, whether or not anybody lives there on a day: for whoever does.
    #[must_use]
    pub fn find(household: &Household<'_>, occupancy: OccupancyId, day: Date) -> Option<Self> {
        let episode = household.episode(occupancy.into())?;
        let Fact::OccupancyStarted(fact) = episode.opening.fact else { return None };
        let kind = slid(household, occupancy, day).unwrap_or(fact.kind);
        Some(Self { occupancy, kind, persons: taking_part(episode, day) })
    }
}

/// What a home has become by a slide of its lease on or before `day`.
fn slid(household: &Household<'_>, occupancy: OccupancyId, day: Date) -> Option<AccommodationKind> {
    let slides = household.leases.iter().filter(|lease| {
        let created = matches!(lease.opening.fact, Fact::LeaseTransferred(_));
        created && lease.occupancy == Some(occupancy) && lease.opening.on.representative() <= day
    });
    slides.max_by_key(|lease| lease.opening.on.representative()).map(|lease| {
        // A sublease slides into one of the two direct kinds only.
        let private = lease.kind == LeaseKind::DirectPrivate;
        if private { AccommodationKind::PrivateRental } else { AccommodationKind::SocialHousing }
    })
}

/// Leases in force on `day`: a transfer ends the sublease and opens the direct lease on the same day.
pub(super) fn leases(household: &Household<'_>, day: Date) -> Vec<Lease> {
    let in_force = household.leases.iter().filter(|lease| {
        let from = lease.opening.on.representative();
        let ended = |(end, _): &(domain::Believed<'_>, LeaseEnd)| end.on.representative().max(from) <= day;
        from <= day && !lease.ends.iter().any(ended)
    });
    let mut leases: Vec<Lease> = in_force
        .map(|lease| Lease {
            lease: lease.id,
            kind: lease.kind,
            occupancy: lease.occupancy,
            signatories: sorted(lease.signatories.clone()),
        })
        .collect();
    leases.sort_by_key(|lease| lease.lease);
    leases
}

fn sorted(mut persons: Vec<PersonId>) -> Vec<PersonId> {
    persons.sort_unstable();
    persons
}
