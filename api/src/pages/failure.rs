//! What a page says when it cannot be shown: in the reader’s language, and with no text of the inside.

use askama::Template;
use async_graphql::ServerError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::frame::Frame;
use super::respond::html;
use crate::http::Code;

/// Why a page cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is nothing at that address that the reader may see.
    NotFound,
    /// A date that is none.
    BadDate,
    /// An address that means nothing.
    BadRequest,
    /// Nobody is signed in.
    SignIn,
    /// Nobody is signed in any more who sends something.
    SignInAgain,
    /// What was given opens nothing.
    WrongToken,
    /// Not for this reader.
    Forbidden,
    /// No signed checkpoint covers it yet.
    NotSigned,
    /// The reader has asked for too much: the next answer comes after so many seconds.
    Spent(u64),
    /// The ledger cannot be reached, or the list is behind: it will pass.
    Unavailable,
    /// A fault of the server.
    Failed,
}

impl Failure {
    /// What an error of an answer means for a page.
    pub(super) fn of(error: &ServerError) -> Self {
        match Code::of(error) {
            Some(Code::NotFound) => Self::NotFound,
            Some(Code::BadUserInput) => Self::BadRequest,
            Some(Code::Unauthenticated) => Self::SignIn,
            Some(Code::Forbidden) => Self::Forbidden,
            Some(Code::Conflict | Code::NotYet | Code::RateLimited | Code::Unavailable) => Self::Unavailable,
            Some(Code::ParseFailed | Code::ValidationFailed | Code::TooComplex | Code::Internal) | None => {
                Self::Failed
            }
        }
    }

    /// What a status means for a page, when whatever stands before it refuses.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::UNAUTHORIZED => Self::SignIn,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::CONFLICT => Self::NotSigned,
            StatusCode::TOO_MANY_REQUESTS => Self::Spent(1),
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            other if other.is_client_error() => Self::BadRequest,
            _ => Self::Failed,
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadDate | Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::SignIn | Self::SignInAgain | Self::WrongToken => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotSigned => StatusCode::CONFLICT,
            Self::Spent(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::BadDate => "bad-date",
            Self::BadRequest => "bad-request",
            Self::SignIn => "sign-in",
            Self::SignInAgain => "sign-in-again",
            Self::WrongToken => "wrong-token",
            Self::Forbidden => "forbidden",
            Self::NotSigned => "not-signed",
            Self::Spent(_) => "spent",
            Self::Unavailable => "unavailable",
            Self::Failed => "failed",
        }
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct Page<'a> {
    frame: &'a Frame,
    title: String,
    text: String,
    advice: String,
    /// Whether whoever reads can sign in here.
    asks: bool,
}

/// The page of a failure.
pub(super) fn page(frame: &Frame, failure: Failure) -> Response {
    let of = |part: &str| frame.texts.say(&format!("failure-{}-{part}", failure.code()));
    let asks = failure.status() == StatusCode::UNAUTHORIZED;
    let page = Page { frame, title: of("title"), text: of("text"), advice: of("advice"), asks };
    let mut response = html(frame, failure.status(), &page);
    if let Failure::Spent(seconds) = failure {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::{HeaderMap, Request, header};

    use super::*;

    const ALL: [Failure; 11] = [
        Failure::NotFound,
        Failure::BadDate,
        Failure::BadRequest,
        Failure::SignIn,
        Failure::SignInAgain,
        Failure::WrongToken,
        Failure::Forbidden,
        Failure::NotSigned,
        Failure::Spent(3),
        Failure::Unavailable,
        Failure::Failed,
    ];

    async fn shown(failure: Failure, language: &str) -> (StatusCode, HeaderMap, String) {
        let request = Request::get("/").header(header::ACCEPT_LANGUAGE, language).body(()).unwrap();
        let response = page(&Frame::of(&request.into_parts().0), failure);
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn every_failure_has_its_page_in_both_languages() {
        for failure in ALL {
            let mut pages = Vec::new();
            for language in ["fr", "en"] {
                let (status, headers, body) = shown(failure, language).await;
                assert_eq!(status, failure.status());
                assert_eq!(headers[header::CONTENT_LANGUAGE], language);
                // A message that is missing would show its identifier.
                assert!(!body.contains("failure-") && body.contains("<h1>"), "{body}");
                pages.push(body);
            }
            assert_ne!(pages[0], pages[1]);
        }
    }

    #[test]
    fn a_refusal_before_any_page_has_one_too() {
        for failure in ALL {
            let of_status = Failure::of_status(failure.status());
            assert_eq!(of_status.status(), failure.status(), "{failure:?}");
        }
        assert_eq!(Failure::of_status(StatusCode::METHOD_NOT_ALLOWED), Failure::BadRequest);
    }
}
