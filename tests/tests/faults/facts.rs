//! Facts of small households and programmes, each with an identifier of its own.

use std::sync::atomic::{AtomicU64, Ordering};

use application::interchange::read_line;
use domain::{StreamId, Submission};
use serde_json::{Value, json};
use uuid::Uuid;

/// An identifier that nothing else in these tests has.
pub(crate) fn id() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = u128::from(NEXT.fetch_add(1, Ordering::Relaxed));
    Uuid::from_u128(0x0fa1_7000_0000_4000_8000_0000_0000_0000 + number)
}

/// A line of interchange, without its recording time.
pub(crate) fn line(stream: &str, kind: &str, on: &str, data: &Value) -> Value {
    json!({
        "specversion": "1.0", "id": id().to_string(), "source": "urn:parcours:org:elia",
        "type": format!("parcours.{kind}.v1"), "subject": stream, "occurredon": on, "data": data,
    })
}

pub(crate) fn fact(stream: &StreamId, kind: &str, on: &str, data: &Value) -> Submission {
    let line = line(&stream.to_string(), kind, on, data).to_string();
    read_line(line.as_bytes()).unwrap_or_else(|faults| panic!("{faults:?}: {line}")).submission
}

/// A household and its reference person.
#[derive(Clone)]
pub(crate) struct Family {
    pub(crate) stream: StreamId,
    pub(crate) person: Uuid,
    since: &'static str,
}

impl Family {
    pub(crate) fn new() -> Self {
        Self::since("2020-01-06")
    }

    pub(crate) fn since(since: &'static str) -> Self {
        Self { since, stream: format!("household/{}", id()).parse().unwrap(), person: id() }
    }

    /// The two facts that it begins with.
    pub(crate) fn opened(&self) -> [Submission; 2] {
        [
            fact(&self.stream, "household_opened", self.since, &json!({ "opened_by": "elia" })),
            self.joined(self.person, "reference_person", self.since),
        ]
    }

    pub(crate) fn joined(&self, person: Uuid, role: &str, on: &str) -> Submission {
        let reason = if role == "child" { "family_reunification" } else { "initial" };
        let data = json!({ "person": person, "birth": "1990", "role": role, "reason": reason });
        fact(&self.stream, "member_joined", on, &data)
    }

    pub(crate) fn left(&self, person: Uuid, on: &str) -> Submission {
        fact(&self.stream, "member_left", on, &json!({ "person": person, "reason": "separation" }))
    }

    /// Something that anybody may record at any time.
    pub(crate) fn status(&self, on: &str) -> Submission {
        let data = json!({ "person": self.person, "status": "refugee" });
        fact(&self.stream, "legal_status_recorded", on, &data)
    }

    pub(crate) fn housed(&self, occupancy: Uuid) -> Submission {
        let data = json!({ "occupancy": occupancy, "kind": "shared_flat", "persons": [self.person] });
        fact(&self.stream, "occupancy_started", "2020-02", &data)
    }

    pub(crate) fn leased(&self, lease: Uuid, occupancy: Uuid) -> Submission {
        let data = json!({
            "lease": lease, "kind": "simple_sublease", "signatories": [self.person],
            "occupancy": occupancy, "intermediary": "elia", "starts_on": "2020-02-01",
        });
        fact(&self.stream, "lease_signed", "2020-02-01", &data)
    }

    pub(crate) fn lease_ended(&self, lease: Uuid) -> Submission {
        fact(&self.stream, "lease_ended", "2022-06", &json!({ "lease": lease, "reason": "tenant_notice" }))
    }

    pub(crate) fn enrolled(&self, enrolment: Uuid, programme: &StreamId, on: &str) -> Submission {
        let StreamId::Programme(code) = programme else { panic!("{programme} is no programme") };
        let data = json!({
            "enrolment": enrolment, "programme": code.to_string(), "persons": [self.person],
        });
        fact(&self.stream, "enrolment_started", on, &data)
    }

    pub(crate) fn enrolment_ended(&self, enrolment: Uuid, on: &str) -> Submission {
        let data = json!({
            "enrolment": enrolment, "reason": "goal_reached", "destination": "unknown",
        });
        fact(&self.stream, "enrolment_ended", on, &data)
    }

    /// The reference person leaves for a household of their own.
    pub(crate) fn split(&self, new: &Self, leaving: Uuid) -> Vec<Submission> {
        let StreamId::Household(here) = &self.stream else { panic!("{} is no household", self.stream) };
        let StreamId::Household(there) = &new.stream else { panic!("{} is no household", new.stream) };
        let split = json!({
            "new_household": there.to_string(), "persons": [leaving], "episodes": [],
            "reason": "separation",
        });
        let opened = json!({ "opened_by": "elia", "from_household": here.to_string() });
        let joined = json!({
            "person": leaving, "birth": "1990", "role": "reference_person", "reason": "split",
        });
        vec![
            fact(&self.stream, "household_split", "2022-03-01", &split),
            fact(&new.stream, "household_opened", "2022-03-01", &opened),
            fact(&new.stream, "member_joined", "2022-03-01", &joined),
        ]
    }
}

/// A new programme and the facts that open it.
pub(crate) fn programme() -> (StreamId, [Submission; 2]) {
    let stream: StreamId = format!("programme/p-{}", id().simple()).parse().unwrap();
    let facts = [registered(&stream), state(&stream, "2005", "open")];
    (stream, facts)
}

pub(crate) fn registered(stream: &StreamId) -> Submission {
    let StreamId::Programme(code) = stream else { panic!("{stream} is no programme") };
    let data = json!({
        "programme": code.to_string(), "level": "scheme", "name": "Bail glissant", "operator": "elia",
        "kind": "mediated_letting", "territory": ["13"], "funding": ["fami"], "sensitive": false,
    });
    fact(stream, "programme_registered", "2005", &data)
}

pub(crate) fn state(stream: &StreamId, on: &str, state: &str) -> Submission {
    let mut data = json!({ "state": state });
    if state == "closed" {
        data["reason"] = "planned".into();
    }
    fact(stream, "programme_status_set", on, &data)
}
