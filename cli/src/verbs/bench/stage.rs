//! The households on which `record` is measured: copies of a worked stream of 20 events, each with 20 facts
//! that a caseworker records next.

use std::fs::File;
use std::io::{BufWriter, Write as _};

use application::Application;
use application::import::Options;
use application::interchange::read_line;
use domain::facts::SCHEMA;
use domain::{Origin, Submission};
use event_store::{NewEvent, StreamName, canonical_json};
use serde_json::{Value, json};
use uuid::Uuid;

use super::copies::Copies;
use super::failed;
use super::place::Place;
use super::population;
use crate::failure::Failure;
use crate::verbs::demo::PROGRAMMES;

/// Famille K., of the *Plateforme des régularisés*.
const HOUSEHOLD: &str = "household/dbbf675a-0ce3-55c1-9667-ec123fe0da3b";
const PERSONS: [&str; 4] = [
    "c0f18a44-d27b-5e5f-ad06-5c13e3fab01a",
    "860cf63d-b415-5256-ae34-0c82dcb7299f",
    "4c9f8a1a-efa5-5d43-94b4-37bebee6d251",
    "01d2105e-2b26-5479-9aba-c1f53e289993",
];

/// Facts to record on each household.
pub(super) const FACTS: u32 = 20;

/// Households to record on, made as they are needed.
pub(super) struct Stage {
    histories: Copies,
    facts: Copies,
    next_copy: u32,
    next_newcomer: u64,
}

impl Stage {
    pub(super) fn new() -> Self {
        let lines = PROGRAMMES.iter().flat_map(|(_, text)| text.lines());
        let programme = "\"subject\":\"programme/plateforme-regularises\"";
        let wanted = lines.filter(|line| line.contains(HOUSEHOLD) || line.contains(programme));
        let facts: Vec<String> = (0..FACTS).map(|number| fact(number).to_string()).collect();
        let facts = Copies::of(facts.iter().map(String::as_str));
        Self { histories: Copies::of(wanted), facts, next_copy: 0, next_newcomer: 0 }
    }

    /// Events to insert without admission: the facts, as the ledger stores them.
    pub(super) fn samples(&self) -> Result<Vec<NewEvent>, Failure> {
        self.facts_of(0)?.iter().map(new_event).collect()
    }

    /// Imports so many new households; answers the facts that come next for each.
    pub(super) async fn households(
        &mut self,
        count: u32,
        application: &Application,
        place: &Place,
    ) -> Result<Vec<Vec<Submission>>, Failure> {
        let copies = self.next_copy..=self.next_copy + count;
        // The first copy also brings the programme, and nothing is measured on it.
        let measured = copies.clone().skip(1);
        self.next_copy += count + 1;
        let path = place.file("households.ndjson");
        let mut file = BufWriter::new(File::create(&path).map_err(failed)?);
        for line in copies.flat_map(|copy| self.histories.lines(copy)) {
            writeln!(file, "{line}").map_err(failed)?;
        }
        file.into_inner().map_err(|error| failed(error.into_error()))?;
        import(application, path, &mut |_| {}).await?;
        measured.map(|copy| self.facts_of(copy)).collect()
    }

    /// The facts of so many invented households that are not there yet; the programmes that they enter are.
    pub(super) async fn newcomers(
        &mut self,
        count: u32,
        application: &Application,
        place: &Place,
    ) -> Result<Vec<Vec<Submission>>, Failure> {
        if self.next_newcomer == 0 {
            let path = place.file("programmes.ndjson");
            let lines: String = population::programmes().flat_map(|line| [line, "\n"]).collect();
            std::fs::write(&path, lines).map_err(failed)?;
            import(application, path, &mut |_| {}).await?;
        }
        let numbers = self.next_newcomer..self.next_newcomer + u64::from(count);
        self.next_newcomer = numbers.end;
        let facts = |number| population::household(number).iter().map(|line| recordable(line)).collect();
        numbers.map(facts).collect()
    }

    fn facts_of(&self, copy: u32) -> Result<Vec<Submission>, Failure> {
        self.facts.lines(copy).map(|line| recordable(&line)).collect()
    }
}

/// A line as somebody would record it.
fn recordable(line: &str) -> Result<Submission, Failure> {
    match read_line(line.as_bytes()) {
        Ok(line) => Ok(Submission { origin: Origin::Manual, ..line.submission }),
        Err(faults) => Err(failed(format!("{faults:?}"))),
    }
}

/// Imports a file in which nothing is to be refused; answers how many events that were.
pub(super) async fn import(
    application: &Application,
    path: std::path::PathBuf,
    progress: &mut (dyn FnMut(application::import::Progress) + Send),
) -> Result<u64, Failure> {
    let report = application.import(&[path], Options::default(), progress).await?;
    match report.refused.first() {
        None => Ok(report.accepted),
        Some(refusal) => {
            let (rule, line, pointer) = (refusal.rule.code(), refusal.line, &refusal.pointer);
            Err(failed(format!("line {line} was refused: {rule} at {pointer}")))
        }
    }
}

/// The line of a fact to come. Months pass; each brings a declaration, a training with its end, a level.
fn fact(number: u32) -> Value {
    let (month, turn) = (number / 5 + 1, number % 5);
    let person = PERSONS[usize::from(month % 2 == 0)];
    let training = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("training {month}").as_bytes());
    let (kind, day, data) = match turn {
        0 => {
            let sources =
                json!([{ "source": "wage", "amount_eur": 900.2 }, { "source": "rsa", "amount_eur": 300.25 }]);
            (
                "resources_declared",
                2,
                json!({ "persons": [person], "total_eur": 1200.45, "sources": sources }),
            )
        }
        1 => {
            let course =
                json!({ "training": training, "person": person, "kind": "language", "hours_per_week": 12.5 });
            ("training_started", 5, course)
        }
        2 => (
            "legal_status_recorded",
            9,
            json!({ "person": person, "status": "refugee", "authority": "ofpra" }),
        ),
        3 => (
            "training_ended",
            25,
            json!({ "training": training, "outcome": "completed", "hours_attended": 40 }),
        ),
        _ => {
            let level =
                json!({ "person": person, "kind": "language_level", "value": "a2", "training": training });
            ("assessment_recorded", 27, level)
        }
    };
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("fact {number}").as_bytes());
    json!({
        "specversion": "1.0", "id": id, "source": "urn:parcours:org:mep", "type": format!("parcours.{kind}.v1"),
        "subject": HOUSEHOLD, "occurredon": format!("2012-{month:02}-{day:02}"), "data": data,
    })
}

/// As the ledger takes it.
fn new_event(fact: &Submission) -> Result<NewEvent, Failure> {
    Ok(NewEvent {
        event_id: fact.id.0,
        stream: StreamName::new(fact.stream.to_string()).map_err(failed)?,
        event_type: fact.fact.kind().name().to_owned(),
        schema: SCHEMA,
        occurred_on: fact.on.to_string(),
        actor: event_store::Actor {
            organisation: fact.actor.organisation.to_string(),
            role: fact.actor.role.clone(),
            user: fact.actor.user.clone(),
        },
        origin: event_store::Origin::Manual,
        batch: None,
        warnings: Vec::new(),
        payload: canonical_json(&fact.fact.write()),
        source_recorded_at: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_household_and_its_programme_are_among_the_examples() {
        let stage = Stage::new();
        let household = stage.histories.lines(1).collect::<Vec<_>>();
        assert_eq!(household.len(), 20);
        assert!(stage.histories.lines(0).count() > 21);
        assert!(!household.concat().contains(HOUSEHOLD));
    }

    #[test]
    fn every_fact_to_come_can_be_read() {
        let facts = Stage::new().facts_of(7).unwrap();
        assert_eq!(facts.len(), 20);
        assert!(facts.windows(2).all(|pair| pair[0].stream == pair[1].stream && pair[0].id != pair[1].id));
    }
}
