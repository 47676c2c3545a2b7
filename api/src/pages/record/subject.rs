//! What facts are recorded about, and where its page is.

use axum::http::request::Parts;
use domain::StreamId;
use domain::ids::{HouseholdId, ProgrammeCode};

use crate::pages::failure::Failure;
use crate::pages::texts::Texts;

/// A household, or a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    Household(HouseholdId),
    Programme(ProgrammeCode),
}

impl Subject {
    /// That of an address, by the last name before its own.
    ///
    /// # Errors
    /// What is no identifier identifies nothing.
    pub(super) fn of(parts: &Parts, id: &str) -> Result<Self, Failure> {
        let of = if parts.uri.path().starts_with("/programmes/") {
            id.parse().ok().map(Self::Programme)
        } else {
            id.parse().ok().map(Self::Household)
        };
        of.ok_or(Failure::NotFound)
    }

    pub(super) fn stream(&self) -> StreamId {
        match self {
            Self::Household(id) => StreamId::Household(*id),
            Self::Programme(code) => StreamId::Programme(code.clone()),
        }
    }

    /// The page of the list that those of its kind are in, and its name.
    pub(super) fn list_of(is_programme: bool, texts: Texts) -> (&'static str, String) {
        if is_programme {
            ("/programmes", texts.say("programmes-title"))
        } else {
            ("/", texts.say("nav-households"))
        }
    }

    pub(super) fn is_programme(&self) -> bool {
        matches!(self, Self::Programme(_))
    }

    /// Its page, below which its forms are.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Household(id) => format!("/households/{id}"),
            Self::Programme(code) => format!("/programmes/{code}"),
        }
    }
}
