//! What belongs to a household has global identifiers, and is looked at with it.

use async_graphql::connection::{CursorType as _, OpaqueCursor};
use serde_json::{Value, json};

use super::Server;
use super::facts::{AMINATA, HOUSEHOLD, LEASE, fact, housed, id, lease_ended};
use crate::store::{Place, contracts};

const STATE: &str = "query ($id: ID!, $asOf: Date) { household(id: $id, asOf: $asOf) { id state {
  members { id current household { id } } leases { id } enrolments { id } } } }";

pub(super) const NODE: &str = "query ($id: ID!) { node(id: $id) { __typename id
  ... on Member { person role birth current household { id uuid asOf } episodes { kind from until } }
  ... on Lease { lease kind signatories current household { id uuid asOf } episodes { kind from until } }
  ... on Occupancy { occupancy kind persons current household { id uuid asOf } episodes { kind from until } }
  ... on Permit { permit person kind validTo current household { id uuid asOf } episodes { kind from until } }
  ... on Contract { contract person kind weeklyHours current household { id uuid asOf } episodes { kind from until } }
  ... on Training { training person kind current household { id uuid asOf } episodes { kind from until } }
  ... on Enrolment { enrolment programme persons current household { id uuid asOf } episodes { kind from until } }
} }";

contracts! {
    a_part_is_found_with_its_household,
    a_part_is_found_whatever_the_day,
    what_a_person_carries_is_found_whatever_the_day_and_only_with_its_person,
    what_is_of_another_household_is_not_found,
}

/// An identifier as the server writes it.
pub(super) fn forged(part: &str, household: &str, id: &str) -> String {
    let written = json!({ part: { "household": household, "id": id } });
    OpaqueCursor(written).encode_cursor()
}

async fn a_part_is_found_with_its_household(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let data = server.data(STATE, json!({ "id": HOUSEHOLD, "asOf": "2021-01-01" })).await;
    let household = &data["household"];
    let member = &household["state"]["members"][0];
    assert_eq!((&member["household"]["id"], &member["current"]), (&household["id"], &json!(true)));
    let found = server.data(NODE, json!({ "id": member["id"] })).await;
    let expected = json!({
        "__typename": "Member", "id": member["id"], "person": AMINATA, "role": "reference_person", "birth": "1985-04",
        "current": true, "household": { "id": household["id"], "uuid": HOUSEHOLD, "asOf": "2021-01-01" },
        "episodes": [{ "kind": "MEMBERSHIP", "from": "2020-01-06", "until": null }],
    });
    assert_eq!(found["node"], expected);
    let lease = &household["state"]["leases"][0]["id"];
    let found = server.data(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
        json!({ "ids": [lease, "x", member["id"]] }),
    );
    let found = found.await;
    let expected =
        json!([{ "__typename": "Lease", "id": lease }, null, { "__typename": "Member", "id": member["id"] }]);
    assert_eq!(found["nodes"], expected);
    server.stop().await;
}

async fn a_part_is_found_whatever_the_day(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let read = async |part: &str, id: &str| {
        let mut data = server.data(NODE, json!({ "id": forged(part, HOUSEHOLD, id) })).await;
        data["node"].take()
    };
    assert_eq!(read("lease", LEASE).await["current"], true);
    server.recorded(&[lease_ended()]).await;
    let lease = read("lease", LEASE).await;
    assert_eq!((&lease["kind"], &lease["current"]), (&json!("simple_sublease"), &json!(false)), "{lease}");
    assert_eq!(lease["signatories"], json!([AMINATA]));
    let lasted = json!([{ "kind": "LEASE", "from": "2020-02-01", "until": "2022-06" }]);
    assert_eq!(lease["episodes"], lasted);
    // Before it was signed, and as known when nothing was.
    let before = json!({ "lease": { "household": HOUSEHOLD, "id": LEASE, "as_of": "2019-01-01" } });
    let data = server.data(NODE, json!({ "id": OpaqueCursor(before).encode_cursor() })).await;
    let (current, day) = (&data["node"]["current"], &data["node"]["household"]["asOf"]);
    assert_eq!((current, day), (&json!(false), &json!("2019-01-01")));
    let unknown =
        json!({ "member": { "household": HOUSEHOLD, "id": AMINATA, "known_at": "2001-01-01T00:00:00Z" } });
    let data = server.data(NODE, json!({ "id": OpaqueCursor(unknown).encode_cursor() })).await;
    assert_eq!(data["node"], Value::Null);
    server.stop().await;
}

/// A permit, a contract with other hours from 2022 on, a training.
fn carried(numbers: [u128; 3]) -> [Value; 4] {
    let [permit, contract, training] = numbers.map(id);
    let of = |number, kind, on, data| fact(number, HOUSEHOLD, kind, on, data);
    [
        of(
            10,
            "permit_issued",
            "2020-02-01",
            json!({
                "permit": permit, "person": AMINATA, "kind": "resident_refugee", "valid_from": "2020-02-01",
                "valid_to": "2021-01-31", "work_authorised": true,
            }),
        ),
        of(
            11,
            "contract_signed",
            "2021-01-04",
            json!({
                "contract": contract, "person": AMINATA, "kind": "cdi", "starts_on": "2021-01-04", "weekly_hours": 20,
            }),
        ),
        of(12, "contract_amended", "2022-01-03", json!({ "contract": contract, "weekly_hours": 35 })),
        of(
            13,
            "training_started",
            "2020-03-02",
            json!({
                "training": training, "person": AMINATA, "kind": "language", "planned_end_on": "2020-06-30",
            }),
        ),
    ]
}

async fn what_a_person_carries_is_found_whatever_the_day_and_only_with_its_person(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    server.recorded(&carried([20, 21, 22])).await;
    let read = async |part: &str, household: &str, number: u128, day: &str| {
        let written = json!({ part: { "household": household, "id": id(number), "as_of": day } });
        let mut data = server.data(NODE, json!({ "id": OpaqueCursor(written).encode_cursor() })).await;
        data["node"].take()
    };
    let permit = read("permit", HOUSEHOLD, 20, "2023-01-01").await;
    assert_eq!((&permit["validTo"], &permit["current"]), (&json!("2021-01-31"), &json!(false)), "{permit}");
    assert_eq!(
        permit["episodes"],
        json!([{ "kind": "PERMIT", "from": "2020-02-01", "until": "2021-01-31" }])
    );
    assert_eq!(read("permit", HOUSEHOLD, 20, "2020-12-01").await["current"], true);
    for (day, hours, current) in
        [("2020-12-01", 20, false), ("2021-06-01", 20, true), ("2022-06-01", 35, true)]
    {
        let contract = read("contract", HOUSEHOLD, 21, day).await;
        assert_eq!(
            (&contract["weeklyHours"], &contract["current"]),
            (&json!(f64::from(hours)), &json!(current)),
            "{day}"
        );
        assert_eq!(contract["episodes"].as_array().unwrap().len(), 2, "{contract}");
    }
    let training = read("training", HOUSEHOLD, 22, "2020-04-01").await;
    assert_eq!((&training["kind"], &training["current"]), (&json!("language"), &json!(true)), "{training}");
    let state = "query ($id: ID!, $day: Date) { household(id: $id, asOf: $day) { state {
      permits { id current } contracts { id } trainings { id } occupancies { id persons household { uuid } } } } }";
    let told = server.data(state, json!({ "id": HOUSEHOLD, "day": "2020-04-01" })).await;
    let state = &told["household"]["state"];
    assert_eq!(state["trainings"][0]["id"], training["id"]);
    assert_eq!(state["permits"][0]["current"], true, "{state}");
    let stay = server.data(NODE, json!({ "id": state["occupancies"][0]["id"] })).await;
    assert_eq!(
        (&stay["node"]["__typename"], &stay["node"]["kind"]),
        (&json!("Occupancy"), &json!("shared_flat"))
    );
    assert_eq!(stay["node"]["episodes"], json!([{ "kind": "STAY", "from": "2020-02", "until": null }]));
    // Another kind of thing, and another household.
    assert_eq!(read("contract", HOUSEHOLD, 20, "2020-12-01").await, Value::Null);
    assert_eq!(read("permit", &id(900), 20, "2020-12-01").await, Value::Null);
    server.stop().await;
}

async fn what_is_of_another_household_is_not_found(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let (foreign, stay) = (id(900), id(901));
    for id in [
        forged("member", &foreign, AMINATA),
        forged("member", HOUSEHOLD, &foreign),
        forged("member", HOUSEHOLD, LEASE),
        forged("enrolment", HOUSEHOLD, LEASE),
        forged("lease", HOUSEHOLD, AMINATA),
        forged("lease", HOUSEHOLD, &stay),
        forged("occupancy", HOUSEHOLD, &stay),
        forged("lease", "household", LEASE),
    ] {
        let data = server.data(NODE, json!({ "id": id })).await;
        assert_eq!(data["node"], Value::Null, "{id}");
    }
    let query = "query ($id: ID!) { household(id: $id) { uuid } }";
    let data = server.data(query, json!({ "id": forged("member", HOUSEHOLD, AMINATA) })).await;
    assert_eq!(data["household"], Value::Null, "a member is no household");
    server.stop().await;
}
