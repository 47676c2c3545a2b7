//! Between payloads as they are told and payloads as the ledger keeps them: values of the classes Q and N are
//! sealed before they are stored, each under the key of the subject that the domain names.

mod draft;
mod named;
mod stored;
mod tree;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::wire::Marker;
use domain::{FactKind, Submission};
use event_store::{
    Durably, Holder, KeyId, KeyRing, Opening, Place, SealError, StoredEvent, SubjectKey, canonical_json,
    open_with,
};
use serde_json::{Map, Value};

use crate::error::Fault;
use stored::{REPLACING, each_sealed, forget_names, open, parsed, unreadable};

pub(crate) use draft::{Draft, holder};
pub(crate) use named::holder_of;
pub(crate) use stored::{open_without_keys, sealed_at};
pub(crate) use tree::Tree;

/// The member of an object that stands for a sealed value.
const SEALED: &str = "sealed";

/// Seals and opens values.
#[derive(Clone)]
pub(crate) struct Seals {
    ring: KeyRing,
    durably: Durably,
    /// Seals everything when nothing is to be kept.
    dry: Option<Arc<SubjectKey>>,
    /// Whether values that identify somebody are left sealed.
    is_nameless: bool,
    /// Whether nothing is opened.
    is_blind: bool,
}

/// The keys of some subjects.
pub(crate) type Keys = HashMap<Holder, Arc<SubjectKey>>;

impl Seals {
    pub(crate) fn new(ring: &KeyRing) -> Self {
        Self { ring: ring.clone(), durably: Durably::AtOnce, dry: None, is_nameless: false, is_blind: false }
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

    /// For those who count: values that identify somebody (class N) are not opened, and read as if they were erased. In
    /// corrections, which do not tell their classes, they are opened.
    pub(crate) fn without_names(self) -> Self {
        Self { is_nameless: true, ..self }
    }

    /// For those who see no personal data: nothing is opened, and everything sealed reads as if it were erased.
    pub(crate) fn blind(&self) -> Self {
        Self { is_blind: true, ..self.clone() }
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

    /// The keys of everything that these payloads tell; those of erased subjects are left out.
    pub(crate) async fn keys_of(&self, drafts: &[Draft]) -> Result<Keys, Fault> {
        let holders: BTreeSet<Holder> = drafts.iter().flat_map(Draft::holders).cloned().collect();
        if holders.is_empty() {
            return Ok(Keys::new());
        }
        match &self.dry {
            Some(key) => Ok(holders.into_iter().map(|holder| (holder, Arc::clone(key))).collect()),
            None => Ok(self.ring.keys_of(&holders, self.durably).await?),
        }
    }

    /// Finds or makes at once the keys that many facts will need.
    pub(crate) async fn prepare<'s>(&self, facts: impl Iterator<Item = &'s Submission>) -> Result<(), Fault> {
        if self.dry.is_some() {
            return Ok(());
        }
        let sealed = facts.filter(|fact| fact.fact.kind().sealed_fields().next().is_some());
        let drafts: Vec<Draft> = sealed.map(Draft::told).collect();
        self.keys_of(&drafts).await.map(drop)
    }

    /// The payloads of stored events as they were told; `{"erased":true}` in place of what was erased.
    pub(crate) async fn open<'s>(
        &self,
        stored: impl IntoIterator<Item = &'s StoredEvent> + Clone,
    ) -> Result<Vec<Tree<'s>>, Fault> {
        if self.is_blind {
            return stored.into_iter().map(|event| open_without_keys(event, &|_, _| None)).collect();
        }
        let mut payloads = Vec::new();
        let mut ids = BTreeSet::new();
        for event in stored.clone() {
            let mut value = parsed(event)?;
            if self.is_nameless {
                forget_names(event, &mut value);
            }
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
        let untold =
            |object: &Map<String, Value>| object.get(name).and_then(|value| Marker::of(value)).is_some();
        if untold(told) || untold(stored) {
            told.remove(name);
            stored.remove(name);
        }
    }
}
