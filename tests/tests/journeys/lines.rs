//! Lines of interchange about small households, each with an identifier of its own, and their import.

use std::sync::atomic::{AtomicU64, Ordering};

use application::Application;
use application::import::{Options, Report};
use application::interchange::read_line;
use domain::Submission;
use serde_json::{Value, json};
use uuid::Uuid;

/// An identifier that nothing else in these tests has.
pub(super) fn id() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = u128::from(NEXT.fetch_add(1, Ordering::Relaxed));
    Uuid::from_u128(0x0de5_7000_0000_4000_8000_0000_0000_0000 + number)
}

/// A fact of a household.
pub(super) fn line(household: Uuid, kind: &str, on: &str, data: &Value) -> Value {
    about(&format!("household/{household}"), kind, on, data)
}

/// A fact of the programme `letting`.
pub(super) fn programme_line(kind: &str, on: &str, data: &Value) -> Value {
    about("programme/letting", kind, on, data)
}

fn about(subject: &str, kind: &str, on: &str, data: &Value) -> Value {
    json!({
        "specversion": "1.0", "id": id().to_string(), "source": "urn:parcours:org:elia",
        "type": format!("parcours.{kind}.v1"), "subject": subject, "occurredon": on, "data": data,
    })
}

/// The same facts, accepted or refused together.
pub(super) fn together<const N: usize>(mut lines: [Value; N]) -> [Value; N] {
    let batch = id();
    for line in &mut lines {
        line["batch"] = batch.to_string().into();
    }
    lines
}

/// The programme `letting`, open since 2000.
pub(super) fn open_programme() -> [Value; 2] {
    let registered = json!({
        "programme": "letting", "level": "scheme", "name": "Bail glissant", "operator": "elia",
        "kind": "mediated_letting", "sensitive": false,
    });
    [programme_line("programme_registered", "2000", &registered), state("open", "2000")]
}

pub(super) fn state(state: &str, on: &str) -> Value {
    programme_line("programme_status_set", on, &json!({ "state": state }))
}

pub(super) fn opened(household: Uuid) -> Value {
    line(household, "household_opened", "2010-01-01", &json!({ "opened_by": "elia" }))
}

pub(super) fn joined(household: Uuid, person: Uuid, role: &str, reason: &str, on: &str) -> Value {
    let data = json!({ "person": person, "birth": "1980", "role": role, "reason": reason });
    line(household, "member_joined", on, &data)
}

/// A household of these persons, the first of whom is its reference.
pub(super) fn household<const N: usize>(household: Uuid, persons: [Uuid; N]) -> Vec<Value> {
    let mut lines = vec![opened(household)];
    for (nth, person) in persons.into_iter().enumerate() {
        let role = if nth == 0 { "reference_person" } else { "co_resident" };
        lines.push(joined(household, person, role, "initial", "2010-01-01"));
    }
    lines
}

/// One person leaves for a household of their own, with nothing open.
pub(super) fn split(from: Uuid, into: Uuid, person: Uuid, on: &str) -> [Value; 3] {
    let split = json!({
        "new_household": into, "persons": [person], "episodes": [], "reason": "separation",
    });
    let opened = json!({ "opened_by": "elia", "from_household": from });
    together([
        line(from, "household_split", on, &split),
        line(into, "household_opened", on, &opened),
        joined(into, person, "reference_person", "split", on),
    ])
}

pub(super) fn enrolled(household: Uuid, enrolment: Uuid, persons: &[Uuid], on: &str) -> Value {
    let data = json!({ "enrolment": enrolment, "programme": "letting", "persons": persons });
    line(household, "enrolment_started", on, &data)
}

/// The exit of everybody, or of `persons` alone.
pub(super) fn exited(household: Uuid, enrolment: Uuid, persons: &[Uuid], on: &str) -> Value {
    let mut data = json!({ "enrolment": enrolment, "reason": "goal_reached", "destination": "unknown" });
    if !persons.is_empty() {
        data["persons"] = json!(persons);
    }
    line(household, "enrolment_ended", on, &data)
}

pub(super) fn hired(household: Uuid, contract: Uuid, person: Uuid, on: &str) -> Value {
    let data = json!({ "contract": contract, "person": person, "kind": "cdi", "starts_on": on });
    line(household, "contract_signed", on, &data)
}

pub(super) fn contract_ended(household: Uuid, contract: Uuid, on: &str) -> Value {
    line(household, "contract_ended", on, &json!({ "contract": contract, "reason": "resignation" }))
}

/// What a program would submit for a line.
pub(super) fn submission(line: &Value) -> Submission {
    let text = line.to_string();
    read_line(text.as_bytes()).unwrap_or_else(|faults| panic!("{faults:?}: {text}")).submission
}

/// Imports the lines as one file.
pub(super) async fn import(application: &Application, lines: &[Value], options: Options) -> Report {
    let folder = tests::scratch();
    let file = folder.path().join("lines.ndjson");
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    application.import(&[file], options, &mut |_| {}).await.unwrap()
}

/// Imports lines none of which is refused.
pub(super) async fn import_all(application: &Application, lines: &[Value]) {
    let report = import(application, lines, Options::default()).await;
    assert_eq!(report.refused_in_all, 0, "{:#?}", report.refused);
    assert_eq!(report.accepted, lines.len() as u64);
}

/// Line, rule and pointer of each refusal.
pub(super) fn refusals(report: &Report) -> Vec<(u64, &'static str, &str)> {
    report.refused.iter().map(|one| (one.line, one.rule.code(), one.pointer.as_str())).collect()
}
