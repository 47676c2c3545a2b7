//! The lines of a bundle, each in the one way in which it is written.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use event_store::{StreamName, TreeHash, VerifierKey, canonical_json};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{FORMAT, Opening, VERSION};

/// The first line.
pub(super) struct Header {
    pub(super) household: Uuid,
    /// The signed note.
    pub(super) checkpoint: String,
    pub(super) position: u64,
    pub(super) known_at: Timestamp,
    /// Those that may have signed checkpoints of the ledger.
    pub(super) keys: Vec<VerifierKey>,
    /// How many events there are of each stream.
    pub(super) streams: BTreeMap<StreamName, u32>,
    /// That older trees are beginnings of this one.
    pub(super) consistency: Vec<Consistency>,
}

/// The proof that the tree over `size` events is the beginning of that of the checkpoint.
pub(super) struct Consistency {
    pub(super) size: u64,
    pub(super) root: TreeHash,
    pub(super) proof: Vec<TreeHash>,
}

/// One event.
pub(super) struct EventLine {
    pub(super) envelope: String,
    pub(super) payload: String,
    pub(super) proof: Vec<TreeHash>,
}

impl Header {
    pub(super) fn write(&self) -> Value {
        let keys: Vec<String> = self.keys.iter().map(ToString::to_string).collect();
        let streams: Map<String, Value> =
            self.streams.iter().map(|(stream, version)| (stream.to_string(), (*version).into())).collect();
        let consistency: Vec<Value> = self.consistency.iter().map(Consistency::write).collect();
        json!({
            "format": FORMAT,
            "version": VERSION,
            "household": self.household.to_string(),
            "checkpoint": self.checkpoint,
            "position": self.position,
            "known_at": format!("{:.6}", self.known_at),
            "keys": keys,
            "streams": streams,
            "consistency": consistency,
        })
    }

    /// Reads what [`write`](Self::write) wrote; the version has been looked at.
    pub(super) fn read(line: &Value) -> Option<Self> {
        let streams = line.get("streams")?.as_object()?.iter().map(|(stream, version)| {
            let version = u32::try_from(version.as_u64()?).ok()?;
            Some((StreamName::new(stream.as_str()).ok()?, version))
        });
        let consistency = line.get("consistency")?.as_array()?.iter().map(Consistency::read);
        Some(Self {
            household: line.get("household")?.as_str()?.parse().ok()?,
            checkpoint: line.get("checkpoint")?.as_str()?.to_owned(),
            position: line.get("position")?.as_u64()?,
            known_at: line.get("known_at")?.as_str()?.parse().ok()?,
            keys: texts(line.get("keys")?)?.into_iter().map(|key| key.parse().ok()).collect::<Option<_>>()?,
            streams: streams.collect::<Option<_>>()?,
            consistency: consistency.collect::<Option<_>>()?,
        })
    }
}

impl Consistency {
    fn write(&self) -> Value {
        json!({ "size": self.size, "root": STANDARD.encode(self.root), "proof": hashes(&self.proof) })
    }

    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            size: value.get("size")?.as_u64()?,
            root: hash(value.get("root")?.as_str()?)?,
            proof: read_hashes(value.get("proof")?)?,
        })
    }
}

impl EventLine {
    pub(super) fn write(&self) -> Value {
        json!({ "envelope": self.envelope, "payload": self.payload, "proof": hashes(&self.proof) })
    }

    pub(super) fn read(line: &Value) -> Option<Self> {
        Some(Self {
            envelope: line.get("envelope")?.as_str()?.to_owned(),
            payload: line.get("payload")?.as_str()?.to_owned(),
            proof: read_hashes(line.get("proof")?)?,
        })
    }
}

/// The line of the openings.
pub(super) fn openings(openings: &[Opening]) -> Value {
    let write = |opening: &Opening| {
        json!({
            "event": opening.event.to_string(),
            "pointer": opening.pointer,
            "subject": opening.subject,
            "opening": opening.proof,
            "value": opening.value,
        })
    };
    json!({ "openings": openings.iter().map(write).collect::<Vec<_>>() })
}

pub(super) fn read_openings(line: &Value) -> Option<Vec<Opening>> {
    let read = |value: &Value| {
        Some(Opening {
            event: value.get("event")?.as_str()?.parse().ok()?,
            pointer: value.get("pointer")?.as_str()?.to_owned(),
            subject: value.get("subject")?.as_str()?.to_owned(),
            proof: value.get("opening")?.as_str()?.to_owned(),
            value: value.get("value")?.clone(),
        })
    };
    line.get("openings")?.as_array()?.iter().map(read).collect()
}

/// The last line: how many events there are, and the digest of all lines before it.
pub(super) fn end(events: u64, digest: &str) -> Value {
    json!({ "end": { "events": events, "sha256": digest } })
}

/// Adds a line in its one writing.
pub(super) fn push(out: &mut Vec<u8>, line: &Value) {
    out.extend(canonical_json(line));
    out.push(b'\n');
}

fn hashes(hashes: &[TreeHash]) -> Vec<String> {
    hashes.iter().map(|hash| STANDARD.encode(hash)).collect()
}

fn read_hashes(value: &Value) -> Option<Vec<TreeHash>> {
    texts(value)?.into_iter().map(hash).collect()
}

fn hash(text: &str) -> Option<TreeHash> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

fn texts(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}
