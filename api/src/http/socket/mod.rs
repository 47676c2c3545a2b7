//! GraphQL over a WebSocket: `graphql-transport-ws`, as PROTOCOL.md of graphql-ws 6.4 has it.
//!
//! One task has the socket, and whatever is said is answered before more is read, so that nobody makes this side keep
//! anything by saying much. Operations are tasks of their own ([`operation`]).

pub(crate) mod knocking;
pub(crate) mod message;
pub(crate) mod operation;

use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use async_graphql::Executor;
use axum::body::Body;
use axum::extract::FromRequestParts as _;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use futures_util::SinkExt as _;
use tokio::sync::Semaphore;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep, timeout};
use tracing::Instrument as _;

use self::knocking::Place;
use self::message::{Close, Said};
use self::operation::{Operations, What};
use super::accept::Media;
use super::answer::Answer;
use super::decode::BODY_BYTES;
use super::host::{Barred, Held, Host};
use super::{Code, Endpoint, errors};

/// The only subprotocol: the retired `graphql-ws` is another one.
const PROTOCOL: &str = "graphql-transport-ws";

/// Longest message before it is known who opened a socket: a token and a reason stand in it.
pub(crate) const INIT_BYTES: usize = 16 * 1024;

/// How long a socket waits to be told who opened it.
pub(crate) const INIT_WAIT: Duration = Duration::from_secs(3);

/// How often it is asked whether whoever opened a socket is signed in still.
const RECOGNISED_EVERY: Duration = Duration::from_secs(2);

/// How long the other side may take to close what this side closes.
const PARTING: Duration = Duration::from_secs(1);

/// Sockets open at once.
pub(crate) const OPEN_MOST: usize = 256;

/// Places of those that are open: whoever has not signed in takes none of them.
static OPEN: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(OPEN_MOST)));

/// Whether a request opens a socket.
pub(crate) fn is_opened(method: &Method, headers: &HeaderMap) -> bool {
    let upgrade = headers.get(header::UPGRADE);
    method == Method::GET && upgrade.is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Answers the handshake; what follows is a task of its own.
pub(super) async fn shake<E: Executor, H: Host>(
    endpoint: Arc<Endpoint<E, H>>,
    mut parts: Parts,
    id: String,
) -> Response<Body> {
    let Some(knocking) = endpoint.porch.place() else {
        let why = "too many sockets are being opened: try again";
        let refused = Answer::Refused { errors: vec![errors::plain(Code::RateLimited, why)], cost: 0 };
        let mut response = refused.into_response(Media::Json, endpoint.guard.limits().cost, &id);
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        return response;
    };
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    // What is asked for stands in a message and in no address, as with POST.
    parts.method = Method::POST;
    let span = tracing::Span::current();
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(BODY_BYTES).max_frame_size(BODY_BYTES);
    upgrade.on_upgrade(move |socket| {
        let ended = Box::pin(endpoint.host.ended());
        let quiet = endpoint.host.quiet();
        let talk = Talk { endpoint, socket, quiet, ended, id, heard: Instant::now(), most: INIT_BYTES };
        talk.run(parts, knocking).instrument(span)
    })
}

/// The other side is gone, or is to be left.
struct Gone;

/// How a conversation ends.
enum End {
    /// By this side, which says why.
    Closed(Close),
    /// By the other side, or without a word.
    Gone,
}

impl From<Gone> for End {
    fn from(Gone: Gone) -> Self {
        Self::Gone
    }
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Closed(close)
    }
}

struct Talk<E, H> {
    endpoint: Arc<Endpoint<E, H>>,
    socket: WebSocket,
    /// How long a connection may be quiet before it is taken for dead.
    quiet: Duration,
    ended: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// The identifier of the request that opened the socket.
    id: String,
    /// When anything of the other side was there last.
    heard: Instant,
    /// Longest message that is read.
    most: usize,
}

impl<E: Executor, H: Host> Talk<E, H> {
    async fn run(mut self, parts: Parts, knocking: Place) {
        let end = self.talk(parts, knocking).await;
        let parting = async {
            if let End::Closed(close) = end {
                tracing::info!(code = close.code(), "a socket was closed");
                if self.socket.send(close.frame()).await.is_err() {
                    return;
                }
            }
            // A close of the other side is answered by reading on; and what was sent last may be lost with what was not
            // read.
            while let Some(Ok(_)) = self.socket.recv().await {
                if self.socket.flush().await.is_err() {
                    return;
                }
            }
        };
        let _ = timeout(PARTING, parting).await;
    }

    async fn talk(&mut self, mut parts: Parts, mut knocking: Place) -> End {
        if self.socket.protocol().is_none() {
            return Close::Unacceptable.into();
        }
        let _held = match timeout(INIT_WAIT, self.greeted(&mut parts, &mut knocking)).await {
            Ok(Ok(held)) => held,
            Ok(Err(end)) => return end,
            Err(_elapsed) => return Close::InitTimeout.into(),
        };
        let Ok(_place) = Arc::clone(&OPEN).try_acquire_owned() else { return Close::TryAgain.into() };
        drop(knocking);
        self.acknowledged(Arc::new(parts)).await
    }

    /// Waits for who it is.
    async fn greeted(&mut self, parts: &mut Parts, knocking: &mut Place) -> Result<Held, End> {
        loop {
            let said = tokio::select! {
                said = self.socket.recv() => said,
                () = &mut self.ended => return Err(Close::GoingAway.into()),
                () = knocking.pushed_out() => return Err(Close::TryAgain.into()),
            };
            match self.heard(said).await? {
                None | Some(Said::Pong | Said::Complete(_)) => {}
                Some(Said::Ping(payload)) => self.say(message::pong(payload)).await?,
                Some(Said::Subscribe(..)) => return Err(Close::Unauthorized.into()),
                Some(Said::Init(_)) if !knocking.speaks() => return Err(Close::TryAgain.into()),
                Some(Said::Init(told)) => {
                    return self.endpoint.host.enter(parts, &told).await.map_err(End::from);
                }
            }
        }
    }

    async fn acknowledged(&mut self, parts: Arc<Parts>) -> End {
        self.most = BODY_BYTES;
        let mut operations = Operations::new();
        let Err(end) = self.conversed(&mut operations, parts).await;
        if matches!(end, End::Closed(Close::GoingAway))
            && let Err(Gone) = self.finished(&mut operations).await
        {
            return End::Gone;
        }
        end
    }

    /// Tells what comes of what was accepted, and hears nothing more: facts that were sent are recorded or refused, and
    /// whoever sent them knows. Each has the time of a request; what is followed has no end, and is left.
    async fn finished(&mut self, operations: &mut Operations) -> Result<(), Gone> {
        while !operations.is_done() {
            let Some((id, what)) = operations.next().await else { continue };
            if let Some(message) = what.message(&id) {
                self.say(message).await?;
            }
        }
        Ok(())
    }

    async fn conversed(
        &mut self,
        operations: &mut Operations,
        parts: Arc<Parts>,
    ) -> Result<std::convert::Infallible, End> {
        let mut beat = interval((self.quiet / 3).max(Duration::from_millis(1)));
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Watched while something is written, too: whoever takes nothing is not signed in for ever.
        let watched = watched(Arc::clone(&self.endpoint), Arc::clone(&parts));
        let ended = std::mem::replace(&mut self.ended, Box::pin(std::future::pending()));
        let mut closing: Closing = Box::pin(async {
            tokio::select! {
                () = ended => Close::GoingAway,
                () = watched => Close::Forbidden,
            }
        });
        self.write(message::ack(), &mut closing).await?;
        loop {
            let turn = self.turn(operations, &mut beat, &parts);
            let message = tokio::select! {
                // First: an operation that ends because the server does has not come to its end.
                biased;
                close = &mut closing => return Err(close.into()),
                message = turn => message?,
            };
            if let Some(message) = message {
                self.write(message, &mut closing).await?;
            }
        }
    }

    /// Waits for what there is to say next; nothing when only something was heard.
    async fn turn(
        &mut self,
        operations: &mut Operations,
        beat: &mut Interval,
        parts: &Arc<Parts>,
    ) -> Result<Option<Message>, End> {
        tokio::select! {
            _ = beat.tick() => {
                if self.heard.elapsed() >= self.quiet {
                    // As the reference implementation does: whoever is not there reads no reason.
                    tracing::info!("a socket was left: nobody answers");
                    return Err(End::Gone);
                }
                Ok(Some(Message::Ping(Vec::new().into())))
            }
            told = operations.next() => match told {
                Some((_, What::SignedOut)) => Err(Close::Forbidden.into()),
                told => Ok(told.and_then(|(id, what)| what.message(&id))),
            },
            said = self.socket.recv() => Ok(match self.heard(said).await? {
                None | Some(Said::Pong) => None,
                Some(Said::Ping(payload)) => Some(message::pong(payload)),
                Some(Said::Init(_)) => return Err(Close::TooManyInits.into()),
                Some(Said::Complete(id)) => { operations.end(&id); None }
                Some(Said::Subscribe(id, _)) if operations.is_running(&id) => {
                    return Err(Close::Exists(id).into());
                }
                Some(Said::Subscribe(id, _)) if operations.is_full() => {
                    let why = format!("a socket has {} operations at once", operation::MOST);
                    let limit = self.endpoint.guard.limits().cost;
                    let errors = operation::refusal(Code::RateLimited, why, limit, &self.id);
                    Some(message::told("error", &id, Some(&errors)))
                }
                Some(Said::Subscribe(id, parameters)) => {
                    let (endpoint, parts) = (Arc::clone(&self.endpoint), Arc::clone(parts));
                    operations.begin(endpoint, parts, &self.id, id, parameters);
                    None
                }
            }),
        }
    }

    /// What a frame says; nothing when it is one of the connection.
    async fn heard(&mut self, frame: Option<Result<Message, axum::Error>>) -> Result<Option<Said>, End> {
        self.heard = Instant::now();
        match frame {
            Some(Ok(Message::Text(text))) if text.len() > self.most => Err(Close::TooLarge.into()),
            Some(Ok(Message::Text(text))) => Said::read(&text).map(Some).map_err(Into::into),
            Some(Ok(Message::Binary(_))) => Err(Close::Invalid("A message is a text").into()),
            Some(Ok(Message::Ping(_))) => {
                // It is answered before more is read: answers that nobody takes would pile up.
                match timeout(self.quiet, self.socket.flush()).await {
                    Ok(Ok(())) => Ok(None),
                    Ok(Err(_)) | Err(_) => Err(End::Gone),
                }
            }
            Some(Ok(Message::Pong(_))) => Ok(None),
            // The type behind an error is that of a crate below, which only its words tell.
            Some(Err(error)) if error.to_string().starts_with("Space limit exceeded") => {
                Err(Close::TooLarge.into())
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
        }
    }

    async fn write(&mut self, message: Message, closing: &mut Closing) -> Result<(), End> {
        tokio::select! {
            // What can be written is: the close comes after it.
            biased;
            said = self.say(message) => Ok(said?),
            // What was begun is written to its end, and the rest after it.
            close = closing => Err(if close == Close::GoingAway {
                close.into()
            } else {
                // In the middle of a message there is no place for another word.
                End::Gone
            }),
        }
    }

    async fn say(&mut self, message: Message) -> Result<(), Gone> {
        match timeout(self.quiet, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }
}

type Closing = Pin<Box<dyn Future<Output = Close> + Send>>;

impl From<Barred> for End {
    fn from(barred: Barred) -> Self {
        Self::Closed(match barred {
            Barred::SignedOut => Close::Forbidden,
            Barred::Unread => Close::Invalid("What was told first cannot be read"),
            Barred::TooMany | Barred::Unavailable => Close::TryAgain,
        })
    }
}

/// Waits until whoever opened a socket is signed in no longer. That nobody can look it up ends nothing: meanwhile nothing
/// can be read either.
async fn watched<E: Executor, H: Host>(endpoint: Arc<Endpoint<E, H>>, parts: Arc<Parts>) {
    loop {
        sleep(RECOGNISED_EVERY).await;
        if endpoint.host.holds(&parts).await == Err(Barred::SignedOut) {
            return;
        }
    }
}
