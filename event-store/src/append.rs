use jiff::Timestamp;

use crate::error::{AppendError, StoreError};
use crate::event::NewEvent;
use crate::names::{GuardKey, StreamName};

/// The version a stream must have for a request to be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpectedVersion {
    /// Whatever it is.
    Any,
    /// The stream holds no event.
    None,
    /// The version of its last event; `Exact(0)` is the same as `None`.
    Exact(u32),
}

impl ExpectedVersion {
    pub(crate) fn holds(self, actual: u32) -> bool {
        match self {
            Self::Any => true,
            Self::None => actual == 0,
            Self::Exact(version) => version == actual,
        }
    }
}

/// How a request uses a guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardUse {
    /// Which guard.
    pub key: GuardKey,
    /// The version it must have, 0 when it does not exist; any when absent.
    pub expected: Option<u64>,
    /// Whether accepting the request moves the guard to its next version. Several
    /// bumps of one key in one request move it once.
    pub bump: bool,
    /// The stream to register under the key when bumping.
    pub stream: Option<StreamName>,
}

/// When the events of a request are recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stamp {
    /// Now, by the ledger's clock, and never before the last event.
    Now,
    /// As a source asserts, one instant per event, not decreasing. Accepted only by an
    /// [`Exclusive`](crate::Exclusive) that began on an empty ledger: a restore.
    Asserted(Vec<Timestamp>),
}

/// Events that are accepted or refused together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppendRequest {
    /// In order; they may belong to several streams.
    pub events: Vec<NewEvent>,
    /// Streams that must not have moved; a stream that is absent is not checked.
    pub expected: Vec<(StreamName, ExpectedVersion)>,
    /// Guards that must not have moved, or that this request moves.
    pub guards: Vec<GuardUse>,
    /// When they are recorded.
    pub stamp: Stamp,
}

impl AppendRequest {
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let invalid = |detail: String| Err(StoreError::Invalid { detail });
        if self.events.is_empty() {
            return invalid("the request holds no event".into());
        }
        if let Stamp::Asserted(stamps) = &self.stamp
            && stamps.len() != self.events.len()
        {
            let (stamps, events) = (stamps.len(), self.events.len());
            return invalid(format!("the request asserts {stamps} stamps for {events} events"));
        }
        self.events.iter().try_for_each(NewEvent::check)
    }
}

/// An answer to a request that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// The events are in the ledger, one after the other.
    Accepted {
        /// Position of the first event.
        first: u64,
        /// Position of the last event.
        last: u64,
        /// When the last event was recorded.
        recorded_at: Timestamp,
    },
    /// Every event was already in the ledger, with the same content.
    Repeated {
        /// Their positions, in the request's order.
        positions: Vec<u64>,
    },
}

/// One answer per request, in order.
pub(crate) type Answers = Vec<Result<Appended, AppendError>>;

/// The end of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    /// Position of the last event, 0 when there is none.
    pub position: u64,
    /// When the last event was recorded.
    pub recorded_at: Option<Timestamp>,
}

/// A guard as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GuardState {
    /// How often it was bumped.
    pub version: u64,
    /// The streams registered under its key, sorted.
    pub streams: Vec<StreamName>,
}

/// A stream as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamHead {
    /// Its name.
    pub stream: StreamName,
    /// Version of its last event.
    pub version: u32,
    /// Position of its last event.
    pub last_position: u64,
}
