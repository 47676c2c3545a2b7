//! What is recorded all the same, and the doubt that is told with it.

use serde_json::{Value, json};

use super::Server;
use super::facts::{AMINATA, HOUSEHOLD, fact, id, joined, opened};
use crate::store::{Place, contracts};

contracts! {
    the_fact_that_leaves_a_household_without_a_reference_person_carries_it,
    more_than_a_capacity_is_told_with_the_occupancy,
}

async fn the_fact_that_leaves_a_household_without_a_reference_person_carries_it(place: Place) {
    let server = Server::start(place).await;
    let member = |number: u128, person: u128, on: &str, role: &str| {
        let data = json!({ "person": id(person), "birth": "1990", "role": role, "reason": "other" });
        fact(number, HOUSEHOLD, "member_joined", on, data)
    };
    let leaves = json!({ "person": AMINATA, "reason": "death" });
    let retracted = json!({ "target": id(13), "reason": "wrong_person" });
    let calls = [
        (vec![opened(), joined(), member(11, 900, "2020-02", "partner")], None),
        (vec![fact(12, HOUSEHOLD, "member_left", "2022", leaves)], Some(id(12))),
        (vec![member(13, 901, "2022", "reference_person")], None),
        (vec![fact(14, HOUSEHOLD, "event_retracted", "2024", retracted)], Some(id(14))),
    ];
    for (facts, carries) in calls {
        for recorded in server.record(&facts).await["recorded"].as_array().unwrap() {
            let expected =
                if recorded["id"].as_str() == carries.as_deref() { vec!["ML-reference"] } else { vec![] };
            assert_eq!(recorded["warnings"], json!(expected), "{recorded}");
        }
    }
    let query = "query($id: ID!) { household(id: $id) { history { id warnings } } }";
    let data = server.data(query, json!({ "id": HOUSEHOLD })).await;
    let history = data["household"]["history"].as_array().unwrap().iter();
    let stored: Vec<&Value> =
        history.filter(|one| one["warnings"] == json!(["ML-reference"])).map(|one| &one["id"]).collect();
    assert_eq!(stored, [&json!(id(12)), &json!(id(14))], "{data}");
    server.stop().await;
}

/// `CP-exceeded` is stored with no event: the count follows from all households of the programme.
async fn more_than_a_capacity_is_told_with_the_occupancy(place: Place) {
    let server = Server::start(place).await;
    let of_programme = |kind: &str, on: &str, data: Value| json!({ "stream": "programme/avdl", "type": kind, "occurredOn": on, "data": data });
    let enrolled = json!({ "enrolment": id(910), "programme": "avdl", "persons": [AMINATA] });
    let facts = [
        of_programme(
            "programme_registered",
            "2019",
            json!({
                "programme": "avdl", "level": "scheme", "name": "AVDL", "operator": "ftda", "kind": "housing_support",
                "sensitive": false, "territory": ["75"],
            }),
        ),
        of_programme("programme_status_set", "2019", json!({ "state": "open" })),
        of_programme("capacity_set", "2019", json!({ "unit": "household", "value": 1, "basis": "funded" })),
        opened(),
        joined(),
        fact(10, HOUSEHOLD, "enrolment_started", "2020-02-01", enrolled),
    ];
    server.recorded(&facts).await;
    let query = "query($from: Position) { programme(code: \"avdl\") { occupancy(minPosition: $from) {
        capacities { unit value taken exceeded } } } }";
    let capacities = async |from: &Value| {
        let mut data = server.data(query, json!({ "from": from })).await;
        data["programme"]["occupancy"]["capacities"].take()
    };
    let row = |value: u32, exceeded: bool| json!([{ "unit": "household", "value": value, "taken": 1, "exceeded": exceeded }]);
    assert_eq!(capacities(&json!(6)).await, row(1, false), "as many as there are");
    let fewer =
        of_programme("capacity_set", "2021", json!({ "unit": "household", "value": 0, "basis": "funded" }));
    let recorded = server.record(&[fewer]).await["recorded"][0].take();
    assert_eq!(recorded["warnings"], json!([]));
    assert_eq!(capacities(&recorded["position"]).await, row(0, true));
    server.stop().await;
}
