//! Envelopes: who recorded what about which stream, and when it was true.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;

use crate::facts::{Fact, FactKind};
use crate::ids::{BatchId, EventId, HouseholdId, OrgCode, ProgrammeCode};
use crate::partial_date::PartialDate;
use crate::wire::{At, ShapeFaults};

/// One append-only sequence of events.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StreamId {
    /// `household/<uuid>`
    Household(HouseholdId),
    /// `programme/<code>`
    Programme(ProgrammeCode),
    /// `rules`
    Rules,
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Household(id) => write!(f, "household/{id}"),
            Self::Programme(code) => write!(f, "programme/{code}"),
            Self::Rules => f.write_str("rules"),
        }
    }
}

/// A text that names no stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected household/<uuid>, programme/<code> or rules")]
pub struct StreamIdError;

impl FromStr for StreamId {
    type Err = StreamIdError;

    fn from_str(text: &str) -> Result<Self, StreamIdError> {
        if let Some(id) = text.strip_prefix("household/") {
            return id.parse().map(Self::Household).map_err(|_| StreamIdError);
        }
        if let Some(code) = text.strip_prefix("programme/") {
            return code.parse().map(Self::Programme).map_err(|_| StreamIdError);
        }
        if text == "rules" { Ok(Self::Rules) } else { Err(StreamIdError) }
    }
}

/// Who recorded an event: never a name, always a pseudonym.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The organisation that records.
    pub organisation: OrgCode,
    /// The role of whoever recorded.
    pub role: Option<String>,
    /// A pseudonymous user.
    pub user: Option<String>,
}

/// How an event arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Typed by a person.
    Manual,
    /// Read from a file.
    Import,
    /// Sent by a partner’s program.
    Partner,
    /// Taken over with the recording time that a source asserts, not one that was witnessed.
    Migration,
}

/// A fact submitted and not yet recorded; its shape is sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// Chosen by whoever submits: a retry with the same one is the same event.
    pub id: EventId,
    /// Where it goes.
    pub stream: StreamId,
    /// When it was true.
    pub on: PartialDate,
    /// Who records it.
    pub actor: Actor,
    /// How it arrives.
    pub origin: Origin,
    /// When a source system says that it recorded it.
    pub source_recorded_at: Option<Timestamp>,
    /// The fact itself.
    pub fact: Fact,
}

/// An event as recorded.
#[derive(Debug, Clone)]
pub struct Event {
    /// Place in the ledger, from 1; 0 once admitted and not yet appended, and a place after all those recorded
    /// while its batch is decided on.
    pub position: u64,
    /// Place in the stream, from 1.
    pub version: u32,
    /// When the ledger learnt it (or a source asserts that it did, origin `migration`).
    pub recorded_at: Timestamp,
    /// Events admitted together share it.
    pub batch: Option<BatchId>,
    /// Codes of the legal-usage rules that it broke when it was recorded; of an event about a programme also of the
    /// rules that it left facts of households to break.
    pub warnings: Vec<String>,
    /// For a correction: the corrected fact, of the target’s kind.
    pub corrected: Option<Box<Fact>>,
    /// What was submitted; shared, because histories and decisions hold it at once.
    pub submission: Arc<Submission>,
}

impl Event {
    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> EventId {
        self.submission.id
    }

    /// Its stream.
    #[must_use]
    pub fn stream(&self) -> &StreamId {
        &self.submission.stream
    }

    /// When it was true, as first recorded.
    #[must_use]
    pub fn on(&self) -> PartialDate {
        self.submission.on
    }

    /// The fact as first recorded.
    #[must_use]
    pub fn fact(&self) -> &Fact {
        &self.submission.fact
    }

    /// Its place in the order of recording, across streams; what is being admitted comes last.
    #[must_use]
    pub fn recording_order(&self) -> (u64, u32) {
        (if self.position == 0 { u64::MAX } else { self.position }, self.version)
    }

    /// For a correction, reads the replacing payload as one of kind `target`, noting the faults of its shape.
    pub fn resolve(&mut self, target: FactKind, faults: &mut ShapeFaults) {
        if let Fact::EventCorrected(correction) = &self.submission.fact {
            let value = serde_json::Value::Object(correction.payload.0.clone());
            self.corrected = target.read(&value, &At::Root("/data/payload"), faults).map(Box::new);
        }
    }
}
