//! `household_merged`: payload and invariants.

use super::household_split::EpisodeFate;
use super::payload::payload;
use crate::codes::Fate;
use crate::codes::JoinReason;
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::checks;
use crate::finding::Findings;
use crate::ids::HouseholdId;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// The household goes into another one (fusion de ménages).
    ///
    /// The last event of its stream but for corrections, retractions and erasure.
    ///
    /// Source: catalogue, `HM`.
    pub struct HouseholdMerged {
        /// The absorbing household.
        [S] into: HouseholdId,
        /// What becomes of every open enrolment, occupancy and lease.
        [S] episodes: Vec<EpisodeFate>,
    }
}

impl Admissible for HouseholdMerged {
    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let household = pathway.household;
        if self.into == household.id {
            return found.add(Rule::MergeInto, "/data/into", self.into);
        }
        if pathway.others.get(&self.into).is_none_or(|into| into.timeline.facts().is_empty()) {
            return found.add(Rule::Unknown, "/data/into", self.into);
        }
        if leads_back(self.into, pathway) {
            found.add(Rule::MergeCycle, "/data/into", self.into);
        }
        for (index, fate) in self.episodes.iter().enumerate() {
            if fate.fate == Fate::Stays {
                found.add(Rule::MergeStays, &format!("/data/episodes/{index}/fate"), fate.fate);
            }
        }
        checks::fates(Rule::MergeEpisodes, &self.episodes, this, pathway, found);
        checks::moves_continue(Rule::MergeBatch, &self.episodes, self.into, this, pathway, found);
        for stay in
            household.memberships.iter().filter(|stay| stay.left.is_some_and(|(_, by)| by == this.id()))
        {
            let joins = pathway.same_batch(this).any(|(to, other)| {
                let Fact::MemberJoined(joined) = other.fact else { return false };
                to == self.into && joined.person == stay.person && joined.reason == JoinReason::Merge
            });
            if !joins {
                found.against(Rule::MergeBatch, stay.joined, "/data/into", stay.person);
            }
        }
    }
}

/// Whether following mergers from `into` leads back to the household itself.
fn leads_back(into: HouseholdId, pathway: &Pathway<'_>) -> bool {
    let next = |id: HouseholdId| {
        let household = pathway.others.get(&id)?;
        household.timeline.iter().find_map(|believed| {
            let Fact::HouseholdMerged(merged) = believed.fact else { return None };
            Some(merged.into)
        })
    };
    // Chains are short; the bound only guards against a cycle that does not pass here.
    std::iter::successors(Some(into), |id| next(*id)).take(100).any(|id| id == pathway.household.id)
}
