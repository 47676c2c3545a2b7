//! Coherent small households, one fact a month: each fact knows which ones it rests on.

use domain::StreamId;
use domain::ids::HouseholdId;
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::histories::Line;
use crate::common::id;

/// A fact, and the places in the list of those without which it would not be coherent.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) line: Line,
    pub(crate) rests_on: Vec<usize>,
}

/// Households of 12 to 49 facts, fewer when nothing is open to follow.
pub(crate) fn households() -> impl Strategy<Value = Vec<Told>> {
    vec(any::<u32>(), 8..44).prop_map(|dice| Story::of(&dice))
}

pub(crate) fn stream() -> StreamId {
    StreamId::Household(HouseholdId(id("home")))
}

/// Somebody of the household: the arrivals and departures so far, by their places.
struct Person {
    pid: Uuid,
    here: bool,
    last_move: usize,
}

/// An episode or another thing: its opening, whom it covers, whether it goes on.
struct Thing {
    episode: Uuid,
    opening: usize,
    person: usize,
    kind: &'static str,
    ongoing: bool,
}

struct Story {
    told: Vec<Told>,
    people: Vec<Person>,
    things: Vec<Thing>,
    /// The last exit from each programme: the next entry rests on it.
    last_exit: [Option<usize>; 2],
    die: u32,
}

impl Story {
    fn of(dice: &[u32]) -> Vec<Told> {
        let mut story =
            Self { told: Vec::new(), people: Vec::new(), things: Vec::new(), last_exit: [None; 2], die: 0 };
        story.tell("household_opened", json!({ "opened_by": "mep" }), vec![]);
        for (role, birth) in [("reference_person", "1980-05-01"), ("partner", "1978"), ("child", "2001-02")] {
            story.arrive(role, birth, "initial");
        }
        if dice.len().is_multiple_of(2) {
            story.of_person("", "legal_status_recorded", &json!({ "status": "refugee" }));
            // One date without a beginning: two would be told on the same first day.
            story.told.last_mut().expect("a fact").line.on = "../2003-05".parse().expect("a date");
        }
        for die in dice {
            story.die = *die;
            story.step();
        }
        story.told
    }

    /// A choice among `n`, different at each call of a step.
    fn choose(&mut self, n: usize) -> usize {
        self.die = self.die.rotate_right(5).wrapping_mul(2_654_435_761).wrapping_add(12345);
        usize::try_from(self.die >> 8).expect("24 bits") % n
    }

    fn step(&mut self) {
        match self.choose(14) {
            0 => self.arrive("relative", "1985", "other"),
            1 => self.depart(),
            2 | 3 => self.enrol(),
            4 => self.of_person(
                "occupancy",
                "occupancy_started",
                &json!({ "kind": "sliding_sublease", "dwelling": id("dwelling") }),
            ),
            5 => self.lease(),
            6 => self.slide(),
            7 => self.of_person(
                "contract",
                "contract_signed",
                &json!({ "kind": "cdd", "planned_end_on": "2010-01/.." }),
            ),
            8 => self.follow("contract", "contract_amended", &json!({ "weekly_hours": 20 }), false),
            9 => self.of_person("training", "training_started", &json!({ "kind": "language" })),
            10 => self.of_person("request", "request_submitted", &json!({ "kind": "housing" })),
            11 => self.of_person("", "legal_status_recorded", &json!({ "status": "refugee" })),
            _end => self.end(),
        }
    }

    /// Adds a fact in the month that is its place, in one of the forms that dates have.
    fn tell(&mut self, name: &str, data: Value, rests_on: Vec<usize>) -> usize {
        let place = self.told.len();
        let month = |place: usize| (2004 + place / 12, place % 12 + 1);
        let ((year, first), (end_year, last)) = (month(place), month(place + 4));
        let on = match self.choose(6) {
            0 => format!("{year}-{first:02}-17"),
            1 => format!("{year}-{first:02}-09/.."),
            2 => format!("{year}-{first:02}/{end_year}-{last:02}"),
            3 if first == 1 => format!("{year}"),
            4 => format!("{year}-{first:02}-28/{end_year}-{last:02}-03"),
            _month => format!("{year}-{first:02}"),
        };
        let mut data = data;
        if matches!(name, "contract_signed" | "lease_signed" | "lease_transferred") {
            data["starts_on"] = json!(on);
        }
        let event = id(&format!("told {place}"));
        let line =
            Line { event, stream: stream(), name: name.to_owned(), on: on.parse().expect("a date"), data };
        let rests_on = if place == 0 { rests_on } else { [vec![0], rests_on].concat() };
        self.told.push(Told { line, rests_on });
        place
    }

    fn arrive(&mut self, role: &str, birth: &str, reason: &str) {
        let pid = id(&format!("person {}", self.people.len()));
        let mut data = json!({ "person": pid, "birth": birth, "role": role, "reason": reason });
        if self.choose(3) == 0 {
            data["episodes"] = json!([]);
        }
        let place = self.tell("member_joined", data, vec![]);
        self.people.push(Person { pid, here: true, last_move: place });
    }

    /// Somebody leaves, or comes back.
    fn depart(&mut self) {
        // The first one stays, so that somebody is always there.
        let who = 1 + self.choose(self.people.len() - 1);
        let Person { pid, here, last_move } = self.people[who];
        let place = if here {
            self.tell("member_left", json!({ "person": pid, "reason": "other" }), vec![last_move])
        } else {
            let back = json!({ "person": pid, "birth": "1985", "role": "relative", "reason": "return" });
            self.tell("member_joined", back, vec![last_move])
        };
        self.people[who] = Person { pid, here: !here, last_move: place };
    }

    fn anybody_here(&mut self) -> usize {
        let here: Vec<usize> = (0..self.people.len()).filter(|who| self.people[*who].here).collect();
        here[self.choose(here.len())]
    }

    /// Enters a programme when nobody is enrolled in it, leaves it otherwise.
    fn enrol(&mut self) {
        let which = self.choose(2);
        let programme = ["plateforme", "elia"][which];
        if let Some(at) = self.things.iter().position(|thing| thing.kind == programme && thing.ongoing) {
            let Thing { episode, opening, .. } = self.things[at];
            let exit = json!({ "enrolment": episode, "reason": "goal_reached", "destination": "unknown" });
            self.last_exit[which] = Some(self.tell("enrolment_ended", exit, vec![opening]));
            self.things[at].ongoing = false;
            return;
        }
        let who = self.anybody_here();
        let mut persons = vec![self.people[0].pid];
        if who != 0 {
            persons.push(self.people[who].pid);
        }
        let rests_on =
            [self.people[0].last_move, self.people[who].last_move].into_iter().chain(self.last_exit[which]);
        let episode = id(&format!("thing {}", self.things.len()));
        let entry = json!({ "enrolment": episode, "programme": programme, "persons": persons });
        let opening = self.tell("enrolment_started", entry, rests_on.collect());
        self.things.push(Thing { episode, opening, person: who, kind: programme, ongoing: true });
    }

    /// A fact of one person who is there; with a `kind`, it opens something of that kind.
    fn of_person(&mut self, kind: &'static str, name: &str, fields: &Value) {
        let who = self.anybody_here();
        let pid = self.people[who].pid;
        let mut data = fields.clone();
        if matches!(kind, "occupancy" | "request") {
            data["persons"] = json!([pid]);
        } else {
            data["person"] = json!(pid);
        }
        let episode = id(&format!("thing {}", self.things.len()));
        if !kind.is_empty() {
            data[kind] = json!(episode);
        }
        let opening = self.tell(name, data, vec![self.people[who].last_move]);
        if !kind.is_empty() {
            self.things.push(Thing { episode, opening, person: who, kind, ongoing: true });
        }
    }

    fn any_open(&mut self, kind: &str) -> Option<usize> {
        let open: Vec<usize> = (0..self.things.len())
            .filter(|at| self.things[*at].ongoing && self.things[*at].kind == kind)
            .collect();
        if open.is_empty() { None } else { Some(open[self.choose(open.len())]) }
    }

    /// A sublease of a home, signed by the reference person.
    fn lease(&mut self) {
        let Some(at) = self.any_open("occupancy") else { return };
        let (home, moved_in) = (self.things[at].episode, self.things[at].opening);
        let episode = id(&format!("thing {}", self.things.len()));
        let signed = json!({
            "lease": episode, "kind": "sliding_sublease", "signatories": [self.people[0].pid], "occupancy": home,
            "intermediary": "elia",
        });
        let opening = self.tell("lease_signed", signed, vec![moved_in, self.people[0].last_move]);
        self.things.push(Thing { episode, opening, person: 0, kind: "lease", ongoing: true });
    }

    fn slide(&mut self) {
        let Some(at) = self.any_open("lease") else { return };
        let episode = id(&format!("thing {}", self.things.len()));
        let slide =
            json!({ "lease": self.things[at].episode, "new_lease": episode, "new_kind": "direct_social" });
        let opening = self.tell("lease_transferred", slide, vec![self.things[at].opening]);
        self.things[at].ongoing = false;
        self.things.push(Thing { episode, opening, person: 0, kind: "direct", ongoing: true });
    }

    fn follow(&mut self, kind: &str, name: &str, fields: &Value, ends: bool) {
        let Some(at) = self.any_open(kind) else { return };
        let mut data = fields.clone();
        let field = if kind == "direct" { "lease" } else { kind };
        data[field] = json!(self.things[at].episode);
        self.tell(name, data, vec![self.things[at].opening]);
        self.things[at].ongoing = !ends;
    }

    fn end(&mut self) {
        match self.choose(9) {
            0 => self.follow("occupancy", "occupancy_ended", &json!({ "reason": "other" }), true),
            1 => self.follow("lease", "lease_ended", &json!({ "reason": "other" }), true),
            2 => self.follow("direct", "lease_ended", &json!({ "reason": "other" }), true),
            3 => self.follow("direct", "lease_incident_recorded", &json!({ "kind": "arrears" }), false),
            4 => self.follow("contract", "contract_ended", &json!({ "reason": "other" }), true),
            5 => self.follow("training", "training_ended", &json!({ "outcome": "completed" }), true),
            6 => self.follow("request", "request_decided", &json!({ "outcome": "waitlisted" }), false),
            7 => self.follow("request", "request_decided", &json!({ "outcome": "refused" }), true),
            _partly => self.move_out_alone(),
        }
    }

    /// The one whom a home was taken for moves out, the others who joined there stay.
    fn move_out_alone(&mut self) {
        let Some(at) = self.any_open("occupancy") else { return };
        let Thing { episode, opening, person, .. } = self.things[at];
        if !self.people[person].here || self.people[person].last_move > opening {
            return;
        }
        let leaves = json!({ "occupancy": episode, "persons": [self.people[person].pid], "reason": "other" });
        self.tell("occupancy_ended", leaves, vec![opening]);
        self.things[at].ongoing = false;
    }
}

#[test]
fn the_households_tell_all_that_they_can() {
    use std::collections::BTreeSet;

    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut told = BTreeSet::new();
    let mut forms = BTreeSet::new();
    for _sample in 0..64 {
        for one in households().new_tree(&mut runner).expect("a sample").current() {
            forms.insert(one.line.on.to_string().replace(|digit: char| digit.is_ascii_digit(), "0"));
            told.insert(one.line.name);
        }
    }
    assert_eq!(told.len(), 19, "{told:?}");
    assert_eq!(forms.len(), 7, "{forms:?}");
}
