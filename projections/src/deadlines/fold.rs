//! Which deadlines a household has.

use domain::PartialDate;
use domain::codes::{Coded as _, ContractKind};
use domain::facts::permit_issued::PermitIssued;
use domain::facts::values::Duration;
use domain::facts::{Fact, Kind};
use domain::ids::{EnrolmentId, PersonId, ProgrammeCode, RequestId};
use domain::pathway::Entry;
use domain::wire::Sealed;
use jiff::Span;
use jiff::civil::Date;
use uuid::Uuid;

use super::DeadlineKind;
use crate::pathway_state::taking_part;
use crate::projection::{AT_LAST, HouseholdSubject};

/// A deadline that nothing has settled yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Open {
    pub(crate) on: Date,
    pub(crate) kind: DeadlineKind,
    /// The permit, right, contract, training or enrolment.
    pub(crate) subject: Uuid,
    pub(crate) person: Option<PersonId>,
    pub(crate) programme: Option<ProgrammeCode>,
    /// The code of the kind of permit, right, contract or training.
    pub(crate) about: Option<&'static str>,
}

/// The deadlines of a household that no end and no renewal has settled, by day. Past ones stay until something is
/// recorded about them: those are the most pressing.
pub(crate) fn open(of: &HouseholdSubject<'_>) -> Vec<Open> {
    let mut found = Vec::new();
    permits(of, &mut found);
    rights(of, &mut found);
    contracts(of, &mut found);
    trainings(of, &mut found);
    enrolments(of, &mut found);
    found.sort();
    found.dedup();
    found
}

fn permits(of: &HouseholdSubject<'_>, found: &mut Vec<Open>) {
    let permits = of.book.of_kind(Kind::Permit);
    let renewed = |id: Uuid| {
        permits.iter().any(|(_, entry)| {
            matches!(entry.opening.fact, Fact::PermitIssued(other) if other.renews.is_some_and(|old| old.0 == id))
        })
    };
    for (id, entry) in &permits {
        let Fact::PermitIssued(fact) = entry.opening.fact else { continue };
        let Some(on) = fact.valid_to.as_ref().and_then(Sealed::known).copied() else { continue };
        if !of.members.contains(&fact.person) || !entry.ends.is_empty() || renewed(*id) {
            continue;
        }
        found.push(Open {
            on,
            kind: DeadlineKind::Permit,
            subject: *id,
            person: Some(fact.person),
            programme: asked(of, fact.request).or_else(|| renewed_by(of, fact)),
            about: Some(fact.kind.code()),
        });
    }
}

fn rights(of: &HouseholdSubject<'_>, found: &mut Vec<Open>) {
    for (id, entry) in of.book.of_kind(Kind::Right) {
        let Fact::RightOpened(fact) = entry.opening.fact else { continue };
        let Some(on) = fact.valid_to else { continue };
        let here = fact.holders.iter().find(|holder| of.members.contains(holder));
        let (Some(holder), true) = (here, entry.ends.is_empty()) else { continue };
        found.push(Open {
            on,
            kind: DeadlineKind::Right,
            subject: id,
            person: Some(*holder),
            programme: asked(of, fact.request),
            about: Some(fact.kind.code()),
        });
    }
}

fn contracts(of: &HouseholdSubject<'_>, found: &mut Vec<Open>) {
    for (id, entry) in of.book.of_kind(Kind::Contract) {
        let Fact::ContractSigned(fact) = entry.opening.fact else { continue };
        if !of.members.contains(&fact.person) || !entry.ends.is_empty() {
            continue;
        }
        let (kind, planned) = amended(entry, fact.kind, fact.planned_end_on);
        let Some(on) = planned.and_then(last_day) else { continue };
        found.push(Open {
            on,
            kind: DeadlineKind::Contract,
            subject: id,
            person: Some(fact.person),
            programme: programme(of, fact.enrolment),
            about: Some(kind.code()),
        });
    }
}

/// Kind and planned end after all amendments.
fn amended(
    entry: &Entry<'_>,
    mut kind: ContractKind,
    mut planned: Option<PartialDate>,
) -> (ContractKind, Option<PartialDate>) {
    for change in &entry.changes {
        let Fact::ContractAmended(amended) = change.fact else { continue };
        kind = amended.kind.unwrap_or(kind);
        planned = amended.planned_end_on.or(planned);
    }
    (kind, planned)
}

fn trainings(of: &HouseholdSubject<'_>, found: &mut Vec<Open>) {
    for (id, entry) in of.book.of_kind(Kind::Training) {
        let Fact::TrainingStarted(fact) = entry.opening.fact else { continue };
        let Some(on) = fact.planned_end_on else { continue };
        if !of.members.contains(&fact.person) || !entry.ends.is_empty() {
            continue;
        }
        found.push(Open {
            on,
            kind: DeadlineKind::Training,
            subject: id,
            person: Some(fact.person),
            programme: programme(of, fact.enrolment),
            about: Some(fact.kind.code()),
        });
    }
}

/// The programme of the request that something answers.
fn asked(of: &HouseholdSubject<'_>, request: Option<RequestId>) -> Option<ProgrammeCode> {
    let entry = of.book.entry(Kind::Request, request?.0)?;
    entry.opening.fact.admissible().programme().cloned()
}

/// That of the permit that one renews.
fn renewed_by(of: &HouseholdSubject<'_>, permit: &PermitIssued) -> Option<ProgrammeCode> {
    let entry = of.book.entry(Kind::Permit, permit.renews?.0)?;
    let Fact::PermitIssued(renewed) = entry.opening.fact else { return None };
    asked(of, renewed.request)
}

/// The programme of the enrolment to which something belongs.
fn programme(of: &HouseholdSubject<'_>, enrolment: Option<EnrolmentId>) -> Option<ProgrammeCode> {
    let entry = of.book.entry(Kind::Enrolment, enrolment?.0)?;
    entry.opening.fact.admissible().programme().cloned()
}

/// Planned ends of open enrolments, and the terms in force on the day of entry.
fn enrolments(of: &HouseholdSubject<'_>, found: &mut Vec<Open>) {
    for episode in &of.household.episodes {
        let Fact::EnrolmentStarted(fact) = episode.opening.fact else { continue };
        if taking_part(episode, AT_LAST).is_empty() {
            continue;
        }
        let mut add = |kind, on: Option<Date>| {
            found.extend(on.map(|on| Open {
                on,
                kind,
                subject: episode.id.0,
                person: None,
                programme: Some(fact.programme.clone()),
                about: None,
            }));
        };
        add(DeadlineKind::EnrolmentPlannedEnd, fact.planned_end_on);
        let entered = episode.opening.on.representative();
        let book = of.programmes.get(&fact.programme);
        let terms = book.and_then(|book| book.terms_on(entered)).and_then(|set| set.terms.as_ref());
        let Some(terms) = terms else { continue };
        add(DeadlineKind::EnrolmentTerm, terms.term.as_ref().and_then(|term| after(entered, term)));
        add(DeadlineKind::EnrolmentMaxTerm, terms.max_term.as_ref().and_then(|term| after(entered, term)));
    }
}

/// The day so long after another; none when there is no such day.
fn after(day: Date, duration: &Duration) -> Option<Date> {
    let text = duration.as_str().strip_prefix('P')?;
    let (count, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let count: i32 = count.parse().ok()?;
    let span = match unit {
        "D" => Span::new().try_days(count),
        "W" => Span::new().try_weeks(count),
        "M" => Span::new().try_months(count),
        _ => Span::new().try_years(count),
    };
    span.and_then(|span| day.checked_add(span)).ok()
}

/// The last day that a planned end may denote; none when it is open.
fn last_day(planned: PartialDate) -> Option<Date> {
    (planned.latest() != Date::MAX).then(|| planned.latest())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_counted_from_the_day_of_entry() {
        use domain::{At, Wire as _, wire::ShapeFaults};
        let duration = |text: &str| {
            Duration::read(&serde_json::Value::from(text), &At::Root(""), &mut ShapeFaults::default())
                .unwrap()
        };
        let entered = jiff::civil::date(2024, 1, 31);
        let terms =
            [("P70D", "2024-04-10"), ("P2W", "2024-02-14"), ("P1M", "2024-02-29"), ("P1Y", "2025-01-31")];
        for (term, day) in terms {
            assert_eq!(after(entered, &duration(term)).unwrap().to_string(), day, "{term}");
        }
    }
}
