//! People for whom an issuer of identities vouches: the same accounts as those of tokens, without a token to keep.

use domain::ids::OrgCode;
use event_store::{hex, sha256};
use jiff::Timestamp;

use crate::sight::{Account, Credential, Role};

/// How pseudonyms of such people begin, and of nobody else.
pub const PREFIX: &str = "oidc-";

/// Bytes of a pseudonym: of a million people no two have the same.
const PSEUDONYM: usize = 16;

/// Somebody as an issuer knows them, once its word has been checked.
#[derive(Debug, Clone)]
pub struct Vouched<'w> {
    /// Who vouches, by the address that names it.
    pub issuer: &'w str,
    /// Whom the issuer means, always by the same word.
    pub subject: &'w str,
    /// On whose behalf.
    pub organisation: OrgCode,
    /// What for.
    pub role: Role,
    /// From then on its word holds no longer.
    pub until: Timestamp,
}

impl Vouched<'_> {
    /// The account, under a pseudonym that is always the same for the same person: a hash of issuer and subject. The
    /// issuer, and whoever has a list of its subjects, can tell whose it is; the ledger alone cannot.
    #[must_use]
    pub fn account(self) -> Account {
        // An address has no line feed: what stands before the first one is the issuer.
        let hash = sha256(format!("{}\n{}", self.issuer, self.subject).as_bytes());
        let user = format!("{PREFIX}{}", hex(&hash[..PSEUDONYM]));
        let name = format!("{}/{user}", self.organisation);
        let credential = Credential::Vouched { until: self.until };
        Account { organisation: self.organisation, role: self.role, user: Some(user), name, credential }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(issuer: &str, subject: &str, organisation: &str) -> Account {
        let organisation = organisation.parse().unwrap();
        let until = Timestamp::UNIX_EPOCH;
        Vouched { issuer, subject, organisation, role: Role::Partner, until }.account()
    }

    #[test]
    fn a_pseudonym_is_of_issuer_and_subject_alone_and_tells_neither() {
        let one = of("https://id.example.org/realms/a", "f3b1", "elia");
        assert_eq!(one.user, of("https://id.example.org/realms/a", "f3b1", "ccas").user);
        for other in [
            of("https://id.example.org/realms/a", "f3b2", "elia"),
            of("https://id.example.org/realms/b", "f3b1", "elia"),
            of("https://id.example.org/realms/", "af3b1", "elia"),
        ] {
            assert_ne!(one.user, other.user);
        }
        assert_eq!(one.name.len(), "elia/oidc-".len() + 2 * PSEUDONYM);
        assert!(!one.name.contains("f3b1") && !one.name.contains("example"));
    }
}
