//! Sign-in by the word of an issuer of identities (OpenID Connect): this server takes access tokens, and gives none.
//!
//! A token is looked at in this order: its header (`alg` must be allowed, so that neither `none` nor a shared secret ever
//! is), the key that it names (`keys`), its signature, and only then what it says (`claims`). Nothing of a token is
//! logged or repeated.

mod claims;
mod fetch;
mod keys;
mod settings;

use std::sync::Arc;

use application::Clock;
use application::operations::metrics::Collect;
use application::sight::Account;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde_json::Value;

use claims::Terms;
use fetch::Fetcher;
use keys::{Keys, NoKey};
pub use settings::{Mapping, Settings, SettingsError, Signature};

/// Why a token opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is none of this issuer, or not for this server: with the part that is wrong, for the log.
    Invalid(&'static str),
    /// It was right.
    Expired,
    /// It will be right.
    NotYet,
    /// It is right, and whom it stands for has nothing to do here.
    Unadmitted(Unadmitted),
    /// The issuer’s keys could not be fetched: nobody can tell.
    Unreachable,
}

/// Why somebody whom the issuer knows has nothing to do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unadmitted {
    NoRole,
    SeveralRoles,
    NoOrganisation,
    SeveralOrganisations,
    UnknownOrganisation,
}

impl From<Unadmitted> for Refused {
    fn from(why: Unadmitted) -> Self {
        Self::Unadmitted(why)
    }
}

impl Unadmitted {
    /// Why, in a sentence for whoever set the issuer up.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::NoRole => "the token names no role of this installation",
            Self::SeveralRoles => "the token names several roles of this installation: one is needed",
            Self::NoOrganisation => "the token names no organisation",
            Self::SeveralOrganisations => "the token names several organisations: one is needed",
            Self::UnknownOrganisation => {
                "the organisation of the token is none for which the issuer may vouch"
            }
        }
    }
}

/// An issuer of identities whose word is taken. Clones share its keys.
#[derive(Clone)]
pub(crate) struct Issuer {
    settings: Arc<Settings>,
    keys: Arc<Keys>,
    clock: Clock,
}

impl Issuer {
    /// An issuer, before it is asked for anything.
    ///
    /// # Errors
    /// Settings that would let anybody in, or nobody.
    pub(crate) fn new(settings: Settings, clock: Clock) -> Result<Self, SettingsError> {
        let source = settings.source()?;
        let fetcher = Fetcher::new().map_err(SettingsError::Certificates)?;
        let keys = Arc::new(Keys::new(source, fetcher, settings.rest));
        Ok(Self { settings: Arc::new(settings), keys, clock })
    }

    /// Keeps the keys at hand, for as long as it is polled.
    pub(crate) async fn keep(self) {
        self.keys.keep().await;
    }

    /// Whether the issuer was reached when it was last asked; `None` before.
    pub(crate) fn is_reached(&self) -> Option<bool> {
        self.keys.is_reached()
    }

    /// The numbers of its keys.
    pub(crate) fn numbers(&self) -> Arc<dyn Collect> {
        Arc::clone(&self.keys) as Arc<dyn Collect>
    }

    /// Whether a text has the form of what an issuer gives: three parts. Tokens of ours have none.
    pub(crate) fn is_meant(token: &str) -> bool {
        token.bytes().filter(|byte| *byte == b'.').count() == 2
    }

    /// The account that a token stands for.
    ///
    /// # Errors
    /// It opens nothing.
    pub(crate) async fn sign_in(&self, token: &str) -> Result<Account, Refused> {
        let account = self.account(token).await;
        if let Err(why) = account {
            tracing::info!(?why, "a token of the issuer is refused");
        }
        account
    }

    async fn account(&self, token: &str) -> Result<Account, Refused> {
        let header = decode_header(token).map_err(|_| Refused::Invalid("form"))?;
        if !self.settings.signatures.iter().any(|allowed| Algorithm::from(*allowed) == header.alg) {
            return Err(Refused::Invalid("algorithm"));
        }
        if header.typ.as_deref().is_some_and(|kind| !is_access_token(kind)) {
            return Err(Refused::Invalid("kind"));
        }
        let name = header.kid.as_deref().ok_or(Refused::Invalid("key"))?;
        let key = self.keys.named(name).await.map_err(|why| match why {
            NoKey::Unknown => Refused::Invalid("key"),
            NoKey::Unreachable => Refused::Unreachable,
        })?;
        if key.algorithm.is_some_and(|own| own != header.alg) {
            return Err(Refused::Invalid("algorithm"));
        }
        let claims = decode::<Value>(token, &key.key, &signature_alone(header.alg));
        let claims = claims.map_err(|_| Refused::Invalid("signature"))?.claims;
        let Settings { issuer, audience, leeway, mapping, .. } = self.settings.as_ref();
        let is_said = header.typ.as_deref().is_some_and(|kind| !kind.eq_ignore_ascii_case("JWT"));
        let terms = Terms { issuer, audience, leeway: *leeway, mapping, is_said };
        terms.account(&claims, self.clock.now())
    }
}

/// What the library is to look at: what the claims say is looked at here, by the clock of the ledger.
fn signature_alone(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}

/// `at+jwt` by RFC 9068, `JWT` by most others.
fn is_access_token(kind: &str) -> bool {
    ["JWT", "at+jwt", "application/at+jwt"].iter().any(|known| known.eq_ignore_ascii_case(kind))
}
