//! Between payloads as they are told and payloads as the ledger keeps them: values of the classes Q and N are
//! sealed before they are stored, each under the key of the subject that the domain names.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::facts::Owner;
use domain::wire::Marker;
use domain::{Event, Fact, FactKind, PrivacyClass, StreamId};
use event_store::{
    Durably, Holder, KeyClass, KeyId, KeyRing, Opening, Place, SealError, StoredEvent, SubjectKey,
    canonical_json, open_with,
};
use serde_json::{Map, Value, json};

use crate::error::Fault;

/// The member of an object that stands for a sealed value.
const SEALED: &str = "sealed";

/// Where the replacing payload of a correction stands.
const REPLACING: &str = "payload";

/// Seals and opens values.
#[derive(Clone)]
pub(crate) struct Seals {
    ring: KeyRing,
    durably: Durably,
    /// Seals everything when nothing is to be kept.
    dry: Option<Arc<SubjectKey>>,
}

/// The keys of some subjects.
pub(crate) type Keys = HashMap<Holder, Arc<SubjectKey>>;

/// A value that is or will be sealed: its field, and whether that is one of the replacing payload.
struct Field {
    name: &'static str,
    pointer: String,
    corrected: bool,
    holder: Holder,
}

impl Seals {
    pub(crate) fn new(ring: &KeyRing) -> Self {
        Self { ring: ring.clone(), durably: Durably::AtOnce, dry: None }
    }

    /// For many events in one transaction: new keys wait for the disk once, in [`settle`](Self::settle).
    pub(crate) fn in_bulk(&self) -> Self {
        Self { durably: Durably::WhenSettled, ..self.clone() }
    }

    /// For events that will be taken back: no key is made, and nothing is written in clear either.
    pub(crate) fn dry(&self) -> Result<Self, Fault> {
        let mut secret = zeroize::Zeroizing::new([0; 32]);
        getrandom::fill(secret.as_mut_slice()).map_err(SealError::Randomness)?;
        Ok(Self { dry: Some(Arc::new(SubjectKey::new("nobody", &secret))), ..self.clone() })
    }

    pub(crate) fn ring(&self) -> &KeyRing {
        &self.ring
    }

    /// Finds out before anything is written whether there is the right master key.
    pub(crate) async fn ready(&self) -> Result<(), Fault> {
        if self.dry.is_some() {
            return Ok(());
        }
        match self.ring.ready().await {
            // Facts about nobody need none.
            Ok(()) | Err(SealError::NoMasterKey) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes new keys durable.
    pub(crate) async fn settle(&self) -> Result<(), Fault> {
        if self.dry.is_none() {
            self.ring.settle().await?;
        }
        Ok(())
    }

    /// The keys of everything that these events tell; those of erased subjects are left out.
    pub(crate) async fn keys_of(&self, events: &[Event]) -> Result<Keys, Fault> {
        let holders: BTreeSet<Holder> = events.iter().flat_map(fields).map(|field| field.holder).collect();
        if holders.is_empty() {
            return Ok(Keys::new());
        }
        match &self.dry {
            Some(key) => Ok(holders.into_iter().map(|holder| (holder, Arc::clone(key))).collect()),
            None => Ok(self.ring.keys_of(&holders, self.durably).await?),
        }
    }

    /// The payloads of stored events as they were told; `{"erased":true}` in place of what was erased.
    pub(crate) async fn open<'s>(
        &self,
        stored: impl IntoIterator<Item = &'s StoredEvent> + Clone,
    ) -> Result<Vec<Value>, Fault> {
        let mut payloads = Vec::new();
        let mut ids = BTreeSet::new();
        for event in stored.clone() {
            let value = parsed(event)?;
            each_sealed(event, &value, |_, text| ids.extend(KeyId::in_sealed(text)));
            payloads.push(value);
        }
        let mut keys: HashMap<KeyId, Option<Arc<SubjectKey>>> = HashMap::new();
        if let Some(dry) = &self.dry {
            ids.remove(&dry.id());
            keys.insert(dry.id(), Some(Arc::clone(dry)));
        }
        keys.extend(self.ring.keys_named(&ids).await?);
        for (event, value) in stored.into_iter().zip(&mut payloads) {
            open(event, value, &keys)?;
        }
        Ok(payloads)
    }

    /// What opens each sealed value of these events, for whoever may see them; erased ones are left out.
    pub(crate) async fn openings(&self, events: &[StoredEvent]) -> Result<Vec<Opened>, Fault> {
        let mut found = Vec::new();
        for event in events {
            let value = parsed(event)?;
            each_sealed(event, &value, |pointer, text| {
                found.push((event, pointer.to_owned(), text.to_owned()));
            });
        }
        let ids = found.iter().filter_map(|(_, _, text)| KeyId::in_sealed(text)).collect();
        let keys = self.ring.keys_named(&ids).await?;
        let mut opened = Vec::new();
        for (event, pointer, text) in found {
            let Some(Some(key)) = KeyId::in_sealed(&text).and_then(|id| keys.get(&id)) else { continue };
            let place = Place { event: event.event_id, pointer: &pointer };
            let (opening, subject) = (key.opening_of(place), key.subject().to_owned());
            let value = value_with(&opening, &subject, place, &text)
                .ok_or_else(|| unreadable(event, format!("the sealed value at {pointer} does not open")))?;
            opened.push(Opened { event: event.event_id, pointer, subject, opening, value });
        }
        Ok(opened)
    }

    /// How many of these events hold values under any of these keys.
    pub(crate) fn count_under(events: &[StoredEvent], keys: &BTreeSet<KeyId>) -> Result<u64, Fault> {
        let mut count = 0;
        for event in events {
            let value = parsed(event)?;
            let mut under = false;
            each_sealed(event, &value, |_, text| {
                under |= KeyId::in_sealed(text).is_some_and(|id| keys.contains(&id));
            });
            count += u64::from(under);
        }
        Ok(count)
    }
}

/// A sealed value, opened to be handed out.
pub(crate) struct Opened {
    pub(crate) event: uuid::Uuid,
    /// JSON pointer into the stored payload.
    pub(crate) pointer: String,
    /// Whose it is, by the name that it is sealed with.
    pub(crate) subject: String,
    pub(crate) opening: Opening,
    pub(crate) value: Value,
}

/// The value of a sealed text, if the opening is its own.
pub(crate) fn value_with(opening: &Opening, subject: &str, place: Place<'_>, text: &str) -> Option<Value> {
    let plain = open_with(opening, subject, place, text).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// The stored payload of an event.
fn parsed(event: &StoredEvent) -> Result<Value, Fault> {
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
pub(crate) fn open_without_keys(
    event: &StoredEvent,
    opened: &impl Fn(uuid::Uuid, &str) -> Option<Value>,
) -> Result<Value, Fault> {
    let mut value = parsed(event)?;
    for (corrected, name) in may_be_sealed(event, &value) {
        let member = object_of(&mut value, corrected).and_then(|object| object.get_mut(&name));
        if let Some(member) = member.filter(|member| sealed_text(member).is_some()) {
            let told = opened(event.event_id, &pointer(corrected, &name));
            *member = told.unwrap_or_else(|| Marker::Erased.write());
        }
    }
    Ok(value)
}

/// The payload of an admitted event, sealed.
///
/// # Errors
/// The pointer to the first value whose subject was erased.
pub(crate) fn sealed_payload(event: &Event, keys: &Keys) -> Result<Vec<u8>, String> {
    let mut value = event.fact().write();
    for field in fields(event) {
        let Some(object) = object_of(&mut value, field.corrected) else { continue };
        let Some(plain) = object.get_mut(field.name) else { continue };
        let pointer = || format!("/data{}", field.pointer);
        let key = keys.get(&field.holder).ok_or_else(pointer)?;
        let place = Place { event: event.id().0, pointer: &field.pointer };
        *plain = json!({ SEALED: key.seal(place, &canonical_json(plain)) });
    }
    Ok(canonical_json(&value))
}

/// The subject whose key seals what an owner’s fact tells.
pub(crate) fn holder(owner: Owner, class: KeyClass, stream: &StreamId) -> Holder {
    let (subject, hidden) = match owner {
        Owner::Person(person) => (format!("person/{person}"), false),
        Owner::Household => (stream.to_string(), false),
        // The identifier is itself what is sealed.
        Owner::Counterpart(counterpart) => (format!("counterpart/{counterpart}"), true),
    };
    Holder { subject, class, hidden }
}

/// What an admitted event tells that must be sealed.
fn fields(event: &Event) -> Vec<Field> {
    let mut found = Vec::new();
    let known = |object: &Map<String, Value>, name: &str| {
        object.get(name).is_some_and(|value| Marker::of(value) != Some(Marker::Erased))
    };
    let stream = event.stream();
    if let (Fact::EventCorrected(correction), Some(fact)) = (event.fact(), event.corrected.as_deref()) {
        let object = &correction.payload.0;
        add_fields(fact, stream, true, |name| known(object, name), &mut found);
    } else if event.fact().kind().sealed_fields().next().is_some()
        && let Value::Object(object) = event.fact().write()
    {
        add_fields(event.fact(), stream, false, |name| known(&object, name), &mut found);
    }
    found
}

fn add_fields(
    fact: &Fact,
    stream: &StreamId,
    corrected: bool,
    known: impl Fn(&str) -> bool,
    found: &mut Vec<Field>,
) {
    for spec in fact.kind().fields() {
        let class = match spec.class {
            PrivacyClass::S => continue,
            PrivacyClass::Q => KeyClass::Quasi,
            PrivacyClass::N => KeyClass::Identity,
        };
        if known(spec.name) {
            let holder = holder(fact.admissible().owner(spec.name), class, stream);
            found.push(Field { name: spec.name, pointer: pointer(corrected, spec.name), corrected, holder });
        }
    }
}

/// Names of fields need no escapes.
fn pointer(corrected: bool, name: &str) -> String {
    if corrected { format!("/{REPLACING}/{name}") } else { format!("/{name}") }
}

fn object_of(value: &mut Value, corrected: bool) -> Option<&mut Map<String, Value>> {
    let whole = if corrected { value.get_mut(REPLACING)? } else { value };
    whole.as_object_mut()
}

fn sealed_text(value: &Value) -> Option<&str> {
    value.as_object().filter(|object| object.len() == 1)?.get(SEALED)?.as_str()
}

/// The members of a stored payload that may be sealed; `true` for those of a replacing payload.
fn may_be_sealed(event: &StoredEvent, value: &Value) -> Vec<(bool, String)> {
    let Some(kind) = FactKind::parse(&event.event_type) else { return Vec::new() };
    if kind == FactKind::EventCorrected {
        // Which fields are depends on the target, which is not at hand; nothing else looks like that.
        let replacing = value.get(REPLACING).and_then(Value::as_object);
        return replacing.into_iter().flat_map(Map::keys).map(|name| (true, name.clone())).collect();
    }
    kind.sealed_fields().map(|name| (false, name.to_owned())).collect()
}

fn each_sealed(event: &StoredEvent, value: &Value, mut visit: impl FnMut(&str, &str)) {
    for (corrected, name) in may_be_sealed(event, value) {
        let object = if corrected { value.get(REPLACING) } else { Some(value) };
        if let Some(text) = object.and_then(|object| object.get(&name)).and_then(sealed_text) {
            visit(&pointer(corrected, &name), text);
        }
    }
}

fn open(
    event: &StoredEvent,
    value: &mut Value,
    keys: &HashMap<KeyId, Option<Arc<SubjectKey>>>,
) -> Result<(), Fault> {
    for (corrected, name) in may_be_sealed(event, value) {
        let Some(member) = object_of(value, corrected).and_then(|object| object.get_mut(&name)) else {
            continue;
        };
        let Some(text) = sealed_text(member) else { continue };
        let pointer = pointer(corrected, &name);
        let wrong = || unreadable(event, format!("the sealed value at {pointer} does not open"));
        let key = KeyId::in_sealed(text).and_then(|id| keys.get(&id)).ok_or_else(wrong)?;
        *member = match key {
            None => Marker::Erased.write(),
            Some(key) => {
                let place = Place { event: event.event_id, pointer: &pointer };
                let plain = key.open(place, text).map_err(|_| wrong())?;
                serde_json::from_slice(&plain).map_err(|_| wrong())?
            }
        };
    }
    Ok(())
}

fn unreadable(event: &StoredEvent, detail: String) -> Fault {
    Fault::Unreadable { stream: event.stream.to_string(), version: event.version, detail }
}

/// Whether a payload as told says the same as a stored one that was opened: what was erased, or is left
/// unchanged, is left aside.
pub(crate) fn says_the_same(kind: FactKind, told: &Value, stored: &Value) -> bool {
    let (mut told, mut stored) = (told.clone(), stored.clone());
    if kind == FactKind::EventCorrected {
        let both = (told.get_mut(REPLACING), stored.get_mut(REPLACING));
        if let (Some(Value::Object(told)), Some(Value::Object(stored))) = both {
            let names: Vec<String> = told.keys().chain(stored.keys()).cloned().collect();
            leave_aside(names.iter().map(String::as_str), told, stored);
        }
    } else if let (Value::Object(told), Value::Object(stored)) = (&mut told, &mut stored) {
        leave_aside(kind.sealed_fields(), told, stored);
    }
    canonical_json(&told) == canonical_json(&stored)
}

fn leave_aside<'n>(
    names: impl Iterator<Item = &'n str>,
    told: &mut Map<String, Value>,
    stored: &mut Map<String, Value>,
) {
    for name in names {
        let untold = |object: &Map<String, Value>| object.get(name).and_then(Marker::of).is_some();
        if untold(told) || untold(stored) {
            told.remove(name);
            stored.remove(name);
        }
    }
}
