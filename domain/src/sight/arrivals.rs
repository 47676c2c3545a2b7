//! What of an arrival is told to whoever may see that somebody came.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::ties::Tied;
use super::{Grant, Group, Lens};
use crate::codes::JoinReason;
use crate::event::{Event, StreamId};
use crate::facts::member_joined::MemberJoined;
use crate::facts::{Fact, FactKind};
use crate::ids::EventId;
use crate::partial_date::PartialDate;
use crate::wire::{Marker, Object, Sealed};

/// An arrival with its corrections and its retraction, in the order of recording.
#[derive(Default)]
struct Arrival {
    masked: Vec<EventId>,
    /// Those since the last one that is masked.
    told: Vec<EventId>,
    /// Whether the person that was named last is one whose data may be read.
    is_open: bool,
    /// Whether it is a birth, as recorded or as corrected: its date is then a value as well.
    is_birth: bool,
}

impl Lens {
    /// Hides, in the arrivals of persons whose data may not be read, what is sealed, as if it were erased; a child that is
    /// born joins on the day of its birth, of which the year is left. Everything that follows from it is folded from that.
    /// Whether any value was hidden.
    pub(super) fn mask(&self, streams: &mut BTreeMap<StreamId, Vec<Event>>) -> bool {
        let masked: HashMap<EventId, bool> =
            streams.values().flat_map(|events| self.masked(events)).collect();
        let mut is_hidden = false;
        if masked.is_empty() {
            return is_hidden;
        }
        for event in streams.values_mut().flatten() {
            let Some(is_birth) = masked.get(&event.id()) else { continue };
            let submission = Arc::make_mut(&mut event.submission);
            is_hidden |= erase(&mut submission.fact);
            if let Some(corrected) = &mut event.corrected {
                is_hidden |= erase(corrected);
            }
            if *is_birth {
                submission.on = year(submission.on);
                if let Fact::EventCorrected(correction) = &mut submission.fact {
                    correction.occurred_on = year(correction.occurred_on);
                }
            }
        }
        is_hidden
    }

    /// The events of a stream that tell of such arrivals, and whether of a birth. What was told of one person, and is
    /// corrected to have been another, is that of the other.
    fn masked(&self, events: &[Event]) -> Vec<(EventId, bool)> {
        let originals: HashMap<EventId, &Event> = events.iter().map(|event| (event.id(), event)).collect();
        let mut arrivals: HashMap<EventId, Arrival> = HashMap::new();
        for event in events {
            let id = event.fact().target().unwrap_or_else(|| event.id());
            let fact = event.corrected.as_deref().unwrap_or_else(|| event.fact());
            let arrival = if let Fact::MemberJoined(joined) = fact {
                let arrival = arrivals.entry(id).or_default();
                arrival.is_open = self.tells_of(originals.get(&id).copied().unwrap_or(event), fact, joined);
                arrival.is_birth |= joined.reason == JoinReason::Birth;
                arrival
            } else {
                // A retraction has a date, and names nobody.
                let Some(arrival) = arrivals.get_mut(&id) else { continue };
                arrival
            };
            arrival.told.push(event.id());
            if !arrival.is_open {
                arrival.masked.append(&mut arrival.told);
            }
        }
        let of = |arrival: Arrival| arrival.masked.into_iter().map(move |event| (event, arrival.is_birth));
        arrivals.into_values().flat_map(of).collect()
    }

    /// Whether what is sealed of an arrival may be read. A consent is that of one person: it opens that the others are there,
    /// and no more of them.
    fn tells_of(&self, event: &Event, fact: &Fact, joined: &MemberJoined) -> bool {
        let Tied::To(programmes) = self.ties.programmes(fact) else { return false };
        self.grants.iter().any(|grant| match grant {
            Grant::Consent { person } => *person == joined.person,
            Grant::Oversight => false,
            Grant::Programme { .. } | Grant::Former { .. } | Grant::Opener => {
                self.is_opened_by(grant, event, fact, Group::Composition, &programmes)
            }
        })
    }
}

/// Erases what is sealed of an arrival, also where a correction replaces it; whether any of it was told.
fn erase(fact: &mut Fact) -> bool {
    if let Fact::MemberJoined(joined) = fact {
        let MemberJoined { birth, sex, nationality, identity, .. } = joined;
        let told = [conceal(Some(birth)), conceal(sex.as_mut()), conceal(nationality.as_mut())];
        return conceal(identity.as_mut()) || told.contains(&true);
    }
    let Fact::EventCorrected(correction) = fact else { return false };
    let Object(payload) = &mut correction.payload;
    let mut is_told = false;
    for name in FactKind::MemberJoined.sealed_fields() {
        if let Some(value) = payload.get_mut(name) {
            is_told |= Marker::of(value) != Some(Marker::Erased);
            *value = Marker::Erased.write();
        }
    }
    is_told
}

/// Erases a value; whether it was known.
fn conceal<T>(value: Option<&mut Sealed<T>>) -> bool {
    value.is_some_and(|value| std::mem::replace(value, Sealed::Erased).is_known())
}

/// The year of a date; a date of which not even that is known stays as it is.
fn year(date: PartialDate) -> PartialDate {
    let year = date.earliest().year();
    let known = (date.latest().year() == year).then(|| format!("{year:04}").parse().ok()).flatten();
    known.unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::{At, ShapeFaults};

    fn arrival() -> serde_json::Value {
        json!({
            "person": "0190a1b2-0000-7000-8000-000000000001", "birth": "1975-04-01", "sex": "f", "role": "partner",
            "reason": "initial", "arrival_route": "resettled", "nationality": ["GIN"], "identity": "Nom",
        })
    }

    fn read(kind: FactKind, payload: &serde_json::Value) -> Fact {
        let mut faults = ShapeFaults::default();
        kind.read(payload, &At::Root("/data"), &mut faults).unwrap_or_else(|| panic!("{faults:?}"))
    }

    #[test]
    fn everything_sealed_of_an_arrival_is_erased_and_nothing_else() {
        let mut fact = read(FactKind::MemberJoined, &arrival());
        assert!(erase(&mut fact));
        let mut expected = arrival();
        for name in FactKind::MemberJoined.sealed_fields() {
            assert!(!expected[name].is_null(), "{name} is not tried");
            expected[name] = json!({ "erased": true });
        }
        assert_eq!(fact.write(), expected);
        assert!(!erase(&mut fact), "nothing is left to hide");
    }

    #[test]
    fn a_correction_tells_no_more() {
        let mut payload = arrival();
        payload["sex"] = json!({ "unchanged": true });
        payload.as_object_mut().map(|payload| payload.remove("nationality"));
        let correction = json!({
            "target": "0190a1b2-0000-7000-8000-000000000002", "occurred_on": "2020-01-06", "reason": "typing_error",
            "payload": payload,
        });
        let mut fact = read(FactKind::EventCorrected, &correction);
        assert!(erase(&mut fact));
        let written = fact.write();
        for name in ["birth", "sex", "identity"] {
            assert_eq!(written["payload"][name], json!({ "erased": true }), "{name}");
        }
        assert_eq!(written["payload"]["nationality"], json!(null), "what was not told is not there");
        assert_eq!(written["payload"]["role"], "partner");
    }
}
