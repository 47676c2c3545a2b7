//! What a fact says, as labels of its codes. Sealed values (communes, amounts, sectors…) are left out, but for the
//! validity of permits.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{CATALOGUE, DESTINATION, Language, code_label, date_words, label};
use crate::Decimal;
use crate::facts::Fact;
use crate::facts::permit_issued::PermitIssued;
use crate::ids::HouseholdId;
use crate::partial_date::PartialDate;
use crate::wire::Sealed;

/// What a fact says in words, the most telling first; nothing when its label says it all. Nobody is named.
#[must_use]
pub fn fact_details(language: Language, fact: &Fact) -> Vec<String> {
    match fact {
        Fact::HouseholdOpened(fact) => vec![fact.opened_by.to_string()],
        Fact::MemberJoined(fact) => {
            let route = fact.arrival_route.map(|route| code_label(language, route));
            std::iter::once(code_label(language, fact.reason)).chain(route).collect()
        }
        Fact::MemberLeft(fact) => vec![code_label(language, fact.reason)],
        Fact::HouseholdSplit(fact) => vec![code_label(language, fact.reason), towards(language, &fact.new_household)],
        Fact::HouseholdMerged(fact) => vec![towards(language, &fact.into)],
        Fact::LegalStatusRecorded(fact) => vec![code_label(language, fact.status)],
        Fact::PermitIssued(fact) => vec![code_label(language, fact.kind), valid(language, fact)],
        Fact::PermitEnded(fact) => vec![code_label(language, fact.reason)],
        Fact::RequestSubmitted(fact) => {
            let programme = fact.programme.as_ref().map(ToString::to_string);
            let permit = fact.permit_kind.map(|kind| code_label(language, kind));
            let right = fact.right_kind.map(|kind| code_label(language, kind));
            std::iter::once(code_label(language, fact.kind)).chain(programme).chain(permit).chain(right).collect()
        }
        Fact::RequestDecided(fact) => vec![code_label(language, fact.outcome)],
        Fact::EnrolmentStarted(fact) => vec![fact.programme.to_string()],
        Fact::EnrolmentEnded(fact) => vec![code_label(language, fact.reason), label(language, DESTINATION, fact.destination.code())],
        Fact::OccupancyStarted(fact) => vec![code_label(language, fact.kind)],
        Fact::OccupancyEnded(fact) => vec![code_label(language, fact.reason)],
        Fact::LeaseSigned(fact) => vec![code_label(language, fact.kind)],
        Fact::LeaseTransferred(fact) => vec![format!("→ {}", code_label(language, fact.new_kind))],
        Fact::LeaseIncidentRecorded(fact) => vec![code_label(language, fact.kind)],
        Fact::LeaseEnded(fact) => vec![code_label(language, fact.reason)],
        Fact::RightOpened(fact) => vec![code_label(language, fact.kind)],
        Fact::RightClosed(fact) => vec![code_label(language, fact.reason)],
        Fact::ContractSigned(fact) => {
            let time = working_time(language, fact.full_time, fact.weekly_hours);
            std::iter::once(code_label(language, fact.kind)).chain(time).collect()
        }
        Fact::ContractAmended(fact) => {
            let time = working_time(language, fact.full_time, fact.weekly_hours);
            fact.kind.map(|kind| code_label(language, kind)).into_iter().chain(time).collect()
        }
        Fact::ContractEnded(fact) => vec![code_label(language, fact.reason)],
        Fact::TrainingStarted(fact) => {
            let end = fact.planned_end_on.map(|end| planned_end(language, end));
            std::iter::once(code_label(language, fact.kind)).chain(end).collect()
        }
        Fact::TrainingEnded(fact) => vec![code_label(language, fact.outcome)],
        Fact::AssessmentRecorded(fact) => vec![code_label(language, fact.kind), grade(language, fact.value.as_str())],
        Fact::PairingStarted(fact) => vec![code_label(language, fact.kind)],
        Fact::PairingEnded(fact) => fact.reason.map(|reason| code_label(language, reason)).into_iter().collect(),
        Fact::ConsentGiven(fact) => vec![code_label(language, fact.purpose)],
        Fact::PersonalDataErased(fact) => vec![code_label(language, fact.level), code_label(language, fact.basis)],
        Fact::ProgrammeRegistered(fact) => vec![fact.name.as_str().to_owned(), fact.operator.to_string()],
        Fact::ProgrammeStatusSet(fact) => vec![code_label(language, fact.state)],
        Fact::CapacitySet(fact) => {
            let told = [fact.value.to_string(), code_label(language, fact.unit), code_label(language, fact.basis)];
            told.into_iter().chain(fact.segment.as_ref().map(ToString::to_string)).collect()
        }
        Fact::PartnerJoined(fact) => vec![fact.partner.to_string(), code_label(language, fact.role)],
        Fact::PartnerLeft(fact) => vec![fact.partner.to_string(), code_label(language, fact.role)],
        Fact::ActivityHeld(fact) => vec![code_label(language, fact.kind)],
        Fact::FigureDeclared(fact) => {
            vec![fact.figure.to_string(), decimal(language, fact.value), fact.unit.to_string()]
        }
        Fact::ResourcesDeclared(_)
        | Fact::ActivityAttended(_)
        | Fact::ConsentWithdrawn(_)
        // Told with their targets, or in other streams.
        | Fact::EventCorrected(_)
        | Fact::EventRetracted(_)
        | Fact::TermsSet(_)
        | Fact::RulePublished(_) => Vec::new(),
    }
}

/// The name of a field of a payload; as on the wire when it has none.
#[must_use]
pub fn field_label(language: Language, name: &str) -> String {
    let id = format!("field-{}", name.replace('_', "-"));
    CATALOGUE.try_format(language, &id, &[]).unwrap_or_else(|_| name.to_owned())
}

/// The names of the fields in which two facts differ, in words and in order: never their values, which may identify.
#[must_use]
pub fn changed_fields(language: Language, before: &Fact, after: &Fact) -> Vec<String> {
    let (before, after) = (before.write(), after.write());
    let names = |fact: &Value| fact.as_object().into_iter().flat_map(Map::keys).cloned().collect();
    let names: [BTreeSet<String>; 2] = [names(&before), names(&after)];
    let changed = names.iter().flatten().filter(|name| before.get(name) != after.get(name));
    let changed: BTreeSet<String> = changed.map(|name| field_label(language, name)).collect();
    changed.into_iter().collect()
}

/// The hours of a contract, in words.
#[must_use]
pub fn working_time(
    language: Language,
    full_time: Option<bool>,
    weekly_hours: Option<Decimal>,
) -> Vec<String> {
    let full = full_time.map(|full| say(language, if full { "full-time" } else { "part-time" }, &[]));
    let hours =
        weekly_hours.map(|hours| say(language, "weekly-hours", &[("hours", &decimal(language, hours))]));
    full.into_iter().chain(hours).collect()
}

/// A number as the language writes it.
#[must_use]
pub fn decimal(language: Language, number: Decimal) -> String {
    let text = number.normalize().to_string();
    match language {
        Language::French => text.replace('.', ","),
        Language::English => text,
    }
}

fn say(language: Language, id: &str, args: &[(&str, &str)]) -> String {
    CATALOGUE.format(language, &format!("details-{id}"), args)
}

fn day(language: Language, day: Date) -> String {
    date_words(language, PartialDate::day(day))
}

/// The validity of a permit.
fn valid(language: Language, permit: &PermitIssued) -> String {
    let from = sealed_day(language, permit.valid_from);
    match permit.valid_to {
        None => say(language, "permit-valid-unlimited", &[("from", &from)]),
        Some(last) => say(language, "permit-valid", &[("from", &from), ("to", &sealed_day(language, last))]),
    }
}

/// A day, or that it was erased.
fn sealed_day(language: Language, sealed: Sealed<Date>) -> String {
    sealed.known().map_or_else(|| say(language, "erased", &[]), |known| day(language, *known))
}

fn planned_end(language: Language, end: Date) -> String {
    say(language, "planned-end", &[("date", &day(language, end))])
}

/// The value of an assessment in words; levels and grades as they are.
#[must_use]
pub fn grade(language: Language, value: &str) -> String {
    let id = format!("details-assessed-{value}");
    CATALOGUE.try_format(language, &id, &[]).unwrap_or_else(|_| value.to_owned())
}

/// Another household, by the first eight digits of its identifier.
fn towards(language: Language, household: &HouseholdId) -> String {
    let short: String = household.to_string().chars().take(8).collect();
    say(language, "towards", &[("household", &short)])
}
