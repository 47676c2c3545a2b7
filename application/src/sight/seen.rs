//! What an answer to whoever records may tell of other facts.

use std::collections::BTreeSet;

use domain::admission::{Contradiction, OtherFact, Refused};
use domain::ids::EventId;
use domain::{Event, Submission};

use super::recording::Place;
use crate::error::RecordError;
use crate::record::Recorded;

/// What may be seen of the households to which facts go.
pub(super) struct Seen {
    /// The events that may be named, those submitted included.
    events: BTreeSet<EventId>,
    /// Identifiers that hidden facts opened.
    hidden: BTreeSet<String>,
    /// Whether any fact is hidden, whatever it opened.
    hides: bool,
}

impl Seen {
    pub(super) fn of<'p>(
        facts: &[Submission],
        places: impl IntoIterator<Item = (&'p domain::ids::HouseholdId, &'p Place)>,
    ) -> Self {
        let events = facts.iter().map(|fact| fact.id).collect();
        let mut seen = Self { events, hidden: BTreeSet::new(), hides: false };
        for (_, place) in places {
            let (visible, is_hidden) = place.visible();
            seen.events.extend(visible.values().flatten().map(Event::id));
            seen.hides |= is_hidden;
            let hidden = place.streams.values().flatten().filter(|event| !seen.events.contains(&event.id()));
            let opened = hidden.filter_map(|event| event.fact().admissible().opens());
            seen.hidden.extend(opened.map(|link| link.id.to_string()));
        }
        seen
    }

    /// An error that names no fact that may not be seen, and nothing that such a fact opened.
    pub(super) fn hide(&self, error: RecordError) -> RecordError {
        match error {
            RecordError::Refused(refused) => RecordError::Refused(self.hide_in(refused)),
            error @ (RecordError::IdReused { .. } | RecordError::Conflict(_) | RecordError::Fault(_)) => {
                error
            }
        }
    }

    fn hide_in(&self, mut refused: Refused) -> Refused {
        for Contradiction { value, other, .. } in &mut refused.contradictions {
            self.hide_of(value, other);
        }
        refused
    }

    /// What a contradiction tells of other facts, without those that may not be seen.
    pub(super) fn hide_of(&self, value: &mut String, other: &mut Option<OtherFact>) {
        if other.as_ref().is_some_and(|other| !self.events.contains(&other.id)) {
            *other = None;
        }
        if self.hidden.contains(value) {
            "…".clone_into(value);
        }
    }

    /// Where facts are hidden, warnings may tell of them: none is told.
    pub(super) fn without_warnings(&self, mut recorded: Recorded) -> Recorded {
        if self.hides() {
            recorded.warnings.iter_mut().for_each(Vec::clear);
        }
        recorded
    }

    /// Whether anything is hidden.
    pub(super) fn hides(&self) -> bool {
        self.hides
    }
}
