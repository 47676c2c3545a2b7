//! Rows about programmes, homes and leases.

use domain::codes::Coded;
use domain::facts::enrolment_started::EnrolmentStarted;
use domain::facts::occupancy_started::OccupancyStarted;
use domain::facts::values::{Commune, TextCode};
use domain::ids::OrgCode;
use domain::pathway::{Lease, LeaseEnd, Part};
use domain::{Believed, Fact, FactKind};

use super::builder::TablesBuilder;
use super::seen::{Seen, amount, positions};
use super::stay_rows::{EnrolmentRow, IncidentRow, LeaseRow, OccupancyRow, SignatoryRow};
use crate::projection::HouseholdSubject;

pub(super) fn fold(tables: &mut TablesBuilder, subject: &HouseholdSubject<'_>, seen: &Seen<'_>) {
    let household = &subject.household;
    for episode in &household.episodes {
        for part in &episode.parts {
            let end = part.end.and_then(|end| seen.fact(end.by));
            let behind = positions(std::iter::once(&episode.opening).chain(end));
            if let Fact::EnrolmentStarted(started) = episode.opening.fact {
                enrolment(tables, subject, started, part, end, &behind);
            } else if let Fact::OccupancyStarted(started) = episode.opening.fact {
                occupancy(tables, subject, started, part, end, &behind);
            }
        }
    }
    for signed in &household.leases {
        lease(tables, subject, signed);
    }
    for this in &household.timeline {
        let Fact::LeaseIncidentRecorded(incident) = this.fact else { continue };
        let amount_eur = incident.amount_eur.as_ref().and_then(|euros| euros.known());
        tables.incidents.push(IncidentRow {
            household: subject.id.0,
            lease: incident.lease.0,
            kind: incident.kind.code(),
            happened: Some(this.on),
            amount_eur: amount_eur.and_then(|euros| amount(euros.amount())),
            settled: incident.settled_on,
            positions: &positions([this]),
        });
    }
}

/// Why the part of a person ended, other than by an end of its own.
pub(super) fn cut(end: &Believed<'_>) -> &'static str {
    let kind = end.fact.kind();
    if kind == FactKind::HouseholdSplit {
        "split"
    } else if kind == FactKind::HouseholdMerged {
        "merge"
    } else {
        "left"
    }
}

fn enrolment(
    tables: &mut TablesBuilder,
    subject: &HouseholdSubject<'_>,
    started: &EnrolmentStarted,
    part: &Part,
    end: Option<&Believed<'_>>,
    behind: &[u64],
) {
    let ended = end.and_then(|end| {
        let Fact::EnrolmentEnded(ended) = end.fact else { return None };
        Some(ended)
    });
    let exit_reason = ended.map(|ended| ended.reason.code()).or_else(|| end.map(cut));
    let commune = ended.and_then(|ended| ended.destination_commune.as_ref()).and_then(|code| code.known());
    tables.enrolments.push(EnrolmentRow {
        household: subject.id.0,
        enrolment: started.enrolment.0,
        person: part.person.0,
        programme: started.programme.as_str(),
        cohort: started.cohort.as_ref().map(TextCode::as_str),
        funding: started.funding.as_ref().map(TextCode::as_str),
        origin_kind: started.origin_kind.map(Coded::code),
        request: started.request.map(|id| id.0),
        continues: started.continues.map(|id| id.0),
        planned_end: started.planned_end_on,
        entered: Some(part.from),
        exited: part.end.map(|end| end.on),
        exit_reason,
        destination: ended.map(|ended| ended.destination.code()),
        destination_commune: commune.map(Commune::as_str),
        exit_channel: ended.and_then(|ended| ended.channel).map(Coded::code),
        exit_occupancy: ended.and_then(|ended| ended.occupancy).map(|id| id.0),
        exit_lease: ended.and_then(|ended| ended.lease).map(|id| id.0),
        positions: behind,
    });
}

fn occupancy(
    tables: &mut TablesBuilder,
    subject: &HouseholdSubject<'_>,
    started: &OccupancyStarted,
    part: &Part,
    end: Option<&Believed<'_>>,
    behind: &[u64],
) {
    let ended = end.and_then(|end| {
        let Fact::OccupancyEnded(ended) = end.fact else { return None };
        Some(ended.reason.code())
    });
    tables.occupancies.push(OccupancyRow {
        household: subject.id.0,
        occupancy: started.occupancy.0,
        person: part.person.0,
        kind: started.kind.code(),
        commune: started.commune.as_ref().and_then(|code| code.known()).map(Commune::as_str),
        dwelling: started.dwelling.as_ref().and_then(|id| id.known()).map(|id| id.0),
        places: started.places.map(i64::from),
        host: started.host.as_ref().and_then(|id| id.known()).map(|id| id.0),
        enrolment: started.enrolment.map(|id| id.0),
        channel: started.channel.map(Coded::code),
        planned_end: started.planned_end_on,
        continues: started.continues.map(|id| id.0),
        moved_in: Some(part.from),
        moved_out: part.end.map(|end| end.on),
        end_reason: ended.or_else(|| end.map(cut)),
        positions: behind,
    });
}

fn lease(tables: &mut TablesBuilder, subject: &HouseholdSubject<'_>, lease: &Lease<'_>) {
    let household = subject.id.0;
    let (slid, ended) = match lease.ends.first() {
        Some((end, LeaseEnd::Transferred)) => (Some(end), None),
        Some((end, LeaseEnd::Ended | LeaseEnd::Cut)) => (None, Some(end)),
        None => (None, None),
    };
    let slid_to = slid.and_then(|end| {
        let Fact::LeaseTransferred(transfer) = end.fact else { return None };
        Some(transfer.new_lease.0)
    });
    let end_reason =
        ended.map(|end| if let Fact::LeaseEnded(ended) = end.fact { ended.reason.code() } else { cut(end) });
    let behind = positions(std::iter::once(&lease.opening).chain(lease.ends.iter().map(|(end, _)| end)));
    let signed = if let Fact::LeaseSigned(signed) = lease.opening.fact { Some(signed) } else { None };
    let transfer =
        if let Fact::LeaseTransferred(transfer) = lease.opening.fact { Some(transfer) } else { None };
    let charge = signed.and_then(|signed| signed.monthly_charge_eur.as_ref()).and_then(|euros| euros.known());
    tables.leases.push(LeaseRow {
        household,
        lease: lease.id.0,
        kind: lease.kind.code(),
        occupancy: lease.occupancy.map(|id| id.0),
        landlord_kind: signed.and_then(|signed| signed.landlord_kind).map(Coded::code),
        intermediary: signed.and_then(|signed| signed.intermediary.as_ref()).map(OrgCode::as_str),
        signed: Some(lease.opening.on),
        starts: signed.map(|signed| signed.starts_on).or(transfer.map(|transfer| transfer.starts_on)),
        planned_end: signed.and_then(|signed| signed.planned_end_on),
        monthly_charge_eur: charge.and_then(|euros| amount(euros.amount())),
        ended: ended.map(|end| end.on),
        end_reason,
        slid: slid.map(|end| end.on),
        slid_to,
        slid_from: transfer.map(|transfer| transfer.lease.0),
        continues: signed.and_then(|signed| signed.continues).map(|id| id.0),
        positions: &behind,
    });
    for person in &lease.signatories {
        tables.signatories.push(SignatoryRow {
            household,
            lease: lease.id.0,
            person: person.0,
            positions: &behind,
        });
    }
}
