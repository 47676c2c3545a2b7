//! When a household has members and no reference person.

use std::collections::BTreeSet;

use crate::codes::Role;
use crate::facts::{Fact, FactKind};
use crate::ids::EventId;
use crate::pathway::{Household, Membership};
use crate::timeline::Believed;

/// The beginning of a time in which there are members and none of them is the reference person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unreferenced<'a> {
    /// The arrival of the first member, or the departure of the reference person.
    pub(crate) begins: Believed<'a>,
    /// What makes it one, of all the others the one recorded last: the departure of the reference person before that
    /// arrival, the arrival of somebody who stays after that departure.
    pub(crate) other: Option<EventId>,
}

impl<'a> Household<'a> {
    /// Every time without a reference person that no choice of days within the partial dates makes up for.
    ///
    /// It begins with a fact in believed order, and not where a reference person may have arrived by then. Initial
    /// members count from their arrival here: nobody tells who answered for the household before its file.
    pub(crate) fn unreferenced(&self) -> Vec<Unreferenced<'a>> {
        let mut walk = Walk { stays: &self.memberships, come: BTreeSet::new(), gone: BTreeSet::new() };
        let mut lasts = false;
        let mut found = Vec::new();
        for believed in self.timeline.iter().filter(|believed| moves_members(believed.fact)) {
            walk.step(*believed);
            let staying: Vec<&Membership> = walk.staying(*believed).collect();
            if staying.is_empty() || walk.has_reference() {
                lasts = false;
            } else if !lasts && !walk.may_follow(*believed, &staying) {
                lasts = true;
                let other = if believed.fact.kind() == FactKind::MemberJoined {
                    walk.last_reference()
                } else {
                    staying.iter().max_by_key(|stay| stay.order).map(|stay| stay.joined)
                };
                found.push(Unreferenced { begins: *believed, other });
            }
        }
        found
    }
}

fn moves_members(fact: &Fact) -> bool {
    matches!(
        fact.kind(),
        FactKind::MemberJoined | FactKind::MemberLeft | FactKind::HouseholdSplit | FactKind::HouseholdMerged
    )
}

/// Who has come and gone by a fact, in believed order.
struct Walk<'m> {
    stays: &'m [Membership],
    /// Arrivals.
    come: BTreeSet<EventId>,
    /// Arrivals of those who have left.
    gone: BTreeSet<EventId>,
}

impl<'m> Walk<'m> {
    fn step(&mut self, this: Believed<'_>) {
        let ended = self.stays.iter().filter(|stay| stay.left.is_some_and(|(_, by)| by == this.id()));
        self.gone.extend(ended.map(|stay| stay.joined));
        self.come.insert(this.id());
    }

    fn present(&self) -> impl Iterator<Item = &'m Membership> {
        self.stays.iter().filter(|stay| self.come.contains(&stay.joined) && !self.gone.contains(&stay.joined))
    }

    fn has_reference(&self) -> bool {
        self.present().any(is_reference)
    }

    /// Members who certainly stay on after the day of a fact.
    fn staying(&self, this: Believed<'_>) -> impl Iterator<Item = &'m Membership> {
        self.present().filter(move |stay| stay.left.is_none_or(|(on, _)| this.on.certainly_before(on)))
    }

    /// Whether somebody who arrives later in believed order may be the reference person all the same by the day on
    /// which the first of those who stay is without one.
    fn may_follow(&self, this: Believed<'_>, staying: &[&Membership]) -> bool {
        let alone = staying.iter().map(|stay| stay.joined_on.latest().max(this.on.latest())).min();
        let to_come = |stay: &&Membership| {
            is_reference(stay) && !self.come.contains(&stay.joined) && !self.gone.contains(&stay.joined)
        };
        self.stays
            .iter()
            .filter(to_come)
            .any(|stay| alone.is_some_and(|alone| stay.period().from.earliest() <= alone))
    }

    /// The departure, recorded last, of a reference person.
    fn last_reference(&self) -> Option<EventId> {
        let gone = self.stays.iter().filter(|stay| is_reference(stay) && self.gone.contains(&stay.joined));
        gone.max_by_key(|stay| stay.order).and_then(|stay| stay.left).map(|(_, by)| by)
    }
}

fn is_reference(stay: &Membership) -> bool {
    stay.role == Role::ReferencePerson
}
