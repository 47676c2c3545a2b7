use std::str::FromStr;

use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::event::{Actor, Origin, StoredEvent};
use crate::leaf::{envelope_json, written_leaf_hash};
use crate::names::StreamName;

/// A text that is not the canonical envelope of an event. Never tells the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not the envelope of an event")]
pub struct EnvelopeError;

/// Reads an envelope as [`envelope_json`] writes it, beside the payload that was hashed with it. The leaf hash of the
/// answer is computed from both.
///
/// # Errors
/// A text that is not exactly what would be written for what it says.
pub fn read_envelope(envelope: &str, payload: Vec<u8>) -> Result<StoredEvent, EnvelopeError> {
    let event = read(envelope, payload).ok_or(EnvelopeError)?;
    if envelope_json(&event) == envelope { Ok(event) } else { Err(EnvelopeError) }
}

fn read(envelope: &str, payload: Vec<u8>) -> Option<StoredEvent> {
    let Ok(Value::Object(fields)) = serde_json::from_str(envelope) else { return None };
    let fields = Fields(fields);
    Some(StoredEvent {
        position: fields.number("position")?,
        stream: StreamName::new(fields.text("stream")?).ok()?,
        version: fields.number("version")?.try_into().ok()?,
        event_id: fields.text("event_id")?.parse().ok()?,
        event_type: fields.text("type")?.to_owned(),
        schema: fields.number("schema")?.try_into().ok()?,
        occurred_on: fields.text("occurred_on")?.to_owned(),
        recorded_at: fields.text("recorded_at")?.parse().ok()?,
        actor: Actor {
            organisation: fields.text("organisation")?.to_owned(),
            role: fields.text("role").map(str::to_owned),
            user: fields.text("user").map(str::to_owned),
        },
        origin: Origin::from_stored(fields.text("origin")?)?,
        batch: fields.optional::<Uuid>("batch").ok()?,
        warnings: fields.texts("warnings")?,
        leaf_hash: written_leaf_hash(envelope, &payload),
        payload,
        source_recorded_at: fields.optional::<Timestamp>("source_recorded_at").ok()?,
    })
}

struct Fields(Map<String, Value>);

impl Fields {
    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
    }

    fn number(&self, key: &str) -> Option<u64> {
        self.0.get(key)?.as_u64()
    }

    /// A value that may be absent, but not malformed.
    fn optional<T: FromStr>(&self, key: &str) -> Result<Option<T>, T::Err> {
        self.text(key).map(str::parse).transpose()
    }

    fn texts(&self, key: &str) -> Option<Vec<String>> {
        let Some(list) = self.0.get(key) else { return Some(Vec::new()) };
        list.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leaf::leaf_hash;

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
            source_recorded_at: Some(Timestamp::from_microsecond(-1).unwrap()),
            leaf_hash: [0; 32],
        }
    }

    #[test]
    fn an_envelope_reads_back_as_the_event() {
        let bare = StoredEvent {
            actor: Actor { organisation: "asso".into(), role: None, user: None },
            batch: None,
            warnings: Vec::new(),
            source_recorded_at: None,
            ..event()
        };
        for event in [event(), bare] {
            let event = StoredEvent { leaf_hash: leaf_hash(&event), ..event };
            assert_eq!(read_envelope(&envelope_json(&event), event.payload.clone()), Ok(event));
        }
    }

    #[test]
    fn only_the_canonical_writing_is_an_envelope() {
        let envelope = envelope_json(&event());
        let others = [
            String::new(),
            format!(" {envelope}"),
            envelope.replace("\"version\":2", "\"version\":2,\"version\":2"),
            envelope.replace("\"version\":2", "\"version\":2.0"),
            envelope.replace("\"version\":2", "\"another\":1,\"version\":2"),
            envelope.replace("household/1", "house hold"),
            envelope.replace(".000010Z", ".00001Z"),
            envelope.replace("[\"W1\",\"W2\"]", "[]"),
            envelope.replace("é", "\\u00e9"),
        ];
        for other in others {
            assert_eq!(read_envelope(&other, Vec::new()), Err(EnvelopeError), "{other}");
        }
    }
}
