//! Pages of other origins that may ask, and what is compressed for whom.

use std::str::FromStr;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{
    And, DefaultPredicate, NotForContentType, Predicate as _, SizeAbove,
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::gate::FETCH_SITE;
use super::reason;
use crate::http::REQUEST_ID;

/// How long a browser remembers that a page may ask.
const REMEMBERED: Duration = Duration::from_mins(10);

/// Bytes below which compressing gains nothing that a packet would not hold anyway.
const COMPRESSED_LEAST: u64 = 1024;

/// The origin of pages that may ask: `https://app.example.org`, perhaps with a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// A text that is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an origin such as https://app.example.org, each by its own name")]
pub struct NoOrigin;

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let address: Uri = text.parse().map_err(|_| NoOrigin)?;
        let (Some(scheme), Some(authority)) = (address.scheme_str(), address.authority()) else {
            return Err(NoOrigin);
        };
        // To the letter as browsers send it, or it would never be allowed.
        let sent = format!("{scheme}://{}", authority.as_str().to_ascii_lowercase());
        if !matches!(scheme, "http" | "https") || sent != text || authority.as_str().contains(['@', '*']) {
            return Err(NoOrigin);
        }
        HeaderValue::from_str(text).map(Self).map_err(|_| NoOrigin)
    }
}

impl Origin {
    /// Whether the page that asks is one of these.
    pub(super) fn is_among(origin: &HeaderValue, allowed: &[Self]) -> bool {
        allowed.iter().any(|one| one.0 == origin)
    }
}

/// Tells browsers which pages may ask and read what is answered. Cookies never come along: such a page brings a token.
pub(super) fn cors(allowed: &[Origin]) -> CorsLayer {
    let told = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"].map(HeaderName::from_static);
    let others = [header::RETRY_AFTER, header::WWW_AUTHENTICATE, REQUEST_ID];
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(allowed.iter().map(|origin| origin.0.clone())))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("last-event-id"),
            reason::HEADER,
            REQUEST_ID,
        ])
        .expose_headers(told.into_iter().chain(others).collect::<Vec<_>>())
        .max_age(REMEMBERED)
}

type Compressed = And<And<DefaultPredicate, SizeAbove>, NotForContentType>;

/// Compresses what is large and not compressed already; never a stream of events, which would come late.
pub(super) fn compression() -> CompressionLayer<Compressed> {
    let large = DefaultPredicate::new().and(SizeAbove::new(COMPRESSED_LEAST));
    // Workbooks are archives.
    let workbook = "application/vnd.openxmlformats-officedocument";
    CompressionLayer::new().gzip(true).compress_when(large.and(NotForContentType::const_new(workbook)))
}

/// Compresses nothing for a page of another origin that leads here with the cookies of a reader: from the lengths of
/// answers to words of its own it could guess what stands beside them (BREACH). What brings a token is no such page.
pub(super) async fn uncompressed_for_others(mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let site = headers.get(FETCH_SITE);
    let is_foreign = site.is_some_and(|site| site != "same-origin" && site != "none");
    if is_foreign && !headers.contains_key(header::AUTHORIZATION) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_name() {
        for good in ["https://app.example.org", "https://app.example.org:8443", "http://localhost:3000"] {
            assert!(good.parse::<Origin>().is_ok(), "{good}");
        }
        for wrong in [
            "*",
            "null",
            "",
            "app.example.org",
            "https://",
            "https://*.example.org",
            "https://app.example.org/",
            "https://app.example.org/path",
            "https://App.example.org",
            "https://me@app.example.org",
            "ftp://app.example.org",
        ] {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }
}
