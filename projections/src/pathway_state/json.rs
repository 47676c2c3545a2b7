//! The state as JSON: keys may be added, never renamed.

use domain::codes::Coded;
use domain::wire::Marker;
use domain::{PartialDate, Wire};
use serde_json::{Map, Value, json};

use super::PathwayState;

fn code<C: Coded>(code: C) -> &'static str {
    code.code()
}

fn list<T>(items: &[T], write: impl Fn(&T) -> Value) -> Value {
    Value::Array(items.iter().map(write).collect())
}

fn ids<T: ToString>(ids: &[T]) -> Value {
    list(ids, |id| Value::String(id.to_string()))
}

fn optional<T: Wire>(value: Option<&T>) -> Value {
    value.and_then(T::write).unwrap_or(Value::Null)
}

/// A birth, or that it was erased.
fn birth(birth: PartialDate) -> Value {
    if birth.is_unknown() { Marker::Erased.write() } else { birth.to_string().into() }
}

pub(super) fn state(state: &PathwayState) -> Value {
    let status: Map<String, Value> =
        state.status.iter().map(|(person, status)| (person.to_string(), code(*status).into())).collect();
    json!({
        "household": state.household.to_string(),
        "as_of": state.as_of.to_string(),
        "known_at": state.known_at.map(|instant| instant.to_string()),
        "position": state.position,
        "version": state.version,
        "members": list(&state.members, |member| json!({
            "person": member.person.to_string(), "role": code(member.role), "birth": birth(member.birth),
        })),
        "status": status,
        "permits": list(&state.permits, |permit| json!({
            "permit": permit.permit.to_string(), "person": permit.person.to_string(), "kind": code(permit.kind),
            "valid_to": optional(permit.valid_to.as_ref()), "work_authorised": permit.work_authorised,
        })),
        "enrolments": list(&state.enrolments, |enrolment| json!({
            "enrolment": enrolment.enrolment.to_string(), "programme": enrolment.programme.to_string(),
            "persons": ids(&enrolment.persons),
        })),
        "occupancies": list(&state.occupancies, |occupancy| json!({
            "occupancy": occupancy.occupancy.to_string(), "kind": code(occupancy.kind),
            "persons": ids(&occupancy.persons),
        })),
        "leases": list(&state.leases, |lease| json!({
            "lease": lease.lease.to_string(), "kind": code(lease.kind),
            "occupancy": lease.occupancy.map(|id| id.to_string()), "signatories": ids(&lease.signatories),
        })),
        "contracts": list(&state.contracts, |contract| json!({
            "contract": contract.contract.to_string(), "person": contract.person.to_string(),
            "kind": code(contract.kind), "weekly_hours": optional(contract.weekly_hours.as_ref()),
            "full_time": contract.full_time, "planned_end_on": optional(contract.planned_end_on.as_ref()),
        })),
        "trainings": list(&state.trainings, |training| json!({
            "training": training.training.to_string(), "person": training.person.to_string(),
            "kind": code(training.kind),
        })),
        "rights": list(&state.rights, |right| json!({
            "right": right.right.to_string(), "kind": code(right.kind), "holders": ids(&right.holders),
        })),
        "open_requests": list(&state.open_requests, |request| json!({
            "request": request.request.to_string(), "kind": code(request.kind),
            "outcome": request.outcome.map(code), "persons": ids(&request.persons),
        })),
        "pairings": list(&state.pairings, |pairing| json!({
            "pairing": pairing.pairing.to_string(), "kind": code(pairing.kind), "persons": ids(&pairing.persons),
        })),
        "consents": list(&state.consents, |consent| json!({
            "consent": consent.consent.to_string(), "person": consent.person.to_string(),
            "purpose": code(consent.purpose),
        })),
    })
}
