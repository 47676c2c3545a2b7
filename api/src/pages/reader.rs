//! Who reads a page, and what is offered to them. What they are told, and may do, is decided where it is for everybody.

use application::sight::{Account, Role, Sight, Viewer};
use axum::http::request::Parts;

use super::texts::Texts;

/// Whoever reads a page; perhaps it is not known yet who that is.
#[derive(Clone)]
pub(super) struct Reader(Option<Sight>);

impl Reader {
    pub(super) fn of(parts: &Parts) -> Self {
        Self(parts.extensions.get::<Sight>().cloned())
    }

    fn account(&self) -> Option<&Account> {
        match self.0.as_ref().map(Sight::viewer) {
            Some(Viewer::Account(account)) => Some(account),
            Some(Viewer::Local) | None => None,
        }
    }

    /// Whether it is known who reads: whoever has yet to sign in is led nowhere.
    pub(super) fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// For whom and as what the reader has signed in, in words.
    pub(super) fn who(&self, texts: Texts) -> Option<String> {
        let account = self.account()?;
        let role = texts.of("role", account.role.code());
        let organisation = account.organisation.to_string();
        Some(texts.with("signed-in", &[("organisation", &organisation), ("role", &role)]))
    }

    /// By what the reader is known to this server: an account, or whoever sits before it.
    pub(super) fn name(&self) -> &str {
        self.0.as_ref().map_or("", |sight| sight.viewer().name())
    }

    /// For whom the reader has signed in.
    pub(super) fn organisation(&self) -> Option<&str> {
        self.account().map(|account| account.organisation.as_str())
    }

    /// Whether the reader records facts at all: which ones, each household tells.
    pub(super) fn records(&self) -> bool {
        self.is_known() && self.account().is_none_or(|account| account.role.records())
    }

    /// Whether the reader looks for people by their names.
    pub(super) fn searches(&self) -> bool {
        self.0.as_ref().is_some_and(Sight::shows_personal_data)
    }

    /// Whether the reader registers programmes.
    pub(super) fn registers(&self) -> bool {
        self.0.as_ref().is_some_and(Sight::registers)
    }

    /// Whether the reader is told how the installation is doing.
    pub(super) fn operates(&self) -> bool {
        self.0.as_ref().is_some_and(Sight::is_operating)
    }

    /// Whether audit bundles are made for the reader.
    pub(super) fn bundles(&self) -> bool {
        self.0.as_ref().is_some_and(Sight::is_bundling)
    }

    /// Whether the reader says why before personal data are shown.
    pub(super) fn gives_reasons(&self) -> bool {
        self.account().is_some_and(|account| account.role == Role::Auditor)
    }

    /// Why they are shown.
    pub(super) fn reason(&self) -> Option<&str> {
        self.0.as_ref().and_then(Sight::reason)
    }
}
