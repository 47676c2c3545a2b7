//! The indicators, counted one unit after the other. Each answer is the units with their standing, sorted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::chosen::Chosen;
use super::known::Fact;
use super::stays::{Known, Stay, latest};
use super::work::{Stretch, holds};

/// Units and their standing; a unit that counts twice stands there twice.
pub(super) type Units = Vec<(String, String)>;

const KEPT: &str = "kept";
const COUNTED: &str = "counted";

fn verdict(kept: bool) -> String {
    if kept { KEPT } else { COUNTED }.to_owned()
}

fn sorted(units: impl IntoIterator<Item = (String, String)>) -> Units {
    let mut units: Units = units.into_iter().collect();
    units.sort();
    units
}

impl Known {
    /// T01: present in the window.
    pub(super) fn present_units(&self, unit: &str) -> Units {
        self.of_unit(unit, latest(self.presences(unit == "household")), false, |_| true)
    }

    /// T02: entered in the window, every entry; of protected persons only if asked.
    pub(super) fn entered_units(&self, unit: &str, protected: bool) -> Units {
        let entries = self.entries(unit == "household").into_iter();
        let entries = entries.filter(|stay| !protected || self.is_protected(&stay.unit)).collect();
        self.of_unit(unit, entries, false, |_| true)
    }

    /// T03: exits, every one; to some destinations only if asked.
    pub(super) fn exited_units(&self, unit: &str, destinations: &[&str]) -> Units {
        let to = |stay: &Stay| stay.destination.as_deref().is_some_and(|to| destinations.contains(&to));
        let exits = self.exits(unit == "household").into_iter();
        let exits = exits.filter(|stay| destinations.is_empty() || to(stay)).collect();
        self.of_unit(unit, exits, true, |_| true)
    }

    /// T04: months from the entry to the exit, or to the end of the window.
    pub(super) fn months_of_stays(&self, unit: &str, elapsed: bool) -> Units {
        let of_households = unit == "household";
        let stays = if elapsed { self.presences(of_households) } else { self.exits(of_households) };
        let length = |stay: Stay| {
            let end = stay.exited.map_or(self.chosen.to, |exited| exited.min(self.chosen.to));
            let months = months(self.chosen.months, stay.entered, end);
            (stay.unit, format!("{KEPT}: {months:.6}"))
        };
        sorted(stays.into_iter().map(length))
    }

    /// T05: entered, and housed in one of the classes at the end of the window.
    pub(super) fn housed_units(&self, unit: &str, classes: &[&str]) -> Units {
        let is_household = unit == "household";
        let homes = self.homes(is_household);
        let is_kept = |stay: &Stay| {
            self.housing(&homes, stay, is_household).is_some_and(|class| classes.contains(&class))
        };
        self.of_unit(unit, latest(self.entries(is_household)), false, is_kept)
    }

    /// T08: at work or in training, at the end of the window or on the day of the exit.
    pub(super) fn active_units(&self, of_leavers: bool, paid_only: bool) -> Units {
        let (contracts, trainings) = (self.contracts(), self.trainings());
        let by_exit = of_leavers && self.chosen.denominator != "entered";
        let stays = if by_exit { self.exits(false) } else { self.entries(false) };
        let is_active = |stay: &Stay| {
            let Some(day) = (if of_leavers { stay.exited } else { Some(self.chosen.to) }) else {
                return false;
            };
            let works = contracts
                .iter()
                .any(|one| one.person == stay.unit && one.is_job() && holds(one.stretch(), day));
            let learns = |one: &super::work::Training| one.is_paid || !paid_only;
            works
                || trainings
                    .iter()
                    .any(|one| one.person == stay.unit && learns(one) && holds((one.from, one.to), day))
        };
        self.of_unit("adult", latest(stays), by_exit, is_active)
    }

    /// T09: contracts or persons with one, by the test of RP07.
    pub(super) fn contract_units(&self, unit: &str, durable: Option<bool>) -> Units {
        let Chosen { from, to, .. } = self.chosen;
        let (present, mut found) = (self.present(false), BTreeSet::new());
        for one in self.contracts().into_iter().filter(|one| present.contains(&one.person)) {
            let is_meant = match self.chosen.test {
                "signed" => from <= one.signed && one.signed <= to,
                "started" => from <= one.starts && one.starts <= to,
                "active" => holds(one.stretch(), to),
                _ => one.starts <= to && one.to.is_none_or(|end| end > from),
            };
            if is_meant && durable.is_none_or(|durable| durable == one.is_durable) {
                found.insert(if unit == "person" { one.person } else { one.id });
            }
        }
        sorted(found.into_iter().map(|unit| (unit, KEPT.to_owned())))
    }

    /// T10: trainings started in the window.
    pub(super) fn training_units(&self, kinds: &[&str]) -> Units {
        let (present, Chosen { from, to, .. }) = (self.present(false), &self.chosen);
        let found = self.trainings().into_iter().filter(|one| {
            present.contains(&one.person)
                && kinds.contains(&one.kind.as_str())
                && *from <= one.from
                && one.from <= *to
        });
        sorted(found.map(|one| (one.id, KEPT.to_owned())))
    }

    /// T12: sliding subleases that have succeeded.
    pub(super) fn sublease_units(&self) -> Units {
        let Chosen { from, to, .. } = self.chosen;
        let present = self.present(true);
        let in_window = |day: Option<Date>| day.is_some_and(|day| from <= day && day <= to);
        let found = self.subleases().into_iter().filter(|lease| {
            let over = lease.ended.into_iter().chain(lease.slid).min();
            let day = if self.chosen.denominator == "signed" { Some(lease.signed) } else { over };
            present.contains(&lease.household) && in_window(day)
        });
        sorted(found.map(|lease| (lease.lease, verdict(lease.succeeded.is_some_and(|day| day <= to)))))
    }

    /// T15: positive at so many months.
    pub(super) fn followed_units(&self, cohort: &str, after: i32, known_on: Date) -> Units {
        let (homes, tolerance) = (self.homes(false), self.chosen.tolerance);
        let stays = self.stays(false, self.chosen.programme).into_iter();
        let members: Vec<Stay> = stays.filter(|stay| stay.cohort.as_deref() == Some(cohort)).collect();
        // The first entry of all, those who came twice included.
        let start = members.iter().map(|stay| stay.entered).min();
        let mut units = BTreeSet::new();
        for stay in latest(members) {
            let anchor = match self.chosen.anchor {
                "entry" => Some(stay.entered),
                "exit" => stay.exited,
                _ => start,
            };
            let Some(due) = anchor.map(|anchor| anchor + after.months()) else {
                units.insert((stay.unit, "left out: not_due".to_owned()));
                continue;
            };
            let unreachable = stay.reason.as_deref() == Some("no_contact")
                || stay.destination.as_deref() == Some("whereabouts_unknown");
            let is_lost = stay.exited.is_some_and(|exited| exited <= due) && unreachable;
            let meets = |(from, to): &Stretch| {
                *from <= due + tolerance.days() && to.is_none_or(|to| to > due - tolerance.days())
            };
            let standing = if due - tolerance.days() > known_on {
                "left out: not_due".to_owned()
            } else if is_lost && self.chosen.missing == "left_out" {
                "left out: follow_up_missing".to_owned()
            } else {
                verdict(!is_lost && self.positive(&homes, &stay.unit).iter().any(meets))
            };
            units.insert((stay.unit, standing));
        }
        sorted(units)
    }

    /// T16: requests submitted in the window by their latest outcome, or the persons in them.
    pub(super) fn request_units(&self, unit: &str, outcomes: &[&str]) -> Units {
        let Chosen { from, to, .. } = self.chosen;
        let mut units = BTreeSet::new();
        for fact in self
            .facts
            .iter()
            .filter(|fact| fact.kind == "request_submitted" && fact.has("kind", "programme_place"))
        {
            let (day, request) = (self.day(fact.on), fact.text("request").unwrap());
            let mut decisions = self
                .facts
                .iter()
                .filter(|other| other.kind == "request_decided" && other.has("request", request));
            let outcome =
                decisions.rfind(|other| self.day(other.on) <= to).and_then(|other| other.text("outcome"));
            let is_meant = outcomes.is_empty() || outcome.is_some_and(|outcome| outcomes.contains(&outcome));
            let programme = fact.text("programme").unwrap();
            let below =
                programme == self.chosen.programme || (self.chosen.programme == "top" && programme != "cc");
            if day < from || day > to || !is_meant || !below {
                continue;
            }
            if unit == "request" {
                units.insert((request.to_owned(), KEPT.to_owned()));
            }
            for person in fact.persons().unwrap().into_iter().filter(|_| unit != "request") {
                units.extend(self.aged(unit, &person, day).map(|standing| (person.clone(), standing)));
            }
        }
        sorted(units)
    }

    /// T19: persons seen in consultation during the months that end with the window.
    pub(super) fn seen_units(&self) -> Units {
        let to = self.chosen.to;
        let since = to - i32::try_from(self.chosen.active_months).unwrap().months();
        let is_of = |activity: &str| {
            self.facts.iter().any(|fact| {
                fact.kind == "activity_held"
                    && fact.has("activity", activity)
                    && fact.has("kind", "consultation")
                    && self.is_here(fact)
            })
        };
        let seen = self.facts.iter().filter(|fact| {
            fact.kind == "activity_attended"
                && is_of(fact.text("activity").unwrap())
                && since < self.day(fact.on)
                && self.day(fact.on) <= to
        });
        let persons: BTreeSet<String> = seen.flat_map(|fact| fact.persons().unwrap()).collect();
        sorted(persons.into_iter().map(|person| (person, KEPT.to_owned())))
    }

    /// T23: exits of households by the home that they came from.
    pub(super) fn origin_units(&self, origins: &[&str]) -> Units {
        let is_from = |stay: &Stay| stay.origin_kind.as_deref().is_some_and(|kind| origins.contains(&kind));
        sorted(self.exits(true).into_iter().map(|stay| (stay.unit.clone(), verdict(is_from(&stay)))))
    }

    /// T24: households entered with a single parent.
    pub(super) fn single_parents(&self) -> Units {
        let persons = latest(self.entries(false));
        let is_single = |household: &Stay| {
            let members = persons.iter().filter(|stay| stay.household == household.unit);
            let count = |wanted: &dyn Fn(&Stay) -> bool| members.clone().filter(|stay| wanted(stay)).count();
            let is_aged = |group: &'static str| {
                move |stay: &Stay| self.age_group(&stay.unit, self.entry_day(stay)) == group
            };
            let has_role =
                |role: &'static str| move |stay: &Stay| self.role(&stay.unit, &household.unit) == role;
            let age = |stay: &Stay| self.age(&stay.unit, self.chosen.to);
            match self.chosen.single {
                "under_25" => {
                    count(&|stay| age(stay).is_some_and(|age| age >= 25)) == 1
                        && count(&|stay| age(stay).is_some_and(|age| age < 25)) >= 1
                }
                "role" => count(&has_role("partner")) == 0 && count(&has_role("child")) >= 1,
                _ => count(&is_aged("adult")) == 1 && count(&is_aged("child")) >= 1,
            }
        };
        let households = latest(self.entries(true)).into_iter();
        sorted(households.map(|stay| (stay.unit.clone(), verdict(is_single(&stay)))))
    }

    /// The role in a household, the first that the person had in it.
    fn role(&self, person: &str, household: &str) -> &str {
        let roles = &self.people[person].roles;
        roles.iter().find(|(stream, _)| self.counted(stream) == household).map_or("", |(_, role)| role)
    }

    fn is_here(&self, fact: &Fact) -> bool {
        let programme = fact.stream.trim_start_matches("programme/");
        programme == self.chosen.programme
            || (self.chosen.programme == "top" && matches!(programme, "aa" | "bb"))
    }

    /// The status at the end of the window, in whatever file (RP26).
    fn is_protected(&self, person: &str) -> bool {
        let statuses = self
            .facts
            .iter()
            .filter(|fact| fact.kind == "legal_status_recorded" && fact.has("person", person));
        let by_then = statuses.filter(|fact| self.day(fact.on) <= self.chosen.to);
        let last = by_then.max_by_key(|fact| (self.day(fact.on), fact.position));
        last.is_some_and(|fact| self.chosen.protected.iter().any(|status| fact.has("status", status)))
    }

    /// Stays of the unit asked for, with their standing.
    fn of_unit(&self, unit: &str, stays: Vec<Stay>, at_exit: bool, is_kept: impl Fn(&Stay) -> bool) -> Units {
        let standing = |stay: Stay| {
            let kept = verdict(is_kept(&stay));
            if unit == "household" {
                return Some((stay.unit, kept));
            }
            let day = if at_exit { self.exit_day(&stay) } else { self.entry_day(&stay) };
            let group = self.age_group(&stay.unit, day);
            let is_aged = unit != "person";
            if is_aged && group != unit && group != "unknown" {
                return None;
            }
            let standing = if self.chosen.erased == "left_out" && self.people[&stay.unit].is_erased {
                "left out: erased".to_owned()
            } else if is_aged && group == "unknown" {
                "left out: age_unknown".to_owned()
            } else {
                kept
            };
            Some((stay.unit, standing))
        };
        sorted(stays.into_iter().filter_map(standing))
    }

    /// A person in an act of a day: kept, left out, or none when not of the unit.
    fn aged(&self, unit: &str, person: &str, day: Date) -> Option<String> {
        let on = match self.chosen.age_day {
            "window_start" => self.chosen.from,
            "window_end" => self.chosen.to,
            _ => day,
        };
        let group = self.age_group(person, on);
        if unit == "person" || group == unit {
            return Some(KEPT.to_owned());
        }
        (group == "unknown").then(|| "left out: age_unknown".to_owned())
    }

    fn entry_day(&self, stay: &Stay) -> Date {
        match self.chosen.age_day {
            "window_end" => self.chosen.to,
            "window_start" => self.chosen.from,
            _ => stay.entered,
        }
    }

    fn exit_day(&self, stay: &Stay) -> Date {
        if self.chosen.age_day == "event" { stay.exited.unwrap() } else { self.entry_day(stay) }
    }
}

/// Months as RP10 counts them.
fn months(rule: &str, from: Date, to: Date) -> f64 {
    let index = f64::from(i32::from(to.year() - from.year()) * 12 + i32::from(to.month() - from.month()));
    let complete = if to.day() < from.day() { index - 1.0 } else { index };
    match rule {
        "started" if to.day() != from.day() => complete + 1.0,
        "complete" | "started" => complete,
        "days30" => f64::from((to - from).get_days()) / 30.0,
        "days30.4375" => f64::from((to - from).get_days()) / 30.4375,
        _ => index,
    }
}

/// Standings by unit, for messages.
pub(super) fn by_unit(units: &Units) -> BTreeMap<&str, Vec<&str>> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (unit, standing) in units {
        all.entry(unit).or_default().push(standing);
    }
    all
}
