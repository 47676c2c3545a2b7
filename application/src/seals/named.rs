//! Whose a key is, from the event that it seals: without opening anything, and without asking the keys.

use domain::PrivacyClass;
use event_store::{Holder, KeyClass, KeyId, StoredEvent};
use serde_json::Value;
use uuid::Uuid;

use super::draft::holder;
use super::stored::{REPLACING, each_sealed, parsed};
use crate::codec::decode_without_keys;
use crate::error::Fault;

/// The holder of the key that seals a value of this event; nothing when none of its values names the key. `history` is
/// the stream of the event, which a correction is read with. Of a holder that may not be told only the sort is right.
///
/// # Errors
/// Events that cannot be read.
pub(crate) fn holder_of(
    event: &StoredEvent,
    history: &[StoredEvent],
    key: KeyId,
) -> Result<Option<Holder>, Fault> {
    let value = parsed(event)?;
    let mut sealed = None;
    each_sealed(event, &value, |pointer, text| {
        if KeyId::in_sealed(text) == Some(key) {
            sealed = Some(pointer.to_owned());
        }
    });
    let Some(pointer) = sealed else { return Ok(None) };
    // Were it an identifier, it would tell that the value belongs to whomever it identifies.
    let stood_for = Value::String(Uuid::nil().to_string());
    let told = |at: Uuid, place: &str| (at == event.event_id && place == pointer).then(|| stood_for.clone());
    let events = decode_without_keys(history, told).or_else(|_| decode_without_keys(history, |_, _| None))?;
    let Some(event) = events.iter().find(|one| one.id().0 == event.event_id) else { return Ok(None) };
    let fact = event.corrected.as_deref().unwrap_or_else(|| event.fact());
    let name = pointer.strip_prefix(&format!("/{REPLACING}")).filter(|_| event.corrected.is_some());
    let name = name.unwrap_or(&pointer).trim_start_matches('/');
    let class = fact.kind().fields().iter().find(|field| field.name == name).map(|field| field.class);
    let class = match class {
        Some(PrivacyClass::N) => KeyClass::Identity,
        Some(PrivacyClass::Q) => KeyClass::Quasi,
        Some(PrivacyClass::S) | None => return Ok(None),
    };
    Ok(Some(holder(fact.admissible().owner(name), class, event.stream())))
}
