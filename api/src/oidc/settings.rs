//! Which issuer is believed, and what its words mean here.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::Duration;

use domain::ids::OrgCode;
use hyper::Uri;
use jiff::SignedDuration;
use jsonwebtoken::Algorithm;

use super::keys::Source;

/// Where an issuer describes itself, below its own address.
const DESCRIPTION: &str = ".well-known/openid-configuration";

/// How tokens may be signed: by a key of which the other half is public, and by nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA over P-256.
    Es256,
    /// ECDSA over P-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

impl Signature {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
    ];

    /// As tokens name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// A text that names no way of signing that is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and EdDSA")]
pub struct UnknownSignature;

impl FromStr for Signature {
    type Err = UnknownSignature;

    fn from_str(text: &str) -> Result<Self, UnknownSignature> {
        Self::ALL.into_iter().find(|known| known.name() == text).ok_or(UnknownSignature)
    }
}

impl From<Signature> for Algorithm {
    fn from(signature: Signature) -> Self {
        match signature {
            Signature::Rs256 => Self::RS256,
            Signature::Rs384 => Self::RS384,
            Signature::Rs512 => Self::RS512,
            Signature::Ps256 => Self::PS256,
            Signature::Ps384 => Self::PS384,
            Signature::Ps512 => Self::PS512,
            Signature::Es256 => Self::ES256,
            Signature::Es384 => Self::ES384,
            Signature::EdDsa => Self::EdDSA,
        }
    }
}

/// What claims say about whom.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Where the roles are, as a JSON pointer (RFC 6901): a text or a list of texts.
    pub role_claim: String,
    /// What stands before our names of roles; others are of other programs and left alone.
    pub role_prefix: String,
    /// Where the organisation is, as a JSON pointer: a text, a list of one, or an object of one member.
    pub organisation_claim: String,
    /// The organisations for which the issuer may vouch; all when empty.
    pub organisations: BTreeSet<OrgCode>,
}

/// Which issuer is believed.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its address, to the letter as its tokens have it.
    pub issuer: String,
    /// What its tokens call this server.
    pub audience: String,
    /// Where its keys are; where its own description says when absent.
    pub keys: Option<String>,
    /// How its tokens may be signed.
    pub signatures: Vec<Signature>,
    /// How far its clock may be from ours.
    pub leeway: SignedDuration,
    /// What its claims mean.
    pub mapping: Mapping,
    /// Shortest time between two fetches of its keys.
    pub rest: Duration,
}

impl Settings {
    /// An issuer as Keycloak is one, with 30 seconds of leeway and ten between two fetches of keys.
    #[must_use]
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            audience: audience.into(),
            keys: None,
            signatures: vec![Signature::Rs256, Signature::Ps256, Signature::Es256, Signature::EdDsa],
            leeway: SignedDuration::from_secs(30),
            mapping: Mapping {
                role_claim: "/realm_access/roles".to_owned(),
                role_prefix: "parcours-".to_owned(),
                organisation_claim: "/parcours_organisation".to_owned(),
                organisations: BTreeSet::new(),
            },
            rest: Duration::from_secs(10),
        }
    }

    /// Whether an issuer can be believed under these, before anything is asked or opened.
    ///
    /// # Errors
    /// Settings that would let anybody in, or nobody.
    pub fn check(&self) -> Result<(), SettingsError> {
        self.source().map(drop)
    }

    /// Where the keys are.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub(super) fn source(&self) -> Result<Source, SettingsError> {
        if self.audience.trim().is_empty() {
            return Err(SettingsError::Audience);
        }
        if self.signatures.is_empty() {
            return Err(SettingsError::Signatures);
        }
        for pointer in [&self.mapping.role_claim, &self.mapping.organisation_claim] {
            if !pointer.starts_with('/') {
                return Err(SettingsError::Pointer { text: pointer.clone() });
            }
        }
        let own = safe(&self.issuer)?;
        match &self.keys {
            Some(address) => Ok(Source::At(safe(address)?)),
            None if own.query().is_some() => Err(SettingsError::Address { text: self.issuer.clone() }),
            None => {
                let description = format!("{}/{DESCRIPTION}", self.issuer.trim_end_matches('/'));
                Ok(Source::Discovered { description: safe(&description)?, issuer: self.issuer.clone() })
            }
        }
    }
}

/// An address of which the answer can be believed: over TLS, or of this machine.
pub(super) fn safe(text: &str) -> Result<Uri, SettingsError> {
    let wrong = || SettingsError::Address { text: text.to_owned() };
    let address: Uri = text.parse().map_err(|_| wrong())?;
    let host = address.host().ok_or_else(wrong)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_own = bare.parse().map_or_else(
        |_| bare.eq_ignore_ascii_case("localhost"),
        |address: std::net::IpAddr| address.to_canonical().is_loopback(),
    );
    match address.scheme_str() {
        Some("https") => Ok(address),
        Some("http") if is_own => Ok(address),
        _ => Err(wrong()),
    }
}

/// Settings that would let anybody in, or nobody.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// An address that is none, or where the answer may be somebody else’s.
    #[error("{text} is no https address")]
    Address {
        /// The address.
        text: String,
    },
    /// No audience: tokens for any program would do.
    #[error("an audience is needed")]
    Audience,
    /// No way of signing.
    #[error("a way of signing is needed")]
    Signatures,
    /// A claim that cannot be looked for.
    #[error("{text} is no JSON pointer: it would begin with /")]
    Pointer {
        /// The text.
        text: String,
    },
    /// The machine has no certificates by which an issuer could be known.
    #[error("this machine has no certificates of authorities")]
    Certificates(#[source] std::io::Error),
}
