//! Identifiers and codes. Each is a type of its own: a lease cannot be passed for a person.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// Names a domain identifier that is a UUID chosen by whoever records.
macro_rules! uuids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                parse_uuid(text).map(Self)
            }
        }
    )*};
}

/// Only the hyphenated form: other spellings of the same UUID would be a second way to say one thing.
fn parse_uuid(text: &str) -> Result<Uuid, uuid::Error> {
    let hyphenated: uuid::fmt::Hyphenated = text.parse()?;
    Ok(hyphenated.into_uuid())
}

uuids! {
    /// A household, and its stream.
    HouseholdId,
    /// A person; kept when households split or merge.
    PersonId,
    /// Somebody outside the household: host, sponsor, mentor.
    CounterpartId,
    /// An enrolment in a programme.
    EnrolmentId,
    /// A stay in a home.
    OccupancyId,
    /// A lease or another title to occupy.
    LeaseId,
    /// A job contract.
    ContractId,
    /// A training.
    TrainingId,
    /// A request, an orientation, an application.
    RequestId,
    /// A residence permit.
    PermitId,
    /// A right.
    RightId,
    /// A pairing with a counterpart.
    PairingId,
    /// A consent.
    ConsentId,
    /// An activity or a session held by a programme.
    ActivityId,
    /// A place where activities are held.
    SiteId,
    /// A dwelling.
    DwellingId,
    /// An enrolment, an occupancy or a lease, where any of them may stand.
    EpisodeId,
    /// An event; a retry with the same one is the same event.
    EventId,
    /// Events accepted or refused together.
    BatchId,
}

impl From<EnrolmentId> for EpisodeId {
    fn from(id: EnrolmentId) -> Self {
        Self(id.0)
    }
}

impl From<OccupancyId> for EpisodeId {
    fn from(id: OccupancyId) -> Self {
        Self(id.0)
    }
}

impl From<LeaseId> for EpisodeId {
    fn from(id: LeaseId) -> Self {
        Self(id.0)
    }
}

/// A text that is no code of the form `[a-z0-9-]{2,64}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected 2 to 64 of a-z, 0-9 and -")]
pub struct CodeError;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The code as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
                if (2..=64).contains(&text.len()) && text.bytes().all(allowed) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(CodeError)
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

codes! {
    /// A programme (dispositif), and its stream.
    ProgrammeCode,
    /// An organisation: operator, partner, landlord.
    OrgCode,
}
