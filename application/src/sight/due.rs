//! Deadlines as they fall due, as somebody sees them.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use domain::ids::HouseholdId;
use futures_util::{Stream, stream};
use jiff::Span;
use jiff::civil::Date;
use projections::deadlines::{Deadline, DeadlineKind, Query};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::follow::Ended;
use super::{Allowance, Sight, SightError};
use crate::error::Fault;
use crate::read_models::{ReadError, Reflected};

/// Deadlines followed at once: what was told is kept, so that it is not told again.
pub const FOLLOWED_MOST: usize = 1000;

/// What the first look costs, of which nobody knows yet how much it finds: as much as a page of a list.
const FIRST: u64 = 100;

/// How long what was seen is told without looking whether anything was recorded since.
const FRESH: Duration = Duration::from_millis(500);

/// What other processes record, and a day that passes, shows up by looking: this often.
const POLL: Duration = Duration::from_secs(2);

/// Which deadlines are followed.
#[derive(Debug, Clone, Copy)]
pub struct Followed {
    /// Due within so many days from today; past ones are.
    pub within: u16,
    /// Of this kind.
    pub kind: Option<DeadlineKind>,
    /// Of this household.
    pub household: Option<HouseholdId>,
}

/// A deadline that is due.
#[derive(Debug, Clone)]
pub struct Due {
    /// What was recorded up to here is what it follows from.
    pub position: u64,
    /// Which one.
    pub deadline: Deadline,
}

impl Sight {
    /// Deadlines as they fall due: those that are, then each one that comes to be because a day passes or something is
    /// recorded. One that moves is told again. What may be seen is decided anew when anything was recorded. Each look costs
    /// as much as it finds.
    pub fn follow_deadlines(
        &self,
        asked: Followed,
        allowance: Allowance,
    ) -> impl Stream<Item = Result<Due, Ended>> + Send + 'static {
        // With a reason an auditor looks at households one by one, and is logged; not here.
        let sight = Self { reason: None, ..self.clone() };
        let head = self.application.ledger.watch();
        let (told, due) = (BTreeMap::new(), VecDeque::new());
        let follower = Follower { sight, asked, head, allowance, owed: FIRST, told, due, look: None };
        stream::try_unfold(follower, async |mut follower| {
            let due = follower.next().await?;
            Ok(Some((due, follower)))
        })
    }
}

/// Of which deadline it is known when it was said to be.
type Thing = (HouseholdId, DeadlineKind, Uuid);

/// When the list was looked at, and what it said then.
struct Look {
    at: Instant,
    head: u64,
    today: Date,
}

/// Where somebody is who follows deadlines.
struct Follower {
    sight: Sight,
    asked: Followed,
    head: watch::Receiver<u64>,
    allowance: Allowance,
    /// What the next look costs.
    owed: u64,
    told: BTreeMap<Thing, Date>,
    due: VecDeque<Due>,
    look: Option<Look>,
}

impl Follower {
    async fn next(&mut self) -> Result<Due, Ended> {
        loop {
            // Before anything is told, and while there is nothing to tell.
            if !self.sight.holds().await? {
                return Err(Ended::SignedOut);
            }
            if !self.is_fresh().await? {
                self.look().await?;
            }
            if let Some(due) = self.due.pop_front() {
                self.sight.log_permits(std::slice::from_ref(&due.deadline)).await?;
                self.told.insert(thing(&due.deadline), due.deadline.due_on);
                return Ok(due);
            }
            let _ = timeout(POLL, self.head.changed()).await;
            // Of what is recorded in a row the first is waited for, and the rest told with it.
            sleep(FRESH).await;
        }
    }

    /// Whether the list says still what it said.
    async fn is_fresh(&mut self) -> Result<bool, Fault> {
        let Some(look) = &mut self.look else { return Ok(false) };
        if look.at.elapsed() < FRESH {
            return Ok(true);
        }
        let head = self.sight.application.ledger.head().await?.position;
        if (head, self.sight.clock().today()) != (look.head, look.today) {
            return Ok(false);
        }
        look.at = Instant::now();
        Ok(true)
    }

    /// Looks at the list, and finds what is not told yet.
    async fn look(&mut self) -> Result<(), Ended> {
        let paid = self.owed;
        self.allowance.spend(paid, &self.sight).await?;
        let (at, today) = (Instant::now(), self.sight.clock().today());
        let Followed { within, kind, household } = self.asked;
        let before = today.saturating_add(Span::new().days(i32::from(within) + 1));
        let limit = u32::try_from(FOLLOWED_MOST + 1).unwrap_or(u32::MAX);
        let query = Query { before: Some(before), kind, household, limit, ..Query::default() };
        let Reflected { position, answer } = match self.sight.read_deadlines(&query, None).await {
            Ok(read) => read,
            // It will be; until then nothing that was seen before is told.
            Err(SightError::Read(ReadError::NotYet { .. })) => {
                (self.look, self.due) = (None, VecDeque::new());
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        self.owed = (answer.len() as u64).max(1);
        if self.owed > paid {
            self.allowance.spend(self.owed - paid, &self.sight).await?;
            // What had to be waited for is old: it is looked at again, and paid for first.
            if at.elapsed() >= FRESH {
                (self.look, self.due) = (None, VecDeque::new());
                return Ok(());
            }
        }
        if answer.len() > FOLLOWED_MOST {
            return Err(Ended::TooMany { most: FOLLOWED_MOST });
        }
        let is_told = |one: &Deadline| self.told.get(&thing(one)) == Some(&one.due_on);
        let due = answer.iter().filter(|one| !is_told(one)).cloned();
        self.due = due.map(|deadline| Due { position, deadline }).collect();
        // What was settled may come again.
        let mut still: BTreeMap<Thing, Date> =
            answer.iter().map(|deadline| (thing(deadline), deadline.due_on)).collect();
        still.retain(|thing, on| self.told.get(thing) == Some(on));
        self.told = still;
        self.look = Some(Look { at, head: position, today });
        Ok(())
    }
}

fn thing(deadline: &Deadline) -> Thing {
    (deadline.household, deadline.kind, deadline.subject)
}
