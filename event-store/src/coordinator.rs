//! One task per ledger takes requests from a bounded queue and commits whatever waits
//! there in one transaction: many callers share the cost of one durable commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::sleep;
use tracing::{Instrument as _, Span};

use crate::append::{Answers, AppendRequest, Appended};
use crate::error::{AppendError, StoreError};
use crate::exclusive::Exclusive;
use crate::hold::Hold;
use crate::metrics::Metrics;
use crate::session::{Mode, Session};
use crate::traced::TRACED;

/// Most requests and events of one transaction.
const REQUESTS_MAX: usize = 256;
const EVENTS_MAX: usize = 4096;

/// Waits before each attempt to reach an engine that was lost: about five seconds, the
/// time a server takes to restart.
pub(crate) const ATTEMPTS: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1600),
    Duration::from_millis(3200),
];

/// Waits before an attempt; the first is made at once, for a timer that is asked for nothing still waits for its
/// next tick, a millisecond.
pub(crate) async fn pause(wait: Duration) {
    if !wait.is_zero() {
        sleep(wait).await;
    }
}

/// Who deals with a request: its caller gives up, or the coordinator takes it, not both.
#[derive(Clone, Default)]
pub(crate) struct Claim(Arc<AtomicBool>);

impl Claim {
    /// True for the first who asks.
    pub(crate) fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}

/// A request with the way back to its caller.
pub(crate) struct Asked<Q, A> {
    pub(crate) ask: Q,
    pub(crate) claim: Claim,
    pub(crate) since: Instant,
    /// The work of its caller that it is part of.
    pub(crate) span: Span,
    pub(crate) answer: oneshot::Sender<Result<A, AppendError>>,
}

/// What the coordinator is asked for.
pub(crate) enum Job {
    Append(Asked<AppendRequest, Appended>),
    Exclusive(Asked<(), Exclusive>),
    Close(oneshot::Sender<()>),
}

/// The task's state.
pub(crate) struct Coordinator {
    pub(crate) queue: mpsc::Receiver<Job>,
    pub(crate) session: Session,
    pub(crate) head: watch::Sender<u64>,
    pub(crate) hold: Hold,
    pub(crate) metrics: Arc<Metrics>,
}

/// What an attempt left behind when its commit was not answered.
type Unanswered = Option<Answers>;

impl Coordinator {
    /// Works until the queue is closed and empty.
    pub(crate) async fn run(mut self) {
        let mut closers = Vec::new();
        let mut put_back = None;
        loop {
            let next = match put_back.take() {
                Some(job) => Some(job),
                None => self.queue.recv().await,
            };
            match next {
                None => break,
                Some(Job::Append(first)) => {
                    let asked = self.gather(first, &mut put_back).await;
                    self.commit(asked).await;
                }
                Some(Job::Exclusive(asked)) => self.lend(asked).await,
                Some(Job::Close(done)) => {
                    // What is queued is still answered; nothing more comes in.
                    self.queue.close();
                    closers.push(done);
                }
            }
        }
        self.session.close().await;
        for done in closers {
            // Whoever asked may have stopped waiting.
            let _ = done.send(());
        }
    }

    /// Takes what is queued, up to a batch. Those who are about to ask are let go first while that pays, by turns of
    /// the scheduler and no timer: without, the first of them would get a commit of its own, for which all the
    /// others would wait.
    async fn gather(
        &mut self,
        first: Asked<AppendRequest, Appended>,
        put_back: &mut Option<Job>,
    ) -> Vec<Asked<AppendRequest, Appended>> {
        let mut events = first.ask.events.len();
        let mut asked = vec![first];
        self.hold.begin();
        while asked.len() < REQUESTS_MAX && events < EVENTS_MAX {
            match self.queue.try_recv() {
                Ok(Job::Append(next)) => {
                    events += next.ask.events.len();
                    asked.push(next);
                    self.hold.heard();
                }
                Ok(other) => {
                    *put_back = Some(other);
                    break;
                }
                Err(_empty_or_closed) => {
                    if !self.hold.turn().await {
                        break;
                    }
                }
            }
        }
        asked
    }

    async fn commit(&mut self, asked: Vec<Asked<AppendRequest, Appended>>) {
        // A caller that is gone is no reason to drop its request: it was submitted.
        let claimed: Vec<_> = asked.into_iter().filter(|asked| asked.claim.take()).collect();
        let events: usize = claimed.iter().map(|asked| asked.ask.events.len()).sum();
        let span = shared(claimed.iter().map(|asked| &asked.span), events);
        let (requests, callers): (Vec<_>, Vec<_>) =
            claimed.into_iter().map(|asked| (asked.ask, (asked.answer, asked.since))).unzip();
        let began = Instant::now();
        self.metrics.batch_requests.observe(requests.len() as u64);
        self.metrics.batch_events.observe(events as u64);
        let answers = self.answer_all(&requests).instrument(span).await;
        self.hold.committed(began.elapsed());
        for ((caller, since), answer) in callers.into_iter().zip(answers) {
            let _ = caller.send(answer.map_err(|error| busy_since(since, error)));
        }
    }

    async fn answer_all(&mut self, requests: &[AppendRequest]) -> Answers {
        if requests.is_empty() {
            return Vec::new();
        }
        match self.attempt(requests).await {
            Ok(answers) => answers,
            // One request may carry what the engine refuses; the others must not suffer.
            Err(error) if error.may_be_the_data() && requests.len() > 1 => {
                let mut answers = Vec::new();
                for request in requests {
                    let alone = self.attempt(std::slice::from_ref(request)).await;
                    answers.extend(alone.unwrap_or_else(|error| vec![Err(error.into())]));
                }
                answers
            }
            Err(error) => requests.iter().map(|_| Err(error.clone().into())).collect(),
        }
    }

    /// One transaction, again on another connection when the first was lost. The event
    /// ids make a commit that did happen, unanswered, a repetition.
    async fn attempt(&mut self, requests: &[AppendRequest]) -> Result<Answers, StoreError> {
        let mut unanswered: Unanswered = None;
        let mut last = StoreError::Closed;
        for wait in ATTEMPTS {
            pause(wait).await;
            match self.try_once(requests, &mut unanswered).await {
                Ok(answers) => return Ok(reconciled(unanswered, answers)),
                Err(error) if error.is_lost() => {
                    self.metrics.interrupted.count();
                    tracing::warn!(error = &error as &dyn std::error::Error, "append interrupted");
                    last = error;
                }
                // A commit that was not answered may have happened: only the ledger itself can tell.
                Err(error) if unanswered.is_some() => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "append in doubt");
                    last = error;
                }
                Err(error) => return Err(error),
            }
        }
        Err(if unanswered.is_some() { StoreError::CommitUnknown } else { last })
    }

    async fn try_once(
        &mut self,
        requests: &[AppendRequest],
        unanswered: &mut Unanswered,
    ) -> Result<Answers, StoreError> {
        if unanswered.is_none()
            && let Some(answers) = self.try_at_once(requests, unanswered).await?
        {
            return Ok(answers);
        }
        self.session.begin(Mode::Batch).await?;
        let answers = match self.session.apply(requests).await {
            Ok(answers) => answers,
            Err(error) => {
                self.session.rollback().await;
                return Err(error);
            }
        };
        let head = self.session.head();
        if self.session.wrote() {
            let earlier = unanswered.replace(answers);
            let committed = self.session.commit().await;
            if let Err(error) = committed {
                if !error.is_lost() {
                    *unanswered = earlier;
                }
                return Err(error);
            }
            let answers = std::mem::replace(unanswered, earlier).unwrap_or_default();
            self.publish(head.map_or(0, |head| head.position));
            return Ok(answers);
        }
        self.session.rollback().await;
        self.publish(head.map_or(0, |head| head.position));
        Ok(answers)
    }

    /// One round trip, when nobody else writes and the requests say what they rest on; none when the ledger must be
    /// asked first.
    async fn try_at_once(
        &mut self,
        requests: &[AppendRequest],
        unanswered: &mut Unanswered,
    ) -> Result<Option<Answers>, StoreError> {
        let Some((batch, answers)) = self.session.decide_ahead(requests) else { return Ok(None) };
        *unanswered = Some(answers);
        let written = self.session.append_at_once(&batch).await;
        if matches!(&written, Ok(true)) {
            self.publish(batch.head().position);
            return Ok(unanswered.take());
        }
        if !matches!(&written, Err(error) if error.is_lost()) {
            *unanswered = None;
        }
        match written {
            // Events recorded before, or a row that the engine refuses: the ledger tells which.
            Err(error) if !error.may_be_the_data() => Err(error),
            Ok(_) | Err(_) => Ok(None),
        }
    }

    /// Lends the session to a bulk writer and waits until it is back; meanwhile requests
    /// queue, and their callers give up when they have waited long enough.
    async fn lend(&mut self, asked: Asked<(), Exclusive>) {
        if !asked.claim.take() {
            return;
        }
        if let Err(error) = self.begin_exclusive().await {
            let _ = asked.answer.send(Err(busy_since(asked.since, error.into())));
            return;
        }
        let spare = self.session.spare();
        let session = std::mem::replace(&mut self.session, spare);
        let (home, returned) = oneshot::channel();
        // A caller that is gone drops it, which sends the session home.
        let _ = asked.answer.send(Ok(Exclusive::new(session, home)));
        if let Ok(back) = returned.await {
            self.session = back.session;
            if self.session.is_open() {
                self.session.rollback().await;
            }
            self.publish(back.committed);
        }
    }

    async fn begin_exclusive(&mut self) -> Result<(), StoreError> {
        let mut last = StoreError::Closed;
        for wait in ATTEMPTS {
            pause(wait).await;
            match self.session.begin(Mode::Exclusive).await {
                Err(error) if error.is_lost() => last = error,
                other => return other,
            }
        }
        Err(last)
    }

    /// Wakes whoever follows; the position never goes back.
    fn publish(&self, position: u64) {
        self.metrics.head.raise(position);
        raise(&self.head, position);
    }
}

/// Wakes whoever follows, if the position is past what was told.
pub(crate) fn raise(head: &watch::Sender<u64>, position: u64) {
    head.send_if_modified(|told| {
        let moved = position > *told;
        *told = position.max(*told);
        moved
    });
}

/// One commit in a trace: part of what the first of its callers does, and linked to the others.
fn shared<'s>(mut callers: impl ExactSizeIterator<Item = &'s Span>, facts: usize) -> Span {
    let requests = callers.len();
    let Some(first) = callers.next() else { return Span::none() };
    let span = tracing::info_span!(target: TRACED, parent: first, "commit", requests, facts);
    for other in callers {
        span.follows_from(other);
    }
    span
}

fn busy_since(since: Instant, error: AppendError) -> AppendError {
    match error {
        AppendError::Fault(StoreError::Locked { .. }) => AppendError::Busy { waited: since.elapsed() },
        other @ (AppendError::Conflict(_)
        | AppendError::IdReused { .. }
        | AppendError::Busy { .. }
        | AppendError::Fault(_)) => other,
    }
}

/// When a commit went unanswered and the same events are found at the same places, they
/// were accepted then: the caller is told so, not that it repeats itself.
fn reconciled(unanswered: Unanswered, answers: Answers) -> Answers {
    let Some(earlier) = unanswered else {
        return answers;
    };
    let pairs = earlier.into_iter().zip(answers);
    pairs.map(|(earlier, now)| if confirms(&earlier, &now) { earlier } else { now }).collect()
}

fn confirms(earlier: &Result<Appended, AppendError>, now: &Result<Appended, AppendError>) -> bool {
    match (earlier, now) {
        (Ok(Appended::Accepted { first, last, .. }), Ok(Appended::Repeated { positions })) => {
            positions.iter().copied().eq(*first..=*last)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_events_found_where_they_were_put_count_as_accepted() {
        let accepted = |first, last| {
            let recorded_at = jiff::Timestamp::UNIX_EPOCH;
            Ok(Appended::Accepted { first, last, recorded_at })
        };
        let repeated = |positions: &[u64]| Ok(Appended::Repeated { positions: positions.into() });
        let told = |earlier, now| format!("{:?}", reconciled(Some(vec![earlier]), vec![now]));
        let plain = |answer: Result<Appended, AppendError>| format!("{:?}", vec![answer]);
        assert_eq!(told(accepted(3, 4), repeated(&[3, 4])), plain(accepted(3, 4)));
        // Somebody else stored them meanwhile, or the first attempt came to nothing.
        assert_eq!(told(accepted(3, 4), repeated(&[5, 6])), plain(repeated(&[5, 6])));
        assert_eq!(told(accepted(3, 4), accepted(5, 6)), plain(accepted(5, 6)));
        assert_eq!(told(repeated(&[1]), repeated(&[1])), plain(repeated(&[1])));
    }
}
