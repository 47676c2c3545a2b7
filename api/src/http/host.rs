//! What an endpoint is told by the server that it is part of: who asks, how much may be asked, and until when.

use std::any::Any;
use std::future::{Future, pending, ready};
use std::time::Duration;

use async_graphql::Request;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use super::{Asking, Prepared, Withheld};

/// What is taken by whoever has a socket, and given back when it is dropped.
pub type Held = Box<dyn Any + Send>;

/// Whom a socket does not serve, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// The token is none, or ends.
    SignedOut,
    /// What was told when it was opened cannot be read.
    Unread,
    /// Whoever it is has as many as one may have.
    TooMany,
    /// Who it is cannot be looked up now.
    Unavailable,
}

/// Why an operation that a socket asked for was not carried out, or not to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unserved {
    /// As many are worked on as there may be.
    NoRoom,
    /// It took longer than this.
    TooLong(Duration),
}

/// The server around an endpoint. Without anything of its own it serves everybody, always.
pub trait Host: Send + Sync + 'static {
    /// A hand on each request before it is executed, given what is known of it: the caller and the loaders become data
    /// of the request.
    ///
    /// # Errors
    /// Whoever asks may not, or not now, and is told so.
    fn prepare(&self, _parts: &Parts, request: Request, _asking: Asking) -> Result<Prepared, Withheld> {
        Ok(request.into())
    }

    /// Finds out who opened a socket, from the handshake and from what was said first in it; what is found out is put
    /// into `parts`, with which each operation is then [prepared](Self::prepare).
    ///
    /// # Errors
    /// Whoever it is is not served.
    fn enter(
        &self,
        _parts: &mut Parts,
        _told: &Map<String, Value>,
    ) -> impl Future<Output = Result<Held, Barred>> + Send {
        ready(Ok(Box::new(()) as Held))
    }

    /// Whether whoever entered is served still.
    ///
    /// # Errors
    /// No longer, or nobody knows.
    fn holds(&self, _parts: &Parts) -> impl Future<Output = Result<(), Barred>> + Send {
        ready(Ok(()))
    }

    /// Carries out what a socket asked for, where there is room and in the time that a request may take.
    fn work<T: Send>(
        &self,
        work: impl Future<Output = T> + Send,
    ) -> impl Future<Output = Result<T, Unserved>> + Send {
        async { Ok(work.await) }
    }

    /// An operation of a socket was answered, at this cost.
    fn answered(&self, _cost: u64) {}

    /// Waits for the end of the server.
    fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        pending()
    }

    /// How long a connection may be quiet before it is taken for dead.
    fn quiet(&self) -> Duration {
        Duration::from_secs(30)
    }
}

/// The server that knows nobody and bounds nothing.
#[derive(Debug, Clone, Copy)]
pub struct Anybody;

impl Host for Anybody {}
