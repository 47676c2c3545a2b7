use jiff::Timestamp;
use uuid::Uuid;

use crate::error::StoreError;
use crate::names::StreamName;

/// An event that asks to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Chosen by the caller; the same id with the same content is the same event.
    pub event_id: Uuid,
    /// The stream it belongs to.
    pub stream: StreamName,
    /// Its stored type name, never empty.
    pub event_type: String,
    /// Version of the payload's shape.
    pub schema: u16,
    /// When it was true, as the caller writes it (a day, possibly partial).
    pub occurred_on: String,
    /// Who says so.
    pub actor: Actor,
    /// How it arrived.
    pub origin: Origin,
    /// The batch it was submitted in.
    pub batch: Option<Uuid>,
    /// Codes of the rules that only warned.
    pub warnings: Vec<String>,
    /// Canonical JSON bytes, stored and hashed as they are; at most 16 MiB.
    pub payload: Vec<u8>,
    /// When the source recorded it, if it comes from another system.
    pub source_recorded_at: Option<Timestamp>,
}

/// Who submitted an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The organisation.
    pub organisation: String,
    /// The role under which it acted.
    pub role: Option<String>,
    /// The person, by the identifier of their account.
    pub user: Option<String>,
}

/// How an event arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Typed in.
    Manual,
    /// Read from a file.
    Import,
    /// Sent by a partner's program.
    Partner,
    /// Carried over from an older system or a restored ledger.
    Migration,
}

impl Origin {
    /// The stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Import => "import",
            Self::Partner => "partner",
            Self::Migration => "migration",
        }
    }

    /// The origin that is stored under this name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        match name {
            "manual" => Some(Self::Manual),
            "import" => Some(Self::Import),
            "partner" => Some(Self::Partner),
            "migration" => Some(Self::Migration),
            _ => None,
        }
    }
}

/// An event of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Place in the ledger, from 1, without gaps.
    pub position: u64,
    /// The stream it belongs to.
    pub stream: StreamName,
    /// Place in the stream, from 1, without gaps.
    pub version: u32,
    /// The caller's id.
    pub event_id: Uuid,
    /// Its stored type name.
    pub event_type: String,
    /// Version of the payload's shape.
    pub schema: u16,
    /// When it was true.
    pub occurred_on: String,
    /// When the ledger learnt it, in whole microseconds; never decreases with the position.
    pub recorded_at: Timestamp,
    /// Who says so.
    pub actor: Actor,
    /// How it arrived.
    pub origin: Origin,
    /// The batch it was submitted in.
    pub batch: Option<Uuid>,
    /// Codes of the rules that only warned.
    pub warnings: Vec<String>,
    /// The bytes that were submitted.
    pub payload: Vec<u8>,
    /// When the source recorded it, in whole microseconds.
    pub source_recorded_at: Option<Timestamp>,
    /// Hash over envelope and payload; see [`leaf_hash`](crate::leaf_hash).
    pub leaf_hash: [u8; 32],
}

/// Largest payload in bytes.
const PAYLOAD_BYTES_MAX: usize = 16 * 1024 * 1024;

impl NewEvent {
    /// Whether both say the same, how and when they were recorded aside.
    pub(crate) fn says_the_same_as(&self, other: &Self) -> bool {
        self.stream == other.stream
            && self.event_type == other.event_type
            && self.schema == other.schema
            && self.occurred_on == other.occurred_on
            && self.actor == other.actor
            && self.batch == other.batch
            && self.payload == other.payload
    }

    /// What no engine could store, or the two would store differently.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let invalid = |detail: &str| {
            let event_id = self.event_id;
            Err(StoreError::Invalid { detail: format!("event {event_id} {detail}") })
        };
        if self.event_type.is_empty() {
            return invalid("has no type");
        }
        if self.payload.len() > PAYLOAD_BYTES_MAX {
            return invalid("has a payload of more than 16 MiB");
        }
        let actor = &self.actor;
        let texts = [&self.event_type, &self.occurred_on, &actor.organisation];
        let optional = actor.role.iter().chain(&actor.user).chain(&self.warnings);
        if texts.into_iter().chain(optional).any(|text| text.contains('\0')) {
            return invalid("has a zero character in a text");
        }
        Ok(())
    }
}

impl StoredEvent {
    /// Whether `new` says the same, how and when it was recorded aside.
    pub(crate) fn says_the_same_as(&self, new: &NewEvent) -> bool {
        self.stream == new.stream
            && self.event_type == new.event_type
            && self.schema == new.schema
            && self.occurred_on == new.occurred_on
            && self.actor == new.actor
            && self.batch == new.batch
            && self.payload == new.payload
    }
}
