//! Stored payloads: where sealed values stand in them, and how they are opened.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use domain::wire::{Json as _, Marker};
use domain::{FactKind, PrivacyClass};
use event_store::{KeyId, Place, StoredEvent, SubjectKey};
use serde_json::Value;
use uuid::Uuid;

use super::SEALED;
use super::tree::Tree;
use crate::error::Fault;

/// Where the replacing payload of a correction stands.
pub(super) const REPLACING: &str = "payload";

/// The stored payload of an event.
pub(super) fn parsed(event: &StoredEvent) -> Result<Tree<'_>, Fault> {
    serde_json::from_slice(&event.payload).map_err(|error| {
        // The position of the fault, not its text: that may hold a value.
        unreadable(event, format!("payload is not JSON at column {}", error.column()))
    })
}

/// The sealed text at a pointer of a stored payload.
pub(crate) fn sealed_at(event: &StoredEvent, pointer: &str) -> Option<String> {
    let value = parsed(event).ok()?;
    let mut found = None;
    each_sealed(event, &value, |at, text| {
        if at == pointer {
            found = Some(text.to_owned());
        }
    });
    found
}

/// A payload where there are no keys: sealed values that `opened` does not tell read as erased.
pub(crate) fn open_without_keys<'s>(
    event: &'s StoredEvent,
    opened: &impl Fn(Uuid, &str) -> Option<Value>,
) -> Result<Tree<'s>, Fault> {
    let mut value = parsed(event)?;
    for (corrected, name) in may_be_sealed(event, &value) {
        let member = object_in(&mut value, corrected).and_then(|object| object.under_mut(&name));
        if let Some(member) = member.filter(|member| sealed_text(member).is_some()) {
            let told = opened(event.event_id, &pointer(corrected, &name));
            *member = Tree::Told(told.unwrap_or_else(|| Marker::Erased.write()));
        }
    }
    Ok(value)
}

/// The pointer to a member of a payload. Names of fields need no escapes.
pub(super) fn pointer(corrected: bool, name: &str) -> String {
    if corrected { format!("/{REPLACING}/{name}") } else { format!("/{name}") }
}

/// The payload itself, or the replacing payload of a correction.
fn object_in<'t, 'j>(value: &'t mut Tree<'j>, corrected: bool) -> Option<&'t mut Tree<'j>> {
    if corrected { value.under_mut(REPLACING) } else { Some(value) }
}

fn sealed_text<'t>(value: &'t Tree<'_>) -> Option<&'t str> {
    value.only_field().filter(|(name, _)| *name == SEALED)?.1.as_str()
}

/// The members of a stored payload that may be sealed; `true` for those of a replacing payload.
fn may_be_sealed(event: &StoredEvent, value: &Tree<'_>) -> Vec<(bool, Cow<'static, str>)> {
    let Some(kind) = FactKind::parse(&event.event_type) else { return Vec::new() };
    if kind == FactKind::EventCorrected {
        // Which fields are depends on the target, which is not at hand; nothing else looks like that.
        let mut names = Vec::new();
        if let Some(replacing) = value.field(REPLACING) {
            replacing.names(&mut |name| names.push((true, name.to_owned().into())));
        }
        return names;
    }
    kind.sealed_fields().map(|name| (false, name.into())).collect()
}

pub(super) fn each_sealed(event: &StoredEvent, value: &Tree<'_>, mut visit: impl FnMut(&str, &str)) {
    for (corrected, name) in may_be_sealed(event, value) {
        let object = if corrected { value.under(REPLACING) } else { Some(value) };
        if let Some(text) = object.and_then(|object| object.under(&name)).and_then(sealed_text) {
            visit(&pointer(corrected, &name), text);
        }
    }
}

/// Has what identifies somebody read as if it were erased.
pub(super) fn forget_names(event: &StoredEvent, value: &mut Tree<'_>) {
    let fields = FactKind::parse(&event.event_type).into_iter().flat_map(FactKind::fields);
    for field in fields.filter(|field| field.class == PrivacyClass::N) {
        if let Some(member) = value.under_mut(field.name) {
            *member = Tree::Told(Marker::Erased.write());
        }
    }
}

pub(super) fn open(
    event: &StoredEvent,
    value: &mut Tree<'_>,
    keys: &HashMap<KeyId, Option<Arc<SubjectKey>>>,
) -> Result<(), Fault> {
    for (corrected, name) in may_be_sealed(event, value) {
        let member = object_in(value, corrected).and_then(|object| object.under_mut(&name));
        let Some(member) = member else { continue };
        let Some(text) = sealed_text(member) else { continue };
        let pointer = pointer(corrected, &name);
        let wrong = || unreadable(event, format!("the sealed value at {pointer} does not open"));
        let key = KeyId::in_sealed(text).and_then(|id| keys.get(&id)).ok_or_else(wrong)?;
        *member = Tree::Told(match key {
            None => Marker::Erased.write(),
            Some(key) => {
                let place = Place { event: event.event_id, pointer: &pointer };
                let plain = key.open(place, text).map_err(|_| wrong())?;
                serde_json::from_slice(&plain).map_err(|_| wrong())?
            }
        });
    }
    Ok(())
}

pub(super) fn unreadable(event: &StoredEvent, detail: String) -> Fault {
    Fault::Unreadable { stream: event.stream.to_string(), version: event.version, detail }
}
