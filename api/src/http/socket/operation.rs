//! The operations of a socket: each a task of its own, with a queue that does not grow.
//!
//! At most [`QUEUE`] answers of an operation wait to be written, and [`OUTBOX`] of all of them. Whoever does not take
//! any of them for as long as [`PATIENCE`] is told so, and the operation ends; nothing is ever left out of the middle.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Executor;
use axum::extract::ws::Message;
use axum::http::request::Parts;
use futures_util::{FutureExt as _, StreamExt as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;
use tracing::Instrument as _;

use super::message;
use crate::http::answer::Answer;
use crate::http::decode::Parameters;
use crate::http::host::{Barred, Host, Unserved};
use crate::http::{Code, Endpoint, OPEN_STREAMS, Ready, errors, traced};

/// Operations of a socket at once.
pub(crate) const MOST: usize = 32;

/// Answers of an operation that wait to be written.
pub(crate) const QUEUE: usize = 8;

/// Answers of all operations of a socket that wait to be written.
const OUTBOX: usize = 64;

/// How long nothing of an operation is taken before it is ended.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// What an operation says.
pub(super) struct Told {
    id: Arc<str>,
    number: u64,
    pub(super) what: What,
    /// Its place in the queue of the operation.
    _place: Option<OwnedSemaphorePermit>,
}

/// What there is to say.
pub(super) enum What {
    /// An answer, as JSON.
    Next(String),
    /// It was not executed, or ends: errors, as JSON.
    Error(String),
    /// Nothing comes any more.
    Complete,
    /// Whoever asked is signed in no longer.
    SignedOut,
    /// The server ends, and what is followed has not come to its end: nothing is said of it.
    Cut,
}

impl What {
    /// The message that says it of an operation; none when it says nothing.
    pub(super) fn message(self, id: &str) -> Option<Message> {
        match self {
            Self::Next(body) => Some(message::told("next", id, Some(&body))),
            Self::Error(errors) => Some(message::told("error", id, Some(&errors))),
            Self::Complete => Some(message::told("complete", id, None)),
            Self::SignedOut | Self::Cut => None,
        }
    }
}

/// The operations of one socket.
pub(super) struct Operations {
    running: HashMap<Arc<str>, (u64, AbortHandle)>,
    tasks: JoinSet<()>,
    count: u64,
    sender: mpsc::Sender<Told>,
    outbox: mpsc::Receiver<Told>,
}

impl Operations {
    pub(super) fn new() -> Self {
        let (sender, outbox) = mpsc::channel(OUTBOX);
        Self { running: HashMap::new(), tasks: JoinSet::new(), count: 0, sender, outbox }
    }

    /// Whether one of that identifier is under way.
    pub(super) fn is_running(&self, id: &str) -> bool {
        self.running.contains_key(id)
    }

    /// Whether nothing is under way, and all is said.
    pub(super) fn is_done(&self) -> bool {
        self.running.is_empty()
    }

    /// Whether there are as many as there may be.
    pub(super) fn is_full(&self) -> bool {
        self.running.len() >= MOST
    }

    /// Begins one; `request` is the identifier of the socket’s own request.
    pub(super) fn begin<E: Executor, H: Host>(
        &mut self,
        endpoint: Arc<Endpoint<E, H>>,
        parts: Arc<Parts>,
        request: &str,
        id: String,
        parameters: Parameters,
    ) {
        // What has ended leaves its result in the set.
        while self.tasks.try_join_next().is_some() {}
        self.count += 1;
        let (id, number) = (Arc::<str>::from(id), self.count);
        let queue = Arc::new(Semaphore::new(QUEUE));
        let teller = Teller { id: Arc::clone(&id), number, queue, outbox: self.sender.clone() };
        let request_id = format!("{request}.{number}");
        // Of the highest level, so that a warning carries it when nothing below is logged.
        let span = tracing::error_span!("operation", request_id);
        let running = Running { endpoint, parts, request_id, teller };
        let task = self.tasks.spawn(running.run(parameters).instrument(span));
        self.running.insert(id, (number, task));
    }

    /// Ends one, if it is under way.
    pub(super) fn end(&mut self, id: &str) {
        if let Some((_, task)) = self.running.remove(id) {
            task.abort();
        }
    }

    /// What the next of them says, with its identifier; `None` for one that was ended meanwhile.
    pub(super) async fn next(&mut self) -> Option<(Arc<str>, What)> {
        // The sender is here, so that there is always something to wait for.
        let Told { id, number, what, _place } = self.outbox.recv().await?;
        let current = self.running.get(&id).is_some_and(|(running, _)| *running == number);
        if current && !matches!(what, What::Next(_)) {
            self.running.remove(&id);
        }
        current.then_some((id, what))
    }
}

/// Where an operation says what it has to say.
struct Teller {
    id: Arc<str>,
    number: u64,
    queue: Arc<Semaphore>,
    outbox: mpsc::Sender<Told>,
}

/// Nothing was taken for too long.
struct TooSlow;

impl Teller {
    async fn next(&self, answer: String) -> Result<(), TooSlow> {
        let sent = async {
            let place = Arc::clone(&self.queue).acquire_owned().await.ok();
            self.send(What::Next(answer), place).await;
        };
        timeout(PATIENCE, sent).await.map_err(|_elapsed| TooSlow)
    }

    async fn send(&self, what: What, place: Option<OwnedSemaphorePermit>) {
        let told = Told { id: Arc::clone(&self.id), number: self.number, what, _place: place };
        // An error means that the socket is gone, and this task with it.
        let _ = self.outbox.send(told).await;
    }
}

struct Running<E, H> {
    endpoint: Arc<Endpoint<E, H>>,
    parts: Arc<Parts>,
    request_id: String,
    teller: Teller,
}

impl<E: Executor, H: Host> Running<E, H> {
    async fn run(self, parameters: Parameters) {
        let end = match AssertUnwindSafe(self.carried_out(parameters)).catch_unwind().await {
            Ok(Ok(())) => What::Complete,
            Ok(Err(Stop::SignedOut)) => What::SignedOut,
            Ok(Err(Stop::Cut)) => What::Cut,
            Ok(Err(Stop::Errors(errors))) => What::Error(errors),
            Err(_panic) => {
                tracing::error!("a resolver panicked");
                What::Error(self.errors(Answer::Panicked))
            }
        };
        self.teller.send(end, None).await;
    }

    async fn carried_out(&self, parameters: Parameters) -> Result<(), Stop> {
        let host = &self.endpoint.host;
        // Nothing is kept between two operations, as nothing is between two requests.
        match host.holds(&self.parts).await {
            Ok(()) => {}
            Err(Barred::Unavailable) => {
                return Err(self.refuse(Code::Unavailable, "who you are cannot be looked up now: try again"));
            }
            Err(Barred::SignedOut | Barred::Unread | Barred::TooMany) => return Err(Stop::SignedOut),
        }
        let admitted = self.endpoint.admit(&self.parts, parameters, |_| Ok(()));
        let ready = admitted.map_err(|answer| Stop::Errors(self.errors(answer)))?;
        host.answered(ready.cost);
        if ready.is_stream { self.follow(ready).await } else { self.execute(ready).await }
    }

    async fn execute(&self, Ready { request, cost, budget, span, .. }: Ready) -> Result<(), Stop> {
        let executed = self.endpoint.executor.execute(request).instrument(span);
        match self.endpoint.host.work(executed).await {
            Ok(response) => self.tell(Answer::of(response, cost, budget)).await,
            Err(Unserved::NoRoom) => {
                let why = "too many requests are being worked on: try again with the same event ids";
                Err(self.refuse(Code::RateLimited, why))
            }
            Err(Unserved::TooLong(limit)) => {
                let why = format!(
                    "the request took longer than {} s; facts may have been recorded all the same: try again with the \
                     same event ids",
                    limit.as_secs()
                );
                Err(self.refuse(Code::Unavailable, why))
            }
        }
    }

    async fn follow(&self, Ready { request, cost, span, .. }: Ready) -> Result<(), Stop> {
        let Ok(_place) = Arc::clone(&OPEN_STREAMS).try_acquire_owned() else {
            return Err(self.refuse(Code::RateLimited, "too many streams are open: try again"));
        };
        let mut answers = traced::within(span, self.endpoint.executor.execute_stream(request, None));
        let mut ended = pin!(self.endpoint.host.ended());
        loop {
            let response = tokio::select! {
                // First: the stream may end because the server does, and its client is to ask for the rest of it.
                biased;
                () = &mut ended => return Err(Stop::Cut),
                response = answers.next() => response,
            };
            let Some(response) = response else {
                // Or in the same moment.
                let is_cut = ended.as_mut().now_or_never().is_some();
                return if is_cut { Err(Stop::Cut) } else { Ok(()) };
            };
            if response.errors.iter().any(|error| Code::of(error) == Some(Code::Unauthenticated)) {
                return Err(Stop::SignedOut);
            }
            self.tell(Answer::of(response, cost, None)).await?;
        }
    }

    /// Says an answer. What is not the result of an execution ends the operation.
    async fn tell(&self, answer: Answer) -> Result<(), Stop> {
        let result = answer.result(self.endpoint.guard.limits().cost, &self.request_id);
        let body = result.map_err(Stop::Errors)?;
        self.teller.next(body).await.map_err(|TooSlow| {
            tracing::info!("an operation was ended: its answers are not taken");
            let seconds = PATIENCE.as_secs();
            let why =
                format!("no answer was taken for {seconds} s: subscribe again after the last one you have");
            self.refuse(Code::RateLimited, why)
        })
    }

    fn refuse(&self, code: Code, why: impl Into<String>) -> Stop {
        Stop::Errors(refusal(code, why, self.endpoint.guard.limits().cost, &self.request_id))
    }

    /// The errors of what was refused.
    fn errors(&self, refused: Answer) -> String {
        errors_of(refused, self.endpoint.guard.limits().cost, &self.request_id)
    }
}

/// Why an operation ends before its end.
enum Stop {
    /// Whoever asked is signed in no longer.
    SignedOut,
    /// The server ends.
    Cut,
    /// Errors, as JSON.
    Errors(String),
}

/// One error of ours, as the payload of a message.
pub(super) fn refusal(code: Code, why: impl Into<String>, limit: u64, request_id: &str) -> String {
    errors_of(Answer::Refused { errors: vec![errors::plain(code, why)], cost: 0 }, limit, request_id)
}

fn errors_of(refused: Answer, limit: u64, request_id: &str) -> String {
    match refused.result(limit, request_id) {
        Ok(body) | Err(body) => body,
    }
}
