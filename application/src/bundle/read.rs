use std::collections::BTreeMap;

use domain::ids::HouseholdId;
use event_store::{
    Checkpoint, NoteError, Place, StoredEvent, StreamName, Tree, TreeHash, VerifierKey, canonical_json, hex,
    read_envelope, text_digest, verify_consistency, verify_inclusion,
};
use serde_json::Value;

use super::lines::{Consistency, EventLine, Header, end, read_openings};
use super::{Bundle, BundleError, FORMAT, Opening, VERSION};
use crate::seals::{sealed_at, value_with};
use crate::verify::Trust;

/// Reads a bundle and verifies all of it: that no byte was altered, that its checkpoint is signed by a key of `trust`
/// (by one that the bundle brings when `trust` has none), that every event is part of the tree that was signed, that
/// no event is missing between the first and the last of each stream, and that checkpoints of `trust` agree.
///
/// Opens no database and never panics, whatever the bytes.
///
/// # Errors
/// The first thing that is wrong.
pub fn open_bundle(bytes: &[u8], trust: &Trust) -> Result<Bundle, BundleError> {
    let lines = lines(bytes)?;
    let [first, events @ .., openings] = lines.as_slice() else { return Err(BundleError::CutOff) };
    let header = header(first)?;
    let known = !trust.keys.is_empty();
    let keys = if known { &trust.keys } else { &header.keys };
    let (said, key) = checkpoint(&header, keys)?;
    let mut bundle = Bundle {
        household: HouseholdId(header.household),
        origin: said.origin,
        position: said.size,
        root: said.root,
        known_at: header.known_at,
        key,
        key_known: known,
        against: 0,
        streams: header.streams,
        events: Vec::with_capacity(events.len()),
        opened: BTreeMap::new(),
    };
    for (number, line) in (2..).zip(events) {
        let event = event(line, number, &bundle)?;
        bundle.events.push(event);
    }
    let opened = value(openings).as_ref().and_then(read_openings);
    let number = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    let opened = opened.ok_or(BundleError::Line { line: number, expected: "the openings" })?;
    whole(&bundle)?;
    for opening in opened {
        let place = (opening.event, opening.pointer.clone());
        let value = opened_value(&opening, &bundle.events).ok_or(BundleError::Opening { event: place.0 })?;
        bundle.opened.insert(place, value);
    }
    bundle.against = agree(&trust.checkpoints, &bundle, &header.consistency)?;
    Ok(bundle)
}

/// All lines but the last, which must have their digest.
fn lines(bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let whole = bytes.strip_suffix(b"\n").ok_or(BundleError::CutOff)?;
    let start = whole.iter().rposition(|byte| *byte == b'\n').ok_or(BundleError::CutOff)? + 1;
    let (before, last) = whole.split_at(start);
    let end_line = value(last).filter(|line| line.get("end").is_some()).ok_or(BundleError::CutOff)?;
    let lines: Vec<&[u8]> =
        before.strip_suffix(b"\n").unwrap_or(before).split(|byte| *byte == b'\n').collect();
    // Without header and openings.
    let events = u64::try_from(lines.len().saturating_sub(2)).unwrap_or(u64::MAX);
    if end_line == end(events, &hex(&text_digest(before))) { Ok(lines) } else { Err(BundleError::Digest) }
}

/// A line that is written in the one way in which it may be.
fn value(line: &[u8]) -> Option<Value> {
    let value: Value = serde_json::from_slice(line).ok()?;
    (canonical_json(&value) == line).then_some(value)
}

fn header(line: &[u8]) -> Result<Header, BundleError> {
    let wrong = BundleError::Line { line: 1, expected: "the header of an audit bundle" };
    let value = value(line).ok_or(wrong.clone())?;
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(wrong);
    }
    let version = value.get("version").and_then(Value::as_u64).ok_or(wrong.clone())?;
    if version != VERSION {
        return Err(BundleError::Version(version));
    }
    let header = Header::read(&value).ok_or(wrong.clone())?;
    // Nothing beside what is known.
    if header.write() == value { Ok(header) } else { Err(wrong) }
}

/// What the checkpoint says, and the first of these keys that signed it.
fn checkpoint(header: &Header, keys: &[VerifierKey]) -> Result<(Checkpoint, VerifierKey), BundleError> {
    let note = &header.checkpoint;
    let said = Checkpoint::open(note, Tree::Ledger, keys).map_err(BundleError::Checkpoint)?;
    let signed =
        |key: &&VerifierKey| Checkpoint::open(note, Tree::Ledger, std::slice::from_ref(*key)).is_ok();
    let unknown = || BundleError::Checkpoint(NoteError::UnknownKey(said.origin.clone()));
    let key = keys.iter().find(signed).ok_or_else(unknown)?.clone();
    if said.size != header.position {
        return Err(BundleError::Header);
    }
    Ok((said, key))
}

fn event(line: &[u8], number: u64, bundle: &Bundle) -> Result<StoredEvent, BundleError> {
    let wrong = BundleError::Line { line: number, expected: "an event" };
    let value = value(line).ok_or(wrong.clone())?;
    let read = EventLine::read(&value).filter(|read| read.write() == value).ok_or(wrong.clone())?;
    let event = read_envelope(&read.envelope, read.payload.into_bytes()).map_err(|_| wrong)?;
    let position = event.position;
    if !verify_inclusion(&event.leaf_hash, position, bundle.position, &read.proof, &bundle.root) {
        return Err(BundleError::Proof { position });
    }
    if let Some(before) = bundle.events.last()
        && (position <= before.position || event.recorded_at < before.recorded_at)
    {
        return Err(BundleError::Order { position });
    }
    Ok(event)
}

/// The value that an opening opens: the one that it says.
fn opened_value(opening: &Opening, events: &[StoredEvent]) -> Option<Value> {
    let event = events.iter().find(|event| event.event_id == opening.event)?;
    let text = sealed_at(event, &opening.pointer)?;
    let place = Place { event: opening.event, pointer: &opening.pointer };
    let found =
        value_with(&event_store::Opening::from_text(&opening.proof)?, &opening.subject, place, &text)?;
    (found == opening.value).then_some(found)
}

/// Every stream from its first version to the one that the header names, and no other stream.
fn whole(bundle: &Bundle) -> Result<(), BundleError> {
    let mut found: BTreeMap<&StreamName, u32> = BTreeMap::new();
    let missing = |stream: &StreamName, version| BundleError::Missing { stream: stream.to_string(), version };
    for event in &bundle.events {
        let version = found.entry(&event.stream).or_insert(0);
        *version += 1;
        if event.version != *version {
            return Err(missing(&event.stream, *version));
        }
    }
    for (stream, version) in &bundle.streams {
        let last = found.remove(stream).unwrap_or(0);
        if last < *version {
            return Err(missing(stream, last + 1));
        }
        if last > *version {
            return Err(BundleError::Header);
        }
    }
    let own = format!("household/{}", bundle.household);
    if !bundle.streams.contains_key(own.as_str()) {
        return Err(BundleError::Missing { stream: own, version: 1 });
    }
    let late = bundle.events.last().is_some_and(|event| event.recorded_at > bundle.known_at);
    if found.is_empty() && !late { Ok(()) } else { Err(BundleError::Header) }
}

/// Compares with checkpoints that were kept elsewhere; answers how many there are.
fn agree(checkpoints: &[Checkpoint], bundle: &Bundle, proved: &[Consistency]) -> Result<u64, BundleError> {
    let (position, root): (u64, &TreeHash) = (bundle.position, &bundle.root);
    for Checkpoint { origin, size, root: other } in checkpoints {
        let size = *size;
        if *origin != bundle.origin {
            return Err(BundleError::Against { size });
        }
        if size == position {
            if other != root {
                return Err(BundleError::Against { size });
            }
            continue;
        }
        let mut about = proved.iter().filter(|proved| proved.size == size).peekable();
        if about.peek().is_none() {
            return Err(BundleError::NotCompared { size });
        }
        if !about.any(|proved| verify_consistency(size, other, position, root, &proved.proof)) {
            return Err(BundleError::Against { size });
        }
    }
    Ok(u64::try_from(checkpoints.len()).unwrap_or(u64::MAX))
}
