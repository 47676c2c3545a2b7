//! Rows about what the persons of a household carry with them: work, training, papers, rights, requests.
//!
//! What was opened in this household's file is told here, whatever file its changes and its end stand in.

use std::collections::BTreeMap;

use domain::codes::{Coded, ContractKind};
use domain::facts::Link;
use domain::facts::contract_signed::ContractSigned;
use domain::facts::request_submitted::RequestSubmitted;
use domain::facts::training_started::TrainingStarted;
use domain::facts::values::{Department, LanguageLevel};
use domain::ids::{OrgCode, PersonId, ProgrammeCode};
use domain::pathway::Entry;
use domain::{Believed, Fact, PartialDate};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::builder::TablesBuilder;
use super::person_rows::{
    AssessmentRow, AttendanceRow, ContractRow, DecisionRow, PairingRow, PermitRow, RequestRow, RightRow,
    StatusRow, TrainingRow,
};
use super::seen::{amount, day, positions};
use crate::projection::HouseholdSubject;

pub(super) fn fold(tables: &mut TablesBuilder, subject: &HouseholdSubject<'_>) {
    statuses(tables, subject);
    for this in &subject.household.timeline {
        let household = subject.id.0;
        if let Fact::AssessmentRecorded(assessed) = this.fact {
            tables.assessments.push(AssessmentRow {
                household,
                assessment: this.id().0,
                person: assessed.person.0,
                assessed: Some(this.on),
                kind: assessed.kind.code(),
                value: assessed.value.as_str(),
                passed: assessed.passed,
                certificate: assessed.certificate.map(Coded::code),
                training: assessed.training.map(|id| id.0),
                lease: assessed.lease.map(|id| id.0),
                positions: &positions([this]),
            });
        } else if let Fact::ActivityAttended(attended) = this.fact {
            for person in &attended.persons {
                tables.attendances.push(AttendanceRow {
                    household,
                    activity: attended.activity.0,
                    person: person.0,
                    attended: Some(this.on),
                    positions: &positions([this]),
                });
            }
        } else if let Some(link) = this.fact.admissible().opens() {
            opened(tables, subject, this, link);
        }
    }
}

/// What a fact opens, with what the lineage says of it later.
fn opened(tables: &mut TablesBuilder, subject: &HouseholdSubject<'_>, this: &Believed<'_>, link: Link) {
    let Some(entry) = subject.book.entry(link.kind, link.id) else { return };
    let (household, end) = (subject.id.0, entry.ends.first());
    let behind = positions(std::iter::once(this).chain(&entry.changes).chain(end));
    if let Fact::ContractSigned(signed) = this.fact {
        contract(tables, subject, this, signed, entry);
    } else if let Fact::TrainingStarted(started) = this.fact {
        training(tables, subject, this, started, end, &behind);
    } else if let Fact::RequestSubmitted(submitted) = this.fact {
        request(tables, subject, this, submitted, entry);
    } else if let Fact::PermitIssued(permit) = this.fact {
        let ended = end.and_then(|end| {
            let Fact::PermitEnded(ended) = end.fact else { return None };
            Some(ended.reason.code())
        });
        tables.permits.push(PermitRow {
            household,
            permit: permit.permit.0,
            person: permit.person.0,
            kind: permit.kind.code(),
            issued: Some(this.on),
            valid_from: permit.valid_from.known().copied(),
            valid_to: permit.valid_to.as_ref().and_then(|to| to.known()).copied(),
            work_authorised: Some(permit.work_authorised),
            renews: permit.renews.map(|id| id.0),
            request: permit.request.map(|id| id.0),
            prefecture: permit.prefecture.as_ref().and_then(|code| code.known()).map(Department::as_str),
            ended: end.map(|end| end.on),
            end_reason: ended,
            positions: &behind,
        });
    } else if let Fact::RightOpened(right) = this.fact {
        let closed = end.and_then(|end| {
            let Fact::RightClosed(closed) = end.fact else { return None };
            Some(closed.reason.code())
        });
        for person in &right.holders {
            tables.rights.push(RightRow {
                household,
                right: right.right.0,
                person: person.0,
                kind: right.kind.code(),
                opened: Some(this.on),
                valid_to: right.valid_to,
                request: right.request.map(|id| id.0),
                closed: end.map(|end| end.on),
                close_reason: closed,
                positions: &behind,
            });
        }
    } else if let Fact::PairingStarted(pairing) = this.fact {
        let ended = end.and_then(|end| {
            let Fact::PairingEnded(ended) = end.fact else { return None };
            ended.reason.map(Coded::code)
        });
        for person in &pairing.persons {
            tables.pairings.push(PairingRow {
                household,
                pairing: pairing.pairing.0,
                person: person.0,
                counterpart: pairing.counterpart.known().map(|id| id.0),
                kind: pairing.kind.code(),
                enrolment: pairing.enrolment.map(|id| id.0),
                started: Some(this.on),
                ended: end.map(|end| end.on),
                end_reason: ended,
                positions: &behind,
            });
        }
    }
}

/// What an amendment leaves of a contract.
struct Stretch {
    kind: ContractKind,
    hours: Option<Decimal>,
    full_time: Option<bool>,
    planned_end: Option<PartialDate>,
    from: Option<Date>,
}

fn contract(
    tables: &mut TablesBuilder,
    subject: &HouseholdSubject<'_>,
    this: &Believed<'_>,
    signed: &ContractSigned,
    entry: &Entry<'_>,
) {
    let end = entry.ends.first();
    let end_reason = end.and_then(|end| {
        let Fact::ContractEnded(ended) = end.fact else { return None };
        Some(ended.reason.code())
    });
    let mut stretches = vec![Stretch {
        kind: signed.kind,
        hours: signed.weekly_hours,
        full_time: signed.full_time,
        planned_end: signed.planned_end_on,
        from: day(signed.starts_on),
    }];
    for change in &entry.changes {
        let (Fact::ContractAmended(amended), Some(last)) = (change.fact, stretches.last()) else { continue };
        let (hours, full_time) = amended.working_time(last.hours, last.full_time);
        stretches.push(Stretch {
            kind: amended.kind.unwrap_or(last.kind),
            hours,
            full_time,
            planned_end: amended.planned_end_on.or(last.planned_end),
            from: day(change.on),
        });
    }
    let behind = positions(std::iter::once(this).chain(&entry.changes).chain(end));
    for (at, stretch) in stretches.iter().enumerate() {
        tables.contracts.push(ContractRow {
            household: subject.id.0,
            contract: signed.contract.0,
            person: signed.person.0,
            stretch: i64::try_from(at).ok(),
            kind: stretch.kind.code(),
            weekly_hours: stretch.hours.and_then(amount),
            full_time: stretch.full_time,
            planned_end: stretch.planned_end,
            sector: signed.sector.as_ref().and_then(|sector| sector.known()).map(|sector| sector.code()),
            employer_kind: signed.employer_kind.map(Coded::code),
            enrolment: signed.enrolment.map(|id| id.0),
            signed: Some(this.on),
            starts: Some(signed.starts_on),
            ended: end.map(|end| end.on),
            end_reason,
            stretch_from: stretch.from,
            stretch_to: stretches.get(at + 1).and_then(|next| next.from),
            positions: &behind,
        });
    }
}

fn training(
    tables: &mut TablesBuilder,
    subject: &HouseholdSubject<'_>,
    this: &Believed<'_>,
    started: &TrainingStarted,
    end: Option<&Believed<'_>>,
    behind: &[u64],
) {
    let ended = end.and_then(|end| {
        let Fact::TrainingEnded(ended) = end.fact else { return None };
        Some(ended)
    });
    tables.trainings.push(TrainingRow {
        household: subject.id.0,
        training: started.training.0,
        person: started.person.0,
        kind: started.kind.code(),
        provider: started.provider.as_ref().map(OrgCode::as_str),
        planned_hours: started.planned_hours.map(i64::from),
        hours_per_week: started.hours_per_week.and_then(amount),
        hours_attended: ended.and_then(|ended| ended.hours_attended).map(i64::from),
        target_level: started.target_level.as_ref().map(LanguageLevel::as_str),
        paid: started.paid,
        sector: started.sector.as_ref().and_then(|sector| sector.known()).map(|sector| sector.code()),
        enrolment: started.enrolment.map(|id| id.0),
        started: Some(this.on),
        planned_end: started.planned_end_on,
        ended: end.map(|end| end.on),
        outcome: ended.map(|ended| ended.outcome.code()),
        positions: behind,
    });
}

fn request(
    tables: &mut TablesBuilder,
    subject: &HouseholdSubject<'_>,
    this: &Believed<'_>,
    submitted: &RequestSubmitted,
    entry: &Entry<'_>,
) {
    let household = subject.id.0;
    for person in &submitted.persons {
        tables.requests.push(RequestRow {
            household,
            request: submitted.request.0,
            person: person.0,
            kind: submitted.kind.code(),
            programme: submitted.programme.as_ref().map(ProgrammeCode::as_str),
            permit_kind: submitted.permit_kind.map(Coded::code),
            renews: submitted.renews.map(|id| id.0),
            right_kind: submitted.right_kind.map(Coded::code),
            object: submitted.object.map(Coded::code),
            amount_eur: submitted.amount_eur.and_then(|euros| amount(euros.amount())),
            referrer: submitted.referrer.as_ref().map(OrgCode::as_str),
            submitted: Some(this.on),
            positions: &positions([this]),
        });
    }
    for (rank, change) in (1..).zip(&entry.changes) {
        let Fact::RequestDecided(decided) = change.fact else { continue };
        tables.decisions.push(DecisionRow {
            household,
            request: submitted.request.0,
            decided: Some(change.on),
            outcome: decided.outcome.code(),
            amount_eur: decided.amount_eur.and_then(|euros| amount(euros.amount())),
            session: decided.session.map(|id| id.0),
            rank: Some(rank),
            positions: &positions([change]),
        });
    }
}

/// Each status lasts until the next one of the same person.
fn statuses(tables: &mut TablesBuilder, subject: &HouseholdSubject<'_>) {
    let mut of: BTreeMap<PersonId, Vec<&Believed<'_>>> = BTreeMap::new();
    for this in &subject.household.timeline {
        if let Fact::LegalStatusRecorded(status) = this.fact {
            of.entry(status.person).or_default().push(this);
        }
    }
    for statuses in of.values() {
        for (at, this) in statuses.iter().enumerate() {
            let Fact::LegalStatusRecorded(status) = this.fact else { continue };
            tables.statuses.push(StatusRow {
                household: subject.id.0,
                person: status.person.0,
                status: status.status.code(),
                authority: status.authority.map(Coded::code),
                since: Some(this.on),
                until: statuses.get(at + 1).and_then(|next| day(next.on)),
                positions: &positions([*this]),
            });
        }
    }
}
