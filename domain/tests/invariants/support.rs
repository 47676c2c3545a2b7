//! `given(facts).when(fact).refused("LT-once").at("/data/lease").against("slide")`: histories as sentences.

use std::collections::HashMap;

use domain::admission::{Contradiction, GuardKey, OtherFact};
use domain::ids::EventId;
use domain::{Event, FactKind, StreamId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::histories::{Histories, Line};
use crate::common::id;

/// A fact of the household `home`, of the programme `plateforme` or of the rules, whichever its kind fits.
pub(crate) fn line(name: &str, on: &str, data: Value) -> Line {
    let kind = FactKind::parse(name).expect("a kind of fact");
    let fits = [household("home"), programme("plateforme"), StreamId::Rules].into_iter();
    let stream = fits.into_iter().find(|stream| kind.belongs_in(stream)).expect("a stream for each kind");
    Line { event: Uuid::nil(), stream, name: name.to_owned(), on: on.parse().expect("a partial date"), data }
}

pub(crate) fn household(label: &str) -> StreamId {
    StreamId::Household(domain::ids::HouseholdId(id(label)))
}

pub(crate) fn programme(code: &str) -> StreamId {
    StreamId::Programme(code.parse().expect("a code"))
}

/// How a line departs from what its builder supplies.
pub(crate) trait Told: Sized {
    /// Replaces fields; `null` takes one away.
    fn with(self, fields: Value) -> Self;
    fn on(self, date: &str) -> Self;
    fn in_household(self, label: &str) -> Self;
    fn in_programme(self, code: &str) -> Self;
    /// Gives the event a name for `against`, `blames` and targets.
    fn named(self, label: &str) -> Self;
}

impl Told for Line {
    fn with(mut self, fields: Value) -> Self {
        let Value::Object(fields) = fields else { panic!("fields are an object") };
        let data = self.data.as_object_mut().expect("payloads are objects");
        for (name, value) in fields {
            if value.is_null() {
                data.remove(&name);
            } else {
                data.insert(name, value);
            }
        }
        self
    }

    fn on(mut self, date: &str) -> Self {
        self.on = date.parse().expect("a partial date");
        self
    }

    fn in_household(mut self, label: &str) -> Self {
        self.stream = household(label);
        self
    }

    fn in_programme(mut self, code: &str) -> Self {
        self.stream = programme(code);
        self
    }

    fn named(mut self, label: &str) -> Self {
        self.event = id(label);
        self
    }
}

/// Replaces what `target` says.
pub(crate) fn corrected(target: &str, by: &Line) -> Line {
    let data = json!({
        "target": id(target), "occurred_on": by.on.to_string(), "payload": by.data, "reason": "typing_error",
    });
    Line { stream: by.stream.clone(), ..line("event_corrected", "2020-05-20", data) }
}

/// Takes `target` back.
pub(crate) fn retracted(target: &str) -> Line {
    line("event_retracted", "2020-05-20", json!({ "target": id(target), "reason": "duplicate" }))
}

/// Histories in which the lines stand, each recorded alone, in order.
pub(crate) fn given(lines: impl IntoIterator<Item = Line>) -> Given {
    Given::default().and(lines)
}

#[derive(Default)]
pub(crate) struct Given {
    pub(crate) histories: Histories,
    events: HashMap<EventId, String>,
}

impl Given {
    pub(crate) fn and(self, lines: impl IntoIterator<Item = Line>) -> Self {
        lines.into_iter().fold(self, |given, line| given.when(line).admitted())
    }

    /// Lines that are admitted together.
    pub(crate) fn and_together(self, lines: impl IntoIterator<Item = Line>) -> Self {
        self.when_together(lines).admitted()
    }

    pub(crate) fn when(self, line: Line) -> Decision {
        self.when_together([line])
    }

    /// Lines accepted or refused together.
    pub(crate) fn when_together(mut self, lines: impl IntoIterator<Item = Line>) -> Decision {
        let mut submissions = Vec::new();
        let mut found = Vec::new();
        let mut blamed = Vec::new();
        for mut line in lines {
            if line.event.is_nil() {
                line.event = id(&format!("event {}", self.events.len()));
            }
            self.events.insert(EventId(line.event), format!("{} on {}", line.name, line.on));
            blamed.push(line.event);
            match line.submission() {
                Ok(submission) => submissions.push(submission),
                Err(faults) => found.extend(faults.0.into_iter().map(|fault| Contradiction {
                    rule: fault.rule,
                    fact: EventId(line.event),
                    pointer: fault.pointer,
                    value: fault.value,
                    other: None,
                })),
            }
        }
        let outcome = if found.is_empty() {
            self.histories.record(submissions).map_err(|refused| refused.contradictions)
        } else {
            Err(found)
        };
        Decision { given: self, blamed, outcome }
    }

    /// The guards that a decision on a fact looks up.
    pub(crate) fn looks_up(&self, line: &Line) -> Vec<GuardKey> {
        let batch = self.histories.batch(vec![line.submission().expect("a fact")]);
        self.histories.load(&batch).guards.into_keys().collect()
    }

    /// The names of the facts believed of a household, in order, with their dates.
    pub(crate) fn believed(&self, stream: &StreamId) -> Vec<String> {
        let told = |fact: &domain::Believed<'_>| format!("{} {}", fact.fact.kind().code(), fact.on);
        self.histories.timeline(stream).iter().map(told).collect()
    }
}

#[must_use = "a decision proves nothing until it is read"]
pub(crate) struct Decision {
    given: Given,
    blamed: Vec<Uuid>,
    outcome: Result<Vec<Event>, Vec<Contradiction>>,
}

impl Decision {
    fn admitted(self) -> Given {
        let told = self.told();
        assert!(self.outcome.is_ok(), "the setting is refused: {told}");
        self.given
    }

    /// Admitted, and no rule of usage is broken.
    #[track_caller]
    pub(crate) fn accepted(self) -> Given {
        let told = self.told();
        let Ok(events) = &self.outcome else { panic!("refused: {told}") };
        let warnings: Vec<&String> = events.iter().flat_map(|event| &event.warnings).collect();
        assert!(warnings.is_empty(), "warned: {warnings:?}");
        self.given
    }

    /// Admitted, with this warning and no other stored with the last line.
    #[track_caller]
    pub(crate) fn warned(self, code: &str) -> Given {
        let told = self.told();
        let Ok(events) = &self.outcome else { panic!("refused: {told}") };
        let last = events.last().expect("a line");
        assert_eq!(last.warnings, [code], "warnings of the last line");
        self.given
    }

    /// Admitted, with this warning and no other stored with the line of that name, and none with the others.
    #[track_caller]
    pub(crate) fn warned_at(self, label: &str, code: &str) -> Given {
        let told = self.told();
        let Ok(events) = &self.outcome else { panic!("refused: {told}") };
        let carried = events.iter().flat_map(|event| event.warnings.iter().map(|code| (event.id().0, code)));
        let carried: Vec<(Uuid, &String)> = carried.collect();
        assert_eq!(carried, [(id(label), &code.to_owned())], "warnings of the lines");
        self.given
    }

    /// Refused by this rule alone.
    #[track_caller]
    pub(crate) fn refused(self, code: &str) -> Refusal {
        let told = self.told();
        let Err(found) = self.outcome else { panic!("admitted, but {code} should refuse it") };
        let [contradiction] = found.as_slice() else { panic!("expected {code} alone, found {told}") };
        assert_eq!(contradiction.rule.code(), code, "found {told}");
        if let [only] = self.blamed.as_slice() {
            assert_eq!(contradiction.fact.0, *only, "the refused line is the one to blame");
        }
        Refusal { contradiction: contradiction.clone() }
    }

    /// Refused by this rule at this place, among others that follow from the same mistake.
    #[track_caller]
    pub(crate) fn refused_among(self, code: &str, pointer: &str) -> Refusal {
        let told = self.told();
        let Err(found) = self.outcome else { panic!("admitted, but {code} should refuse it") };
        let among = |found: &&Contradiction| found.rule.code() == code && found.pointer == pointer;
        let contradiction = found.iter().find(among);
        Refusal { contradiction: contradiction.unwrap_or_else(|| panic!("no {code} in {told}")).clone() }
    }

    fn told(&self) -> String {
        let name = |id: &EventId| self.given.events.get(id).cloned().unwrap_or_else(|| id.to_string());
        let Err(found) = &self.outcome else { return "nothing".to_owned() };
        let told = |found: &Contradiction| {
            let other = found.other.as_ref().map(|other| name(&other.id));
            let (rule, value) = (found.rule.code(), &found.value);
            format!("\n  {rule} at {} = {value}, of {}, against {other:?}", found.pointer, name(&found.fact))
        };
        found.iter().map(told).collect()
    }
}

#[must_use = "a refusal is read to the end: where, and against what"]
pub(crate) struct Refusal {
    contradiction: Contradiction,
}

impl Refusal {
    #[track_caller]
    pub(crate) fn at(self, pointer: &str) -> Self {
        assert_eq!(self.contradiction.pointer, pointer, "where {} shows", self.contradiction.rule.code());
        self
    }

    /// Which line of a batch is to blame.
    #[track_caller]
    pub(crate) fn blames(self, label: &str) -> Self {
        assert_eq!(self.contradiction.fact.0, id(label), "{label} is to blame");
        self
    }

    /// The value found there.
    #[track_caller]
    pub(crate) fn value(self, value: &str) -> Self {
        assert_eq!(self.contradiction.value, value, "the value found");
        self
    }

    /// The other fact that disagrees: its kind, or the name of its event.
    #[track_caller]
    pub(crate) fn against(self, other: &str) {
        let Some(OtherFact { id: found, kind, .. }) = self.contradiction.other else {
            panic!("no other fact disagrees, expected {other}")
        };
        match FactKind::parse(other) {
            Some(expected) => assert_eq!(kind, expected, "the other fact"),
            None => assert_eq!(found.0, id(other), "the other fact is {other}, found {}", kind.name()),
        }
    }

    /// No other fact disagrees.
    #[track_caller]
    pub(crate) fn alone(self) {
        assert_eq!(self.contradiction.other, None, "a fact that contradicts itself");
    }
}
