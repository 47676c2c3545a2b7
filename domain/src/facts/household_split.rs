//! `household_split`: payload and invariants.

use super::payload::payload;
use crate::codes::JoinReason;
use crate::codes::{Fate, SplitReason};
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::checks;
use crate::finding::Findings;
use crate::ids::{EpisodeId, HouseholdId, PersonId};
use crate::pathway::Membership;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::NonEmpty;

payload! {
    /// Some members leave to form a household of their own (scission du ménage).
    ///
    /// Recorded in one batch with the opening of the new stream, its members and what it continues.
    ///
    /// Source: catalogue, `HS`.
    pub struct HouseholdSplit {
        /// The household that they form.
        [S] new_household: HouseholdId,
        /// Those who leave.
        [S] persons: NonEmpty<PersonId>,
        /// What becomes of every open enrolment, occupancy and lease.
        [S] episodes: Vec<EpisodeFate>,
        /// Why.
        [S] reason: SplitReason,
    }
}

payload! {
    /// What becomes of one episode at a split or a merger.
    pub struct EpisodeFate {
        /// An enrolment, an occupancy or a lease.
        [S] episode: EpisodeId,
        /// Whether it stays, moves or ends.
        [S] fate: Fate,
    }
}

impl Admissible for HouseholdSplit {
    fn persons(&self) -> (&[PersonId], &'static str) {
        (&self.persons, "/data/persons")
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let household = pathway.household;
        let leaves = |stay: &&Membership| stay.left.is_some_and(|(_, by)| by == this.id());
        for person in &self.persons {
            if household.knows(*person) && household.memberships_of(*person).find(leaves).is_none() {
                found.add(Rule::SplitSubset, "/data/persons", person);
            }
        }
        let remains =
            |stay: &Membership| !self.persons.contains(&stay.person) && stay.possibly_member(this.on);
        if !household.memberships.iter().any(remains) {
            found.add(Rule::SplitSubset, "/data/persons", self.persons.len());
        }
        checks::fates(Rule::SplitEpisodes, &self.episodes, this, pathway, found);
        self.check_batch(this, pathway, found);
    }
}

impl HouseholdSplit {
    /// The same batch opens the new household, with its members and what moves there.
    fn check_batch(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let there = self.new_household;
        let opened = pathway.same_batch(this).any(|(household, other)| {
            let Fact::HouseholdOpened(opened) = other.fact else { return false };
            household == there && opened.from_household == Some(pathway.household.id)
        });
        if !opened || there == pathway.household.id {
            return found.add(Rule::SplitBatch, "/data/new_household", there);
        }
        for person in &self.persons {
            let joins = pathway.same_batch(this).any(|(household, other)| {
                let Fact::MemberJoined(joined) = other.fact else { return false };
                household == there && joined.person == *person && joined.reason == JoinReason::Split
            });
            if !joins {
                found.add(Rule::SplitBatch, "/data/persons", person);
            }
        }
        checks::moves_continue(Rule::SplitBatch, &self.episodes, there, this, pathway, found);
    }
}
