//! Histories as an analyst writes them: short lines with names instead of identifiers.
//!
//! ```text
//! programme house 75 93                         a programme with its departments, open since 2000
//! programme flats in house 75                   one below it
//! household durand: anna 1980, tom 2010 child   a file opened in 2014; the first is the reference person
//! durand 2017-03 enrolment_started enrolment=stay programme=flats persons=anna,tom
//! durand 2017-06-30 event_retracted target=exit reason=duplicate recorded=2018-01-05
//! ```
//!
//! Any fact of the interchange form may stand there. `#name` names a line, so that a correction finds it; what a line
//! does not say of its recording happened on the day of the fact.

use std::collections::BTreeMap;

use domain::PartialDate;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// What is an identifier and not a code.
const IDENTIFIERS: [&str; 28] = [
    "activity",
    "consent",
    "continues",
    "contract",
    "counterpart",
    "dwelling",
    "enrolment",
    "episodes",
    "from_household",
    "holders",
    "host",
    "into",
    "lease",
    "new_household",
    "new_lease",
    "occupancy",
    "pairing",
    "permit",
    "person",
    "persons",
    "renews",
    "request",
    "right",
    "session",
    "signatories",
    "site",
    "target",
    "training",
];
const LISTS: [&str; 7] =
    ["arrival_routes", "episodes", "holders", "persons", "signatories", "statuses", "territory"];
const NUMBERS: [&str; 12] = [
    "age_max",
    "age_min",
    "amount_eur",
    "hours_attended",
    "hours_per_week",
    "monthly_charge_eur",
    "places",
    "planned_hours",
    "sessions",
    "total_eur",
    "version",
    "weekly_hours",
];

/// The lines of interchange of a story, and the names behind the identifiers.
#[derive(Default)]
pub(super) struct Story {
    pub(super) lines: Vec<Value>,
    names: BTreeMap<String, String>,
    programmes: Vec<String>,
}

impl Story {
    pub(super) fn read(text: &str) -> Self {
        let mut story = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["programme", code, "in", parent, territory @ ..] => {
                    story.programme(code, Some(parent), territory);
                }
                ["programme", code, territory @ ..] => story.programme(code, None, territory),
                ["household", ..] => story.household(line),
                [of, on, kind, fields @ ..] => story.fact(of, on, kind, fields),
                _ => panic!("a line of a story is too short: {line}"),
            }
        }
        story
    }

    /// The same text with the names that the story uses for identifiers.
    pub(super) fn named(&self, text: &str) -> String {
        let word = |word: &str| self.names.get(word).cloned().unwrap_or_else(|| word.to_owned());
        text.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }

    /// The identifier behind a name.
    pub(super) fn id_of(name: &str) -> String {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string()
    }

    fn id(&mut self, name: &str) -> String {
        let id = Self::id_of(name);
        self.names.insert(id.clone(), name.to_owned());
        id
    }

    fn programme(&mut self, code: &str, parent: Option<&str>, territory: &[&str]) {
        self.programmes.push(code.to_owned());
        let mut data = json!({
            "programme": code, "level": "scheme", "name": code, "operator": "asso",
            "kind": "accommodation", "territory": territory, "sensitive": false,
        });
        if let Some(parent) = parent {
            data["parent"] = parent.into();
        }
        self.push(&format!("programme/{code}"), "2000-01-01", "programme_registered", None, None, &data);
        let open = json!({ "state": "open" });
        self.push(&format!("programme/{code}"), "2000-01-01", "programme_status_set", None, None, &open);
    }

    fn household(&mut self, line: &str) {
        let (name, members) = line.trim_start_matches("household ").split_once(':').expect("members");
        let stream = format!("household/{}", self.id(name));
        let opened = json!({ "opened_by": "asso" });
        self.push(&stream, "2014-01-01", "household_opened", None, None, &opened);
        for (place, member) in members.split(',').enumerate() {
            let words: Vec<&str> = member.split_whitespace().collect();
            let (person, birth) = (self.id(words[0]), value("birth", words[1]));
            let role =
                words.get(2).copied().unwrap_or(if place == 0 { "reference_person" } else { "partner" });
            let joined = json!({ "person": person, "birth": birth, "role": role, "reason": "initial" });
            self.push(&stream, "2014-01-01", "member_joined", None, None, &joined);
        }
    }

    fn fact(&mut self, of: &str, on: &str, kind: &str, fields: &[&str]) {
        let is_programme = self.programmes.iter().any(|code| code == of);
        let stream =
            if is_programme { format!("programme/{of}") } else { format!("household/{}", self.id(of)) };
        let (mut data, mut recorded, mut label) = (Value::Object(Map::new()), None, None);
        for field in fields {
            if let Some(name) = field.strip_prefix('#') {
                label = Some(self.id(name));
                continue;
            }
            let (path, text) = field.split_once('=').unwrap_or_else(|| panic!("{field} is no field=value"));
            if path == "recorded" {
                recorded = Some(text.parse::<Date>().expect("a day"));
                continue;
            }
            let read = self.field(kind, path, text);
            let mut place = &mut data;
            for name in path.split('.') {
                place = &mut place[name];
            }
            *place = read;
        }
        if kind == "household_opened" {
            data["opened_by"] = "asso".into();
        }
        self.push(&stream, on, kind, recorded, label, &data);
    }

    fn field(&mut self, kind: &str, path: &str, text: &str) -> Value {
        let name = path.rsplit('.').next().unwrap_or(path);
        let is_list = LISTS.contains(&name) || (name == "funding" && kind == "programme_registered");
        let is_number = kind == "capacity_set" || kind == "figure_declared";
        let mut one = |text: &str| {
            if let Some((episode, fate)) = text.split_once(':').filter(|_| name == "episodes") {
                return json!({ "episode": self.id(episode), "fate": fate });
            }
            if IDENTIFIERS.contains(&name) { Value::from(self.id(text)) } else { value(name, text) }
        };
        if is_list {
            return text.split(',').filter(|text| !text.is_empty()).map(one).collect();
        }
        if name == "value" && is_number { number(text) } else { one(text) }
    }

    fn push(
        &mut self,
        stream: &str,
        on: &str,
        kind: &str,
        recorded: Option<Date>,
        id: Option<String>,
        data: &Value,
    ) {
        let said: PartialDate = on.parse().unwrap_or_else(|error| panic!("{error}"));
        let day = if said.latest() == Date::MAX { said.earliest() } else { said.latest() };
        let id = id.unwrap_or_else(|| Self::id_of(&format!("line {}", self.lines.len())));
        self.lines.push(json!({
            "specversion": "1.0", "id": id, "source": "urn:parcours:org:asso",
            "type": format!("parcours.{kind}.v1"), "subject": stream, "occurredon": on,
            "recordedtime": format!("{}T12:00:00Z", recorded.unwrap_or(day)), "data": data,
        }));
    }
}

fn value(name: &str, text: &str) -> Value {
    match text {
        "erased" if ["birth", "commune", "destination_commune"].contains(&name) => json!({ "erased": true }),
        "true" | "false" => Value::from(text == "true"),
        _ if NUMBERS.contains(&name) => number(text),
        _ => Value::from(text),
    }
}

fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("{text} is no number"))
}
