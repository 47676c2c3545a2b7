use std::borrow::Cow;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::canonical::write_string;
use crate::event::{NewEvent, Origin, StoredEvent};
use crate::written::{push_id, push_instant, push_number};

/// The fields that a leaf hash covers, the payload aside.
pub(crate) struct Envelope<'a> {
    pub(crate) position: u64,
    pub(crate) stream: &'a str,
    pub(crate) version: u32,
    pub(crate) event_id: Uuid,
    pub(crate) event_type: &'a str,
    pub(crate) schema: u16,
    pub(crate) occurred_on: &'a str,
    pub(crate) recorded_at: Timestamp,
    pub(crate) organisation: &'a str,
    pub(crate) role: Option<&'a str>,
    pub(crate) user: Option<&'a str>,
    pub(crate) origin: Origin,
    pub(crate) batch: Option<Uuid>,
    /// The canonical list, as stored.
    pub(crate) warnings: Cow<'a, str>,
    pub(crate) source_recorded_at: Option<Timestamp>,
}

/// An empty list, as stored.
const NONE: &str = "[]";

/// SHA-256 of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Recomputes the leaf hash of a stored event: SHA-256 over a zero byte (RFC 6962's mark of
/// a leaf), [`envelope_json`], a line feed, and the payload.
///
/// Equal to [`StoredEvent::leaf_hash`] unless the row was altered.
#[must_use]
pub fn leaf_hash(event: &StoredEvent) -> [u8; 32] {
    Leaves::default().of_stored(event)
}

/// The leaf hash of an envelope and a payload as they were written down.
#[must_use]
pub fn written_leaf_hash(envelope: &str, payload: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update([0x00]);
    hasher.update(envelope);
    hasher.update([0x0A]);
    hasher.update(payload);
    hasher.finalize().into()
}

/// The canonical envelope that the leaf hash covers: one JSON object with the keys `batch`,
/// `event_id`, `occurred_on`, `organisation`, `origin`, `position`, `recorded_at`, `role`,
/// `schema`, `source_recorded_at`, `stream`, `type`, `user`, `version` and `warnings`; absent
/// values and an empty list of warnings are left out. Instants are RFC 3339 in UTC with six digits.
#[must_use]
pub fn envelope_json(event: &StoredEvent) -> String {
    let mut out = String::with_capacity(512);
    Envelope::of_stored(event).write(&mut out);
    out
}

/// The leaf hash of an event that takes this place.
pub(crate) fn leaf_of_new(event: &NewEvent, position: u64, version: u32, recorded_at: Timestamp) -> [u8; 32] {
    let envelope = Envelope {
        position,
        stream: event.stream.as_str(),
        version,
        event_id: event.event_id,
        event_type: &event.event_type,
        schema: event.schema,
        occurred_on: &event.occurred_on,
        recorded_at,
        organisation: &event.actor.organisation,
        role: event.actor.role.as_deref(),
        user: event.actor.user.as_deref(),
        origin: event.origin,
        batch: event.batch,
        warnings: listed(&event.warnings),
        source_recorded_at: event.source_recorded_at,
    };
    Leaves::default().hash(&envelope, &event.payload)
}

/// Hashes leaf after leaf in the same memory.
#[derive(Default)]
pub(crate) struct Leaves(String);

impl Leaves {
    /// The leaf hash that follows from a stored event.
    pub(crate) fn of_stored(&mut self, event: &StoredEvent) -> [u8; 32] {
        self.hash(&Envelope::of_stored(event), &event.payload)
    }

    pub(crate) fn hash(&mut self, envelope: &Envelope<'_>, payload: &[u8]) -> [u8; 32] {
        let text = &mut self.0;
        text.clear();
        text.reserve(512);
        text.push('\0');
        envelope.write(text);
        text.push('\n');
        let mut hasher = Sha256::new();
        hasher.update(text.as_bytes());
        hasher.update(payload);
        hasher.finalize().into()
    }
}

impl<'a> Envelope<'a> {
    fn of_stored(event: &'a StoredEvent) -> Self {
        Self {
            position: event.position,
            stream: event.stream.as_str(),
            version: event.version,
            event_id: event.event_id,
            event_type: &event.event_type,
            schema: event.schema,
            occurred_on: &event.occurred_on,
            recorded_at: event.recorded_at,
            organisation: &event.actor.organisation,
            role: event.actor.role.as_deref(),
            user: event.actor.user.as_deref(),
            origin: event.origin,
            batch: event.batch,
            warnings: listed(&event.warnings),
            source_recorded_at: event.source_recorded_at,
        }
    }

    /// Written by hand, in key order: a map of any kind would cost more than the hash,
    /// under the lock that orders the ledger.
    fn write(&self, out: &mut String) {
        let mut object = Object { out, begun: false };
        if let Some(batch) = self.batch {
            object.id("batch", &batch);
        }
        object.id("event_id", &self.event_id);
        object.text("occurred_on", self.occurred_on);
        object.text("organisation", self.organisation);
        object.text("origin", self.origin.as_str());
        object.number("position", self.position);
        object.instant("recorded_at", self.recorded_at);
        if let Some(role) = self.role {
            object.text("role", role);
        }
        object.number("schema", self.schema.into());
        if let Some(at) = self.source_recorded_at {
            object.instant("source_recorded_at", at);
        }
        object.text("stream", self.stream);
        object.text("type", self.event_type);
        if let Some(user) = self.user {
            object.text("user", user);
        }
        object.number("version", self.version.into());
        if self.warnings != NONE {
            object.key("warnings").push_str(&self.warnings);
        }
        object.out.push('}');
    }
}

/// The canonical JSON array of these texts; most lists are empty.
fn listed(texts: &[String]) -> Cow<'_, str> {
    if texts.is_empty() { Cow::Borrowed(NONE) } else { Cow::Owned(text_list(texts)) }
}

/// The canonical JSON array of these texts.
pub(crate) fn text_list(texts: &[String]) -> String {
    let mut out = String::new();
    write_list(&mut out, texts);
    out
}

fn write_list(out: &mut String, texts: &[String]) {
    out.push('[');
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_string(out, text);
    }
    out.push(']');
}

/// A JSON object whose keys are given in order and need no escapes.
struct Object<'o> {
    out: &'o mut String,
    begun: bool,
}

impl Object<'_> {
    fn key(&mut self, key: &str) -> &mut String {
        self.out.push(if self.begun { ',' } else { '{' });
        self.begun = true;
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
        self.out
    }

    fn text(&mut self, key: &str, value: &str) {
        write_string(self.key(key), value);
    }

    fn number(&mut self, key: &str, value: u64) {
        push_number(self.key(key), value);
    }

    fn id(&mut self, key: &str, value: &Uuid) {
        let out = self.key(key);
        out.push('"');
        push_id(out, value);
        out.push('"');
    }

    fn instant(&mut self, key: &str, value: Timestamp) {
        let out = self.key(key);
        out.push('"');
        push_instant(out, value);
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::canonical_json;
    use crate::event::Actor;
    use crate::names::StreamName;

    fn event() -> StoredEvent {
        StoredEvent {
            position: 7,
            stream: StreamName::new("household/1").unwrap(),
            version: 2,
            event_id: Uuid::from_u128(5),
            event_type: "lease_signed".into(),
            schema: 1,
            occurred_on: "2024-02".into(),
            recorded_at: Timestamp::from_microsecond(1_700_000_000_000_010).unwrap(),
            actor: Actor { organisation: "é\"\n".into(), role: Some("r".into()), user: Some("u".into()) },
            origin: Origin::Import,
            batch: Some(Uuid::from_u128(6)),
            warnings: vec!["W1".into(), "W2".into()],
            payload: b"{}".to_vec(),
            source_recorded_at: Some(Timestamp::from_microsecond(0).unwrap()),
            leaf_hash: [0; 32],
        }
    }

    #[test]
    fn the_envelope_is_canonical_json() {
        for event in [event(), StoredEvent { batch: None, source_recorded_at: None, ..event() }] {
            let envelope = envelope_json(&event);
            let value: serde_json::Value = serde_json::from_str(&envelope).unwrap();
            assert_eq!(canonical_json(&value), envelope.as_bytes());
            assert_eq!(value["recorded_at"], "2023-11-14T22:13:20.000010Z");
            assert_eq!(value["organisation"], "é\"\n");
            assert_eq!(value.get("batch").is_some(), event.batch.is_some());
        }
    }

    #[test]
    fn the_hash_is_the_one_written_down() {
        // Computed with another tool: printf '\0%s\n%s' ENVELOPE PAYLOAD | sha256sum.
        let bare = StoredEvent {
            actor: Actor { organisation: "asso".into(), role: None, user: None },
            batch: None,
            warnings: Vec::new(),
            source_recorded_at: None,
            ..event()
        };
        let expected = "15fdf4f8cb07f004859a2c01e7bff3995e69b69d9df5d49521b57f70ecfccd27";
        let expected: Vec<u8> =
            (0..64).step_by(2).map(|at| u8::from_str_radix(&expected[at..at + 2], 16).unwrap()).collect();
        assert_eq!(leaf_hash(&bare).as_slice(), expected);
        assert_eq!(written_leaf_hash(&envelope_json(&bare), &bare.payload).as_slice(), expected);
    }

    #[test]
    fn every_field_changes_the_hash() {
        let hash = leaf_hash(&event());
        let other = |change: fn(&mut StoredEvent)| {
            let mut event = event();
            change(&mut event);
            leaf_hash(&event)
        };
        let changed = [
            other(|e| e.position += 1),
            other(|e| e.stream = StreamName::new("household/2").unwrap()),
            other(|e| e.version += 1),
            other(|e| e.event_id = Uuid::from_u128(8)),
            other(|e| e.event_type.push('x')),
            other(|e| e.schema += 1),
            other(|e| e.occurred_on.push('x')),
            other(|e| e.recorded_at = Timestamp::from_microsecond(1).unwrap()),
            other(|e| e.actor.organisation.push('x')),
            other(|e| e.actor.role = None),
            other(|e| e.actor.user = None),
            other(|e| e.origin = Origin::Manual),
            other(|e| e.batch = None),
            other(|e| e.warnings.clear()),
            other(|e| e.source_recorded_at = None),
            other(|e| e.payload.push(b' ')),
        ];
        assert!(changed.iter().all(|other| *other != hash));
    }
}
