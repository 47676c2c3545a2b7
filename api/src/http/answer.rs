//! The body, status and headers of an answer.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use async_graphql::{Name, Response as Executed, ServerError, Value, value};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
};
use serde::Serialize;

use super::{
    accept::Media,
    budget::{Budget, Spent, Withheld},
    decode::Malformed,
    errors::{self, Code},
};
use crate::guard::Refusal;

/// The header that carries the id of a request, both ways.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: the caller's own where it can stand in a log, else one of ours, unique
/// in the life of the process and most likely beyond.
pub(crate) fn request_id(headers: &HeaderMap) -> String {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one("process"));
    static REQUESTS: AtomicU64 = AtomicU64::new(0);
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let plain = |id: &&str| {
        let mut bytes = id.bytes();
        (1..=64).contains(&id.len())
            && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    given.filter(plain).map_or_else(
        || format!("{:016x}-{}", *PROCESS, REQUESTS.fetch_add(1, Ordering::Relaxed)),
        str::to_owned,
    )
}

/// The cost of an operation, beside its response for whoever counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost(pub(crate) u64);

/// What is to be said, before it is known in which media type.
#[derive(Debug)]
pub(super) enum Answer {
    /// Not GraphQL over HTTP: the status is the same in both media types.
    Malformed(Malformed),
    /// A method, or a kind of operation for a method: with the methods that are allowed.
    NotAllowed { allow: &'static str, message: &'static str },
    /// A request error: nothing was executed.
    Refused { errors: Vec<ServerError>, cost: u64 },
    /// Data, errors of fields, or both.
    Executed { response: Box<Executed>, cost: u64, budget: Option<Budget> },
    /// Nothing was executed: the caller has spent too much in too little time.
    Spent { spent: Spent, cost: u64 },
    /// No trusted document has the identifier that was sent.
    NoDocument,
    /// Whoever asks may not ask that: nothing was executed.
    Forbidden { why: &'static str, cost: u64 },
    /// A resolver panicked.
    Panicked,
}

#[derive(Serialize)]
struct Document {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    extensions: BTreeMap<String, Value>,
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let cost = refusal.cost;
        let errors = vec![errors::refused(refusal)];
        Self::Refused { errors, cost }
    }
}

impl From<Malformed> for Answer {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl Answer {
    /// Nothing is executed, though it could be.
    pub(super) fn withheld(withheld: Withheld, cost: u64) -> Self {
        match withheld {
            Withheld::Spent(spent) => Self::Spent { spent, cost },
            Withheld::Forbidden(why) => Self::Forbidden { why, cost },
        }
    }

    /// Sorts what the library answered: without data and without a path, it executed nothing.
    pub(super) fn of(response: Executed, cost: u64, budget: Option<Budget>) -> Self {
        let errors = &response.errors;
        let executed = errors.is_empty()
            || response.data != Value::Null
            || errors.iter().any(|error| !error.path.is_empty());
        if executed {
            return Self::Executed { response: Box::new(response), cost, budget };
        }
        let errors = errors::invalid(response.errors);
        Self::Refused { errors, cost }
    }

    /// The HTTP response, with the cost and the limit in its extensions.
    pub(super) fn into_response(self, media: Media, limit: u64, id: &str) -> Response<Body> {
        let (head, body) = self.written(media, limit, id);
        respond(head, body, media, id)
    }

    /// The head, and the body with the cost and the limit in its extensions.
    pub(super) fn written(self, media: Media, limit: u64, id: &str) -> (Head, String) {
        let (head, document) = self.told(media, limit, id);
        match serde_json::to_string(&document) {
            Ok(body) => (head, body),
            Err(error) => {
                tracing::error!(request_id = id, error = %error, "an answer cannot be written");
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                (Head { status, ..head }, String::new())
            }
        }
    }

    /// The body of an execution; of what was not executed the errors alone.
    pub(super) fn result(self, limit: u64, id: &str) -> Result<String, String> {
        let (_, document) = self.told(Media::GraphQl, limit, id);
        let is_result = document.data.is_some();
        let written = if is_result {
            serde_json::to_string(&document)
        } else {
            serde_json::to_string(&document.errors)
        };
        let written = written.unwrap_or_else(|error| {
            tracing::error!(request_id = id, error = %error, "an answer cannot be written");
            if is_result { "{\"data\":null}" } else { "[]" }.to_owned()
        });
        if is_result { Ok(written) } else { Err(written) }
    }

    fn told(self, media: Media, limit: u64, id: &str) -> (Head, Document) {
        let mut headers = HeaderMap::new();
        let mut extensions = BTreeMap::new();
        let mut told = value!({ "limit": limit });
        let (status, mut errors, data, cost) = match self {
            Self::Malformed(Malformed { status, message }) => {
                (status, vec![errors::plain(Code::BadUserInput, message)], None, 0)
            }
            Self::NotAllowed { allow, message } => {
                headers.insert(header::ALLOW, HeaderValue::from_static(allow));
                let errors = vec![errors::plain(Code::BadUserInput, message)];
                (StatusCode::METHOD_NOT_ALLOWED, errors, None, 0)
            }
            Self::Refused { errors, cost } => {
                let status = match media {
                    Media::GraphQl => StatusCode::BAD_REQUEST,
                    Media::Json => StatusCode::OK,
                };
                (status, errors, None, cost)
            }
            Self::Spent { spent, cost } => {
                spent.tell(&mut headers);
                told = left(limit, spent.budget);
                let seconds = spent.wait.as_secs() + 1;
                let message = format!(
                    "the operation costs {cost}, and you have spent what you may: try again in {seconds} s, with the same \
                     event ids if facts were sent"
                );
                let errors = vec![errors::plain(Code::RateLimited, message)];
                (StatusCode::TOO_MANY_REQUESTS, errors, None, cost)
            }
            Self::NoDocument => {
                let message =
                    "no trusted document of this server has that documentId: send the document as query";
                (StatusCode::NOT_FOUND, vec![errors::plain(Code::NotFound, message)], None, 0)
            }
            Self::Forbidden { why, cost } => {
                (StatusCode::FORBIDDEN, vec![errors::plain(Code::Forbidden, why)], None, cost)
            }
            Self::Executed { response, cost, budget } => {
                headers = response.http_headers;
                extensions = response.extensions;
                if let Some(budget) = budget {
                    budget.tell(&mut headers);
                    told = left(limit, budget);
                }
                let errors = errors::executed(response.errors, id);
                (StatusCode::OK, errors, Some(response.data), cost)
            }
            Self::Panicked => {
                let errors = vec![errors::plain(Code::Internal, "internal error")];
                (StatusCode::INTERNAL_SERVER_ERROR, errors, None, 0)
            }
        };
        for error in &mut errors {
            errors::identify(error, id);
        }
        if let Value::Object(told) = &mut told {
            told.insert(Name::new("requested"), cost.into());
        }
        extensions.insert("cost".to_owned(), told);
        (Head { status, headers, cost }, Document { errors, data, extensions })
    }
}

/// What an operation may cost, and what is left to its caller.
fn left(limit: u64, budget: Budget) -> Value {
    value!({
        "limit": limit, "remaining": (budget.remaining), "restoreRate": (budget.restore_rate),
    })
}

/// What stands before the body of an answer.
pub(super) struct Head {
    status: StatusCode,
    headers: HeaderMap,
    cost: u64,
}

fn respond(head: Head, body: String, media: Media, id: &str) -> Response<Body> {
    let Head { status, mut headers, cost } = head;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.extensions_mut().insert(Cost(cost));
    headers.insert(header::CONTENT_TYPE, media.content_type());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    *response.headers_mut() = headers;
    response
}
