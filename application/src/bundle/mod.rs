//! Audit bundles: one household in one file, which proves and replays itself without the ledger.
//!
//! The format is written down in `docs/AUDIT-BUNDLE.md`. Every line is canonical JSON, so that there is one way to
//! write each: the header, the events with their proofs, the openings of sealed values, and an end with the digest
//! of all of it. The digest tells accidents; what an adversary may have done is told by the proofs.

mod error;
mod lines;
mod read;
mod write;

use std::collections::BTreeMap;

use domain::StreamId;
use domain::ids::HouseholdId;
use event_store::{StoredEvent, StreamName, TreeHash, VerifierKey};
use jiff::Timestamp;
use jiff::civil::Date;
use projections::pathway_state::Coordinates;
use serde_json::Value;
use uuid::Uuid;

use crate::clock::Clock;
use crate::codec::decode_without_keys;
use crate::error::Fault;
use crate::replay::Replayed;

pub use error::{BundleError, BundleFault};
pub use read::open_bundle;

/// Names the format, in the header.
const FORMAT: &str = "parcours-audit-bundle";

/// Version of the format that is written, and the only one that is read.
const VERSION: u64 = 1;

/// What becomes of sealed values in a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedValues {
    /// Each is opened, by a key that opens nothing else.
    Opened,
    /// They stay closed: whoever replays the bundle reads them as erased.
    Closed,
}

/// The bytes of a bundle, and what is in it.
#[derive(Debug, Clone)]
pub struct Bundled {
    /// The file.
    pub bytes: Vec<u8>,
    /// The households of which it holds events.
    pub households: Vec<StreamId>,
    /// How many events it holds.
    pub events: u64,
    /// How many events the checkpoint covers.
    pub position: u64,
}

/// A value that was sealed, opened for whoever the bundle is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The event.
    event: Uuid,
    /// Where in its payload, as a JSON pointer.
    pointer: String,
    /// Whose it is, by the name that it is sealed with.
    subject: String,
    /// What shows that this is the value that was sealed.
    proof: String,
    /// The value.
    value: Value,
}

/// A bundle that was verified: everything in it is part of the tree that its checkpoint names.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The household that it was made for.
    pub household: HouseholdId,
    /// The ledger, as its checkpoint calls it.
    pub origin: String,
    /// How many events the checkpoint covers.
    pub position: u64,
    /// The root of the tree over them.
    pub root: TreeHash,
    /// When the last of these was recorded. Told by the ledger; nothing proves it.
    pub known_at: Timestamp,
    /// The key that signed the checkpoint.
    pub key: VerifierKey,
    /// Whether that key was known beforehand; otherwise it is only what the bundle itself says.
    pub key_known: bool,
    /// Checkpoints kept elsewhere that this one agrees with.
    pub against: u64,
    /// The version of the last event of each stream. That there is none after it, nothing proves.
    pub streams: BTreeMap<StreamName, u32>,
    /// By position.
    events: Vec<StoredEvent>,
    /// Values that were sealed and are opened, by event and pointer.
    opened: BTreeMap<(Uuid, String), Value>,
}

impl Bundle {
    /// The events, by position.
    #[must_use]
    pub fn events(&self) -> &[StoredEvent] {
        &self.events
    }

    /// Replays the household from the bundle alone, to the same state as from the ledger that it was made of; sealed
    /// values that the bundle does not open read as erased.
    ///
    /// # Errors
    /// Events that this program cannot read, and a bundle without the household’s own stream.
    pub fn replay(
        &self,
        clock: &Clock,
        as_of: Option<Date>,
        known_at: Option<Timestamp>,
    ) -> Result<Option<Replayed>, Fault> {
        let mut by_stream: BTreeMap<&StreamName, Vec<&StoredEvent>> = BTreeMap::new();
        for event in &self.events {
            by_stream.entry(&event.stream).or_default().push(event);
        }
        let mut streams = BTreeMap::new();
        for stored in by_stream.into_values() {
            let told = |event, pointer: &str| self.opened.get(&(event, pointer.to_owned())).cloned();
            let events = decode_without_keys(stored, told)?;
            // What a household’s state rests on is told by households.
            if let Some(stream @ StreamId::Household(_)) = events.first().map(domain::Event::stream) {
                streams.insert(stream.clone(), events);
            }
        }
        let as_of = as_of.unwrap_or_else(|| clock.today());
        let at = Coordinates { as_of, known_at, time_zone: clock.time_zone() };
        Ok(Replayed::of(self.household, streams, &at))
    }
}
