//! What belongs to the household itself: members, enrolments, homes, leases and their incidents.

use domain::Fact;
use domain::codes::{AccommodationKind, LeaseKind};
use domain::ids::OccupancyId;
use domain::pathway::{self, Household, Lease, LeaseEnd};

use super::{End, Episode, What, last};

pub(super) fn episodes(household: &Household<'_>) -> Vec<Episode> {
    let members = household.memberships.iter().map(membership);
    let stays = household.episodes.iter().flat_map(|episode| shared(household, episode));
    let leases = household.leases.iter().map(lease);
    let incidents = household.timeline.iter().filter_map(|believed| {
        let Fact::LeaseIncidentRecorded(fact) = believed.fact else { return None };
        let persons = household.lease(fact.lease).map(|lease| lease.signatories.clone());
        Some(Episode {
            what: What::Incident(fact.kind),
            subject: fact.lease.0,
            event: believed.id(),
            persons: persons.unwrap_or_default(),
            from: believed.on,
            until: None,
            end: End::Moment,
        })
    });
    members.chain(stays).chain(leases).chain(incidents).collect()
}

fn membership(stay: &pathway::Membership) -> Episode {
    Episode {
        what: What::Membership(stay.role),
        subject: stay.person.0,
        event: stay.joined,
        persons: vec![stay.person],
        from: stay.joined_on,
        until: stay.left.map(|(on, _)| on),
        end: if stay.left.is_some() { End::Ended } else { End::GoesOn },
    }
}

/// An enrolment; or a stay, in two pieces when its lease slid.
fn shared(household: &Household<'_>, episode: &pathway::Episode<'_>) -> Vec<Episode> {
    let mut persons: Vec<_> = episode.parts.iter().map(|part| part.person).collect();
    persons.sort_unstable();
    persons.dedup();
    let until = last(episode.parts.iter().map(|part| part.end.map(|end| end.on)));
    let whole = |what| Episode {
        what,
        subject: episode.id.0,
        event: episode.opening.id(),
        persons: persons.clone(),
        from: episode.opening.on,
        until,
        end: if until.is_some() { End::Ended } else { End::GoesOn },
    };
    if let Fact::EnrolmentStarted(fact) = episode.opening.fact {
        return vec![whole(What::Enrolment(fact.programme.clone()))];
    }
    let Fact::OccupancyStarted(fact) = episode.opening.fact else { return Vec::new() };
    let mut stays = vec![whole(What::Stay(fact.kind))];
    for slide in slides(household, OccupancyId(episode.id.0)) {
        let Some(before) = stays.last_mut() else { break };
        (before.until, before.end) = (Some(slide.opening.on), End::Followed);
        let after = whole(What::Stay(direct(slide.kind)));
        stays.push(Episode { from: slide.opening.on, event: slide.opening.id(), ..after });
    }
    stays
}

/// The direct leases into which subleases of a home slid, in order.
fn slides<'h, 'a>(
    household: &'h Household<'a>,
    home: OccupancyId,
) -> impl Iterator<Item = &'h Lease<'a>> + use<'h, 'a> {
    let slid = move |lease: &&Lease<'_>| {
        lease.occupancy == Some(home) && matches!(lease.opening.fact, Fact::LeaseTransferred(_))
    };
    household.leases.iter().filter(slid)
}

/// What a home becomes: a sublease slides into one of the two direct kinds only.
fn direct(kind: LeaseKind) -> AccommodationKind {
    let private = kind == LeaseKind::DirectPrivate;
    if private { AccommodationKind::PrivateRental } else { AccommodationKind::SocialHousing }
}

fn lease(lease: &Lease<'_>) -> Episode {
    let starts_on = if let Fact::LeaseSigned(signed) = lease.opening.fact {
        signed.starts_on
    } else if let Fact::LeaseTransferred(transferred) = lease.opening.fact {
        transferred.starts_on
    } else {
        lease.opening.on
    };
    let end = lease.ends.first();
    Episode {
        what: What::Lease(lease.kind),
        subject: lease.id.0,
        event: lease.opening.id(),
        persons: lease.signatories.clone(),
        from: starts_on,
        until: end.map(|(end, _)| end.on),
        end: match end.map(|(_, how)| how) {
            None => End::GoesOn,
            Some(LeaseEnd::Ended | LeaseEnd::Cut) => End::Ended,
            Some(LeaseEnd::Transferred) => End::Followed,
        },
    }
}
