//! What an audit notes of events on its way, for whoever compares more than their hashes: reading and hashing all of
//! them once is enough.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use memchr::{memchr, memmem};

use crate::seal::KeyId;

/// What a sealed value begins with in a stored payload. Nothing else looks like that: within a text the quotation marks
/// would be escaped.
const SEALED: &[u8] = b"\"sealed\":\"";

/// Keys that sealed values name, and events of one type. Grows by some tens of bytes with every key and with every
/// event of that type, not with the others.
#[derive(Debug, Clone)]
pub struct Noted {
    event_type: &'static str,
    sealed: memmem::Finder<'static>,
    keys: HashMap<KeyId, u64>,
    told: Vec<u64>,
}

impl Noted {
    /// Nothing yet; events of this type will be noted.
    #[must_use]
    pub fn of(event_type: &'static str) -> Self {
        Self { event_type, sealed: memmem::Finder::new(SEALED), keys: HashMap::new(), told: Vec::new() }
    }

    /// The positions of the events of the type, in order.
    #[must_use]
    pub fn told(&self) -> &[u64] {
        &self.told
    }

    /// Of each key that a sealed value names, the position of the first event that does.
    #[must_use]
    pub fn into_keys(self) -> HashMap<KeyId, u64> {
        self.keys
    }

    /// Takes in the event at a position that is above all those before.
    pub(crate) fn take(&mut self, position: u64, event_type: &str, payload: &[u8]) {
        if event_type == self.event_type {
            self.told.push(position);
        }
        for at in self.sealed.find_iter(payload) {
            let text = payload.get(at + SEALED.len()..).unwrap_or_default();
            let text = memchr(b'"', text).and_then(|end| text.get(..end));
            let text = text.and_then(|text| str::from_utf8(text).ok());
            if let Some(key) = text.and_then(KeyId::in_sealed) {
                self.keys.entry(key).or_insert(position);
            }
        }
    }

    /// Goes on with what was noted of later events.
    pub(super) fn append(&mut self, later: Self) {
        self.told.extend(later.told);
        for (key, position) in later.keys {
            if let Entry::Vacant(new) = self.keys.entry(key) {
                new.insert(position);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::seal::{Place, SubjectKey};

    #[test]
    fn keys_are_found_where_they_seal_and_nowhere_else() {
        let key = SubjectKey::new("person/1", &[7; 32]);
        let sealed = |pointer| key.seal(Place { event: Uuid::nil(), pointer }, b"\"x\"");
        let payload = format!(
            r#"{{"a":{{"sealed":"{}"}},"b":{{"sealed":"{}"}},"c":"\"sealed\":\"{}\""}}"#,
            sealed("/a"),
            sealed("/b"),
            SubjectKey::new("person/2", &[8; 32]).seal(Place { event: Uuid::nil(), pointer: "/c" }, b"1"),
        );
        let (mut first, mut later) = (Noted::of("told"), Noted::of("told"));
        first.take(3, "another", payload.as_bytes());
        first.take(4, "told", b"{}");
        later.take(5, "told", payload.as_bytes());
        for odd in [&b"{\"sealed\":\"xc20p.AAAA\"}"[..], b"\"sealed\":\"", b"\"sealed\":\"\xFF\"", b""] {
            later.take(6, "another", odd);
        }
        first.append(later);
        assert_eq!(first.told(), [4, 5]);
        assert_eq!(first.into_keys(), HashMap::from([(key.id(), 3)]));
    }
}
