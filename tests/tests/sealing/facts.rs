//! A family of two of whom everything is told that the ledger seals.

use std::sync::atomic::{AtomicU64, Ordering};

use application::interchange::read_line;
use domain::ids::PersonId;
use domain::{StreamId, Submission};
use serde_json::{Value, json};
use uuid::Uuid;

/// What stands in the values that are sealed for the mother, and nowhere else.
pub(super) const OF_THE_MOTHER: [&str; 6] =
    ["1961-07-23", "Quetzalcoatl", "\"GIN\"", "2013-05-17", "2023-05-16", "987.65"];
/// What stands in those of the household.
pub(super) const OF_THE_HOUSEHOLD: [&str; 2] = ["51454", "432.1"];
/// Those of the son.
pub(super) const OF_THE_SON: [&str; 2] = ["1999-11-30", "Tezcatlipoca"];

/// An identifier that nothing else in these tests has.
pub(super) fn id() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = u128::from(NEXT.fetch_add(1, Ordering::Relaxed));
    Uuid::from_u128(0x5ea1_0000_0000_4000_8000_0000_0000_0000 + number)
}

pub(super) fn line(stream: &StreamId, kind: &str, on: &str, data: &Value) -> String {
    json!({
        "specversion": "1.0", "id": id(), "source": "urn:parcours:org:elia",
        "type": format!("parcours.{kind}.v1"), "subject": stream.to_string(), "occurredon": on, "data": data,
    })
    .to_string()
}

pub(super) fn fact(stream: &StreamId, kind: &str, on: &str, data: &Value) -> Submission {
    let line = line(stream, kind, on, data);
    read_line(line.as_bytes()).unwrap_or_else(|faults| panic!("{faults:?}: {line}")).submission
}

#[derive(Clone)]
pub(super) struct Family {
    pub(super) stream: StreamId,
    pub(super) mother: PersonId,
    pub(super) son: PersonId,
    pub(super) host: Uuid,
}

impl Family {
    pub(super) fn new() -> Self {
        Self {
            stream: format!("household/{}", id()).parse().unwrap(),
            mother: PersonId(id()),
            son: PersonId(id()),
            host: id(),
        }
    }

    pub(super) fn fact(&self, kind: &str, on: &str, data: &Value) -> Submission {
        fact(&self.stream, kind, on, data)
    }

    pub(super) fn mother_joins(&self) -> Submission {
        let data = json!({
            "person": self.mother.0, "birth": "1961-07-23", "sex": "f", "role": "reference_person",
            "reason": "initial", "nationality": ["GIN"], "identity": "Zoé Quetzalcoatl",
        });
        self.fact("member_joined", "2014-01-06", &data)
    }

    /// Resources of one person, or of both together.
    pub(super) fn resources(&self, persons: &[PersonId], total: f64) -> Submission {
        let persons: Vec<Uuid> = persons.iter().map(|person| person.0).collect();
        self.fact("resources_declared", "2015-03-01", &json!({ "persons": persons, "total_eur": total }))
    }

    pub(super) fn permit(&self) -> Submission {
        let data = json!({
            "permit": id(), "person": self.mother.0, "kind": "resident_refugee", "work_authorised": true,
            "valid_from": "2013-05-17", "valid_to": "2023-05-16", "prefecture": "69",
        });
        self.fact("permit_issued", "2014-02-01", &data)
    }

    /// A stay with a host; what is sealed of it belongs to the household and to the host.
    pub(super) fn stay(&self, commune: Option<&str>) -> Submission {
        let mut data = json!({
            "occupancy": id(), "kind": "hotel", "persons": [self.mother.0, self.son.0],
        });
        if let Some(commune) = commune {
            data["commune"] = commune.into();
        }
        self.fact("occupancy_started", "2014-03-01", &data)
    }

    /// Every value that can be sealed, of every kind of subject.
    pub(super) fn everything(&self) -> Vec<Submission> {
        let son = json!({
            "person": self.son.0, "birth": "1999-11-30", "role": "child", "reason": "initial",
            "identity": "Aï Tezcatlipoca",
        });
        let hosted = json!({
            "occupancy": id(), "kind": "citizen_hosting", "persons": [self.mother.0, self.son.0],
            "commune": "51454", "host": self.host,
        });
        vec![
            self.fact("household_opened", "2014-01-06", &json!({ "opened_by": "elia" })),
            self.mother_joins(),
            self.fact("member_joined", "2014-01-06", &son),
            self.permit(),
            self.fact("occupancy_started", "2014-03-01", &hosted),
            self.resources(&[self.mother], 987.65),
            self.resources(&[self.mother, self.son], 432.1),
        ]
    }
}
