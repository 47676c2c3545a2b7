//! The headers of pages and of the files beside them.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::frame::Frame;

/// Nothing but what this server sends itself, and nothing inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCES: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// A year, in seconds: how long the choice of a language is remembered.
const REMEMBERED: u32 = 31_536_000;

/// A page, never kept by anybody on its way: it may hold personal data.
pub(super) fn html(frame: &Frame, status: StatusCode, page: &impl Template) -> Response {
    let Ok(body) = page.render() else {
        // Nothing in a template fails; what writes into a text does not either.
        tracing::error!("a page cannot be written");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    let own = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "accept-language, cookie"),
        (header::CONTENT_LANGUAGE, frame.lang()),
    ];
    for (name, value) in own.into_iter().chain(protective()) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let cookie = frame.chosen.map(|language| {
        format!("lang={}; Path=/; Max-Age={REMEMBERED}; SameSite=Lax; HttpOnly", language.code())
    });
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

/// A file that is part of the program; asked for again, it may be newer.
pub(super) fn file(kind: &'static str, body: &'static str) -> Response {
    let mut response = body.into_response();
    let own = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    for (name, value) in own.into_iter().chain(protective()) {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A file made for its reader, to be kept under a name of letters, digits, hyphens and dots.
pub(super) fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let own = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
    for (name, value) in own.into_iter().chain(protective()) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// What keeps other pages, frames and addresses away from ours.
fn protective() -> [(HeaderName, &'static str); 6] {
    [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (OPENER, "same-origin"),
        (RESOURCES, "same-origin"),
        (PERMISSIONS, "camera=(), geolocation=(), microphone=()"),
    ]
}
