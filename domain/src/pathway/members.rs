//! Who is a member, and when.

use std::collections::BTreeMap;

use crate::codes::{JoinReason, Role};
use crate::event::StreamId;
use crate::facts::Fact;
use crate::ids::{EventId, PersonId};
use crate::partial_date::PartialDate;
use crate::pathway::Period;
use crate::timeline::{Believed, Timeline};

/// One stay of a person in a household.
#[derive(Debug, Clone)]
pub struct Membership {
    /// Who.
    pub person: PersonId,
    /// The place in the household.
    pub role: Role,
    /// Birth, as the arrival tells it; any day when it was erased.
    pub birth: PartialDate,
    /// Why the person joined.
    pub reason: JoinReason,
    /// When the arrival is dated.
    pub joined_on: PartialDate,
    /// The arrival.
    pub joined: EventId,
    /// The stream of the household.
    pub stream: StreamId,
    /// Place of the arrival in the order of recording.
    pub order: (u64, u32),
    /// The departure, split or merger that ends it, and when.
    pub left: Option<(PartialDate, EventId)>,
}

impl Membership {
    /// From the arrival to the departure; an initial member counts at all earlier dates since birth.
    #[must_use]
    pub fn period(&self) -> Period {
        let from = if self.reason == JoinReason::Initial { self.birth } else { self.joined_on };
        Period { from, until: self.left.map(|(on, _)| on) }
    }

    /// Whether a day may be before birth and after: nobody takes part in anything before being born.
    #[must_use]
    pub fn possibly_member(&self, on: PartialDate) -> bool {
        self.period().possibly_covers(on) && !on.certainly_before(self.birth)
    }
}

/// The persons whom a fact takes out of the household, when it does.
enum Departure<'a> {
    Some(&'a [PersonId]),
    Everybody,
}

fn departure(fact: &Fact) -> Option<Departure<'_>> {
    if let Fact::MemberLeft(left) = fact {
        Some(Departure::Some(std::slice::from_ref(&left.person)))
    } else if let Fact::HouseholdSplit(split) = fact {
        Some(Departure::Some(&split.persons))
    } else if let Fact::HouseholdMerged(_) = fact {
        Some(Departure::Everybody)
    } else {
        None
    }
}

/// The memberships of a household in order of arrival: the n-th departure of a person ends the n-th stay.
pub(super) fn memberships(timeline: &Timeline<'_>) -> Vec<Membership> {
    let mut memberships: Vec<Membership> = timeline.iter().filter_map(arrival).collect();
    let mut ended: BTreeMap<PersonId, usize> = BTreeMap::new();
    let mut merger = None;
    for believed in timeline {
        match departure(believed.fact) {
            Some(Departure::Some(persons)) => {
                for person in persons {
                    let nth = ended.entry(*person).or_default();
                    let mut stays = memberships.iter_mut().filter(|stay| stay.person == *person);
                    if let Some(stay) = stays.nth(*nth) {
                        stay.left = Some((believed.on, believed.id()));
                        *nth += 1;
                    }
                }
            }
            // A merger ends every stay that nothing else ends, whatever its place in the order.
            Some(Departure::Everybody) => merger = Some((believed.on, believed.id())),
            None => {}
        }
    }
    if merger.is_some() {
        for stay in memberships.iter_mut().filter(|stay| stay.left.is_none()) {
            stay.left = merger;
        }
    }
    memberships
}

fn arrival(believed: &Believed<'_>) -> Option<Membership> {
    let Fact::MemberJoined(joined) = believed.fact else { return None };
    Some(Membership {
        person: joined.person,
        role: joined.role,
        // What was erased may have been any day.
        birth: joined.birth.known().copied().unwrap_or_else(PartialDate::unknown),
        reason: joined.reason,
        joined_on: believed.on,
        joined: believed.id(),
        stream: believed.event.stream().clone(),
        order: believed.event.recording_order(),
        left: None,
    })
}
