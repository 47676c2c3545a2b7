//! Facts as a partner's program sends them.

use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) const RECORD: &str = "mutation Record($input: RecordInput!) {
  record(input: $input) {
    clientMutationId
    recorded { id position warnings }
    repeated
    contradictions { code message path pointer value fact other { id type occurredOn } }
    conflict { stream expected actual }
  }
}";

/// The variables of [`RECORD`].
pub(crate) fn input(facts: &[Value], others: Value) -> Value {
    let mut input = json!({ "organisation": "ftda", "role": "social_worker", "facts": facts });
    let Value::Object(others) = others else { panic!("members of the input") };
    input.as_object_mut().unwrap().extend(others);
    json!({ "input": input })
}

/// An identifier, the same for the same number.
pub(crate) fn id(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}

/// A fact of a household; its identifier follows from `number`.
pub(crate) fn fact(number: u128, household: &str, kind: &str, on: &str, data: Value) -> Value {
    let stream = format!("household/{household}");
    let mut fact = json!({ "id": id(number), "stream": stream, "type": kind, "occurredOn": on });
    fact["data"] = data;
    fact
}

pub(crate) const HOUSEHOLD: &str = "0b0e6f1c-6c1f-5b4e-9d3a-3f1f0a6f7a11";
pub(crate) const AMINATA: &str = "7d1a5c0e-8a55-5d0f-9d9f-2f6b6a1f3c01";
pub(crate) const LEASE: &str = "5b0cbb9a-94a4-5a3e-8a42-71c0a5b6e202";
pub(crate) const NEW_LEASE: &str = "8a41d2f7-31cd-5f3a-a7b5-4b1d9c7e8f03";
const STAY: &str = "c2a7e9d4-55e0-5b11-8c5d-6e0f1a2b3c04";

pub(crate) fn opened() -> Value {
    let data = json!({ "opened_by": "ftda" });
    fact(1, HOUSEHOLD, "household_opened", "2020-01-06", data)
}

pub(crate) fn joined() -> Value {
    let data = json!({
        "person": AMINATA, "birth": "1985-04", "role": "reference_person", "reason": "initial",
    });
    fact(2, HOUSEHOLD, "member_joined", "2020-01-06", data)
}

pub(crate) fn moved_in() -> Value {
    let data = json!({ "occupancy": STAY, "kind": "shared_flat", "persons": [AMINATA] });
    fact(3, HOUSEHOLD, "occupancy_started", "2020-02", data)
}

pub(crate) fn signed() -> Value {
    let data = json!({
        "lease": LEASE, "kind": "simple_sublease", "signatories": [AMINATA], "occupancy": STAY,
        "intermediary": "elia", "starts_on": "2020-02-01",
    });
    fact(4, HOUSEHOLD, "lease_signed", "2020-02-01", data)
}

/// A household with a home and a lease that does not slide.
pub(crate) fn housed() -> [Value; 4] {
    [opened(), joined(), moved_in(), signed()]
}

pub(crate) fn transferred() -> Value {
    let data = json!({
        "lease": LEASE, "new_lease": NEW_LEASE, "new_kind": "direct_social",
        "starts_on": "2021-03-01",
    });
    fact(5, HOUSEHOLD, "lease_transferred", "2021-03", data)
}

pub(crate) fn lease_ended() -> Value {
    let data = json!({ "lease": LEASE, "reason": "tenant_notice" });
    fact(6, HOUSEHOLD, "lease_ended", "2022-06", data)
}
