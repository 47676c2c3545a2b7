//! `member_joined`: payload and invariants.

use super::payload::payload;
use super::values::Nationality;
use crate::codes::{ArrivalRoute, JoinReason, Role, Sex};
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::Sealing;
use crate::facts::{Owner, known};
use crate::finding::Findings;
use crate::ids::{EpisodeId, PersonId};
use crate::partial_date::PartialDate;
use crate::pathway::Pathway;
use crate::pathway::{Membership, Part};
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::{Sealed, Text};

payload! {
    /// A person becomes a member of the household (arrivée d’un membre).
    ///
    /// Adult or child is never stored: it follows from `birth` at the reference date of a rule.
    ///
    /// Source: catalogue, `MJ`.
    pub struct MemberJoined {
        /// Who joins.
        [S] person: PersonId,
        /// Date, month or year of birth.
        [Q] birth: Sealed<PartialDate>,
        /// Sex as recorded.
        [Q] sex: Option<Sealed<Sex>>,
        /// The place in the household.
        [S] role: Role,
        /// Why.
        [S] reason: JoinReason,
        /// How the person came.
        [S] arrival_route: Option<ArrivalRoute>,
        /// Nationalities, ISO 3166-1 alpha-3.
        [Q] nationality: Option<Sealed<Vec<Nationality>>>,
        /// The open enrolments and occupancies joined; all of them when absent, none when empty.
        [S] episodes: Option<Vec<EpisodeId>>,
        /// Names and file numbers.
        [N] identity: Option<Sealed<Text>>,
    }
}

impl Admissible for MemberJoined {
    fn persons(&self) -> (&[PersonId], &'static str) {
        (std::slice::from_ref(&self.person), "/data/person")
    }

    fn owner(&self, _field: &str) -> Owner {
        Owner::Person(self.person)
    }

    fn seals(&self) -> Sealing {
        let quasi = [self.birth.is_known(), known(self.sex.as_ref()), known(self.nationality.as_ref())];
        if known(self.identity.as_ref()) {
            Sealing::Identity
        } else if quasi.contains(&true) {
            Sealing::Quasi
        } else {
            Sealing::Nothing
        }
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        if let Some(birth) = self.birth.known().filter(|birth| this.on.certainly_before(**birth)) {
            found.add(Rule::JoinBirth, "/data/birth", birth);
        }
        self.check_batch(this, pathway, found);
        self.check_periods(this, pathway, found);
        for (index, id) in self.episodes.iter().flatten().enumerate() {
            let pointer = format!("/data/episodes/{index}");
            let Some(episode) = pathway.household.episode(*id) else {
                found.add(Rule::Unknown, &pointer, id);
                continue;
            };
            let others = episode.parts.iter().filter(|part| part.person != self.person);
            let closed = |part: &Part| part.end.is_some_and(|end| end.on.certainly_before(this.on));
            if others.clone().count() > 0 && others.into_iter().all(closed) {
                found.against(Rule::Closed, episode.opening.id(), &pointer, id);
            }
        }
    }
}

impl MemberJoined {
    /// Reasons `split` and `merge` only come with the split or merger itself.
    fn check_batch(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        if !matches!(self.reason, JoinReason::Split | JoinReason::Merge) {
            return;
        }
        let here = pathway.household.id;
        let told = pathway.same_batch(this).any(|(from, other)| {
            if let (JoinReason::Split, Fact::HouseholdSplit(split)) = (self.reason, other.fact) {
                split.new_household == here && split.persons.contains(&self.person)
            } else if let (JoinReason::Merge, Fact::HouseholdMerged(merged)) = (self.reason, other.fact) {
                let known = pathway.others.get(&from).is_some_and(|from| from.knows(self.person));
                merged.into == here && known
            } else {
                false
            }
        });
        if !told {
            found.add(Rule::JoinBatch, "/data/reason", self.reason);
        }
    }

    /// One household at a time, and one reference person at a time.
    fn check_periods(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let household = pathway.household;
        let Some(own) = household.memberships.iter().find(|stay| stay.joined == this.id()) else { return };
        // Between two streams that are both checked, the one recorded later tells.
        let tells = |other: &Membership| other.order < own.order || !pathway.checked.contains(&other.stream);
        let elsewhere =
            pathway.memberships_everywhere(self.person).filter(|other| other.joined != own.joined);
        for other in elsewhere.filter(|other| tells(other) && other.period().clashes(own.period())) {
            found.against(Rule::JoinOneHousehold, other.joined, "/data/person", self.person);
        }
        if self.role != Role::ReferencePerson {
            return;
        }
        let references = household.memberships.iter().filter(|other| {
            other.role == Role::ReferencePerson && other.person != self.person && other.order < own.order
        });
        for other in references.filter(|other| other.period().clashes(own.period())) {
            found.against(Rule::JoinReference, other.joined, "/data/role", self.role);
        }
    }
}
