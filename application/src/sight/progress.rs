//! Projections as they come on.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use event_store::State;
use futures_util::{Stream, stream};
use tokio::time::sleep;

use super::follow::Ended;
use super::{Allowance, Sight};
use crate::read_models::ProjectionStatus;

/// How often they are looked at.
const POLL: Duration = Duration::from_secs(1);

impl Sight {
    /// How each projection is doing: all of them, then whichever has come farther or is otherwise, once a second at most.
    /// Each look costs as much as there are.
    pub fn follow_projections(
        &self,
        allowance: Allowance,
    ) -> impl Stream<Item = Result<ProjectionStatus, Ended>> + Send + 'static {
        let (told, news) = (BTreeMap::new(), VecDeque::new());
        let watcher = Watcher { sight: self.clone(), allowance, told, news, has_looked: false };
        stream::try_unfold(watcher, async |mut watcher| {
            let status = watcher.next().await?;
            Ok(Some((status, watcher)))
        })
    }
}

/// What is told of a projection: position, lag, state, completeness, how often the event was tried that it stopped at.
type Progress = (u64, u64, State, bool, Option<u64>);

/// Where somebody is who follows projections.
struct Watcher {
    sight: Sight,
    allowance: Allowance,
    /// By name and generation.
    told: BTreeMap<(String, i64), Progress>,
    news: VecDeque<ProjectionStatus>,
    has_looked: bool,
}

impl Watcher {
    async fn next(&mut self) -> Result<ProjectionStatus, Ended> {
        loop {
            // Before anything is told, and while there is nothing to tell.
            if !self.sight.holds().await? {
                return Err(Ended::SignedOut);
            }
            if let Some(status) = self.news.pop_front() {
                return Ok(status);
            }
            if self.has_looked {
                sleep(POLL).await;
            }
            self.has_looked = true;
            // They are as many as they were.
            self.allowance.spend((self.told.len() as u64).max(1), &self.sight).await?;
            let before = std::mem::take(&mut self.told);
            for found in self.sight.projections().await? {
                let key = (found.status.name.clone(), found.status.generation);
                let progress = progress(&found);
                if before.get(&key) != Some(&progress) {
                    self.news.push_back(found);
                }
                self.told.insert(key, progress);
            }
        }
    }
}

fn progress(found: &ProjectionStatus) -> Progress {
    let ProjectionStatus { status, lag, is_complete } = found;
    let attempts = status.dead_letter.as_ref().map(|letter| letter.attempts);
    (status.position, *lag, status.state, *is_complete, attempts)
}
