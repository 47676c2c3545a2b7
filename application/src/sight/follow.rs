//! What is recorded, as it is recorded, as somebody sees it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use domain::ids::{EventId, HouseholdId};
use domain::{Event, StreamId};
use event_store::StoredEvent;
use futures_util::{Stream, stream};
use tokio::sync::watch;
use tokio::time::timeout;

use super::{Allowance, Sight, SightError, Viewer};
use crate::codec::{decode_each, stream_name};
use crate::error::Fault;

/// Events looked at together: what is withdrawn acts on those that follow.
const BATCH: u32 = 32;

/// What other processes record shows up by looking: this often.
const POLL: Duration = Duration::from_millis(500);

/// Why nothing more is told.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// Whoever follows is signed in no longer.
    #[error("signed in no longer")]
    SignedOut,
    /// More than anybody can follow at once.
    #[error("more than {most} at once")]
    TooMany {
        /// How many can be.
        most: usize,
    },
    /// It cannot be read, or not by whoever asks.
    #[error(transparent)]
    Unread(#[from] SightError),
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Self {
        Self::Unread(fault.into())
    }
}

/// Where somebody is who follows.
struct Follower {
    sight: Sight,
    /// Only what is recorded of this household.
    household: Option<HouseholdId>,
    after: u64,
    /// The version of the household's stream up to which was read.
    version: u32,
    head: watch::Receiver<u64>,
    allowance: Allowance,
    seen: VecDeque<Event>,
}

impl Sight {
    /// The events after a position, in the order of positions, each once: those recorded already, then those to come.
    /// What may not be seen is left out; what is withdrawn meanwhile acts within a few events, a revoked token on the next.
    /// Each event that is looked at costs 1, and each history that decides what is seen of them. After an error nothing
    /// comes.
    pub fn follow(
        &self,
        after: u64,
        household: Option<HouseholdId>,
        allowance: Allowance,
    ) -> impl Stream<Item = Result<Event, Ended>> + Send + 'static {
        let head = self.application.ledger.watch();
        // With a reason an auditor looks at households one by one, and is logged; not here.
        let (sight, seen) = (Self { reason: None, ..self.clone() }, VecDeque::new());
        let follower = Follower { sight, household, after, version: 0, head, allowance, seen };
        stream::try_unfold(follower, async |mut follower| {
            let event = follower.next().await?;
            Ok(Some((event, follower)))
        })
    }

    /// Whether whoever looks is still signed in.
    ///
    /// # Errors
    /// Faults of the store: nothing may be told then.
    pub async fn holds(&self) -> Result<bool, Fault> {
        match &self.viewer {
            Viewer::Local => Ok(true),
            Viewer::Account(account) => self.application.still_holds(&account.credential).await,
        }
    }
}

impl Follower {
    async fn next(&mut self) -> Result<Event, Ended> {
        loop {
            // Before anything is told, and while there is nothing to tell.
            if !self.sight.holds().await? {
                return Err(Ended::SignedOut);
            }
            if let Some(event) = self.seen.pop_front() {
                return Ok(event);
            }
            let stored = self.read().await?;
            let Some(last) = stored.last() else {
                // Either way the ledger is asked.
                let _ = timeout(POLL, self.head.changed()).await;
                continue;
            };
            (self.after, self.version) = (last.position, last.version);
            let streams: BTreeSet<&str> = stored.iter().map(|event| event.stream.as_str()).collect();
            let cost = stored.len() + streams.len();
            // Before anything is folded, and decided on afterwards: what is withdrawn while it waits acts.
            self.allowance.spend(cost as u64, &self.sight).await?;
            self.seen = self.visible(&stored).await?;
        }
    }

    /// What comes next; of one household, without looking at what is recorded of others.
    async fn read(&mut self) -> Result<Vec<StoredEvent>, Fault> {
        let ledger = &self.sight.application.ledger;
        let Some(id) = self.household else { return Ok(ledger.read_positions(self.after, BATCH).await?) };
        let stream = stream_name(&StreamId::Household(id))?;
        let mut stored = ledger.read_streams(&[stream], self.version).await?;
        // What was told before is not read again at the next look.
        let told = stored.iter().take_while(|event| event.position <= self.after).last();
        self.version = told.map_or(self.version, |event| event.version);
        stored.retain(|event| event.position > self.after);
        stored.truncate(BATCH as usize);
        Ok(stored)
    }

    /// Those of a batch that may be seen.
    async fn visible(&self, stored: &[StoredEvent]) -> Result<VecDeque<Event>, Fault> {
        let mut by_stream: BTreeMap<&str, Vec<&StoredEvent>> = BTreeMap::new();
        for event in stored {
            by_stream.entry(event.stream.as_str()).or_default().push(event);
        }
        let mut seen = Vec::new();
        for (stream, events) in by_stream {
            match stream.parse() {
                Ok(StreamId::Household(id)) => {
                    let Some(replayed) = self.sight.household(id, None, None).await? else { continue };
                    let ids: Vec<EventId> = events.iter().map(|event| EventId(event.event_id)).collect();
                    let told = replayed.events().iter().filter(|event| ids.contains(&event.id()));
                    seen.extend(told.cloned());
                }
                Ok(StreamId::Programme(code)) => {
                    if self.sight.programme(&code).await?.is_some() {
                        let events: Vec<StoredEvent> = events.into_iter().cloned().collect();
                        seen.extend(decode_each(&self.sight.application.seals, &events).await?);
                    }
                }
                Ok(StreamId::Rules) => {
                    let events: Vec<StoredEvent> = events.into_iter().cloned().collect();
                    seen.extend(decode_each(&self.sight.application.seals, &events).await?);
                }
                Err(_) => {}
            }
        }
        seen.sort_by_key(|event| event.position);
        Ok(seen.into())
    }
}
