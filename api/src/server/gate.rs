//! What a request passes before it is answered.
//!
//! A page from elsewhere, open in a browser on this machine, can send requests here. It must not
//! get an answer by giving its own name an address of ours (DNS rebinding: `own_host`), nor by
//! asking across origins (`same_origin`).

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use serde_json::json;
use tokio::sync::Semaphore;
use tracing::Instrument as _;

use super::numbers::Numbers;
use super::origins::Origin;
use super::traced;
use crate::http::{Code, REQUEST_ID, request_id};

pub(super) const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Answers only requests for a host name that means this machine, unless everybody signs in: a page from elsewhere has
/// no token to send along.
pub(super) async fn own_host(State(sign_in): State<bool>, request: Request, next: Next) -> Response {
    if sign_in || authority(request.headers(), request.uri()).is_some_and(is_loopback) {
        return next.run(request).await;
    }
    let message = "only this machine is served, as localhost or by a loopback address";
    refusal(StatusCode::MISDIRECTED_REQUEST, Code::Forbidden, message)
}

/// Answers what was asked by a page of this server, by no page, or by one of an origin that is allowed; that one without
/// cookies, for it brings a token or is nobody.
pub(super) async fn allowed_origin(
    State((sign_in, allowed)): State<(bool, Arc<[Origin]>)>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut origins = request.headers().get_all(header::ORIGIN).iter();
    if let (Some(origin), None) = (origins.next(), origins.next())
        && Origin::is_among(origin, &allowed)
    {
        request.headers_mut().remove(header::COOKIE);
        return next.run(request).await;
    }
    same_origin(State(sign_in), request, next).await
}

/// Answers only what was asked by a page of this server, or by no page.
pub(super) async fn same_origin(State(sign_in): State<bool>, request: Request, next: Next) -> Response {
    // Whoever signs in does so through what ends TLS before this server.
    let schemes: &[&str] = if sign_in { &["http", "https"] } else { &["http"] };
    if is_same_origin(request.headers(), request.uri(), schemes) {
        return next.run(request).await;
    }
    let message = "pages of other origins are not answered";
    refusal(StatusCode::FORBIDDEN, Code::Forbidden, message)
}

/// The same for whatever may change something: to read a page, another one may lead here, for nobody else can read it.
pub(super) async fn same_origin_to_change(
    State(sign_in): State<bool>,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    same_origin(State(sign_in), request, next).await
}

/// Bounds the time of a request, and answers when its handler panics.
pub(super) async fn bounded(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(limit, answer).await {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => {
            tracing::error!("a handler panicked");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            refusal(status, Code::Internal, "internal error")
        }
        Err(_elapsed) => {
            let limit = limit.as_secs();
            let message = format!(
                "the request took longer than {limit} s; facts may have been recorded all the same: try again with \
                 the same event ids"
            );
            refusal(StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable, &message)
        }
    }
}

/// Says of everything that it is what it is said to be, and of what is no page that nothing of it is to be run or framed.
pub(super) async fn protected(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// How many requests may be worked on at once.
#[derive(Clone)]
pub(super) struct Room {
    places: Arc<Semaphore>,
    numbers: Arc<Numbers>,
}

impl Room {
    pub(super) fn new(places: usize, numbers: Arc<Numbers>) -> Self {
        Self { places: Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS))), numbers }
    }

    /// A place, for as long as the answer lives; none when all are taken.
    pub(super) fn place(&self) -> Option<impl Send + '_> {
        let place = self.places.try_acquire().ok()?;
        Some((place, self.numbers.under_way.hold()))
    }

    /// An operation that has no response of its own was answered, at this cost.
    pub(super) fn cost(&self, cost: u64) {
        self.numbers.cost(cost);
    }
}

/// Answers at once when there is no room, before the body is read: what waits takes memory, and whoever asks can
/// wait as well.
pub(super) async fn roomy(State(room): State<Room>, request: Request, next: Next) -> Response {
    let Some(_place) = room.place() else {
        let message = "too many requests are being worked on: try again with the same event ids";
        let mut response = refusal(StatusCode::SERVICE_UNAVAILABLE, Code::RateLimited, message);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        return response;
    };
    next.run(request).await
}

/// Gives every request an identifier, the caller’s own where it can stand in a log: everything that is logged on
/// its behalf carries it, and so does the answer. Logs and counts what was answered: never a query, a variable or
/// a value.
pub(super) async fn logged(
    State(numbers): State<Arc<Numbers>>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = request_id(request.headers());
    let header = HeaderValue::from_str(&id).ok();
    if let Some(header) = &header {
        request.headers_mut().insert(REQUEST_ID, header.clone());
    }
    // Of the highest level, so that a warning carries it when nothing below is logged.
    let span = tracing::error_span!("request", request_id = &id);
    let answered = async {
        let method = request.method().clone();
        let route = route(request.uri().path());
        let traced = traced::request(&request, route, &id);
        let started = Instant::now();
        let response = next.run(request).instrument(traced.clone()).await;
        traced::answered(&traced, response.status());
        let (status, took) = (response.status().as_u16(), started.elapsed());
        numbers.answered(route, &response, took);
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(method = method.as_str(), route, status, ms, "answered");
        response
    };
    let mut response = answered.instrument(span).await;
    if let Some(header) = header {
        response.headers_mut().insert(REQUEST_ID, header);
    }
    response
}

/// The route of a path; other paths are the caller’s words, which stay out of the log.
fn route(path: &str) -> &'static str {
    const ROUTES: &[&str] = &[
        "/",
        "/programmes",
        "/new-programme",
        "/search",
        "/rules",
        "/rules/compare",
        "/sign-in",
        "/sign-out",
        "/reason",
        "/integrity",
        "/integrity/verify",
        "/assets/page.css",
        "/assets/page.js",
        "/graphql",
        "/graphiql",
        "/graphiql/page.css",
        "/graphiql/page.js",
        "/healthz",
        "/readyz",
        "/metrics",
    ];
    if path.starts_with("/proofs/") {
        return "/proofs/{position}";
    }
    if let Some(household) = path.strip_prefix("/households/") {
        let mut steps = household.split('/').skip(1);
        return match (household, steps.next()) {
            ("new", _) => "/households/new",
            (_, Some("record")) => "/households/{id}/record",
            (_, Some("bundle")) => "/households/{id}/bundle",
            (_, Some("events")) => "/households/{id}/events",
            (_, _) => "/households/{id}",
        };
    }
    if let Some(programme) = path.strip_prefix("/programmes/") {
        return match programme.split('/').nth(1) {
            Some("report.xlsx") => "/programmes/{code}/report.xlsx",
            Some("record") => "/programmes/{code}/record",
            Some("events") => "/programmes/{code}/events",
            _ => "/programmes/{code}",
        };
    }
    ROUTES.iter().copied().find(|route| *route == path).unwrap_or("none")
}

/// The host and port that the request is for; none when it names none, or more than one.
fn authority<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<&'r str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => Some(host.to_str().ok()?),
        (None, _) => None,
        (Some(_), Some(_)) => return None,
    };
    match (host, uri.authority().map(axum::http::uri::Authority::as_str)) {
        (Some(host), Some(target)) => host.eq_ignore_ascii_case(target).then_some(host),
        (host, target) => host.or(target),
    }
}

/// Whether `localhost:8080`, `127.0.0.1` or `[::1]:8080` means this machine.
fn is_loopback(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<axum::http::uri::Authority>() else {
        return false;
    };
    if authority.as_str().contains('@') {
        return false;
    }
    let host = authority.host();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_own = |address: IpAddr| address.to_canonical().is_loopback();
    address.map_or_else(|_| host.eq_ignore_ascii_case("localhost"), is_own)
}

/// Browsers name the origin of a request that crosses origins, and older ones of every POST.
fn is_same_origin(headers: &HeaderMap, uri: &Uri, schemes: &[&str]) -> bool {
    let site = headers.get(FETCH_SITE);
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let own = authority(headers, uri);
    origins.all(|origin| {
        let parts = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        let pair = parts.filter(|(scheme, _)| schemes.contains(scheme)).zip(own);
        pair.is_some_and(|((_, origin), own)| origin.eq_ignore_ascii_case(own))
    })
}

pub(super) fn refusal(status: StatusCode, code: Code, message: &str) -> Response {
    let error = json!({ "message": message, "extensions": { "code": code.as_str() } });
    let body = json!({ "errors": [error] }).to_string();
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().cloned();
        pairs.map(|(name, value)| (name, HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_names_of_this_machine_are_its_own() {
        for own in ["localhost", "LocalHost:80", "127.0.0.1:8080", "127.8.9.1", "[::1]:1", "[::1]"] {
            assert!(is_loopback(own), "{own}");
        }
        for foreign in [
            "",
            "example.org",
            "localhost.example.org",
            "127.0.0.1.example.org",
            "0.0.0.0",
            "192.168.1.2:80",
            "[::]",
            "localhost@example.org",
            "example.org@localhost",
            "127.0.0.1:80:80",
        ] {
            assert!(!is_loopback(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_request_names_one_host() {
        let uri = Uri::from_static("/graphql");
        let one = headers(&[(header::HOST, "localhost:8080")]);
        assert_eq!(authority(&one, &uri), Some("localhost:8080"));
        assert_eq!(authority(&HeaderMap::new(), &uri), None);
        let two = [(header::HOST, "localhost"), (header::HOST, "example.org")];
        let mut both = headers(&two[..1]);
        both.append(header::HOST, HeaderValue::from_static(two[1].1));
        assert_eq!(authority(&both, &uri), None);
        let elsewhere = Uri::from_static("http://example.org/graphql");
        assert_eq!(authority(&one, &elsewhere), None);
    }

    #[test]
    fn only_this_server_s_own_pages_are_of_its_origin() {
        let uri = Uri::from_static("/graphql");
        let host = (header::HOST, "localhost:8080");
        let with = |name, value| headers(&[host.clone(), (name, value)]);
        assert!(is_same_origin(&headers(std::slice::from_ref(&host)), &uri, &["http"]));
        assert!(is_same_origin(&with(header::ORIGIN, "http://localhost:8080"), &uri, &["http"]));
        assert!(is_same_origin(&with(FETCH_SITE, "same-origin"), &uri, &["http"]));
        for origin in ["null", "https://localhost:8080", "http://localhost:3000", "http://example.org"] {
            assert!(!is_same_origin(&with(header::ORIGIN, origin), &uri, &["http"]), "{origin}");
        }
        for site in ["cross-site", "same-site"] {
            assert!(!is_same_origin(&with(FETCH_SITE, site), &uri, &["http"]), "{site}");
        }
    }
}
