//! Counting for those who ask again and again: what is known is kept between questions, and one question is worked on at
//! a time, of each account one at all.
//!
//! Facts tables are brought up to date by what was recorded since, and built anew only when there are none. Building goes
//! on when whoever asked has gone: the next finds it done. What is asked of them ends with whoever asked.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use projections::publication::TooFine;
use projections::rules::{EngineError, Limits};
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};

use crate::belief::{Belief, BeliefError};
use crate::facts::Facts;
use crate::projector::{RebuildError, position_at};
use crate::sandbox::{TrialOf, Tried};
use crate::year::{YearOf, YearReport};
use crate::{Application, ReportError};

/// Beliefs in memory: that of now, and two of the past.
const BELIEFS_MAX: usize = 3;

/// Reports kept of one belief, and trials.
const REPORTS_MAX: usize = 64;
const TRIALS_MAX: usize = 8;

/// How many may wait for their turn, and for how long.
const WAITING_MAX: usize = 16;
const WAIT: Duration = Duration::from_secs(8);

/// What one query may use where others wait for it.
const LIMITS: Limits = Limits { bytes: 256 << 20, time: Duration::from_secs(10), rows: 2_000_000 };

/// Others are being counted for and too many wait, or whoever asks has asked already: it will pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("others are being counted for")]
pub struct Busy;

/// Why nothing is counted.
#[derive(Debug, thiserror::Error)]
pub enum CountError {
    /// Others come first.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// It cannot be counted.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl From<BeliefError> for CountError {
    fn from(error: BeliefError) -> Self {
        Self::Report(error.into())
    }
}

impl From<TooFine> for CountError {
    fn from(error: TooFine) -> Self {
        Self::Report(error.into())
    }
}

/// What is kept, and whose turn it is.
#[derive(Debug)]
pub(crate) struct Counting {
    turn: Semaphore,
    waiting: Semaphore,
    /// Accounts of which a question is counted or waits.
    asking: std::sync::Mutex<BTreeSet<String>>,
    /// The one used last stands first.
    kept: Mutex<Vec<Arc<Kept>>>,
}

impl Default for Counting {
    fn default() -> Self {
        let (asking, kept) = Default::default();
        Self { turn: Semaphore::new(1), waiting: Semaphore::new(WAITING_MAX), asking, kept }
    }
}

/// A belief, and what was already asked of it.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) belief: Belief,
    /// The instant asked for; none of what is known now.
    asked: Option<Timestamp>,
    /// The state of the keys under which it was read.
    keys: String,
    /// What it was made of, when it will be brought up to date.
    facts: Option<Facts>,
    pub(crate) reports: Answers<YearOf, YearReport>,
    pub(crate) trials: Answers<TrialOf, Tried>,
}

/// Questions with their answers, the one asked last at the end.
#[derive(Debug)]
pub(crate) struct Answers<Q, A> {
    most: usize,
    kept: std::sync::Mutex<Vec<(Q, Arc<A>)>>,
}

impl<Q: PartialEq, A> Answers<Q, A> {
    fn new(most: usize) -> Self {
        Self { most, kept: std::sync::Mutex::default() }
    }

    /// What was answered already.
    pub(crate) fn find(&self, question: &Q) -> Option<Arc<A>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(one, _)| one == question)?;
        let found = kept.remove(place);
        let answer = Arc::clone(&found.1);
        kept.push(found);
        Some(answer)
    }

    /// Keeps an answer, in the place of the one that nobody has asked for the longest time.
    pub(crate) fn keep(&self, question: Q, answer: &Arc<A>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= self.most {
            kept.remove(0);
        }
        kept.push((question, Arc::clone(answer)));
    }
}

/// The place of an account among those who ask; it has no other as long as this is held.
#[derive(Debug)]
pub(crate) struct Asking<'c> {
    counting: &'c Counting,
    account: Option<String>,
}

impl Asking<'_> {
    /// Waits for one’s turn; it lasts for as long as what is answered is held.
    ///
    /// # Errors
    /// Too many wait already, or it took too long.
    pub(crate) async fn turn(&self) -> Result<SemaphorePermit<'_>, Busy> {
        self.counting.turn().await
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if let Some(account) = &self.account {
            let mut asking = self.counting.asking.lock().unwrap_or_else(PoisonError::into_inner);
            asking.remove(account);
        }
    }
}

impl Counting {
    /// Takes the only place of an account; who has none may have many.
    ///
    /// # Errors
    /// The account has asked something that is not answered yet.
    pub(crate) fn ask(&self, account: Option<&str>) -> Result<Asking<'_>, Busy> {
        let account = account.map(str::to_owned);
        if let Some(account) = &account {
            let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
            if !asking.insert(account.clone()) {
                return Err(Busy);
            }
        }
        Ok(Asking { counting: self, account })
    }

    /// Waits for one’s turn; it lasts for as long as what is answered is held.
    ///
    /// # Errors
    /// Too many wait already, or it took too long.
    async fn turn(&self) -> Result<SemaphorePermit<'_>, Busy> {
        let _place = self.waiting.try_acquire().map_err(|_full| Busy)?;
        let turn = tokio::time::timeout(WAIT, self.turn.acquire()).await;
        turn.map_err(|_elapsed| Busy)?.map_err(|_closed| Busy)
    }

    /// Forgets what was read before an erasure. Whoever is at it now will find that the keys have changed.
    pub(crate) fn forget_all(&self) {
        if let Ok(mut kept) = self.kept.try_lock() {
            kept.clear();
        }
    }
}

impl Application {
    /// What is known at an instant, now when absent; the one kept, when nothing has changed.
    ///
    /// # Errors
    /// Faults of the store, events that cannot be read.
    pub(crate) async fn kept_belief(&self, asked: Option<Timestamp>) -> Result<Arc<Kept>, BeliefError> {
        let application = self.clone();
        // In a task of its own, which goes on when nobody waits for it any more.
        let task = tokio::spawn(async move { application.brought_up(asked).await });
        match task.await {
            Ok(done) => done,
            Err(_panic) => Err(BeliefError::Engine(EngineError::BrokenDown)),
        }
    }

    async fn brought_up(&self, asked: Option<Timestamp>) -> Result<Arc<Kept>, BeliefError> {
        let mut kept = self.counting.kept.lock().await;
        let place = kept.iter().position(|one| one.asked == asked);
        let before = place.map(|place| kept.remove(place));
        let one = self.fresh(asked, before).await?;
        kept.insert(0, Arc::clone(&one));
        kept.truncate(BELIEFS_MAX);
        Ok(one)
    }

    /// The same belief when it still holds, and otherwise another.
    async fn fresh(
        &self,
        asked: Option<Timestamp>,
        before: Option<Arc<Kept>>,
    ) -> Result<Arc<Kept>, BeliefError> {
        // Before anything is read: of what is erased meanwhile nobody knows whether it was read.
        let keys = self.seals.ring().state().await.map_err(RebuildError::from)?;
        let position = match asked {
            Some(instant) => position_at(&self.ledger, instant).await.map_err(RebuildError::Fault)?,
            None => self.ledger.head().await.map_err(RebuildError::from)?.position,
        };
        if let Some(before) = &before
            && before.keys == keys
            && before.belief.position == position
        {
            return Ok(Arc::clone(before));
        }
        let facts = match before.as_ref().and_then(|before| before.facts.as_ref()) {
            Some(facts) => self.refreshed(facts, workers()).await?,
            None => self.facts_tables(asked, workers(), &mut |_, _| {}).await?,
        };
        let belief = Belief::of(&facts, LIMITS)?;
        let facts = asked.is_none().then_some(facts);
        let (reports, trials) = (Answers::new(REPORTS_MAX), Answers::new(TRIALS_MAX));
        Ok(Arc::new(Kept { belief, asked, keys, facts, reports, trials }))
    }
}

/// How many work at once on one question: all that the machine has.
pub(crate) fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_is_counted_for_and_too_many_do_not_wait() {
        let counting = Counting::default();
        let turn = counting.turn().await.unwrap();
        assert_eq!(counting.turn.available_permits(), 0, "one at a time");
        let places = u32::try_from(WAITING_MAX).unwrap();
        let others = counting.waiting.try_acquire_many(places).unwrap();
        assert_eq!(counting.turn().await.err(), Some(Busy), "nobody waits without a place");
        drop((turn, others));
        assert!(counting.turn().await.is_ok());
    }

    #[test]
    fn what_was_asked_last_is_kept() {
        let answers = Answers::new(2);
        for question in [1, 2] {
            answers.keep(question, &Arc::new(question * 10));
        }
        assert_eq!(answers.find(&1).as_deref(), Some(&10));
        answers.keep(3, &Arc::new(30));
        let kept = [1, 2, 3].map(|question| answers.find(&question).is_some());
        assert_eq!(kept, [true, false, true], "nobody asked for 2 since");
    }

    #[tokio::test]
    async fn an_account_asks_one_question_at_a_time() {
        let counting = Counting::default();
        let first = counting.ask(Some("a")).unwrap();
        assert_eq!(counting.ask(Some("a")).err(), Some(Busy));
        let others = (counting.ask(Some("b")).unwrap(), counting.ask(None), counting.ask(None));
        assert!(others.1.is_ok() && others.2.is_ok());
        assert!(first.turn().await.is_ok());
        drop(first);
        assert!(counting.ask(Some("a")).is_ok(), "once it is answered");
        assert_eq!(counting.ask(Some("b")).err(), Some(Busy), "what others have asked is theirs");
    }
}
