//! Who asks: the bearer of a token, or whoever is on this machine.

use application::sight::{Sight, Viewer};
use axum::extract::{Form, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::door::{Door, Unsigned, invalid, unauthenticated};
use super::gate::refusal;
use super::reason;
use crate::cookies;
use crate::http::{Code, opens_socket};

/// Holds the token of a browser. The prefix makes sure that it came from here, over a connection that nobody reads
/// (browsers take the machine itself for one).
const COOKIE: &str = "__Host-parcours";

/// How long a browser keeps it; the token may end before.
const COOKIE_DAYS: u32 = 14;

/// Longest token looked at: those of issuers carry all roles of their bearer.
pub(crate) const TOKEN_MOST: usize = 8192;

/// Longest token that goes into a cookie: browsers keep no more than 4096 bytes of one.
const KEPT_MOST: usize = 3800;

/// Finds out who asks, before anything of the request’s body is read. What was revoked opens nothing from the next
/// request on: nothing is kept between two.
pub(super) async fn signed_in(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    match sight(&door, request.headers()).await {
        Ok(sight) => {
            request.extensions_mut().insert(sight);
            next.run(request).await
        }
        Err(stranger) => stranger.into_response(),
    }
}

/// The same where a socket may be opened: who opens one may be told in it, and is found out there.
pub(super) async fn signed_in_or_socket(door: State<Door>, request: Request, next: Next) -> Response {
    if opens_socket(request.method(), request.headers()) {
        return next.run(request).await;
    }
    signed_in(door, request, next).await
}

/// What whoever sent these headers may see.
///
/// # Errors
/// Nobody who is answered.
pub(super) async fn sight(door: &Door, headers: &HeaderMap) -> Result<Sight, Stranger> {
    let viewer = match credential(headers) {
        Bearer::Nobody if door.is_locked => return Err(Stranger::Nobody),
        Bearer::Nobody => Viewer::Local,
        Bearer::Token(token) => match door.sign_in(token).await {
            Ok(account) => Viewer::Account(account),
            // Browsers send an old cookie on and on.
            Err(Unsigned::Unknown) if !headers.contains_key(header::AUTHORIZATION) && !door.is_locked => {
                Viewer::Local
            }
            Err(why) => return Err(Stranger::Unsigned(why)),
        },
        Bearer::Malformed => return Err(Stranger::Unsigned(Unsigned::Unknown)),
    };
    let now = door.application.clock().now();
    let reason = reason::of(headers, now).map_err(|reason::Wrong| Stranger::Unreasoned)?;
    Ok(Sight::new(door.application.clone(), viewer, reason))
}

/// Somebody who is not answered.
pub(super) enum Stranger {
    /// Without a token, where everybody needs one.
    Nobody,
    /// With one that opens nothing.
    Unsigned(Unsigned),
    /// With a reason that cannot be kept.
    Unreasoned,
}

impl Stranger {
    fn into_response(self) -> Response {
        match self {
            Self::Nobody => unauthenticated("sign in with a token", "Bearer"),
            Self::Unsigned(why) => why.told(),
            Self::Unreasoned => {
                let message =
                    format!("Parcours-Reason is one line of UTF-8 of at most {} characters", reason::MOST);
                refusal(StatusCode::BAD_REQUEST, Code::BadUserInput, &message)
            }
        }
    }
}

/// Finds out who asks where that changes nothing but what stands around the answer: whoever is not known is answered too.
pub(super) async fn recognised(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let account = match credential(request.headers()) {
        Bearer::Token(token) => door.sign_in(token).await.ok(),
        Bearer::Nobody | Bearer::Malformed => None,
    };
    let viewer = account.map(Viewer::Account).or((!door.is_locked).then_some(Viewer::Local));
    if let Some(viewer) = viewer {
        // Why an auditor looks opens nothing here.
        request.extensions_mut().insert(Sight::new(door.application, viewer, None));
    }
    next.run(request).await
}

/// Answers only those who watch over the installation.
pub(super) async fn watching(request: Request, next: Next) -> Response {
    if request.extensions().get::<Sight>().is_some_and(Sight::is_operating) {
        return next.run(request).await;
    }
    refusal(StatusCode::FORBIDDEN, Code::Forbidden, "this is told to auditors and administrators")
}

/// Signs a browser in: the token goes into a cookie that no script reads and no other site sends.
pub(super) async fn enter(State(door): State<Door>, Form(given): Form<Given>) -> Response {
    let token = given.token.trim();
    if token.len() > KEPT_MOST {
        return invalid();
    }
    match door.sign_in(token).await {
        Ok(_) => kept(token, COOKIE_DAYS * 86_400, own(&given.back)),
        Err(why) => why.told(),
    }
}

/// Signs a browser out. The token goes on to open what it opens elsewhere.
pub(super) async fn leave() -> Response {
    kept("", 0, "/")
}

/// What the form of the sign-in page sends.
#[derive(serde::Deserialize)]
pub(super) struct Given {
    token: String,
    /// The page that was asked for.
    #[serde(default)]
    back: String,
}

/// To a page, with the token kept for so many seconds. Why somebody else looked is nothing to whoever comes now.
fn kept(token: &str, seconds: u32, there: &str) -> Response {
    let mut response = Redirect::to(there).into_response();
    for (name, value, seconds) in [(COOKIE, token, seconds), (reason::COOKIE, "", 0)] {
        match cookie(name, value, seconds) {
            Some(cookie) => drop(response.headers_mut().append(header::SET_COOKIE, cookie)),
            None => return invalid(),
        }
    }
    response
}

/// A cookie that no script reads and no other site sends, kept for so many seconds; `None` for a text that is no value.
pub(super) fn cookie(name: &str, value: &str, seconds: u32) -> Option<HeaderValue> {
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).ok()
}

/// A token in the header, else that of the cookie.
fn credential(headers: &HeaderMap) -> Bearer<'_> {
    match bearer(headers) {
        Bearer::Nobody => {
            let mut ours = cookies::named(headers, COOKIE);
            match (ours.next(), ours.next()) {
                (Some(token), None) if token.len() <= TOKEN_MOST => Bearer::Token(token),
                (None, _) => Bearer::Nobody,
                (Some(_), _) => Bearer::Malformed,
            }
        }
        given @ (Bearer::Token(_) | Bearer::Malformed) => given,
    }
}

enum Bearer<'r> {
    Nobody,
    Token(&'r str),
    Malformed,
}

/// The token of a request; of two that contradict each other neither counts.
fn bearer(headers: &HeaderMap) -> Bearer<'_> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let value = match (given.next(), given.next()) {
        (None, _) => return Bearer::Nobody,
        (Some(value), None) => value,
        (Some(_), Some(_)) => return Bearer::Malformed,
    };
    let token = value.to_str().ok().and_then(|text| text.split_once(' '));
    match token {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && token.len() <= TOKEN_MOST => {
            Bearer::Token(token.trim())
        }
        Some(_) | None => Bearer::Malformed,
    }
}

/// An address on this server; the first page when it is none.
pub(super) fn own(back: &str) -> &str {
    let elsewhere = |rest: &str| rest.starts_with(['/', '\\']);
    let is_own = back.strip_prefix('/').is_some_and(|rest| !elsewhere(rest));
    let is_plain = back.bytes().all(|byte| byte.is_ascii_graphic());
    if is_own && is_plain { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn one_goes_back_to_pages_of_this_server_alone() {
        assert_eq!(own("/households/x?as-of=2010-12-31"), "/households/x?as-of=2010-12-31");
        for elsewhere in
            ["//evil.example", "/\\evil.example", "https://evil.example", "", "/\r\nset-cookie: a", "/\t/"]
        {
            assert_eq!(own(elsewhere), "/", "{elsewhere}");
        }
    }
}
