//! Stays in a programme: who was there, from when to when, and how it ended.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;

use super::chosen::Chosen;
use super::known::{Days, Fact, Part, facts, parts};

/// Everything known of a history under the parameters of a seed.
pub(super) struct Known {
    pub(super) chosen: Chosen,
    pub(super) facts: Vec<Fact>,
    pub(super) enrolled: Vec<Part>,
    pub(super) housed: Vec<Part>,
    pub(super) people: BTreeMap<String, Person>,
    origins: BTreeMap<String, String>,
}

/// What is known of a person.
#[derive(Default)]
pub(super) struct Person {
    pub(super) birth: Option<Days>,
    pub(super) is_erased: bool,
    lowest_age: Option<i64>,
    /// Households and roles, in the order of joining.
    pub(super) roles: Vec<(String, String)>,
}

/// A stay, or a part of one; the end is the first day on which the unit is no longer there.
#[derive(Debug, Clone)]
pub(super) struct Stay {
    pub(super) unit: String,
    pub(super) household: String,
    pub(super) entered: Date,
    pub(super) exited: Option<Date>,
    pub(super) reason: Option<String>,
    pub(super) destination: Option<String>,
    pub(super) origin_kind: Option<String>,
    pub(super) cohort: Option<String>,
    pub(super) continued: bool,
    /// The enrolment of its first part.
    enrolment: String,
    programme: String,
    /// The day on which it ended, even by a mere transfer (RP29).
    left: Option<Date>,
    is_transferred: bool,
}

impl Known {
    pub(super) fn of(lines: &[Value], chosen: Chosen) -> Self {
        let facts = facts(lines, chosen.known_at.as_deref());
        let enrolled = parts(&facts, "enrolment_started", "enrolment_ended", "enrolment");
        let housed = parts(&facts, "occupancy_started", "occupancy_ended", "occupancy");
        let (mut people, mut origins) = (BTreeMap::<String, Person>::new(), BTreeMap::new());
        for fact in &facts {
            if fact.kind == "member_joined" {
                let person = people.entry(fact.text("person").unwrap().to_owned()).or_default();
                person.birth = person.birth.or(fact.date("birth"));
                person.roles.push((fact.stream.clone(), fact.text("role").unwrap().to_owned()));
            } else if fact.kind == "personal_data_erased" {
                let person = people.entry(fact.text("person").unwrap().to_owned()).or_default();
                person.is_erased = true;
                let band = fact.data["residue"]["age_band"].as_str();
                let digits =
                    band.map(|band| band.chars().take_while(char::is_ascii_digit).collect::<String>());
                person.lowest_age = digits.and_then(|digits| digits.parse().ok());
            } else if let Some(from) = fact.text("from_household").filter(|_| fact.kind == "household_opened")
            {
                origins.insert(fact.stream.clone(), format!("household/{from}"));
            }
        }
        Self { chosen, facts, enrolled, housed, people, origins }
    }

    pub(super) fn day(&self, days: Days) -> Date {
        days.day(self.chosen.partial)
    }

    /// The household as which one counts (RP21).
    pub(super) fn counted(&self, stream: &str) -> String {
        let origin = if self.chosen.lineage == "once" { self.origins.get(stream) } else { None };
        origin.map_or(stream, String::as_str).trim_start_matches("household/").to_owned()
    }

    /// Stays of persons or of households.
    pub(super) fn stays(&self, of_households: bool, programme: &str) -> Vec<Stay> {
        let mut of_unit: BTreeMap<String, Vec<Stay>> = BTreeMap::new();
        let parts = if of_households { self.enrolments() } else { self.participations() };
        for part in parts {
            of_unit.entry(part.unit.clone()).or_default().push(part);
        }
        let below = |parts: Vec<Stay>| {
            let followed = parts.iter().map(|part| followed(part, &parts));
            followed.filter(|part| is_below(&part.programme, programme)).collect()
        };
        of_unit.into_values().flat_map(|parts| self.merged(below(parts))).collect()
    }

    fn participations(&self) -> Vec<Stay> {
        self.enrolled.iter().map(|part| self.participation(part)).collect()
    }

    fn participation(&self, part: &Part) -> Stay {
        let (opening, entered) = (&part.opening, self.day(part.from));
        let owned = |fact: &Fact, name: &str| fact.text(name).map(str::to_owned);
        let end = part.end.as_ref();
        let own_end = end.filter(|end| end.kind == "enrolment_ended");
        let reason = match end.map(|end| end.kind.as_str()) {
            Some("household_split") => Some("split".to_owned()),
            Some("household_merged") => Some("merge".to_owned()),
            Some("member_left") => Some("left".to_owned()),
            _ => own_end.and_then(|end| owned(end, "reason")),
        };
        let destination = own_end.and_then(|end| owned(end, "destination"));
        let is_transfer =
            reason.as_deref() == Some("transfer") || destination.as_deref() == Some("relay_flat");
        let goes_on = self.chosen.transfer == "transfer" && is_transfer;
        let left = end.map(|end| self.day(end.on).max(entered));
        Stay {
            unit: part.person.clone(),
            household: self.counted(&opening.stream),
            entered,
            exited: left.filter(|_| !goes_on),
            reason,
            destination,
            origin_kind: owned(opening, "origin_kind"),
            cohort: owned(opening, "cohort"),
            continued: opening.text("continues").is_some(),
            enrolment: owned(opening, "enrolment").unwrap(),
            programme: owned(opening, "programme").unwrap(),
            left,
            is_transferred: left.is_some() && goes_on,
        }
    }

    /// A household’s part: from the first person’s entry to the last one’s end, which tells how it ended.
    fn enrolments(&self) -> Vec<Stay> {
        let mut of_enrolment: BTreeMap<String, Vec<Stay>> = BTreeMap::new();
        for part in self.participations() {
            of_enrolment.entry(part.enrolment.clone()).or_default().push(part);
        }
        let whole = |parts: Vec<Stay>| {
            let entered = parts.iter().map(|part| part.entered).min().unwrap();
            // Of those that end last, an end of the enrolment itself tells more than somebody’s leaving.
            let is_cut = |part: &Stay| matches!(part.reason.as_deref(), Some("left" | "split" | "merge"));
            let key = |part: &&Stay| {
                (part.exited.unwrap_or(Date::MAX), !part.is_transferred, part.left, !is_cut(part))
            };
            let last = parts.iter().max_by_key(key).unwrap();
            Stay { unit: last.household.clone(), entered, ..last.clone() }
        };
        of_enrolment.into_values().map(whole).collect()
    }

    /// Parts that overlap are one stay; so are those that follow as RP13 says, or that go on after a split.
    fn merged(&self, mut parts: Vec<Stay>) -> Vec<Stay> {
        let end = |part: &Stay| part.exited.unwrap_or(Date::MAX);
        parts.sort_by_key(|part| (part.entered, end(part), part.enrolment.clone()));
        let mut stays: Vec<Stay> = Vec::new();
        let (mut latest, mut cut): (Option<Date>, Option<Date>) = (None, None);
        for part in parts {
            let goes_on = latest.is_some_and(|latest| {
                let gap = i64::from((part.entered - latest).get_days());
                gap < 0 || (self.chosen.gap > 0 && gap <= self.chosen.gap) || (part.continued && gap <= 0)
            });
            // What begins where a split or a merger cut another part is no new stay.
            let goes_on = goes_on || cut.is_some_and(|cut| part.entered <= cut);
            latest = latest.max(Some(end(&part)));
            cut = cut.max(part.exited.filter(|_| is_cut(&part)));
            match stays.last_mut().filter(|_| goes_on) {
                Some(stay) => extend(stay, part),
                None => stays.push(part),
            }
        }
        stays
    }

    /// Whether a stay meets the window (RP04).
    pub(super) fn is_present(&self, stay: &Stay) -> bool {
        let Chosen { from, to, .. } = self.chosen;
        let covers = |day: Date| stay.entered <= day && stay.exited.is_none_or(|exited| exited > day);
        match self.chosen.presence {
            "start" => covers(from),
            "end" => covers(to),
            "full" => stay.entered <= from && stay.exited.is_none_or(|exited| exited > to),
            _ => {
                let is_empty_in = stay.exited == Some(stay.entered) && stay.entered >= from;
                stay.entered <= to && (stay.exited.is_none_or(|exited| exited > from) || is_empty_in)
            }
        }
    }

    pub(super) fn presences(&self, of_households: bool) -> Vec<Stay> {
        let stays = self.stays(of_households, self.chosen.programme).into_iter();
        stays.filter(|stay| self.is_present(stay)).collect()
    }

    /// Those who are present in the programme at all.
    pub(super) fn present(&self, of_households: bool) -> BTreeSet<String> {
        self.presences(of_households).into_iter().map(|stay| stay.unit).collect()
    }

    pub(super) fn entries(&self, of_households: bool) -> Vec<Stay> {
        let Chosen { from, to, .. } = self.chosen;
        let stays = self.stays(of_households, self.chosen.programme).into_iter();
        stays.filter(|stay| !stay.continued && from <= stay.entered && stay.entered <= to).collect()
    }

    pub(super) fn exits(&self, of_households: bool) -> Vec<Stay> {
        let Chosen { from, to, basis, .. } = self.chosen;
        let is_exit = |stay: &Stay| {
            let Some(exited) = stay.exited else { return false };
            let counts = match basis {
                "entry_period" => stay.entered >= from,
                "since_opening" => true,
                _ => exited >= from,
            };
            counts && exited <= to && !is_cut(stay)
        };
        let stays = self.stays(of_households, self.chosen.programme).into_iter();
        stays.filter(is_exit).collect()
    }

    /// Adult, child or unknown on a day (RP01).
    pub(super) fn age_group(&self, person: &str, on: Date) -> &'static str {
        match self.age(person, on) {
            None => "unknown",
            Some(age) if age >= self.chosen.majority => "adult",
            Some(_) => "child",
        }
    }

    /// Whole years, of an erased person the lower end of the age band.
    pub(super) fn age(&self, person: &str, on: Date) -> Option<i64> {
        let person = &self.people[person];
        person.birth.map_or(person.lowest_age, |birth| Some(years(self.day(birth), on)))
    }
}

/// Whole years from a birth to a day.
fn years(birth: Date, on: Date) -> i64 {
    let is_before = (on.month(), on.day()) < (birth.month(), birth.day());
    i64::from(on.year() - birth.year()) - i64::from(is_before)
}

fn is_below(programme: &str, node: &str) -> bool {
    programme == node || (node == "top" && matches!(programme, "aa" | "bb"))
}

/// A part as it ended: after a transfer with the end of what follows, the first to begin since of those that are not over by
/// then and that no transfer ends.
fn followed(part: &Stay, parts: &[Stay]) -> Stay {
    if !part.is_transferred {
        return part.clone();
    }
    let follows = |next: &&Stay| {
        let is_over = next.left <= part.left && next.left.is_some() && Some(next.entered) < part.left;
        !next.is_transferred && next.entered >= part.entered && !is_over
    };
    let end = |next: &Stay| next.left.unwrap_or(Date::MAX);
    let next = parts.iter().filter(follows).min_by_key(|next| (next.entered, end(next), &next.enrolment));
    let Some(next) = next else { return part.clone() };
    let (reason, destination) = (next.reason.clone(), next.destination.clone());
    Stay { exited: next.exited, reason, destination, ..part.clone() }
}

/// Adds a part to a stay, of parts in the order in which they begin: its exit is told by the one that ends last, of several
/// that end on one day by the last to begin.
fn extend(stay: &mut Stay, part: Stay) {
    let end = |part: &Stay| part.exited.unwrap_or(Date::MAX);
    if end(&part) >= end(stay) {
        stay.household = part.household;
        stay.exited = part.exited;
        stay.reason = part.reason;
        stay.destination = part.destination;
    }
}

/// Whether a split or a merger ended a part: it goes on elsewhere.
fn is_cut(part: &Stay) -> bool {
    matches!(part.reason.as_deref(), Some("split" | "merge"))
}

/// Of each unit the last of its stays.
pub(super) fn latest(stays: Vec<Stay>) -> Vec<Stay> {
    let mut last: BTreeMap<String, Stay> = BTreeMap::new();
    for stay in stays {
        last.insert(stay.unit.clone(), stay);
    }
    last.into_values().collect()
}
