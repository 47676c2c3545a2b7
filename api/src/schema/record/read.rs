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
use domain::{Actor, At, FactKind, Origin, Rule, StreamId, Submission, Wire};
use serde_json::Value;

use super::input::{FactInput, RecordInput};
use super::payload::Contradiction;

/// Facts whose shape is sound, in the order of the input.
pub(super) struct Facts(Vec<Submission>);

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
        let mut facts = Vec::with_capacity(input.facts.len());
        let mut ids = BTreeSet::new();
        for (at, fact) in input.facts.iter().enumerate() {
            let mut faults = ShapeFaults::default();
            let id = id(fact, &mut faults);
            if let Some(id) = id
                && !ids.insert(id)
            {
                let text = Value::from(id.to_string());
                faults.add::<()>(Rule::IdReused, &At::Root("/id"), &text);
            }
            let read = submission(fact, id, actor.as_ref(), &mut faults);
            let tell = |fault| Contradiction::shape(Some(at), id, fault, language);
            told.extend(faults.0.iter().map(tell));
            facts.extend(read);
        }
        if told.is_empty() { Ok(Self(facts)) } else { Err(told) }
    }

    pub(super) fn submissions(&self) -> Vec<Submission> {
        self.0.clone()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = EventId> {
        self.0.iter().map(|fact| fact.id)
    }

    /// The place of the first that only publishing states.
    pub(super) fn of_publishing(&self) -> Option<usize> {
        self.0.iter().position(|fact| is_of_publishing(&fact.fact))
    }

    pub(super) fn go_to(&self, stream: &StreamId) -> bool {
        self.0.iter().any(|fact| fact.stream == *stream)
    }

    /// Where a fact stands in the input.
    pub(super) fn place(&self, id: EventId) -> Option<usize> {
        self.0.iter().position(|fact| fact.id == id)
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

fn submission(
    fact: &FactInput,
    id: Option<EventId>,
    actor: Option<&Actor>,
    faults: &mut ShapeFaults,
) -> Option<Submission> {
    let subject = Value::from(fact.stream.as_str());
    let stream: Option<StreamId> = fact.stream.parse().ok();
    if stream.is_none() {
        faults.add::<()>(Rule::Format, &At::Root("/subject"), &subject);
    }
    let kind = FactKind::parse(&fact.kind)
        .or_else(|| faults.add(Rule::Type, &At::Root("/type"), &Value::from(fact.kind.as_str())));
    if let (Some(kind), Some(stream)) = (kind, &stream)
        && !kind.belongs_in(stream)
    {
        faults.add::<()>(Rule::Stream, &At::Root("/subject"), &subject);
    }
    let read = kind.and_then(|kind| kind.read_submitted(&fact.data.0, &At::Root("/data"), faults));
    Some(Submission {
        id: id?,
        stream: stream?,
        on: fact.occurred_on.0,
        actor: actor?.clone(),
        origin: Origin::Partner,
        source_recorded_at: None,
        fact: read?,
    })
}
