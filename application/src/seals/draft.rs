//! The payload of an admitted event on its way to the ledger: written once, its personal values sealed.

use domain::facts::Owner;
use domain::wire::Marker;
use domain::{Event, Fact, PrivacyClass, StreamId, Submission};
use event_store::{Holder, KeyClass, Place, canonical_json};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::stored::{REPLACING, pointer};
use super::{Keys, SEALED};

/// A payload, and what of it must be sealed.
pub(crate) struct Draft {
    event: Uuid,
    payload: Value,
    fields: Vec<Field>,
}

/// A value that will be sealed: its field, and whether that is one of the replacing payload.
struct Field {
    name: &'static str,
    corrected: bool,
    holder: Holder,
}

impl Draft {
    /// The payload of an admitted event.
    pub(crate) fn of(event: &Event) -> Self {
        let fact = event.corrected.as_deref().unwrap_or_else(|| event.fact());
        Self::new(event.id().0, event.stream(), event.fact().write(), fact, event.corrected.is_some())
    }

    /// The payload of a fact that is not admitted yet: a correction’s, which depends on its target, has nothing
    /// to seal.
    pub(crate) fn told(fact: &Submission) -> Self {
        Self::new(fact.id.0, &fact.stream, fact.fact.write(), &fact.fact, false)
    }

    fn new(event: Uuid, stream: &StreamId, mut payload: Value, fact: &Fact, corrected: bool) -> Self {
        let object = object_of(&mut payload, corrected);
        let fields = object.map_or_else(Vec::new, |object| fields(object, fact, stream, corrected));
        Self { event, payload, fields }
    }

    /// Whose keys seal it.
    pub(crate) fn holders(&self) -> impl Iterator<Item = &Holder> {
        self.fields.iter().map(|field| &field.holder)
    }

    /// The sealed payload, in canonical bytes.
    ///
    /// # Errors
    /// The pointer to the first value whose subject was erased.
    pub(crate) fn seal(mut self, keys: &Keys) -> Result<Vec<u8>, String> {
        for field in &self.fields {
            let Some(object) = object_of(&mut self.payload, field.corrected) else { continue };
            let Some(plain) = object.get_mut(field.name) else { continue };
            let pointer = pointer(field.corrected, field.name);
            let key = keys.get(&field.holder).ok_or_else(|| format!("/data{pointer}"))?;
            let place = Place { event: self.event, pointer: &pointer };
            *plain = json!({ SEALED: key.seal(place, &canonical_json(plain)) });
        }
        Ok(canonical_json(&self.payload))
    }
}

/// The payload itself, or the replacing payload of a correction.
fn object_of(payload: &mut Value, corrected: bool) -> Option<&mut Map<String, Value>> {
    let whole = if corrected { payload.get_mut(REPLACING)? } else { payload };
    whole.as_object_mut()
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

/// What these members of a payload tell that must be sealed; what was erased has nothing left.
fn fields(object: &Map<String, Value>, fact: &Fact, stream: &StreamId, corrected: bool) -> Vec<Field> {
    let mut found = Vec::new();
    for spec in fact.kind().fields() {
        let class = match spec.class {
            PrivacyClass::S => continue,
            PrivacyClass::Q => KeyClass::Quasi,
            PrivacyClass::N => KeyClass::Identity,
        };
        if object.get(spec.name).is_some_and(|value| Marker::of(value) != Some(Marker::Erased)) {
            let holder = holder(fact.admissible().owner(spec.name), class, stream);
            found.push(Field { name: spec.name, corrected, holder });
        }
    }
    found
}
