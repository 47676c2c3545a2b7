//! From the input to submissions, every fault of shape told at once.

use std::collections::BTreeSet;

use application::new_event_id;
use application::publication::is_of_publishing;
use application::sight::Viewer;
use domain::admission;
use domain::facts::values::TextCode;
use domain::ids::{EventId, OrgCode};
use domain::messages::Language;
use domain::wire::ShapeFaults;
use domain::{Actor, At, FactKind, Origin, PartialDate, Rule, StreamId, Submission, Wire};
use serde_json::Value;

use super::input::{FactInput, RecordInput};
use super::payload::{Contradiction, Place};

/// Facts whose shape is sound, in the order of the input.
pub(super) struct Facts {
    facts: Vec<Submission>,
    /// The kinds of those that are typed.
    typed: Vec<Option<FactKind>>,
}

impl Facts {
    /// # Errors
    /// Every fault of shape.
    pub(super) fn read(
        input: &RecordInput,
        viewer: &Viewer,
        language: Language,
    ) -> Result<Self, Vec<Contradiction>> {
        let mut told = Vec::new();
        let mut faults = ShapeFaults::default();
        let actor = actor(input, viewer, &mut faults);
        told.extend(faults.0.iter().map(|fault| Contradiction::shape(None, None, fault, language)));
        let mut facts: Vec<Submission> = Vec::with_capacity(input.facts.len());
        let mut ids = BTreeSet::new();
        let origin = if input.by_hand.unwrap_or(false) { Origin::Manual } else { Origin::Partner };
        for (at, fact) in input.facts.iter().enumerate() {
            let mut faults = ShapeFaults::default();
            let id = id(fact, &mut faults);
            let read = submission(fact, id, actor.as_ref(), origin, &mut faults);
            // What says the same is a repetition, which records nothing twice.
            let repeats = read.as_ref().is_some_and(|read| facts.contains(read));
            if let Some(id) = id
                && !ids.insert(id)
                && !repeats
            {
                let text = Value::from(id.to_string());
                faults.add::<()>(Rule::IdReused, &At::Root("/id"), &text);
            }
            let place = Place::Fact { at, typed: fact.fact.as_ref().map(|typed| typed.kind) };
            let tell = |fault| Contradiction::shape(Some(place), id, fault, language);
            told.extend(faults.0.iter().map(tell));
            facts.extend(read);
        }
        if !told.is_empty() {
            return Err(told);
        }
        let typed = input.facts.iter().map(|fact| fact.fact.as_ref().map(|typed| typed.kind));
        Ok(Self { facts, typed: typed.collect() })
    }

    pub(super) fn submissions(&self) -> Vec<Submission> {
        self.facts.clone()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = EventId> {
        self.facts.iter().map(|fact| fact.id)
    }

    /// The place of the first that only publishing states.
    pub(super) fn of_publishing(&self) -> Option<usize> {
        self.facts.iter().position(|fact| is_of_publishing(&fact.fact))
    }

    pub(super) fn go_to(&self, stream: &StreamId) -> bool {
        self.facts.iter().any(|fact| fact.stream == *stream)
    }

    /// Where a fact stands in the input.
    pub(super) fn place(&self, id: EventId) -> Option<Place> {
        let at = self.facts.iter().position(|fact| fact.id == id)?;
        Some(Place::Fact { at, typed: self.typed.get(at).copied().flatten() })
    }

    pub(super) fn tell(&self, one: admission::Contradiction, language: Language) -> Contradiction {
        Contradiction::told(self.place(one.fact), one, language)
    }
}

/// Whoever signed in, whom the input may repeat and not contradict; else whom the input names.
fn actor(input: &RecordInput, viewer: &Viewer, faults: &mut ShapeFaults) -> Option<Actor> {
    if let Some(actor) = viewer.actor() {
        let mut same = |given: &Option<String>, own: Option<&str>, pointer| match given {
            Some(given) if own != Some(given) => {
                faults.add::<()>(Rule::Format, &At::Root(pointer), &Value::from(given.as_str()));
                false
            }
            Some(_) | None => true,
        };
        let organisation = same(&input.organisation, Some(actor.organisation.as_str()), "/source");
        let role = same(&input.role, actor.role.as_deref(), "/actorrole");
        let user = same(&input.user, actor.user.as_deref(), "/actoruser");
        return (organisation && role && user).then_some(actor);
    }
    let organisation = match &input.organisation {
        Some(organisation) => text::<OrgCode>(organisation, "/source", faults),
        None => faults.add(Rule::Required, &At::Root("/source"), &Value::Null),
    };
    let mut optional = |value: &Option<String>, pointer| match value {
        Some(value) => text::<TextCode>(value, pointer, faults).map(|code| Some(code.to_string())),
        None => Some(None),
    };
    let role = optional(&input.role, "/actorrole");
    let user = optional(&input.user, "/actoruser");
    Some(Actor { organisation: organisation?, role: role?, user: user? })
}

fn text<T: Wire>(text: &str, pointer: &str, faults: &mut ShapeFaults) -> Option<T> {
    T::read(&Value::from(text), &At::Root(pointer), faults)
}

fn id(fact: &FactInput, faults: &mut ShapeFaults) -> Option<EventId> {
    match &fact.id {
        Some(id) => text(id, "/id", faults),
        None => Some(new_event_id()),
    }
}

/// The kind, if it is known, and the payload that a fact tells: typed, or as the catalogue writes it.
fn told<'f>(fact: &'f FactInput, faults: &mut ShapeFaults) -> Option<(Option<FactKind>, &'f Value)> {
    match (&fact.fact, &fact.kind, &fact.data) {
        (Some(typed), None, None) => Some((Some(typed.kind), &typed.data)),
        (None, Some(name), Some(data)) => {
            let kind = FactKind::parse(name)
                .or_else(|| faults.add(Rule::Type, &At::Root("/type"), &Value::from(name.as_str())));
            Some((kind, &data.0))
        }
        (Some(_), _, _) => faults.add(Rule::UnknownField, &At::Root("/type"), &Value::Null),
        (None, None, _) => faults.add(Rule::Required, &At::Root("/type"), &Value::Null),
        (None, Some(_), None) => faults.add(Rule::Required, &At::Root("/data"), &Value::Null),
    }
}

fn submission(
    fact: &FactInput,
    id: Option<EventId>,
    actor: Option<&Actor>,
    origin: Origin,
    faults: &mut ShapeFaults,
) -> Option<Submission> {
    let subject = Value::from(fact.stream.as_str());
    let stream: Option<StreamId> = fact.stream.parse().ok();
    if stream.is_none() {
        faults.misshapen::<()>("subject", &At::Root("/subject"), &subject);
    }
    let on: Option<PartialDate> = text(&fact.occurred_on.0, "/occurredon", faults);
    let (kind, data) = told(fact, faults)?;
    if let (Some(kind), Some(stream)) = (kind, &stream)
        && !kind.belongs_in(stream)
    {
        faults.add::<()>(Rule::Stream, &At::Root("/subject"), &subject);
    }
    let read = kind.and_then(|kind| kind.read_submitted(data, &At::Root("/data"), faults));
    Some(Submission {
        id: id?,
        stream: stream?,
        on: on?,
        actor: actor?.clone(),
        origin,
        source_recorded_at: None,
        fact: read?,
    })
}
