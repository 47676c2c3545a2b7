//! Payloads as they are submitted, where values of the classes Q and N may not be told.

use serde_json::{Map, Value};

use super::event_corrected::EventCorrected;
use super::{Fact, FactKind};
use crate::ids::EventId;
use crate::rule::Rule;
use crate::wire::{At, Marker, PrivacyClass, ShapeFaults};

impl Fact {
    /// The event that a correction or a retraction changes; `None` of other facts.
    #[must_use]
    pub fn target(&self) -> Option<EventId> {
        if let Self::EventCorrected(correction) = self {
            return Some(correction.target);
        }
        if let Self::EventRetracted(retraction) = self {
            return Some(retraction.target);
        }
        None
    }
}

impl FactKind {
    /// Reads a payload as submitted: unlike a restored one, it erases nothing by saying so.
    pub fn read_submitted(self, value: &Value, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Fact> {
        let before = faults.0.len();
        if let Some(object) = value.as_object() {
            let sealed = |name: &str| self.sealed_fields().any(|field| field == name);
            refuse_erased(object, at, sealed, faults);
            if let (Self::EventCorrected, Some(payload)) =
                (self, object.get("payload").and_then(Value::as_object))
            {
                refuse_erased(payload, &At::Field(at, "payload"), |_| true, faults);
            }
        }
        let fact = self.read(value, at, faults);
        fact.filter(|_| faults.0.len() == before)
    }

    /// The names of its fields of the classes Q and N.
    pub fn sealed_fields(self) -> impl Iterator<Item = &'static str> {
        let sealed = self.fields().iter().filter(|field| field.class != PrivacyClass::S);
        sealed.map(|field| field.name)
    }

    /// What a correction makes of a fact that is believed to be `believed`; `None` when it does not fit.
    #[must_use]
    pub fn corrected(believed: &Fact, correction: &EventCorrected) -> Option<Fact> {
        let mut payload = correction.payload.0.clone();
        let kind = believed.kind();
        kind.put_back(&mut payload, believed);
        kind.read(&Value::Object(payload), &At::Root("/data/payload"), &mut ShapeFaults::default())
    }

    /// Puts values that are believed in place of those that a correction leaves unchanged; one that is not
    /// there is left out.
    pub(crate) fn put_back(self, payload: &mut Map<String, Value>, believed: &Fact) {
        let believed = believed.write();
        for name in self.sealed_fields() {
            if payload.get(name).and_then(|value| Marker::of(value)) != Some(Marker::Unchanged) {
                continue;
            }
            match believed.get(name) {
                Some(value) => drop(payload.insert(name.to_owned(), value.clone())),
                None => drop(payload.remove(name)),
            }
        }
    }
}

fn refuse_erased(
    object: &Map<String, Value>,
    at: &At<'_>,
    looked_at: impl Fn(&str) -> bool,
    faults: &mut ShapeFaults,
) {
    for (name, value) in object {
        if looked_at(name) && Marker::of(value) == Some(Marker::Erased) {
            faults.add::<()>(Rule::Format, &At::Field(at, name), value);
        }
    }
}
