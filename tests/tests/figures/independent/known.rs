//! What is known of a history, worked out from its lines alone: who was where, from when to when.
//!
//! Written from the rules and the catalogue of facts; nothing of the facts tables or of the rules in SQL is used.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::Value;

/// The days that a date may be.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Days {
    pub(super) first: Date,
    pub(super) last: Date,
}

impl Days {
    fn read(text: &str) -> Self {
        let parts: Vec<i16> = text.split('-').map(|part| part.parse().unwrap()).collect();
        let month =
            |at: usize, missing: i8| parts.get(at).map_or(missing, |part| i8::try_from(*part).unwrap());
        let first = Date::new(parts[0], month(1, 1), month(2, 1)).unwrap();
        let last_month = Date::new(parts[0], month(1, 12), 1).unwrap();
        Self { first, last: if parts.len() == 3 { first } else { last_month.last_of_month() } }
    }

    /// The one that stands for them (RP30).
    pub(super) fn day(self, rule: &str) -> Date {
        match rule {
            "latest" => self.last,
            "middle" => self.first + ((self.last - self.first).get_days() / 2).days(),
            _ => self.first,
        }
    }
}

/// A fact as believed, with its place among all lines.
#[derive(Clone)]
pub(super) struct Fact {
    pub(super) stream: String,
    pub(super) kind: String,
    pub(super) on: Days,
    pub(super) data: Value,
    pub(super) position: usize,
}

impl Fact {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.data.get(name).and_then(Value::as_str)
    }

    pub(super) fn has(&self, name: &str, text: &str) -> bool {
        self.text(name) == Some(text)
    }

    pub(super) fn persons(&self) -> Option<Vec<String>> {
        let all = self.data.get("persons")?.as_array()?.iter();
        Some(all.map(|person| person.as_str().unwrap().to_owned()).collect())
    }

    pub(super) fn date(&self, name: &str) -> Option<Days> {
        self.text(name).map(Days::read)
    }
}

/// The facts believed at an instant, in the order in which they happened.
pub(super) fn facts(lines: &[Value], known_at: Option<&str>) -> Vec<Fact> {
    let mut facts: BTreeMap<String, Fact> = BTreeMap::new();
    for (position, line) in lines.iter().enumerate() {
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        if known_at.is_some_and(|instant| text("recordedtime").as_str() > instant) {
            break;
        }
        let kind = text("type").trim_start_matches("parcours.").trim_end_matches(".v1").to_owned();
        let (on, data) = (Days::read(&text("occurredon")), line["data"].clone());
        let target = data["target"].as_str();
        if kind == "event_retracted" {
            facts.remove(target.unwrap());
        } else if kind == "event_corrected" {
            if let Some(fact) = facts.get_mut(target.unwrap()) {
                fact.data = data["payload"].clone();
                fact.on = Days::read(data["occurred_on"].as_str().unwrap());
            }
        } else {
            facts.insert(text("id"), Fact { stream: text("subject"), kind, on, data, position });
        }
    }
    let mut facts: Vec<Fact> = facts.into_values().collect();
    facts.sort_by_key(|fact| (fact.on.first, fact.position));
    facts
}

/// The part of one person in an enrolment or an occupancy.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) opening: Fact,
    pub(super) person: String,
    pub(super) from: Days,
    pub(super) end: Option<Fact>,
}

/// The parts of everybody in the episodes that a kind of fact opens and another one ends, by identifier `name`.
pub(super) fn parts(facts: &[Fact], opens: &str, ends: &str, name: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    // Ends that partial dates put before their beginning.
    let mut early: Vec<Fact> = Vec::new();
    let is_of = |part: &Part, end: &Fact| part.opening.text(name) == end.text(name);
    let close = |parts: &mut Vec<Part>, end: &Fact| {
        let named = end.persons();
        for part in parts.iter_mut().filter(|part| part.end.is_none() && is_of(part, end)) {
            if named.as_ref().is_none_or(|named| named.contains(&part.person)) {
                part.end = Some(end.clone());
            }
        }
    };
    for fact in facts {
        if fact.kind == opens {
            for person in fact.persons().unwrap() {
                parts.push(Part { opening: fact.clone(), person, from: fact.on, end: None });
            }
            let (now, later): (Vec<_>, Vec<_>) =
                early.into_iter().partition(|end| end.text(name) == fact.text(name));
            early = later;
            for end in &now {
                close(&mut parts, end);
            }
        } else if fact.kind == ends {
            if !parts.iter().any(|part| is_of(part, fact)) {
                early.push(fact.clone());
            }
            close(&mut parts, fact);
        } else if fact.kind == "member_joined" && !fact.has("reason", "initial") {
            joined(&mut parts, fact, name);
        } else if matches!(fact.kind.as_str(), "member_left" | "household_split" | "household_merged") {
            let here = |part: &&mut Part| part.opening.stream == fact.stream && part.end.is_none();
            for part in parts.iter_mut().filter(here).filter(|part| leaves(fact, &part.person)) {
                part.end = Some(fact.clone());
            }
        }
    }
    parts
}

/// Whether a person leaves the household by a fact: a merger empties it.
fn leaves(fact: &Fact, person: &str) -> bool {
    let named = fact.persons().is_some_and(|persons| persons.iter().any(|one| one == person));
    named || fact.has("person", person) || fact.kind == "household_merged"
}

/// Who joins a household joins what is open for anybody in it.
fn joined(parts: &mut Vec<Part>, fact: &Fact, name: &str) {
    let open: BTreeMap<String, Fact> = parts
        .iter()
        .filter(|part| part.opening.stream == fact.stream && part.end.is_none())
        .map(|part| (part.opening.text(name).unwrap().to_owned(), part.opening.clone()))
        .collect();
    for (id, opening) in open {
        let person = fact.text("person").unwrap();
        let is_in =
            |part: &Part| part.opening.text(name) == Some(&id) && part.person == person && part.end.is_none();
        if !parts.iter().any(is_in) {
            parts.push(Part { opening, person: person.to_owned(), from: fact.on, end: None });
        }
    }
}
