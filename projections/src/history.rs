//! The history of a stream: every event in the order of recording, with what later events made of it.

use std::collections::HashMap;

use domain::facts::Fact;
use domain::ids::EventId;
use domain::{Believed, Event, Timeline};
use jiff::Timestamp;

/// One event of a history.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The event as recorded.
    pub event: &'a Event,
    /// The fact as believed; `None` for corrections, retractions and what was retracted.
    pub believed: Option<Believed<'a>>,
    /// The last correction: the one that holds or, of what was retracted, the one that held until then.
    pub corrected_by: Option<&'a Event>,
    /// The retraction.
    pub retracted_by: Option<&'a Event>,
}

/// The events of a stream recorded by `known_at` (all when absent), given and answered in stream order.
#[must_use]
pub fn history(events: &[Event], known_at: Option<Timestamp>) -> Vec<Entry<'_>> {
    let known = |event: &&Event| known_at.is_none_or(|instant| event.recorded_at <= instant);
    let timeline = Timeline::of(events, known_at);
    let believed: HashMap<EventId, Believed<'_>> = timeline.iter().map(|fact| (fact.id(), *fact)).collect();
    let corrected: HashMap<EventId, &Event> = events
        .iter()
        .filter(known)
        .filter_map(|event| {
            let Fact::EventCorrected(correction) = event.fact() else { return None };
            event.corrected.is_some().then_some((correction.target, event))
        })
        .collect();
    let retracted: HashMap<EventId, &Event> = events
        .iter()
        .filter(known)
        .filter_map(|event| {
            let Fact::EventRetracted(retraction) = event.fact() else { return None };
            Some((retraction.target, event))
        })
        .collect();
    let entry = |event| {
        let id = Event::id(event);
        Entry {
            event,
            believed: believed.get(&id).copied(),
            corrected_by: corrected.get(&id).copied(),
            retracted_by: retracted.get(&id).copied(),
        }
    };
    events.iter().filter(known).map(entry).collect()
}
