//! A random history: households with members who come and go, enrolments, homes, jobs, papers, requests, and facts
//! that are learnt late, corrected or retracted. Shapes are right; histories are as odd as chance makes them.

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::random::{Random, after};

const OPENED: Date = date(2014, 1, 1);
pub(super) const KINDS: [&str; 9] = [
    "hotel",
    "cada",
    "shared_flat",
    "relay_flat",
    "social_residence",
    "social_housing",
    "private_rental",
    "third_party",
    "boarding_house",
];

/// A member of a household, from a day to another one.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) id: String,
    birth: Value,
    pub(super) from: Date,
    pub(super) to: Date,
}

/// An enrolment, with those whom it covers, its first day and its last one.
struct Enrolled {
    enrolment: String,
    programme: String,
    persons: Vec<String>,
    from: Date,
    to: Date,
}

/// Lines with the day on which each is recorded.
pub(super) struct History {
    pub(super) random: Random,
    pub(super) activities: Vec<(String, Date)>,
    lines: Vec<(Date, Value)>,
}

/// The lines of a seed, in the order in which they were recorded.
pub(super) fn history(seed: u64) -> Vec<Value> {
    let mut history = History { random: Random::of(seed), lines: Vec::new(), activities: Vec::new() };
    for (code, parent) in [("top", None), ("aa", Some("top")), ("bb", Some("top")), ("cc", None)] {
        history.programme(code, parent);
    }
    for _ in 0..40 + history.random.below(20) {
        history.household();
    }
    let mut lines = history.lines;
    // Stable: what is recorded on one day stays in the order in which it was told.
    lines.sort_by_key(|(recorded, _)| *recorded);
    lines.into_iter().map(|(_, line)| line).collect()
}

impl History {
    /// Records a fact some days after it happened, sometimes many, never before `not_before`.
    pub(super) fn late(
        &mut self,
        not_before: Date,
        stream: &str,
        on: &str,
        day: Date,
        kind: &str,
        data: &Value,
    ) -> (String, Date) {
        let days = if self.random.chance(10) { 200 } else { 15 };
        let recorded = self.random.day(day, days).max(not_before);
        (self.record(recorded, stream, on, kind, data), recorded)
    }

    pub(super) fn record(
        &mut self,
        recorded: Date,
        stream: &str,
        on: &str,
        kind: &str,
        data: &Value,
    ) -> String {
        let id = self.random.uuid();
        let line = json!({
            "specversion": "1.0", "id": id, "source": "urn:parcours:org:asso",
            "type": format!("parcours.{kind}.v1"), "subject": stream, "occurredon": on,
            "recordedtime": format!("{recorded}T12:00:00Z"), "data": data,
        });
        self.lines.push((recorded, line));
        id
    }

    /// A day as it may be told: often exactly, sometimes its month, rarely its year.
    pub(super) fn told(&mut self, day: Date) -> String {
        match self.random.below(20) {
            0 => format!("{:04}", day.year()),
            1..4 => format!("{:04}-{:02}", day.year(), day.month()),
            _ => day.to_string(),
        }
    }

    fn programme(&mut self, code: &str, parent: Option<&str>) {
        let stream = format!("programme/{code}");
        let mut data = json!({
            "programme": code, "level": "scheme", "name": code, "operator": "asso", "kind": "accommodation",
            "territory": ["75", "93"], "sensitive": false,
        });
        if let Some(parent) = parent {
            data["parent"] = parent.into();
        }
        self.record(date(2013, 1, 1), &stream, "2013-01-01", "programme_registered", &data);
        let open = json!({ "state": "open" });
        self.record(date(2013, 1, 1), &stream, "2013-01-01", "programme_status_set", &open);
        for _ in 0..3 {
            let (id, held) = (self.random.uuid(), self.random.day(date(2016, 1, 1), 1000));
            let kind = self.random.pick(&["consultation", "workshop"]);
            let data = json!({ "activity": id, "kind": kind });
            self.record(held, &stream, &held.to_string(), "activity_held", &data);
            self.activities.push((id, held));
        }
    }

    fn household(&mut self) {
        let stream = format!("household/{}", self.random.uuid());
        self.record(OPENED, &stream, "2014-01-01", "household_opened", &json!({ "opened_by": "asso" }));
        let mut members = Vec::new();
        for place in 0..=self.random.below(4) {
            let first_birth = if place == 0 { date(1960, 1, 1) } else { date(1985, 1, 1) };
            let birth = self.random.day(first_birth, 10_000);
            let role = if place == 0 { "reference_person" } else { self.random.pick(&["partner", "child"]) };
            members.push(self.joins(&stream, OPENED, birth, role, "initial"));
        }
        if self.random.chance(30) {
            let day = self.random.day(date(2015, 6, 1), 1200);
            let birth = self.random.day(date(1980, 1, 1), 12_000);
            members.push(self.joins(&stream, day, birth, "child", "family_reunification"));
        }
        if members.len() > 1 && self.random.chance(25) {
            let leaver = members.len() - 1;
            let day = self.random.day(after(members[leaver].from, 1).max(date(2015, 6, 1)), 1000);
            let data = json!({ "person": members[leaver].id, "reason": "separation" });
            self.record(day, &stream, &day.to_string(), "member_left", &data);
            members[leaver].to = day;
        }
        // One or two of those who have been there all the time leave together.
        let stays_on = |member: &Member| member.from == OPENED && member.to == Date::MAX;
        let leaving = members.iter().skip(1).take(2).take_while(|member| stays_on(member)).count();
        let split = (leaving > 0 && self.random.chance(30)).then(|| self.random.day(date(2016, 1, 1), 900));
        for member in members.iter_mut().skip(1).take(leaving) {
            member.to = split.unwrap_or(Date::MAX);
        }
        let stays = self.enrolments(&stream, &members);
        if let Some(day) = split {
            self.split(&stream, &members[1..=leaving], day, &stays);
        }
        super::episodes::homes(self, &stream, &members);
        for member in &members {
            super::episodes::of_person(self, &stream, &member.id, member.from.max(date(2015, 1, 1)));
        }
    }

    /// A person joins; of some the birth is erased later, of some of these an age band is left.
    fn joins(&mut self, stream: &str, day: Date, birth: Date, role: &str, reason: &str) -> Member {
        let id = self.random.uuid();
        let is_erased = self.random.chance(6);
        let birth = if is_erased { json!({ "erased": true }) } else { self.told(birth).into() };
        let data = json!({ "person": id, "birth": birth, "role": role, "reason": reason });
        self.record(day, stream, &day.to_string(), "member_joined", &data);
        if is_erased {
            let mut data = json!({ "person": id, "basis": "request", "level": "all" });
            if self.random.chance(60) {
                data["residue"] =
                    json!({ "age_band": self.random.pick(&["0-17", "18-24", "25-59", "60-99"]) });
            }
            self.record(date(2019, 6, 1), stream, "2019-06-01", "personal_data_erased", &data);
        }
        Member { id, birth, from: day, to: Date::MAX }
    }

    /// Enrolments one after the other or at once.
    fn enrolments(&mut self, stream: &str, members: &[Member]) -> Vec<Enrolled> {
        let mut stays = Vec::new();
        let mut day = self.random.day(date(2015, 1, 1), 900);
        for _ in 0..=self.random.below(4) {
            let programme = self.random.pick(&["aa", "aa", "bb", "cc"]);
            let mut persons = who(members, day);
            if persons.len() > 1 && self.random.chance(20) {
                persons.truncate(1 + self.random.below(persons.len() - 1));
            }
            if persons.is_empty() {
                break;
            }
            let enrolment = self.random.uuid();
            let mut data = json!({ "enrolment": enrolment, "programme": programme, "persons": persons });
            if self.random.chance(50) {
                data["cohort"] = self.random.pick(&["c1", "c2"]).into();
            }
            if self.random.chance(50) {
                data["origin_kind"] = self.random.pick(&KINDS).into();
            }
            let told = self.told_in(day, members);
            let (_, started) = self.late(day, stream, &told, day, "enrolment_started", &data);
            let length = self.random.pick(&[0, 5, 30, 100, 180, 365, 600]);
            let end = self.random.day(after(day, length), 30);
            let is_open = self.random.chance(25);
            if !is_open {
                self.ends(stream, &enrolment, &persons, end, started);
            }
            let to = if is_open { Date::MAX } else { end };
            stays.push(Enrolled { enrolment, programme: programme.to_owned(), persons, from: day, to });
            let gap = self.random.pick(&[0, 1, 15, 30, 31, 90, 91, 200]);
            day = if is_open || self.random.chance(25) { self.random.day(day, 200) } else { after(end, gap) };
        }
        stays
    }

    /// A start told by its month only when nobody joins or leaves in that month.
    fn told_in(&mut self, day: Date, members: &[Member]) -> String {
        let same = |other: Date| other.year() == day.year() && other.month() == day.month();
        if self.random.chance(80) || members.iter().any(|member| same(member.from) || same(member.to)) {
            return day.to_string();
        }
        format!("{:04}-{:02}", day.year(), day.month())
    }

    fn ends(&mut self, stream: &str, enrolment: &str, persons: &[String], end: Date, started: Date) {
        let mut data = self.ending(enrolment);
        if persons.len() > 1 && self.random.chance(25) {
            data["persons"] = json!([persons[0]]);
        }
        let told = self.told(end);
        let (id, recorded) = self.late(started.max(end), stream, &told, end, "enrolment_ended", &data);
        if self.random.chance(12) {
            let (day, mut payload) = (self.random.day(end, 60), self.ending(enrolment));
            if let Some(persons) = data.get("persons") {
                payload["persons"] = persons.clone();
            }
            let data = json!({
                "target": id, "occurred_on": day.to_string(), "payload": payload, "reason": "typing_error",
            });
            self.late(recorded, stream, &day.to_string(), day, "event_corrected", &data);
        } else if self.random.chance(8) {
            let data = json!({ "target": id, "reason": "wrong_household" });
            self.late(recorded, stream, &end.to_string(), end, "event_retracted", &data);
        }
    }

    fn ending(&mut self, enrolment: &str) -> Value {
        let reason = self.random.pick(&["goal_reached", "voluntary", "transfer", "no_contact"]);
        let mut places = KINDS.to_vec();
        places.extend(["stays_in_place", "unknown", "whereabouts_unknown"]);
        json!({ "enrolment": enrolment, "reason": reason, "destination": self.random.pick(&places) })
    }

    /// Some leave for a household of their own, in which their enrolments go on; one may come back later.
    fn split(&mut self, stream: &str, leavers: &[Member], day: Date, stays: &[Enrolled]) {
        let (household, on) = (self.random.uuid(), day.to_string());
        let persons: Vec<&String> = leavers.iter().map(|member| &member.id).collect();
        let data = json!({
            "new_household": household, "persons": persons, "episodes": [], "reason": "separation",
        });
        self.record(day, stream, &on, "household_split", &data);
        let new = format!("household/{household}");
        let opened =
            json!({ "opened_by": "asso", "from_household": stream.trim_start_matches("household/") });
        self.record(day, &new, &on, "household_opened", &opened);
        for (place, member) in leavers.iter().enumerate() {
            let role = if place == 0 { "reference_person" } else { "child" };
            let data = json!({ "person": member.id, "birth": member.birth, "role": role, "reason": "split" });
            self.record(day, &new, &on, "member_joined", &data);
        }
        let merges = self.random.chance(30);
        for stay in stays.iter().filter(|stay| stay.from < day && day < stay.to) {
            let persons: Vec<String> =
                persons.iter().filter(|one| stay.persons.contains(one)).map(|one| (*one).clone()).collect();
            if persons.is_empty() {
                continue;
            }
            let id = self.random.uuid();
            let data = json!({
                "enrolment": id, "programme": stay.programme, "persons": persons, "continues": stay.enrolment,
            });
            self.record(day, &new, &on, "enrolment_started", &data);
            if !merges && self.random.chance(60) {
                let end = self.random.day(day, 400);
                self.ends(&new, &id, &persons, end, day);
            }
        }
        if merges {
            self.merge(&new, stream, leavers, day);
        }
    }

    /// The household of those who left goes back into the one that they had left.
    fn merge(&mut self, from: &str, into: &str, members: &[Member], since: Date) {
        let day = self.random.day(after(since, 1), 300);
        let data = json!({ "into": into.trim_start_matches("household/"), "episodes": [] });
        self.record(day, from, &day.to_string(), "household_merged", &data);
        for member in members {
            let data =
                json!({ "person": member.id, "birth": member.birth, "role": "partner", "reason": "merge" });
            self.record(day, into, &day.to_string(), "member_joined", &data);
        }
    }
}

/// Those who are members on a day.
pub(super) fn who(members: &[Member], day: Date) -> Vec<String> {
    let there = members.iter().filter(|member| member.from <= day && day < member.to);
    there.map(|member| member.id.clone()).collect()
}
