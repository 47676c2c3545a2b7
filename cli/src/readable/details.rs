//! What a fact changed, as labels of its codes. Sealed fields (communes, amounts, sectors…) are left out, but for
//! the validity of permits.

use domain::Decimal;
use domain::facts::permit_issued::PermitIssued;
use domain::facts::values::TextCode;
use domain::facts::{Fact, Link};
use domain::wire::Sealed;
use jiff::civil::Date;

use super::Page;
use super::people::short;

impl Page<'_> {
    /// The fact that opened what this one changes or ends, when the stream has it.
    pub(super) fn opening(&self, fact: &Fact) -> Option<&Fact> {
        let fact = fact.admissible();
        let Link { kind, id, .. } = fact.ends().or_else(|| fact.changes())?;
        let opens =
            |fact: &&Fact| fact.admissible().opens().is_some_and(|link| (link.kind, link.id) == (kind, id));
        self.believed().map(|step| step.fact).find(opens)
    }

    /// The kind of what a fact changes or ends, then the values of the fact itself.
    pub(super) fn details(&self, fact: &Fact) -> Vec<String> {
        let about = self.opening(fact).and_then(|opening| self.values(opening).into_iter().next());
        about.into_iter().chain(self.values(fact)).collect()
    }

    /// The hours of a contract, in words.
    pub(super) fn working_time(&self, full_time: Option<bool>, weekly_hours: Option<Decimal>) -> Vec<String> {
        let full = full_time.map(|full| self.texts.say(if full { "full-time" } else { "part-time" }, &[]));
        let hours = weekly_hours
            .map(|hours| self.texts.say("weekly-hours", &[("hours", &self.texts.decimal(hours))]));
        full.into_iter().chain(hours).collect()
    }

    /// The values of a fact, the most telling first.
    fn values(&self, fact: &Fact) -> Vec<String> {
        let texts = self.texts;
        match fact {
            Fact::HouseholdOpened(fact) => vec![fact.opened_by.to_string()],
            Fact::MemberJoined(fact) => {
                let route = fact.arrival_route.map(|route| texts.label(route));
                std::iter::once(texts.label(fact.reason)).chain(route).collect()
            }
            Fact::MemberLeft(fact) => vec![texts.label(fact.reason)],
            Fact::HouseholdSplit(fact) => vec![texts.label(fact.reason), self.towards(&fact.new_household)],
            Fact::HouseholdMerged(fact) => vec![self.towards(&fact.into)],
            Fact::LegalStatusRecorded(fact) => vec![texts.label(fact.status)],
            Fact::PermitIssued(fact) => vec![texts.label(fact.kind), self.valid(fact)],
            Fact::PermitEnded(fact) => vec![texts.label(fact.reason)],
            Fact::RequestSubmitted(fact) => {
                let programme = fact.programme.as_ref().map(ToString::to_string);
                let permit = fact.permit_kind.map(|kind| texts.label(kind));
                let right = fact.right_kind.map(|kind| texts.label(kind));
                std::iter::once(texts.label(fact.kind)).chain(programme).chain(permit).chain(right).collect()
            }
            Fact::RequestDecided(fact) => vec![texts.label(fact.outcome)],
            Fact::EnrolmentStarted(fact) => vec![fact.programme.to_string()],
            Fact::EnrolmentEnded(fact) => vec![texts.label(fact.reason), texts.destination(fact.destination)],
            Fact::OccupancyStarted(fact) => vec![texts.label(fact.kind)],
            Fact::OccupancyEnded(fact) => vec![texts.label(fact.reason)],
            Fact::LeaseSigned(fact) => vec![texts.label(fact.kind)],
            Fact::LeaseTransferred(fact) => vec![format!("→ {}", texts.label(fact.new_kind))],
            Fact::LeaseIncidentRecorded(fact) => vec![texts.label(fact.kind)],
            Fact::LeaseEnded(fact) => vec![texts.label(fact.reason)],
            Fact::RightOpened(fact) => vec![texts.label(fact.kind)],
            Fact::RightClosed(fact) => vec![texts.label(fact.reason)],
            Fact::ContractSigned(fact) => {
                let time = self.working_time(fact.full_time, fact.weekly_hours);
                std::iter::once(texts.label(fact.kind)).chain(time).collect()
            }
            Fact::ContractAmended(fact) => {
                let time = self.working_time(fact.full_time, fact.weekly_hours);
                fact.kind.map(|kind| texts.label(kind)).into_iter().chain(time).collect()
            }
            Fact::ContractEnded(fact) => vec![texts.label(fact.reason)],
            Fact::TrainingStarted(fact) => {
                let end = fact.planned_end_on.map(|end| self.planned_end(end));
                std::iter::once(texts.label(fact.kind)).chain(end).collect()
            }
            Fact::TrainingEnded(fact) => vec![texts.label(fact.outcome)],
            Fact::AssessmentRecorded(fact) => vec![texts.label(fact.kind), self.assessed(&fact.value)],
            Fact::PairingStarted(fact) => vec![texts.label(fact.kind)],
            Fact::PairingEnded(fact) => fact.reason.map(|reason| texts.label(reason)).into_iter().collect(),
            Fact::ConsentGiven(fact) => vec![texts.label(fact.purpose)],
            Fact::PersonalDataErased(fact) => vec![texts.label(fact.level), texts.label(fact.basis)],
            Fact::ResourcesDeclared(_)
            | Fact::ActivityAttended(_)
            | Fact::ConsentWithdrawn(_)
            // Told with their targets, or in other streams.
            | Fact::EventCorrected(_)
            | Fact::EventRetracted(_)
            | Fact::ProgrammeRegistered(_)
            | Fact::ProgrammeStatusSet(_)
            | Fact::CapacitySet(_)
            | Fact::TermsSet(_)
            | Fact::PartnerJoined(_)
            | Fact::PartnerLeft(_)
            | Fact::ActivityHeld(_)
            | Fact::FigureDeclared(_)
            | Fact::RulePublished(_) => Vec::new(),
        }
    }

    /// The validity of a permit.
    fn valid(&self, permit: &PermitIssued) -> String {
        let from = self.sealed_day(permit.valid_from);
        match permit.valid_to {
            None => self.texts.say("permit-valid-unlimited", &[("from", &from)]),
            Some(last) => self.texts.say("permit-valid", &[("from", &from), ("to", &self.sealed_day(last))]),
        }
    }

    /// A day, or that it was erased.
    fn sealed_day(&self, day: Sealed<Date>) -> String {
        day.known().map_or_else(|| self.texts.say("erased", &[]), |day| self.texts.day(*day))
    }

    pub(super) fn planned_end(&self, end: Date) -> String {
        self.texts.say("planned-end", &[("date", &self.texts.day(end))])
    }

    /// The value of an assessment in words; levels and grades as they are.
    fn assessed(&self, value: &TextCode) -> String {
        let id = match value.as_str() {
            "ready" => "assessed-ready",
            "not_yet" => "assessed-not-yet",
            "not_adapted" => "assessed-not-adapted",
            "pass" => "assessed-pass",
            "fail" => "assessed-fail",
            "yes" => "assessed-yes",
            "no" => "assessed-no",
            level => return level.to_owned(),
        };
        self.texts.say(id, &[])
    }

    fn towards(&self, household: &domain::ids::HouseholdId) -> String {
        self.texts.say("towards", &[("household", &short(household))])
    }
}
