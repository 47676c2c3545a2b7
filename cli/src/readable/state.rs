//! The state on the day, one section for each thing that there is.

use domain::ids::PersonId;
use domain::wire::Sealed;
use domain::{Fact, PartialDate};
use jiff::civil::Date;
use projections::pathway_state::{Contract, Member, Permit, Training};

use crate::output::{NOTICE, TITLE, styled};

use super::Page;
use super::span::ages;

/// A permit with fewer days left than this is shown as a notice.
const SOON_DAYS: i64 = 90;

/// Between the titles of the sections and their rows.
const GAP: &str = "  ";

impl Page<'_> {
    pub(super) fn state(&self) -> String {
        let sections: Vec<(String, Vec<String>)> = self
            .sections()
            .into_iter()
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(id, rows)| (self.texts.say(id, &[]), rows))
            .collect();
        let width = sections.iter().map(|(title, _)| title.chars().count()).max().unwrap_or(0);
        let indent = format!("\n{:width$}{GAP}", "");
        let section = |(title, rows): &(String, Vec<String>)| {
            format!("{}{GAP}{}", styled(TITLE, format!("{title:width$}")), rows.join(&indent))
        };
        if sections.is_empty() {
            return self.texts.say("nothing-yet", &[]);
        }
        sections.iter().map(section).collect::<Vec<_>>().join("\n")
    }

    fn sections(&self) -> Vec<(&'static str, Vec<String>)> {
        let (state, texts) = (&self.replayed.state, self.texts);
        let of = |what: String, persons: &[PersonId]| format!("{what} · {}", self.people.names(persons));
        let mut members: Vec<&Member> = state.members.iter().collect();
        members.sort_by_key(|member| (member.role, member.birth, member.person));
        let members = members
            .into_iter()
            .map(|member| format!("{}, {}", self.people.name(member.person), self.age(member.birth)));
        let status = state.status.iter().map(|(person, status)| of(texts.label(*status), &[*person]));
        let enrolments = state.enrolments.iter().map(|it| of(it.programme.to_string(), &it.persons));
        let homes = state
            .occupancies
            .iter()
            .map(|it| of(format!("{} ({})", texts.label(it.kind), self.home_class(it.kind)), &it.persons));
        let leases = state.leases.iter().map(|it| of(texts.label(it.kind), &it.signatories));
        let trainings = state.trainings.iter().map(|it| of(self.training(it), &[it.person]));
        let rights = state.rights.iter().map(|it| of(texts.label(it.kind), &it.holders));
        let requests = state.open_requests.iter().map(|it| {
            let outcome = it.outcome.map(|outcome| format!(", {}", texts.label(outcome)));
            of(texts.label(it.kind) + &outcome.unwrap_or_default(), &it.persons)
        });
        let pairings = state.pairings.iter().map(|it| of(texts.label(it.kind), &it.persons));
        let consents = state.consents.iter().map(|it| of(texts.label(it.purpose), &[it.person]));
        vec![
            ("members", members.collect()),
            ("status", status.collect()),
            ("permits", state.permits.iter().map(|permit| self.permit(permit)).collect()),
            ("enrolments", enrolments.collect()),
            ("home", homes.collect()),
            ("leases", leases.collect()),
            ("contracts", state.contracts.iter().map(|contract| self.contract(contract)).collect()),
            ("trainings", trainings.collect()),
            ("rights", rights.collect()),
            ("requests", requests.collect()),
            ("pairings", pairings.collect()),
            ("consents", consents.collect()),
        ]
    }

    fn age(&self, birth: PartialDate) -> String {
        if birth.is_unknown() {
            return self.texts.say("erased", &[]);
        }
        match ages(birth, self.replayed.state.as_of) {
            None => self.texts.say("age-unknown", &[]),
            Some((0, 0)) => self.texts.say("age-baby", &[]),
            Some((young, old)) if young == old => self.texts.count("age", i64::from(old)),
            Some((young, old)) => {
                self.texts.say("age-between", &[("young", &young.to_string()), ("old", &old.to_string())])
            }
        }
    }

    fn permit(&self, permit: &Permit) -> String {
        let validity = match permit.valid_to {
            None => self.texts.say("permit-unlimited", &[]),
            Some(Sealed::Known(last)) => self.validity(last),
            Some(Sealed::Erased) => self.texts.say("erased", &[]),
        };
        let work = if permit.work_authorised { "permit-work" } else { "permit-no-work" };
        let (kind, work) = (self.texts.label(permit.kind), self.texts.say(work, &[]));
        format!("{kind}, {validity}, {work} · {}", self.people.name(permit.person))
    }

    /// The kind of a training, and its planned end when it began in this household.
    fn training(&self, training: &Training) -> String {
        let planned = self.believed().find_map(|step| {
            let Fact::TrainingStarted(fact) = step.fact else { return None };
            fact.planned_end_on.filter(|_| fact.training == training.training)
        });
        let kind = self.texts.label(training.kind);
        planned.map_or_else(|| kind.clone(), |end| format!("{kind}, {}", self.planned_end(end)))
    }

    fn validity(&self, last: Date) -> String {
        let left = (last - self.replayed.state.as_of).get_days().into();
        let (day, days) = (self.texts.day(last), self.texts.count("days-left", left));
        let text = self.texts.say("permit-until", &[("day", &day), ("left", &days)]);
        if left < SOON_DAYS { styled(NOTICE, text) } else { text }
    }

    fn contract(&self, contract: &Contract) -> String {
        let mut parts = vec![self.texts.label(contract.kind)];
        parts.extend(self.working_time(contract.full_time, contract.weekly_hours));
        parts.extend(
            contract
                .planned_end_on
                .map(|end| self.texts.say("planned-end", &[("date", &self.texts.date(end))])),
        );
        format!("{} · {}", parts.join(", "), self.people.name(contract.person))
    }
}
