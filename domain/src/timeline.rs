//! The believed timeline: what a stream says at an instant, in the order in which things happened.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::event::Event;
use crate::facts::Fact;
use crate::ids::EventId;
use crate::partial_date::PartialDate;

/// A fact as believed: the original event, and what the latest correction made of it.
#[derive(Debug, Clone, Copy)]
pub struct Believed<'a> {
    /// The event as first recorded.
    pub event: &'a Event,
    /// When it was true, as corrected.
    pub on: PartialDate,
    /// The fact, as corrected.
    pub fact: &'a Fact,
    /// The correction that holds, if any.
    pub correction: Option<&'a Event>,
}

impl Believed<'_> {
    /// The identifier of the original event.
    #[must_use]
    pub fn id(&self) -> EventId {
        self.event.id()
    }
}

/// The facts of one stream as known at an instant.
///
/// Of the events recorded by then, the latest correction of each is applied and those retracted are left
/// out; the rest is ordered by earliest occurred day, then by recording (instant, version). A corrected
/// event keeps the recording place of the original. Corrections and retractions are not facts of the
/// timeline themselves.
#[derive(Debug, Default, Clone)]
pub struct Timeline<'a> {
    facts: Vec<Believed<'a>>,
}

impl<'a> Timeline<'a> {
    /// The timeline of a stream's events, given in stream order, as known at `known_at` (everything when
    /// absent).
    #[must_use]
    pub fn of(events: impl IntoIterator<Item = &'a Event> + Clone, known_at: Option<Timestamp>) -> Self {
        let known = |event: &&'a Event| known_at.is_none_or(|instant| event.recorded_at <= instant);
        let changes = changes(events.clone().into_iter().filter(known));
        let events = events.into_iter();
        let mut facts: Vec<Believed<'a>> = Vec::with_capacity(events.size_hint().0);
        facts.extend(
            events
                .filter(known)
                .filter(|event| !is_change(event))
                .filter_map(|event| believed(event, changes.get(&event.id()))),
        );
        facts.sort_by_key(|fact| (fact.on.earliest(), fact.event.recorded_at, fact.event.version));
        Self { facts }
    }

    /// The facts, in believed order.
    #[must_use]
    pub fn facts(&self) -> &[Believed<'a>] {
        &self.facts
    }

    /// The facts, in believed order.
    pub fn iter(&self) -> std::slice::Iter<'_, Believed<'a>> {
        self.facts.iter()
    }
}

impl<'t, 'a> IntoIterator for &'t Timeline<'a> {
    type Item = &'t Believed<'a>;
    type IntoIter = std::slice::Iter<'t, Believed<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[derive(Default)]
struct Change<'a> {
    correction: Option<&'a Event>,
    retracted: bool,
}

fn is_change(event: &Event) -> bool {
    matches!(event.fact(), Fact::EventCorrected(_) | Fact::EventRetracted(_))
}

/// What corrections and retractions say of each event; most streams have none, and no map is made for them.
fn changes<'a>(events: impl Iterator<Item = &'a Event>) -> HashMap<EventId, Change<'a>> {
    let mut changes: HashMap<EventId, Change<'a>> = HashMap::new();
    for event in events.filter(|event| is_change(event)) {
        if let Fact::EventCorrected(correction) = event.fact() {
            if event.corrected.is_some() {
                changes.entry(correction.target).or_default().correction = Some(event);
            }
        } else if let Fact::EventRetracted(retraction) = event.fact() {
            changes.entry(retraction.target).or_default().retracted = true;
        }
    }
    changes
}

fn believed<'a>(event: &'a Event, change: Option<&Change<'a>>) -> Option<Believed<'a>> {
    let original = Believed { event, on: event.on(), fact: event.fact(), correction: None };
    let Some(change) = change else { return Some(original) };
    if change.retracted {
        return None;
    }
    let corrected = change.correction.and_then(|correction| {
        let Fact::EventCorrected(payload) = correction.fact() else { return None };
        let fact = correction.corrected.as_deref()?;
        Some(Believed { event, on: payload.occurred_on, fact, correction: Some(correction) })
    });
    Some(corrected.unwrap_or(original))
}
