//! Invented households: about thirty facts each, different from one another and the same in every run.

use domain::PartialDate;
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan as _};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::verbs::demo::PROGRAMMES;

/// The codes of the programmes that they enter.
pub(super) const CODES: [&str; 2] = ["para", "plateforme-regularises"];

/// Homes on the way.
const HOMES: [&str; 4] = ["relay_flat", "iml_sublease", "hotel", "emergency_centre"];
const DESTINATIONS: [&str; 4] = ["social_housing", "private_rental", "social_residence", "unknown"];
const STATUSES: [(&str, &str); 3] =
    [("refugee", "ofpra"), ("subsidiary_protection", "ofpra"), ("regularised", "prefecture")];
const CONTRACTS: [&str; 3] = ["cdd", "interim", "cddi"];
const COMMUNES: [&str; 4] = ["75118", "93066", "94028", "69123"];

/// The facts of the programmes that the households enter, as lines.
pub(super) fn programmes() -> impl Iterator<Item = &'static str> {
    let lines = PROGRAMMES.iter().flat_map(|(_, text)| text.lines());
    lines.filter(|line| line.contains("\"subject\":\"programme/"))
}

/// The facts of one household, as lines of one batch.
pub(super) fn household(number: u64) -> Vec<String> {
    let mut chance = Chance::of_number(number);
    let code = chance.of(&CODES);
    let organisation = if code == "para" { "ftda" } else { "mep" };
    let (id, batch) = (chance.id(), chance.id());
    let story = Story { lines: Vec::new(), organisation, id, batch, today: chance.day(), chance };
    story.told(code)
}

/// One more fact of a household, another one in each round.
pub(super) fn later(number: u64, round: u64) -> Option<String> {
    let lines = household(number);
    let joined: Value = lines.iter().map(|line| serde_json::from_str(line)).nth(1)?.ok()?;
    let mut line = joined.clone();
    let told = line.as_object_mut()?;
    told.remove("batch");
    told.insert("id".to_owned(), json!(Chance::of_number(number ^ (round + 1).rotate_left(48)).id()));
    told.insert("type".to_owned(), json!("parcours.resources_declared.v1"));
    told.insert("occurredon".to_owned(), json!("2024-01-01"));
    let person = joined.pointer("/data/person")?;
    told.insert("data".to_owned(), json!({ "persons": [person], "total_eur": 900 }));
    Some(line.to_string())
}

/// A household whose facts are being told.
struct Story {
    lines: Vec<String>,
    organisation: &'static str,
    id: Uuid,
    batch: Uuid,
    today: Date,
    chance: Chance,
}

impl Story {
    fn told(mut self, code: &str) -> Vec<String> {
        self.fact("household_opened", &json!({ "opened_by": self.organisation }));
        let persons = self.persons();
        let (adult, enrolment) = (persons[0], self.chance.id());
        let (status, authority) = self.chance.of(&STATUSES);
        self.fact(
            "legal_status_recorded",
            &json!({ "person": adult, "status": status, "authority": authority }),
        );
        let entry = json!({ "enrolment": enrolment, "programme": code, "persons": persons });
        self.fact("enrolment_started", &entry);
        let (home, dwelling) = (self.chance.id(), self.chance.id());
        let (kind, commune) = (self.chance.of(&HOMES), self.chance.of(&COMMUNES));
        self.fact("occupancy_started", &json!({
            "occupancy": home, "kind": kind, "persons": persons, "enrolment": enrolment, "commune": commune,
            "dwelling": dwelling,
        }));
        self.permits(adult);
        self.later(60);
        let right = json!({ "right": self.chance.id(), "holders": [adult], "kind": "housing_benefit" });
        self.fact("right_opened", &right);
        self.training(adult);
        self.work(adult);
        self.resources(&persons);
        self.lease(home, &persons);
        if self.chance.below(10) < 7 {
            self.exit(enrolment, home);
        }
        while self.lines.len() < 30 {
            self.resources(&persons);
        }
        self.lines
    }

    /// One or two adults and up to three children; the first is an adult.
    fn persons(&mut self) -> Vec<Uuid> {
        let (adults, children) = (1 + self.chance.below(2), self.chance.below(4));
        let mut persons = Vec::new();
        for number in 0..adults + children {
            let is_adult = number < adults;
            let age = if is_adult { 20 + self.chance.below(30) } else { self.chance.below(16) };
            let role = if number == 0 {
                "reference_person"
            } else if is_adult {
                "partner"
            } else {
                "child"
            };
            let (person, month) = (self.chance.id(), 1 + self.chance.below(12));
            let birth = format!("{:04}-{month:02}", i64::from(self.today.year()) - 1 - i64::from(age));
            let sex = self.chance.of(&["f", "m"]);
            self.fact("member_joined", &json!({
                "person": person, "birth": birth, "role": role, "reason": "initial", "sex": sex,
                "arrival_route": "asylum_in_france", "identity": format!("Personne {}", &person.to_string()[..8]),
            }));
            persons.push(person);
        }
        persons
    }

    /// A permit and its renewal, sometimes too late.
    fn permits(&mut self, person: Uuid) {
        let first = self.chance.id();
        let from = self.today;
        let until = after(from, 364);
        self.fact("permit_issued", &permit(first, person, from, until, None));
        self.today = after(until, self.chance.below(40).into());
        let (second, from) = (self.chance.id(), self.today);
        self.fact("permit_issued", &permit(second, person, from, after(from, 364), Some(first)));
    }

    fn training(&mut self, person: Uuid) {
        for kind in ["language", "driving_code"] {
            let training = self.chance.id();
            let hours = 4 + self.chance.below(16);
            let start =
                json!({ "training": training, "person": person, "kind": kind, "hours_per_week": hours });
            self.fact("training_started", &start);
            self.later(90);
            let outcome = self.chance.of(&["completed", "dropped_out"]);
            self.fact(
                "training_ended",
                &json!({ "training": training, "outcome": outcome, "hours_attended": hours * 8 }),
            );
        }
        let level = self.chance.of(&["a1", "a2", "b1"]);
        let level = json!({ "person": person, "kind": "language_level", "value": level });
        self.fact("assessment_recorded", &level);
    }

    /// A contract that ends, then one that may last.
    fn work(&mut self, person: Uuid) {
        let (short, long) = (self.chance.id(), self.chance.id());
        let kind = self.chance.of(&CONTRACTS);
        let hours = 10 + self.chance.below(26);
        let planned = after(self.today, 180 + i64::from(self.chance.below(300)));
        self.fact(
            "contract_signed",
            &json!({
                "contract": short, "person": person, "kind": kind, "starts_on": self.today.to_string(),
                "planned_end_on": planned.to_string(), "weekly_hours": hours, "sector": "construction",
                "employer_kind": "ordinary_private",
            }),
        );
        self.later(180);
        self.fact("contract_ended", &json!({ "contract": short, "reason": "term" }));
        self.fact(
            "contract_signed",
            &json!({
                "contract": long, "person": person, "kind": "cdi", "starts_on": self.today.to_string(),
                "weekly_hours": 35, "sector": "construction", "employer_kind": "ordinary_private",
            }),
        );
    }

    fn resources(&mut self, persons: &[Uuid]) {
        self.later(60);
        let (wage, benefits) = (600 + self.chance.below(900), self.chance.below(500));
        let sources = json!([
            { "source": "wage", "amount_eur": wage }, { "source": "family_benefits", "amount_eur": benefits }
        ]);
        self.fact(
            "resources_declared",
            &json!({ "persons": persons, "total_eur": wage + benefits, "sources": sources }),
        );
    }

    /// A request for a home, and a sublease that slides to every second household.
    fn lease(&mut self, home: Uuid, persons: &[Uuid]) {
        let (request, lease, own) = (self.chance.id(), self.chance.id(), self.chance.id());
        self.fact("request_submitted", &json!({ "request": request, "kind": "housing", "persons": persons }));
        self.later(120);
        self.fact("request_decided", &json!({ "request": request, "outcome": "accepted" }));
        let (signatories, charge) = (&persons[..1], 400 + self.chance.below(400));
        self.fact("lease_signed", &json!({
            "lease": lease, "kind": "sliding_sublease", "signatories": signatories, "occupancy": home,
            "starts_on": self.today.to_string(), "intermediary": self.organisation, "landlord_kind": "hlm",
            "monthly_charge_eur": charge,
        }));
        self.later(300);
        if self.chance.below(2) == 0 {
            let slide = json!({
                "lease": lease, "new_lease": own, "new_kind": "direct_social",
                "starts_on": self.today.to_string(),
            });
            self.fact("lease_transferred", &slide);
        }
    }

    fn exit(&mut self, enrolment: Uuid, home: Uuid) {
        self.later(60);
        self.fact("occupancy_ended", &json!({ "occupancy": home, "reason": "goal_reached" }));
        let (destination, commune) = (self.chance.of(&DESTINATIONS), self.chance.of(&COMMUNES));
        self.fact(
            "enrolment_ended",
            &json!({
                "enrolment": enrolment, "reason": "goal_reached", "destination": destination,
                "destination_commune": commune,
            }),
        );
    }

    /// Up to so many days pass.
    fn later(&mut self, days: u32) {
        self.today = after(self.today, i64::from(self.chance.below(days)));
    }

    fn fact(&mut self, kind: &str, data: &Value) {
        let line = json!({
            "specversion": "1.0", "id": self.chance.id(), "source": format!("urn:parcours:org:{}", self.organisation),
            "type": format!("parcours.{kind}.v1"), "subject": format!("household/{}", self.id),
            "occurredon": PartialDate::day(self.today).to_string(), "batch": self.batch, "data": data,
        });
        self.lines.push(line.to_string());
    }
}

fn permit(id: Uuid, person: Uuid, from: Date, until: Date, renews: Option<Uuid>) -> Value {
    let mut data = json!({
        "permit": id, "person": person, "kind": "vpf_temporary", "valid_from": from.to_string(),
        "valid_to": until.to_string(), "work_authorised": true,
    });
    if let (Some(renews), Some(data)) = (renews, data.as_object_mut()) {
        data.insert("renews".to_owned(), json!(renews));
    }
    data
}

fn after(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// `SplitMix64`: numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    /// That of a household: far from those of all others.
    fn of_number(number: u64) -> Self {
        Self(Self(number).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below another.
    fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound.max(1))).unwrap_or_default()
    }

    fn of<T: Copy, const N: usize>(&mut self, all: &[T; N]) -> T {
        const { assert!(N > 0) };
        let at = self.below(u32::try_from(N).unwrap_or(1));
        all[usize::try_from(at).unwrap_or_default() % N]
    }

    fn id(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(std::array::from_fn(|_| self.next().to_le_bytes()[0])).into_uuid()
    }

    /// A day of entry between 2010 and 2019.
    fn day(&mut self) -> Date {
        date(2010, 1, 1).saturating_add(i64::from(self.below(3600)).days())
    }
}
