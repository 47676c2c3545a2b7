//! What became of a belief: the facts of a stream as believed at one instant, beside those believed at a later one.

use std::collections::HashMap;

use domain::ids::EventId;
use domain::{Believed, Event, Timeline};
use jiff::Timestamp;

/// A fact that is believed otherwise; at least one of both beliefs has it.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// As believed earlier; `None` for what was learnt since, or believed again.
    pub before: Option<Believed<'a>>,
    /// As believed later; `None` for what was retracted since.
    pub after: Option<Believed<'a>>,
}

impl<'a> Change<'a> {
    /// The event that first recorded the fact.
    #[must_use]
    pub fn event(&self) -> Option<&'a Event> {
        self.after.or(self.before).map(|fact| fact.event)
    }
}

/// What differs between the beliefs at two instants (everything recorded when the later one is absent), in the order
/// of first recording. A fact corrected there and back is the same, and not told.
#[must_use]
pub fn changes(events: &[Event], earlier: Timestamp, later: Option<Timestamp>) -> Vec<Change<'_>> {
    let by_id = |at| -> HashMap<EventId, Believed<'_>> {
        let timeline = Timeline::of(events, at);
        timeline.iter().map(|fact| (fact.id(), *fact)).collect()
    };
    let (before, after) = (by_id(Some(earlier)), by_id(later));
    let change = |event: &Event| {
        let id = event.id();
        let change = Change { before: before.get(&id).copied(), after: after.get(&id).copied() };
        let same = match (&change.before, &change.after) {
            (Some(before), Some(after)) => before.on == after.on && before.fact == after.fact,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        (!same).then_some(change)
    };
    events.iter().filter_map(change).collect()
}
