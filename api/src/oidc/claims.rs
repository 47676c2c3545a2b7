//! What the claims of a token say, once its signature is right: whether it is for us and now, and for whom it stands.

use std::collections::BTreeSet;

use application::sight::{Account, Role};
use application::vouched::Vouched;
use domain::ids::OrgCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Mapping, Refused, Unadmitted};

/// Longest subject: OpenID Connect allows no more.
const SUBJECT_MOST: usize = 255;

/// Claims of identity tokens, which are not for us.
const IDENTITY: [&str; 3] = ["nonce", "at_hash", "c_hash"];

/// What a token must fit.
#[derive(Debug)]
pub(super) struct Terms<'t> {
    pub(super) issuer: &'t str,
    pub(super) audience: &'t str,
    pub(super) leeway: SignedDuration,
    pub(super) mapping: &'t Mapping,
    /// Whether its header says that it is an access token.
    pub(super) is_said: bool,
}

impl Terms<'_> {
    /// The account that the claims stand for.
    ///
    /// # Errors
    /// They are of another issuer, for somebody else, of another time or kind, or open nothing here.
    pub(super) fn account(&self, claims: &Value, now: Timestamp) -> Result<Account, Refused> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("iss") != Some(self.issuer) {
            return Err(Refused::Invalid("issuer"));
        }
        if !is_named(claims.get("aud"), self.audience) {
            return Err(Refused::Invalid("audience"));
        }
        let is_access_token = match claims.get("typ") {
            // Keycloak says so of what is none: `ID`, `Refresh`, `Offline`.
            Some(kind) => kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")),
            None => self.is_said || !IDENTITY.iter().any(|name| claims.get(name).is_some()),
        };
        if !is_access_token {
            return Err(Refused::Invalid("kind"));
        }
        // It is for whoever proves to have a key, and nobody is asked to here.
        if claims.get("cnf").is_some() {
            return Err(Refused::Invalid("binding"));
        }
        let until = instant(claims.get("exp")).ok_or(Refused::Invalid("expiry"))?;
        let until = until.saturating_add(self.leeway).unwrap_or(Timestamp::MAX);
        if now >= until {
            return Err(Refused::Expired);
        }
        for begins in ["nbf", "iat"] {
            let Some(claim) = claims.get(begins) else { continue };
            let begins = instant(Some(claim)).ok_or(Refused::Invalid("beginning"))?;
            if now < begins.saturating_sub(self.leeway).unwrap_or(Timestamp::MIN) {
                return Err(Refused::NotYet);
            }
        }
        let subject = text("sub").filter(|subject| (1..=SUBJECT_MOST).contains(&subject.len()));
        let subject = subject.ok_or(Refused::Invalid("subject"))?;
        let (role, organisation) = (self.mapping.role(claims)?, self.mapping.organisation(claims)?);
        Ok(Vouched { issuer: self.issuer, subject, organisation, role, until }.account())
    }
}

impl Mapping {
    /// The one role that is named. Whoever has two would see by one of them what the other does not show.
    fn role(&self, claims: &Value) -> Result<Role, Unadmitted> {
        let named = claims.pointer(&self.role_claim).map(words).unwrap_or_default();
        let ours = named.iter().filter_map(|name| name.strip_prefix(self.role_prefix.as_str())?.parse().ok());
        let roles: Vec<Role> = ours.collect();
        match roles.as_slice() {
            [role] => Ok(*role),
            [] => Err(Unadmitted::NoRole),
            [_, _, ..] => Err(Unadmitted::SeveralRoles),
        }
    }

    fn organisation(&self, claims: &Value) -> Result<OrgCode, Unadmitted> {
        let named = claims.pointer(&self.organisation_claim).map(words).unwrap_or_default();
        let mut named = named.into_iter();
        let organisation = match (named.next(), named.next()) {
            (Some(one), None) => one.parse::<OrgCode>().map_err(|_| Unadmitted::UnknownOrganisation)?,
            (None, _) => return Err(Unadmitted::NoOrganisation),
            (Some(_), Some(_)) => return Err(Unadmitted::SeveralOrganisations),
        };
        let is_admitted = self.organisations.is_empty() || self.organisations.contains(&organisation);
        if is_admitted { Ok(organisation) } else { Err(Unadmitted::UnknownOrganisation) }
    }
}

/// The words of a claim: a text, the texts of a list, or the names in an object (as Keycloak tells organisations).
fn words(claim: &Value) -> BTreeSet<&str> {
    match claim {
        Value::String(one) => BTreeSet::from([one.as_str()]),
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        Value::Object(members) => members.keys().map(String::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => BTreeSet::new(),
    }
}

/// Whether a text, or one of a list, is what is looked for.
fn is_named(claim: Option<&Value>, wanted: &str) -> bool {
    match claim {
        Some(Value::String(one)) => one == wanted,
        Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(wanted)),
        _ => false,
    }
}

/// Seconds since 1970, perhaps with a fraction.
fn instant(claim: Option<&Value>) -> Option<Timestamp> {
    let seconds = claim?.as_f64()?;
    let since = SignedDuration::try_from_secs_f64(seconds).ok()?;
    Timestamp::UNIX_EPOCH.checked_add(since).ok()
}
