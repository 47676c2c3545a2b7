//! Whose word `serve` takes for who somebody is.

use api::oidc::{Mapping, Settings, SettingsError, Signature};
use domain::ids::OrgCode;
use jiff::SignedDuration;

use crate::arguments::organisation;
use crate::failure::Failure;

/// Where help lists these.
const GROUP: &str = "Sign-in by an issuer of identities (OpenID Connect)";

#[derive(clap::Args)]
#[expect(clippy::struct_field_names, reason = "options are called as their fields")]
#[command(next_help_heading = GROUP)]
pub(super) struct OidcArgs {
    /// Address of the issuer, to the letter as its tokens have it: https, unless it is on this machine
    #[arg(long, env = "PARCOURS_OIDC_ISSUER", value_name = "URL")]
    oidc_issuer: Option<String>,
    /// What its tokens call this server (aud)
    #[arg(long, env = "PARCOURS_OIDC_AUDIENCE", value_name = "TEXT", default_value = "parcours")]
    oidc_audience: String,
    /// Address of its keys (JWKS); as its own description says when absent
    #[arg(long, env = "PARCOURS_OIDC_KEYS", value_name = "URL", requires = "oidc_issuer")]
    oidc_keys: Option<String>,
    /// How its tokens may be signed; never by a shared secret, and never not at all
    #[arg(
        long,
        env = "PARCOURS_OIDC_ALGORITHMS",
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "RS256,PS256,ES256,EdDSA"
    )]
    oidc_algorithms: Vec<Signature>,
    /// How many seconds its clock may be from this one
    #[arg(long, env = "PARCOURS_OIDC_LEEWAY", value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(i64).range(0..=300))]
    oidc_leeway: i64,
    /// Claim with the roles, as a JSON pointer
    #[arg(
        long,
        env = "PARCOURS_OIDC_ROLE_CLAIM",
        value_name = "POINTER",
        default_value = "/realm_access/roles"
    )]
    oidc_role_claim: String,
    /// What stands before caseworker, partner, analyst, auditor or administrator; other roles are left alone
    #[arg(long, env = "PARCOURS_OIDC_ROLE_PREFIX", value_name = "TEXT", default_value = "parcours-")]
    oidc_role_prefix: String,
    /// Claim with the code of the organisation, as a JSON pointer
    #[arg(
        long,
        env = "PARCOURS_OIDC_ORGANISATION_CLAIM",
        value_name = "POINTER",
        default_value = "/parcours_organisation"
    )]
    oidc_organisation_claim: String,
    /// Organisations for which it may vouch; all when absent
    #[arg(long, env = "PARCOURS_OIDC_ORGANISATIONS", value_name = "LIST", value_delimiter = ',', value_parser = organisation, requires = "oidc_issuer")]
    oidc_organisations: Vec<OrgCode>,
}

impl OidcArgs {
    /// The issuer, if there is one.
    pub(super) fn settings(self) -> Option<Settings> {
        let issuer = self.oidc_issuer?;
        let mapping = Mapping {
            role_claim: self.oidc_role_claim,
            role_prefix: self.oidc_role_prefix,
            organisation_claim: self.oidc_organisation_claim,
            organisations: self.oidc_organisations.into_iter().collect(),
        };
        Some(Settings {
            keys: self.oidc_keys,
            signatures: self.oidc_algorithms,
            leeway: SignedDuration::from_secs(self.oidc_leeway),
            mapping,
            ..Settings::new(issuer, self.oidc_audience)
        })
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::Address { text } => Self::misuse("oidc-address", [("address", text)]),
            SettingsError::Audience => Self::misuse("oidc-audience", []),
            SettingsError::Signatures => Self::misuse("oidc-signatures", []),
            SettingsError::Pointer { text } => Self::misuse("oidc-pointer", [("text", text)]),
            SettingsError::Certificates(error) => Self::fault("oidc-certificates", [], error),
        }
    }
}
