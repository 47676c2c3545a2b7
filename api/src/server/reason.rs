//! Why an auditor looks at personal data: told with a request, or kept by a browser for a working day.

use application::sight::Reason;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::{SignedDuration, Timestamp};

use super::door::Door;
use super::gate::refusal;
use super::signin::{cookie, own};
use crate::cookies;
use crate::http::Code;
use crate::percent;

/// Tells it with a request.
pub(super) const HEADER: HeaderName = HeaderName::from_static("parcours-reason");

/// Keeps it in a browser: until when it counts, in seconds of Unix time, a full stop, and the reason, percent-encoded.
pub(super) const COOKIE: &str = "__Host-parcours-reason";

/// How long it counts, in a browser and in a socket: a new day needs a new reason.
const LIFETIME: SignedDuration = SignedDuration::from_hours(8);

/// Longest reason kept, in characters.
pub(crate) const MOST: usize = 200;

/// The reason of a request: that of its header, else that of its cookie.
///
/// # Errors
/// One that cannot be kept, and several.
pub(super) fn of(headers: &HeaderMap, now: Timestamp) -> Result<Option<Reason>, Wrong> {
    let mut given = headers.get_all(HEADER).iter();
    match (given.next(), given.next()) {
        (None, _) => Ok(cookies::named(headers, COOKIE).next().and_then(|value| kept(value, now))),
        (Some(value), None) => {
            let text = read(std::str::from_utf8(value.as_bytes()).map_err(|_| Wrong)?)?;
            Ok(Some(Reason { text, until: end(now) }))
        }
        (Some(_), Some(_)) => Err(Wrong),
    }
}

/// What a cookie keeps. Nobody writes down a longer time than is given.
fn kept(value: &str, now: Timestamp) -> Option<Reason> {
    let (until, text) = value.split_once('.')?;
    let until = Timestamp::from_second(until.parse().ok()?).ok()?.min(end(now));
    let text = read(&percent::decoded(text)).ok()?;
    Some(Reason { text, until })
}

/// When a reason told now ends.
fn end(now: Timestamp) -> Timestamp {
    now.saturating_add(LIFETIME).unwrap_or(now)
}

/// No reason.
pub(super) struct Wrong;

fn read(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MOST || text.chars().any(char::is_control) {
        return Err(Wrong);
    }
    Ok(text.to_owned())
}

/// What the form of a page sends.
#[derive(serde::Deserialize)]
pub(super) struct Given {
    /// Nothing ends what was told before.
    reason: String,
    /// The page to go back to.
    back: String,
}

/// Keeps a reason in the browser, or ends it, and goes back.
pub(super) async fn keep(State(door): State<Door>, Form(Given { reason, back }): Form<Given>) -> Response {
    let (value, seconds) = match read(&reason) {
        Ok(reason) => {
            let until = end(door.application.clock().now()).as_second();
            (format!("{until}.{}", percent::encoded(&reason)), LIFETIME.as_secs())
        }
        Err(Wrong) if reason.trim().is_empty() => (String::new(), 0),
        Err(Wrong) => {
            let message = format!("a reason is one line of at most {MOST} characters");
            return refusal(StatusCode::BAD_REQUEST, Code::BadUserInput, &message);
        }
    };
    let mut response = Redirect::to(own(&back)).into_response();
    if let Some(cookie) = cookie(COOKIE, &value, u32::try_from(seconds).unwrap_or_default()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
