//! One household as believed: members, enrolments, occupancies, leases.

use crate::codes::{DirectLease, Fate, LeaseKind};
use crate::facts::lease_signed::LeaseSigned;
use crate::facts::{Fact, Kind};
use crate::ids::{EpisodeId, EventId, HouseholdId, LeaseId, OccupancyId, PersonId};
use crate::partial_date::PartialDate;
use crate::pathway::{Episode, Membership, Period, members, participation};
use crate::timeline::{Believed, Timeline};

/// A household as believed at an instant.
#[derive(Debug)]
pub struct Household<'a> {
    /// Its identifier.
    pub id: HouseholdId,
    /// Its facts in believed order.
    pub timeline: Timeline<'a>,
    /// Its members, past ones included.
    pub memberships: Vec<Membership>,
    /// Its enrolments and occupancies.
    pub episodes: Vec<Episode<'a>>,
    /// Its leases.
    pub leases: Vec<Lease<'a>>,
}

/// A lease of the household.
#[derive(Debug, Clone)]
pub struct Lease<'a> {
    /// Its identifier.
    pub id: LeaseId,
    /// Its kind.
    pub kind: LeaseKind,
    /// The signature, or the transfer that created it.
    pub opening: Believed<'a>,
    /// The stay that it covers; that of the sublease after a transfer.
    pub occupancy: Option<OccupancyId>,
    /// Who signed.
    pub signatories: Vec<PersonId>,
    /// Its ends in believed order: one, unless a contradiction.
    pub ends: Vec<(Believed<'a>, LeaseEnd)>,
}

/// How a lease ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseEnd {
    /// `lease_ended`
    Ended,
    /// It slid into a direct lease.
    Transferred,
    /// A split or a merger closed it.
    Cut,
}

impl Lease<'_> {
    /// From the signature (or transfer) to the first end.
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.opening.on, until: self.ends.first().map(|(end, _)| end.on) }
    }
}

impl<'a> Household<'a> {
    /// The household of a timeline.
    #[must_use]
    pub fn of(id: HouseholdId, timeline: Timeline<'a>) -> Self {
        let memberships = members::memberships(&timeline);
        let episodes = participation::episodes(&timeline, &memberships);
        let leases = leases(&timeline);
        Self { id, timeline, memberships, episodes, leases }
    }

    /// The stays of a person in this household, in order.
    pub fn memberships_of(&self, person: PersonId) -> impl Iterator<Item = &Membership> {
        self.memberships.iter().filter(move |membership| membership.person == person)
    }

    /// Whether anybody ever recorded the person as a member.
    #[must_use]
    pub fn knows(&self, person: PersonId) -> bool {
        self.memberships_of(person).next().is_some()
    }

    /// Whether the person may have been a member on that date.
    #[must_use]
    pub fn possibly_member(&self, person: PersonId, on: PartialDate) -> bool {
        self.memberships_of(person).any(|membership| membership.possibly_member(on))
    }

    /// The enrolment or occupancy of that identifier.
    #[must_use]
    pub fn episode(&self, id: EpisodeId) -> Option<&Episode<'a>> {
        self.episodes.iter().find(|episode| episode.id == id)
    }

    /// The lease of that identifier.
    #[must_use]
    pub fn lease(&self, id: LeaseId) -> Option<&Lease<'a>> {
        self.leases.iter().find(|lease| lease.id == id)
    }

    /// The period of an enrolment, an occupancy or a lease, with what `but` ends left out of account.
    pub(crate) fn period_without(&self, id: EpisodeId, but: EventId) -> Option<Period> {
        if let Some(lease) = self.leases.iter().find(|lease| EpisodeId::from(lease.id) == id) {
            let end = lease.ends.iter().find(|(end, _)| end.id() != but);
            return Some(Period { from: lease.opening.on, until: end.map(|(end, _)| end.on) });
        }
        let episode = self.episode(id)?;
        let ends = |part: &crate::pathway::Part| part.end.filter(|end| end.by != but);
        let open = episode.parts.iter().any(|part| ends(part).is_none());
        let last = episode.parts.iter().filter_map(ends).map(|end| end.on).max_by_key(|on| on.latest());
        Some(Period { from: episode.opening.on, until: if open { None } else { last } })
    }

    /// Whether that identifier is an enrolment, an occupancy or a lease.
    pub(crate) fn kind_of(&self, id: EpisodeId) -> Option<Kind> {
        let lease = self.leases.iter().any(|lease| EpisodeId::from(lease.id) == id).then_some(Kind::Lease);
        lease.or_else(|| self.episode(id).map(|episode| episode.kind))
    }

    /// Every enrolment, occupancy and lease.
    pub(crate) fn episode_ids(&self) -> impl Iterator<Item = EpisodeId> {
        self.episodes.iter().map(|episode| episode.id).chain(self.leases.iter().map(|lease| lease.id.into()))
    }
}

/// The leases in believed order of their openings; those that a transfer creates come after it.
fn leases<'a>(timeline: &Timeline<'a>) -> Vec<Lease<'a>> {
    let mut leases: Vec<Lease<'a>> = Vec::new();
    for believed in timeline {
        if let Fact::LeaseSigned(signed) = believed.fact {
            leases.push(signed_lease(*believed, signed));
        }
    }
    for believed in timeline {
        let Fact::LeaseTransferred(transfer) = believed.fact else { continue };
        let old = leases.iter_mut().find(|lease| lease.id == transfer.lease);
        let (occupancy, inherited) = match old {
            Some(old) => {
                old.ends.push((*believed, LeaseEnd::Transferred));
                (old.occupancy, old.signatories.clone())
            }
            None => (None, Vec::new()),
        };
        let kind = match transfer.new_kind {
            DirectLease::DirectSocial => LeaseKind::DirectSocial,
            DirectLease::DirectPrivate => LeaseKind::DirectPrivate,
        };
        let signatories = transfer.signatories.as_ref().map_or(inherited, |signatories| signatories.to_vec());
        leases.push(Lease {
            id: transfer.new_lease,
            kind,
            opening: *believed,
            occupancy,
            signatories,
            ends: Vec::new(),
        });
    }
    end_leases(timeline, &mut leases);
    leases
}

fn signed_lease<'a>(believed: Believed<'a>, signed: &LeaseSigned) -> Lease<'a> {
    Lease {
        id: signed.lease,
        kind: signed.kind,
        opening: believed,
        occupancy: Some(signed.occupancy),
        signatories: signed.signatories.to_vec(),
        ends: Vec::new(),
    }
}

fn end_leases<'a>(timeline: &Timeline<'a>, leases: &mut [Lease<'a>]) {
    for believed in timeline {
        let fates = if let Fact::HouseholdSplit(split) = believed.fact {
            &split.episodes
        } else if let Fact::HouseholdMerged(merged) = believed.fact {
            &merged.episodes
        } else if let Fact::LeaseEnded(ended) = believed.fact {
            if let Some(lease) = leases.iter_mut().find(|lease| lease.id == ended.lease) {
                lease.ends.push((*believed, LeaseEnd::Ended));
            }
            continue;
        } else {
            continue;
        };
        for fate in fates.iter().filter(|fate| fate.fate != Fate::Stays) {
            if let Some(lease) = leases.iter_mut().find(|lease| EpisodeId::from(lease.id) == fate.episode) {
                lease.ends.push((*believed, LeaseEnd::Cut));
            }
        }
    }
    for lease in leases {
        lease.ends.sort_by_key(|(end, _)| (end.on.earliest(), end.event.recorded_at, end.event.version));
    }
}

/// Which identifiers are opened in the household itself rather than carried by its persons.
pub(crate) fn stays_in_household(kind: Kind) -> bool {
    matches!(kind, Kind::Enrolment | Kind::Occupancy | Kind::Lease)
}
