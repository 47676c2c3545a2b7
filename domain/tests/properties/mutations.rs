//! Lines that are nearly right: fields of one in another, dates moved, facts repeated, corrected, retracted.

use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::common::histories::Line;
use crate::common::id;

/// What to do to the line at a place, with another one at hand.
#[derive(Debug, Clone)]
pub(crate) enum Mutation {
    /// Leave it as it is.
    Keep,
    /// Tell it on the day of the other.
    Move(Index),
    /// Say it again.
    Repeat,
    /// Put a value of the other line into a field of the same name.
    Borrow(Index, Index),
    /// Leave a field out.
    Drop(Index),
    /// Correct it by the other one's date and, when kinds agree, payload.
    Correct(Index),
    /// Take it back.
    Retract,
    /// Erase the person of the line.
    Erase,
}

pub(crate) fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        4 => Just(Mutation::Keep),
        2 => any::<Index>().prop_map(Mutation::Move),
        1 => Just(Mutation::Repeat),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(other, field)| Mutation::Borrow(other, field)),
        1 => any::<Index>().prop_map(Mutation::Drop),
        2 => any::<Index>().prop_map(Mutation::Correct),
        1 => Just(Mutation::Retract),
        1 => Just(Mutation::Erase),
    ]
}

/// The lines to record in place of the one at `place`.
pub(crate) fn mutated(lines: &[Line], place: usize, mutation: &Mutation) -> Vec<Line> {
    let line = lines[place].clone();
    let renamed = |line: &Line, what: &str| Line { event: id(&format!("{what} {place}")), ..line.clone() };
    let other = |index: &Index| &lines[index.index(lines.len())];
    match mutation {
        Mutation::Keep => vec![line],
        Mutation::Move(index) => vec![Line { on: other(index).on, ..line }],
        Mutation::Repeat => vec![line.clone(), renamed(&line, "again")],
        Mutation::Borrow(index, field) => vec![borrowing(line, other(index), *field)],
        Mutation::Drop(field) => vec![dropping(line, *field)],
        Mutation::Correct(index) => {
            let other = other(index);
            let payload = if other.name == line.name { &other.data } else { &line.data };
            let data = json!({
                "target": line.event, "occurred_on": other.on.to_string(), "payload": payload, "reason": "reclassification",
            });
            let correction = meta(&line, "event_corrected", data);
            vec![line, renamed(&correction, "correction")]
        }
        Mutation::Retract => {
            let retraction =
                meta(&line, "event_retracted", json!({ "target": line.event, "reason": "duplicate" }));
            vec![line, renamed(&retraction, "retraction")]
        }
        Mutation::Erase => {
            let person = line.data.get("person").or_else(|| line.data.get("persons")?.get(0)).cloned();
            let data = json!({ "person": person, "basis": "request", "level": "all" });
            let erasure = meta(&line, "personal_data_erased", data);
            vec![line, renamed(&erasure, "erasure")]
        }
    }
}

fn meta(line: &Line, name: &str, data: Value) -> Line {
    Line { name: name.to_owned(), on: "2020-05-20".parse().expect("a date"), data, ..line.clone() }
}

fn borrowing(mut line: Line, other: &Line, field: Index) -> Line {
    let Some(fields) = line.data.as_object_mut().filter(|fields| !fields.is_empty()) else { return line };
    let name = fields.keys().nth(field.index(fields.len())).cloned().unwrap_or_default();
    if let Some(value) = other.data.get(&name) {
        fields.insert(name, value.clone());
    }
    line
}

fn dropping(mut line: Line, field: Index) -> Line {
    let Some(fields) = line.data.as_object_mut().filter(|fields| !fields.is_empty()) else { return line };
    let name = fields.keys().nth(field.index(fields.len())).cloned().unwrap_or_default();
    fields.remove(&name);
    line
}
