//! What is true on the day looked at: members, home, work, support.

use domain::PartialDate;
use jiff::civil::Date;

use super::answer::{Episode, EpisodeKind, Member, Permit, State};
use super::people::People;
use crate::pages::households::left;
use crate::pages::texts::Texts;

/// A permit that ends within so many days is pointed out.
const SOON_DAYS: i32 = 90;

/// One member.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) birth: String,
    pub(super) age: String,
    pub(super) status: String,
    pub(super) permits: Vec<Held>,
}

/// A permit, with how long it is valid.
pub(super) struct Held {
    pub(super) kind: String,
    pub(super) until: String,
    pub(super) left: Option<String>,
    pub(super) soon: bool,
    pub(super) work: bool,
}

/// Things of one sort that are true on the day.
pub(super) struct Card {
    pub(super) title: String,
    pub(super) items: Vec<Thing>,
}

pub(super) struct Thing {
    pub(super) what: String,
    pub(super) more: String,
    /// The class of a home: code and name.
    pub(super) class: Option<(String, String)>,
}

/// What the cards are made with.
pub(super) struct Now<'a> {
    pub(super) texts: Texts,
    pub(super) people: &'a People,
    pub(super) episodes: &'a [Episode],
    pub(super) as_of: Date,
    pub(super) programme: &'a dyn Fn(&str) -> String,
}

impl Now<'_> {
    pub(super) fn members(&self, state: &State) -> Vec<Person> {
        let mut members: Vec<&Member> = state.members.iter().collect();
        members.sort_by_key(|member| self.people.place(&member.person));
        members.into_iter().map(|member| self.member(member, state)).collect()
    }

    fn member(&self, member: &Member, state: &State) -> Person {
        let birth = member.birth.map(|birth| birth.0);
        let status = state.status.iter().find(|status| status.person == member.person);
        let permits = state.permits.iter().filter(|permit| permit.person == member.person);
        Person {
            name: self.people.name(&member.person),
            role: member.role_label.clone(),
            birth: birth.map_or_else(|| self.texts.say("erased"), |birth| self.texts.date(birth)),
            age: birth.map(|birth| self.age(birth)).unwrap_or_default(),
            status: status.map(|status| status.status_label.clone()).unwrap_or_default(),
            permits: permits.map(|permit| self.held(permit)).collect(),
        }
    }

    fn held(&self, permit: &Permit) -> Held {
        let day = permit.valid_to.map(|day| day.0);
        let until = match day {
            Some(day) => self.texts.with("permit-until", &[("day", &self.texts.day(day))]),
            None if permit.valid_to_erased => self.texts.say("erased"),
            None => self.texts.say("permit-unlimited"),
        };
        Held {
            kind: permit.kind_label.clone(),
            until,
            left: day.map(|day| left(self.texts, day, self.as_of)),
            soon: day.is_some_and(|day| (day - self.as_of).get_days() <= SOON_DAYS),
            work: permit.work_authorised,
        }
    }

    /// In full years; between two numbers when birth is vague.
    fn age(&self, birth: PartialDate) -> String {
        let years = |born: Date| {
            let not_yet = (self.as_of.month(), self.as_of.day()) < (born.month(), born.day());
            (i32::from(self.as_of.year()) - i32::from(born.year()) - i32::from(not_yet)).max(0)
        };
        if birth.earliest() == Date::MIN || birth.latest() == Date::MAX {
            return String::new();
        }
        let (young, old) = (years(birth.latest()), years(birth.earliest()));
        if young == old {
            return self.texts.count("age", u64::from(old.unsigned_abs()));
        }
        self.texts.with("age-between", &[("young", &young.to_string()), ("old", &old.to_string())])
    }

    pub(super) fn cards(&self, state: &State) -> Vec<Card> {
        let thing = |what: &str, more: String| Thing { what: what.to_owned(), more, class: None };
        let named = |persons: &[String]| self.people.names(persons);
        let homes = state.occupancies.iter().map(|home| {
            let stay = self.latest(EpisodeKind::Stay, &home.subject);
            let class = stay.and_then(|stay| stay.class.clone());
            let class = class.map(|class| (class.clone(), self.texts.of("class", &class)));
            Thing { class, ..thing(&home.kind_label, named(&home.persons)) }
        });
        let leases = state.leases.iter().map(|lease| thing(&lease.kind_label, named(&lease.signatories)));
        let jobs = state.contracts.iter().map(|contract| {
            let terms = self.latest(EpisodeKind::Contract, &contract.subject);
            let hours = terms.and_then(|terms| terms.working_time.clone());
            let end = contract
                .planned_end_on
                .map(|end| self.texts.with("planned-end", &[("date", &self.texts.date(end.0))]));
            let more = std::iter::once(self.people.name(&contract.person)).chain(hours).chain(end);
            thing(&contract.kind_label, more.collect::<Vec<_>>().join(" · "))
        });
        let trainings = state
            .trainings
            .iter()
            .map(|training| thing(&training.kind_label, self.people.name(&training.person)));
        let enrolments = state
            .enrolments
            .iter()
            .map(|enrolment| thing(&(self.programme)(&enrolment.programme), named(&enrolment.persons)));
        let rights = state.rights.iter().map(|right| thing(&right.kind_label, named(&right.holders)));
        let requests = state.open_requests.iter().map(|request| {
            let outcome = request.outcome_label.clone().unwrap_or_else(|| self.texts.say("request-waits"));
            thing(&request.kind_label, format!("{} · {outcome}", named(&request.persons)))
        });
        let card = |id: &str, items: Vec<Thing>| Card { title: self.texts.say(id), items };
        vec![
            card("card-home", homes.chain(leases).collect()),
            card("card-work", jobs.chain(trainings).collect()),
            card("card-support", enrolments.collect()),
            card("card-rights", rights.chain(requests).collect()),
        ]
    }

    /// The last episode of a subject that began by the day.
    fn latest(&self, kind: EpisodeKind, subject: &str) -> Option<&Episode> {
        let mut of = self.episodes.iter().filter(|one| one.kind == kind && one.subject == subject);
        of.rfind(|one| one.from.0.representative() <= self.as_of)
    }
}
