//! Why an auditor looks at personal data: told with a request, or kept by a browser for a working day.

use axum::extract::Form;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::gate::refusal;
use super::signin::{cookie, own};
use crate::cookies;
use crate::http::Code;
use crate::percent;

/// Tells it with a request.
pub(super) const HEADER: HeaderName = HeaderName::from_static("parcours-reason");

/// Keeps it in a browser, percent-encoded.
pub(super) const COOKIE: &str = "__Host-parcours-reason";

/// How long a browser keeps it: a new day needs a new reason.
const COOKIE_HOURS: u32 = 8;

/// Longest reason kept, in characters.
pub(crate) const MOST: usize = 200;

/// The reason of a request: that of its header, else that of its cookie.
///
/// # Errors
/// One that cannot be kept, and several.
pub(super) fn of(headers: &HeaderMap) -> Result<Option<String>, Wrong> {
    let mut given = headers.get_all(HEADER).iter();
    match (given.next(), given.next()) {
        (None, _) => {
            Ok(cookies::named(headers, COOKIE).next().and_then(|kept| read(&percent::decoded(kept)).ok()))
        }
        (Some(value), None) => read(std::str::from_utf8(value.as_bytes()).map_err(|_| Wrong)?).map(Some),
        (Some(_), Some(_)) => Err(Wrong),
    }
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
pub(super) async fn keep(Form(Given { reason, back }): Form<Given>) -> Response {
    let (reason, hours) = match read(&reason) {
        Ok(reason) => (percent::encoded(&reason), COOKIE_HOURS),
        Err(Wrong) if reason.trim().is_empty() => (String::new(), 0),
        Err(Wrong) => {
            let message = format!("a reason is one line of at most {MOST} characters");
            return refusal(StatusCode::BAD_REQUEST, Code::BadUserInput, &message);
        }
    };
    let mut response = Redirect::to(own(&back)).into_response();
    if let Some(cookie) = cookie(COOKIE, &reason, hours * 3600) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
