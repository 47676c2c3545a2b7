//! Who may ask what, by role: beside what is seen, which is decided elsewhere.

use std::str::FromStr;

use application::sight::{Role, UnknownRole, Viewer};

use crate::http::{Asking, Withheld};

/// Some roles: `all`, `none`, or a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles(Vec<Role>);

impl Roles {
    /// Every role.
    #[must_use]
    pub fn all() -> Self {
        Self(Role::ALL.to_vec())
    }

    /// No role.
    #[must_use]
    pub fn none() -> Self {
        Self(Vec::new())
    }

    fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }
}

impl FromStr for Roles {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        match text {
            "all" => Ok(Self::all()),
            "none" => Ok(Self::none()),
            list => list.split(',').map(|role| role.trim().parse()).collect::<Result<_, _>>().map(Self),
        }
    }
}

/// Who may ask what.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Roles that may ask for the schema itself.
    pub introspect: Roles,
    /// Roles that may send trusted documents and no others.
    pub trusted_only: Roles,
}

impl Default for Rules {
    /// Whoever is signed in may ask for the schema, and send any document.
    fn default() -> Self {
        Self { introspect: Roles::all(), trusted_only: Roles::none() }
    }
}

impl Rules {
    /// Whether an operation is for whoever asks. On this machine, where nobody signs in, everything is.
    pub(super) fn allow(&self, viewer: &Viewer, asking: Asking) -> Result<(), Withheld> {
        let Viewer::Account(account) = viewer else { return Ok(()) };
        if !asking.is_trusted && self.trusted_only.has(account.role) {
            let why = "your role sends trusted documents alone, by their documentId";
            return Err(Withheld::Forbidden(why));
        }
        if asking.introspects && !self.introspect.has(account.role) {
            let why =
                "your role may not ask for the schema: it is documented where you were given your token";
            return Err(Withheld::Forbidden(why));
        }
        Ok(())
    }
}
