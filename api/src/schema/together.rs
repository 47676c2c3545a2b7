//! What is asked of every household of a page, read for all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use application::Replayed;
use application::sight::Sight;
use async_graphql::Result;
use domain::ids::HouseholdId;
use domain::{Event, StreamId};
use jiff::civil::Date;
use projections::household_list::Household;
use tokio::sync::OnceCell;

use super::failed;

/// The households of a page: the first that is asked for more than its row reads for all.
pub(super) struct Together {
    households: BTreeSet<HouseholdId>,
    /// Where the last event of each stands, as far as the list tells it.
    last: BTreeMap<HouseholdId, Option<u64>>,
    as_of: Date,
    logged: OnceCell<()>,
    /// None when they could not be read together: one that cannot be read takes no other along.
    replayed: OnceCell<Option<BTreeMap<HouseholdId, Replayed>>>,
    events: OnceCell<Option<BTreeMap<HouseholdId, Event>>>,
}

impl Together {
    pub(super) fn of(rows: &[Household], as_of: Date) -> Self {
        Self {
            households: rows.iter().map(|row| row.id).collect(),
            last: rows.iter().map(|row| (row.id, row.position)).collect(),
            as_of,
            logged: OnceCell::new(),
            replayed: OnceCell::new(),
            events: OnceCell::new(),
        }
    }

    /// Logs that personal data of all of them is about to be told, once.
    pub(super) async fn log(&self, sight: &Sight) -> Result<()> {
        let log = async || {
            let streams: Vec<_> = self.households.iter().copied().map(StreamId::Household).collect();
            sight.log_reading(&streams).await.map_err(failed)
        };
        self.logged.get_or_try_init(log).await.copied()
    }

    /// The replay of one of them; `None` when it has to be read by itself.
    pub(super) async fn replayed(&self, sight: &Sight, household: HouseholdId) -> Option<&Replayed> {
        let read = async || sight.households(&self.households, Some(self.as_of), None).await.ok();
        self.replayed.get_or_init(read).await.as_ref()?.get(&household)
    }

    /// The last event of one of them; `None` when it has to be read by itself.
    pub(super) async fn last_event(&self, sight: &Sight, household: HouseholdId) -> Option<&Event> {
        let read = async || sight.last_events(&self.last).await.ok();
        self.events.get_or_init(read).await.as_ref()?.get(&household)
    }
}
