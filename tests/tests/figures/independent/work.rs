//! Jobs, trainings, and what counts as durable or positive.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::homes::{Home, is_rehoused};
use super::stays::Known;

/// A contract, with the days on which it runs.
pub(super) struct Contract {
    pub(super) id: String,
    pub(super) person: String,
    pub(super) kind: String,
    pub(super) signed: Date,
    pub(super) starts: Date,
    pub(super) to: Option<Date>,
    pub(super) is_durable: bool,
}

/// A training, with the days on which it runs.
pub(super) struct Training {
    pub(super) id: String,
    pub(super) person: String,
    pub(super) kind: String,
    pub(super) is_paid: bool,
    pub(super) from: Date,
    pub(super) to: Option<Date>,
}

/// Days from one to the day before another one, if there is an end.
pub(super) type Stretch = (Date, Option<Date>);

/// Whether a stretch holds a day.
pub(super) fn holds((from, to): Stretch, day: Date) -> bool {
    from <= day && to.is_none_or(|to| to > day)
}

impl Contract {
    pub(super) fn is_job(&self) -> bool {
        self.kind != "service_civique"
    }

    pub(super) fn stretch(&self) -> Stretch {
        (self.starts, self.to)
    }
}

impl Known {
    pub(super) fn contracts(&self) -> Vec<Contract> {
        let mut contracts = Vec::new();
        for fact in self.facts.iter().filter(|fact| fact.kind == "contract_signed") {
            let id = fact.text("contract").unwrap();
            let end =
                self.facts.iter().find(|other| other.kind == "contract_ended" && other.has("contract", id));
            if end.is_some_and(|end| end.has("reason", "never_started")) {
                continue;
            }
            let (starts, planned) = (self.day(fact.date("starts_on").unwrap()), fact.date("planned_end_on"));
            // Its last day is part of a contract.
            let planned = planned.map(|days| days.last + 1.day());
            let full_time = if fact.data["full_time"] == true { Some(35) } else { None };
            let hours = fact.data["weekly_hours"].as_i64().or(full_time);
            let is_long = |is_enough: fn(Date, Date) -> bool| {
                planned.is_none_or(|end| is_enough(end, starts + 6.months()))
            };
            let kind = fact.text("kind").unwrap();
            let by_kind = match (self.chosen.durable, kind) {
                (_, "cdi") => true,
                ("D-DARES" | "D-AGIR", "cdd" | "apprenticeship") => is_long(|end, six| end >= six),
                ("D-IAE", "cdd" | "interim" | "apprenticeship") => is_long(|end, six| end > six),
                _ => false,
            };
            let minimum = self.chosen.min_hours;
            contracts.push(Contract {
                id: id.to_owned(),
                person: fact.text("person").unwrap().to_owned(),
                kind: kind.to_owned(),
                signed: self.day(fact.on),
                starts,
                to: end.map(|end| self.day(end.on)).or(planned),
                is_durable: by_kind && (minimum == 0 || hours.is_some_and(|hours| hours >= minimum)),
            });
        }
        contracts
    }

    pub(super) fn trainings(&self) -> Vec<Training> {
        let started = self.facts.iter().filter(|fact| fact.kind == "training_started");
        let training = |fact: &super::known::Fact| {
            let id = fact.text("training").unwrap();
            let end =
                self.facts.iter().find(|other| other.kind == "training_ended" && other.has("training", id));
            let planned = fact.date("planned_end_on").map(|days| days.last + 1.day());
            Training {
                id: id.to_owned(),
                person: fact.text("person").unwrap().to_owned(),
                kind: fact.text("kind").unwrap().to_owned(),
                is_paid: fact.data["paid"] == true,
                from: self.day(fact.on),
                to: end.map(|end| self.day(end.on)).or(planned),
            }
        };
        started.map(training).collect()
    }

    /// Durable employment of a person (RP06).
    pub(super) fn durable(&self, person: &str) -> Vec<Stretch> {
        let contracts = self.contracts().into_iter().filter(|one| one.person == person && one.is_durable);
        let mut stretches: Vec<Stretch> = contracts.map(|one| one.stretch()).collect();
        if self.chosen.durable == "D-AGIR" {
            let qualifying = |one: &Training| one.person == person && one.kind == "qualifying";
            stretches.extend(self.trainings().into_iter().filter(qualifying).map(|one| (one.from, one.to)));
        }
        stretches
    }

    /// Positive situations of a person (RP09).
    pub(super) fn positive(&self, homes: &[Home], person: &str) -> Vec<Stretch> {
        let rule = self.chosen.positive;
        let own = homes.iter().filter(|home| home.person == person);
        let homes = |wanted: fn(&str) -> bool| {
            own.clone().filter(move |home| wanted(home.class)).map(|home| (home.from, home.to))
        };
        if rule == "AGIR" {
            let both = |(from, to): Stretch| {
                homes(|class| class == "permanent")
                    .map(move |(since, until): Stretch| (from.max(since), until.into_iter().chain(to).min()))
            };
            let both = self.durable(person).into_iter().flat_map(both);
            return both.filter(|(from, to)| to.is_none_or(|to| to > *from)).collect();
        }
        let is_positive = |one: &Contract| {
            let by_kodiko = matches!(one.kind.as_str(), "cdi" | "cdd" | "apprenticeship");
            one.person == person && one.is_job() && (rule != "KODIKO" || by_kodiko)
        };
        let mut stretches: Vec<Stretch> =
            self.contracts().into_iter().filter(is_positive).map(|one| one.stretch()).collect();
        let kinds: &[&str] = match rule {
            "KODIKO" => &["internship", "qualifying"],
            "IAE" => &["qualifying", "pre_qualifying"],
            _ => &[],
        };
        let is_training = |one: &Training| one.person == person && kinds.contains(&one.kind.as_str());
        stretches.extend(self.trainings().into_iter().filter(is_training).map(|one| (one.from, one.to)));
        if rule == "ELAN" {
            stretches.extend(homes(is_rehoused));
            for lease in self.subleases().into_iter().filter(|lease| lease.holder == person) {
                stretches.push((lease.signed, lease.ended.or(lease.slid)));
                stretches.extend(lease.slid.map(|slid| (slid, None)));
            }
        }
        stretches
    }
}
