//! What a caller may spend in a time, told with each answer.

use std::time::Duration;

use async_graphql::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// What is left to a caller, in the unit of costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The most that can be saved up.
    pub limit: u64,
    /// What is left.
    pub remaining: u64,
    /// What comes back each second.
    pub restore_rate: u64,
}

/// Nothing is executed: the budget does not allow it for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// How long.
    pub wait: Duration,
    /// What there is.
    pub budget: Budget,
}

/// What is known of an operation before it is executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    /// Its cost, in objects that it may return.
    pub cost: u64,
    /// Whether its document is one that this server holds.
    pub is_trusted: bool,
    /// Whether it asks for the schema itself.
    pub introspects: bool,
}

/// Why an operation is not executed that could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// The budget does not allow it for a while.
    Spent(Spent),
    /// It is not for whoever asks: why.
    Forbidden(&'static str),
}

impl From<Spent> for Withheld {
    fn from(spent: Spent) -> Self {
        Self::Spent(spent)
    }
}

/// A request made ready, and what is left to its caller when that is counted.
#[derive(Debug)]
pub struct Prepared {
    /// The request with its data.
    pub request: Request,
    /// What is left.
    pub budget: Option<Budget>,
}

impl From<Request> for Prepared {
    fn from(request: Request) -> Self {
        Self { request, budget: None }
    }
}

impl Budget {
    pub(super) fn tell(self, headers: &mut HeaderMap) {
        let seconds = (self.limit - self.remaining.min(self.limit)).div_ceil(self.restore_rate.max(1));
        for (name, number) in [(LIMIT, self.limit), (REMAINING, self.remaining), (RESET, seconds)] {
            headers.insert(name, HeaderValue::from(number));
        }
    }
}

impl Spent {
    pub(super) fn tell(self, headers: &mut HeaderMap) {
        self.budget.tell(headers);
        headers.insert(header::RETRY_AFTER, HeaderValue::from(self.seconds()));
    }

    /// How long, in seconds, rounded up: whoever comes back too early waits twice.
    pub(crate) fn seconds(self) -> u64 {
        (self.wait.as_secs() + u64::from(self.wait.subsec_nanos() > 0)).max(1)
    }
}
