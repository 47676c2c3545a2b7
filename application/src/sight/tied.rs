//! The households that splits and mergers tie to one, as far as whoever asks may look into them.

use std::collections::{BTreeMap, BTreeSet};

use domain::codes::JoinReason;
use domain::ids::{BatchId, EventId, HouseholdId};
use domain::{Fact, PartialDate, StreamId};

use super::Sight;
use crate::error::Fault;
use crate::replay::Replayed;

/// How a household is tied to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieKind {
    /// Some of it form the other one.
    SplitInto,
    /// It was formed by some of the other one.
    SplitFrom,
    /// It went into the other one.
    MergedInto,
    /// The other one went into it.
    MergedFrom,
}

/// Another household that a split or a merger ties to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// How.
    pub kind: TieKind,
    /// The other household.
    pub household: HouseholdId,
    /// What tells it in the file of the one asked about: the split, the opening, the merger, or the first arrival.
    pub event: EventId,
    /// When that was true, as believed.
    pub on: PartialDate,
    /// The batch in which all of it was recorded.
    pub batch: Option<BatchId>,
}

impl Sight {
    /// The households tied to one, as believed then, in the order of recording. One that may not be looked into is left out.
    ///
    /// # Errors
    /// Faults of the store, and events that cannot be read.
    pub async fn ties(&self, of: &Replayed) -> Result<Vec<Tie>, Fault> {
        let mut told = Vec::new();
        let mut taken_in = BTreeMap::new();
        for (event, fact) in of.history().into_iter().filter_map(|entry| Some((entry.event, entry.believed?)))
        {
            let tie = |kind, household| {
                let (event, on, batch) = (event.id(), fact.on, event.batch);
                Tie { kind, household, event, on, batch }
            };
            if let Fact::HouseholdSplit(split) = fact.fact {
                told.push(tie(TieKind::SplitInto, split.new_household));
            } else if let Fact::HouseholdMerged(merged) = fact.fact {
                told.push(tie(TieKind::MergedInto, merged.into));
            } else if let Fact::HouseholdOpened(opened) = fact.fact {
                told.extend(opened.from_household.map(|from| tie(TieKind::SplitFrom, from)));
            } else if let Fact::MemberJoined(joined) = fact.fact
                && joined.reason == JoinReason::Merge
                && let Some(batch) = event.batch
            {
                // Which household that was, only the other file tells.
                taken_in.entry(batch).or_insert_with(|| tie(TieKind::MergedFrom, of.state.household));
            }
        }
        let mut ties = Vec::new();
        for tie in told {
            if self.opens(tie.household).await? {
                ties.push(tie);
            }
        }
        if !taken_in.is_empty() {
            ties.extend(self.merged_into(of, &taken_in).await?);
        }
        Ok(ties)
    }

    /// The households that went into one, of those in which its persons have been; `arrivals` are the first of each batch.
    async fn merged_into(&self, of: &Replayed, arrivals: &BTreeMap<BatchId, Tie>) -> Result<Vec<Tie>, Fault> {
        let here = of.state.household;
        let others: BTreeSet<HouseholdId> = of.others().collect();
        let mut ties = Vec::new();
        for household in others {
            let Some(other) = self.household(household, None, of.state.known_at).await? else { continue };
            let merger = other.history().into_iter().find_map(|entry| {
                let Fact::HouseholdMerged(merged) = entry.believed?.fact else { return None };
                arrivals.get(&entry.event.batch?).filter(|_| merged.into == here)
            });
            ties.extend(merger.map(|arrival| Tie { household, ..*arrival }));
        }
        Ok(ties)
    }
}

impl Replayed {
    /// The other households whose streams tell of this one.
    fn others(&self) -> impl Iterator<Item = HouseholdId> {
        self.streams.keys().filter_map(|stream| match stream {
            StreamId::Household(id) if *id != self.state.household => Some(*id),
            StreamId::Household(_) | StreamId::Programme(_) | StreamId::Rules => None,
        })
    }
}
