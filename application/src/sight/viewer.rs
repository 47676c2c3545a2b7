//! Who asks.

use std::fmt;
use std::str::FromStr;

use domain::Actor;
use domain::ids::OrgCode;
use jiff::Timestamp;

/// What somebody who signed in is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Records and reads in the programmes of the organisation, as operator and as partner.
    Caseworker,
    /// Records and reads in the programmes of others, as partner.
    Partner,
    /// Reads everything but personal data and sensitive programmes, and records nothing.
    Analyst,
    /// The same; with a reason, which is logged, everything.
    Auditor,
    /// Watches over the installation; reads as an analyst does.
    Administrator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Caseworker, Self::Partner, Self::Analyst, Self::Auditor, Self::Administrator];

    /// As it is stored and told.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Caseworker => "caseworker",
            Self::Partner => "partner",
            Self::Analyst => "analyst",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// Whether it records facts.
    #[must_use]
    pub fn records(self) -> bool {
        matches!(self, Self::Caseworker | Self::Partner)
    }

    /// Whether it is told how the installation is doing.
    #[must_use]
    pub fn operates(self) -> bool {
        matches!(self, Self::Auditor | Self::Administrator)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A text that names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected caseworker, partner, analyst, auditor or administrator")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.code() == text).ok_or(UnknownRole)
    }
}

/// Somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// On whose behalf.
    pub organisation: OrgCode,
    /// What for.
    pub role: Role,
    /// A pseudonymous user.
    pub user: Option<String>,
    /// What the access log calls whoever it is.
    pub name: String,
    /// By what.
    pub credential: Credential,
}

/// What somebody signed in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A token of ours, by its identifier: it is looked up again whenever it matters.
    Token(String),
    /// The word of an issuer, which holds until then and cannot be taken back before.
    Vouched {
        /// From then on it opens nothing.
        until: Timestamp,
    },
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Whoever is on this machine, where nobody signs in: sees and records everything.
    Local,
    /// Somebody who signed in.
    Account(Account),
}

impl Viewer {
    /// As whom facts are recorded; `None` when they say it themselves.
    #[must_use]
    pub fn actor(&self) -> Option<Actor> {
        match self {
            Self::Local => None,
            Self::Account(account) => Some(Actor {
                organisation: account.organisation.clone(),
                role: Some(account.role.code().to_owned()),
                user: account.user.clone(),
            }),
        }
    }

    /// What tells apart those who ask: a token, or a person; `None` where nobody signs in.
    #[must_use]
    pub(crate) fn credential(&self) -> Option<&str> {
        match self {
            Self::Local => None,
            Self::Account(Account { credential: Credential::Token(id), .. }) => Some(id),
            Self::Account(account) => Some(&account.name),
        }
    }

    /// What the access log calls whoever it is.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Local => "local",
            Self::Account(account) => &account.name,
        }
    }
}
