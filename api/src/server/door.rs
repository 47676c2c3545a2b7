//! Who somebody is, by what they bring: a token of ours, or that of the issuer of identities.

use application::Application;
use application::sight::Account;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::gate::refusal;
use crate::http::Code;
use crate::oidc::{Issuer, Refused};

/// Whether everybody must sign in, and in what.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) application: Application,
    pub(super) is_locked: bool,
    /// Whose word is taken beside tokens of ours.
    pub(super) issuer: Option<Issuer>,
}

/// Why nobody is signed in.
pub(super) enum Unsigned {
    /// It is no token of this installation, or was revoked.
    Unknown,
    /// The issuer’s token opens nothing.
    Refused(Refused),
    /// Nobody can look it up now; why is logged.
    Fault,
}

impl Door {
    /// Whoever signs in with a token.
    ///
    /// # Errors
    /// It opens nothing, or nobody can tell now.
    pub(super) async fn sign_in(&self, token: &str) -> Result<Account, Unsigned> {
        if let Some(issuer) = &self.issuer
            && Issuer::is_meant(token)
        {
            return issuer.sign_in(token).await.map_err(Unsigned::Refused);
        }
        match self.application.sign_in(token).await {
            Ok(account) => account.ok_or(Unsigned::Unknown),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "nobody can sign in");
                Err(Unsigned::Fault)
            }
        }
    }
}

impl Unsigned {
    /// The answer, by RFC 6750.
    pub(super) fn told(&self) -> Response {
        match self {
            Self::Unknown | Self::Refused(Refused::Invalid(_)) => invalid(),
            Self::Refused(Refused::Expired) => {
                let challenge = "Bearer error=\"invalid_token\", error_description=\"the token expired\"";
                unauthenticated("the token expired: fetch another one from the issuer", challenge)
            }
            Self::Refused(Refused::NotYet) => {
                let challenge =
                    "Bearer error=\"invalid_token\", error_description=\"the token is of the future\"";
                unauthenticated(
                    "the token is of the future: a clock is wrong, here or at the issuer",
                    challenge,
                )
            }
            Self::Refused(Refused::Unadmitted(why)) => {
                let mut response = refusal(StatusCode::FORBIDDEN, Code::Forbidden, why.message());
                let challenge = HeaderValue::from_static("Bearer error=\"insufficient_scope\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
                response
            }
            Self::Refused(Refused::Unreachable) | Self::Fault => {
                let message = "who you are cannot be looked up now: try again";
                let mut response = refusal(StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable, message);
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
                response
            }
        }
    }
}

/// What was brought opens nothing.
pub(super) fn invalid() -> Response {
    let challenge = "Bearer error=\"invalid_token\"";
    unauthenticated("the token is none of this installation, or expired, or revoked", challenge)
}

/// Nothing was brought that opens anything.
pub(super) fn unauthenticated(message: &str, challenge: &'static str) -> Response {
    let mut response = refusal(StatusCode::UNAUTHORIZED, Code::Unauthenticated, message);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response
}
