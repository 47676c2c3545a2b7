//! `member_joined`: payload and invariants.

use super::payload::payload;
use super::values::Nationality;
use crate::codes::{ArrivalRoute, JoinReason, Role, Sex};
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::Sealing;
use crate::finding::Findings;
use crate::ids::{EpisodeId, PersonId};
use crate::partial_date::PartialDate;
use crate::pathway::Membership;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::Text;

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
        [Q] birth: PartialDate,
        /// Sex as recorded.
        [Q] sex: Option<Sex>,
        /// The place in the household.
        [S] role: Role,
        /// Why.
        [S] reason: JoinReason,
        /// How the person came.
        [S] arrival_route: Option<ArrivalRoute>,
        /// Nationalities, ISO 3166-1 alpha-3.
        [Q] nationality: Option<Vec<Nationality>>,
        /// The open enrolments and occupancies joined; all of them when absent, none when empty.
        [S] episodes: Option<Vec<EpisodeId>>,
        /// Names and file numbers.
        [N] identity: Option<Text>,
    }
}

impl Admissible for MemberJoined {
    fn persons(&self) -> (&[PersonId], &'static str) {
        (std::slice::from_ref(&self.person), "/data/person")
    }

    fn seals(&self) -> Sealing {
        if self.identity.is_some() { Sealing::Identity } else { Sealing::Quasi }
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        if this.on.certainly_before(self.birth) {
            found.add(Rule::JoinBirth, "/data/birth", self.birth);
        }
        self.check_batch(this, pathway, found);
        self.check_periods(this, pathway, found);
        for (index, id) in self.episodes.iter().flatten().enumerate() {
            if pathway.household.episode(*id).is_none() {
                found.add(Rule::Unknown, &format!("/data/episodes/{index}"), id);
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
        let earlier_here = |other: &Membership| {
            other.version < own.version
                || !household.memberships.iter().any(|stay| stay.joined == other.joined)
        };
        let elsewhere =
            pathway.memberships_everywhere(self.person).filter(|other| other.joined != own.joined);
        for other in elsewhere.filter(|other| earlier_here(other) && other.period().clashes(own.period())) {
            found.against(Rule::JoinOneHousehold, other.joined, "/data/person", self.person);
        }
        if self.role != Role::ReferencePerson {
            return;
        }
        let references = household.memberships.iter().filter(|other| {
            other.role == Role::ReferencePerson && other.person != self.person && other.version < own.version
        });
        for other in references.filter(|other| other.period().clashes(own.period())) {
            found.against(Rule::JoinReference, other.joined, "/data/role", self.role);
        }
    }
}
