//! Facts as typed inputs: what generated clients send.

use std::collections::BTreeSet;

use domain::FactKind;
use serde_json::{Value, json};

use super::Server;
use super::facts::{AMINATA, HOUSEHOLD, LEASE, housed, id};
use crate::store::{Place, contracts};

contracts![
    a_typed_fact_is_that_of_the_catalogue,
    a_typed_fact_is_refused_at_its_own_place,
    dates_and_numbers_that_are_none_are_told_with_the_other_faults
];

const RECORD: &str =
    "mutation ($facts: [FactInput!]!) { record(input: { organisation: \"ftda\", facts: $facts }) {
    recorded { position } contradictions { code path } } }";

fn typed(number: u128, on: &str, fact: &Value) -> Value {
    json!({ "id": id(number), "stream": format!("household/{HOUSEHOLD}"), "occurredOn": on, "fact": fact })
}

async fn a_typed_fact_is_that_of_the_catalogue(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let facts = [
        typed(
            20,
            "2021-02",
            &json!({ "contractSigned": {
            "contract": id(900), "person": AMINATA, "kind": "CDI_INCLUSION", "startsOn": "2021-02-01",
            "weeklyHours": 17.5, "fullTime": false, "sector": null,
        } }),
        ),
        typed(
            21,
            "2021-03-01",
            &json!({ "resourcesDeclared": {
            "persons": AMINATA, "totalEur": 900, "sources": [{ "source": "WAGE", "amountEur": 900 }],
        } }),
        ),
    ];
    let answer = server.data(RECORD, json!({ "facts": facts })).await;
    assert_eq!(answer["record"]["contradictions"], json!([]), "{answer}");
    // Inline, with enumerations as the schema writes them.
    let inline = format!(
        "mutation {{ record(input: {{ organisation: \"ftda\", facts: [{{ stream: \"household/{HOUSEHOLD}\",
           occurredOn: \"2021-04\", fact: {{ legalStatusRecorded: {{ person: \"{AMINATA}\", status: REFUGEE }} }} }}] }}) {{
           contradictions {{ code path }} }} }}"
    );
    assert_eq!(server.data(&inline, json!({})).await["record"]["contradictions"], json!([]));
    let query = "query ($id: ID!) { household(id: $id) { history { type payload } } }";
    let data = server.data(query, json!({ "id": HOUSEHOLD })).await;
    let history = data["household"]["history"].as_array().unwrap();
    let recorded: Vec<(&str, &Value)> =
        history[4..].iter().map(|entry| (entry["type"].as_str().unwrap(), &entry["payload"])).collect();
    let contract = json!({
        "contract": id(900), "person": AMINATA, "kind": "cdi_inclusion", "starts_on": "2021-02-01",
        "weekly_hours": 17.5, "full_time": false,
    });
    let resources = json!({
        "persons": [AMINATA], "total_eur": 900, "sources": [{ "source": "wage", "amount_eur": 900 }],
    });
    let status = json!({ "person": AMINATA, "status": "refugee" });
    assert_eq!(
        recorded,
        [
            ("contract_signed", &contract),
            ("resources_declared", &resources),
            ("legal_status_recorded", &status)
        ]
    );
    server.stop().await;
}

async fn a_typed_fact_is_refused_at_its_own_place(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let slid = json!({ "leaseTransferred": {
        "lease": LEASE, "newLease": id(901), "newKind": "DIRECT_SOCIAL", "startsOn": "2021-03-01",
    } });
    let answer = server.data(RECORD, json!({ "facts": [typed(22, "2021-03", &slid)] })).await;
    let expected = json!([{
        "code": "LT-sliding", "path": ["input", "facts", "0", "fact", "leaseTransferred", "lease"],
    }]);
    assert_eq!(answer["record"]["contradictions"], expected);
    let lease_ended = |data: Value| typed(23, "2021-03", &json!({ "leaseEnded": data }));
    let both = json!({ "stream": format!("household/{HOUSEHOLD}"), "occurredOn": "2021", "type": "lease_ended",
        "data": {}, "fact": { "leaseEnded": { "lease": LEASE, "reason": "TENANT_NOTICE" } } });
    let neither = json!({ "stream": format!("household/{HOUSEHOLD}"), "occurredOn": "2021" });
    for (fact, code) in [(both, "S-unknown-field"), (neither, "S-required")] {
        let answer = server.data(RECORD, json!({ "facts": [fact] })).await;
        assert_eq!(answer["record"]["contradictions"][0]["code"], code, "{answer}");
    }
    // What the schema itself refuses: nothing is recorded, and the place is named.
    for (fact, place) in [
        (lease_ended(json!({ "lease": LEASE })), "reason"),
        (lease_ended(json!({ "lease": LEASE, "reason": "tenant_notice" })), "reason"),
        (lease_ended(json!({ "lease": LEASE, "reason": "TENANT_NOTICE", "note": "x" })), "LeaseEndedInput"),
        (typed(24, "2021", &json!({})), "exactly one"),
        (typed(24, "2021", &json!({ "leaseEnded": null })), "exactly one"),
        (typed(24, "2021", &json!({ "leaseSold": {} })), "FactPayloadInput"),
    ] {
        let answer = server.ask(RECORD, json!({ "facts": [fact] })).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (400, vec!["BAD_USER_INPUT".to_owned()]),
            "{}",
            answer.body
        );
        assert!(answer.body.contains(place), "{}", answer.body);
    }
    let data = server.data("{ serverInfo { position } }", json!({})).await;
    assert_eq!(data["serverInfo"]["position"], 4);
    server.stop().await;
}

async fn dates_and_numbers_that_are_none_are_told_with_the_other_faults(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let joined = json!({ "memberJoined": {
        "person": id(902), "birth": "1980-13", "role": "CHILD", "reason": "OTHER",
    } });
    let signed = json!({ "contractSigned": {
        "contract": id(903), "person": AMINATA, "kind": "CDI", "startsOn": "2021-02", "weeklyHours": 17.123_456_789_012_345,
    } });
    let facts = [typed(25, "2009-13", &joined), typed(26, "2021-02", &signed)];
    let document =
        "mutation ($facts: [FactInput!]!) { record(input: { organisation: \"ftda\", facts: $facts }) {
        contradictions { code pointer value expected } } }";
    let answer = server.ask_in("en", document, json!({ "facts": facts })).await.json();
    let told = answer["data"]["record"]["contradictions"].as_array().unwrap();
    let date = "a date as precisely as it is known, such as 2010-12-31, 2010-12 or 2010";
    let fault = |pointer: &str, value: &Value, expected: &str| json!({ "code": "S-format", "pointer": pointer, "value": value, "expected": expected });
    assert_eq!(told[0], fault("/occurredon", &json!("2009-13"), date));
    assert_eq!(told[1], fault("/data/birth", &json!("1980-13"), date));
    let digits = "a number of at most 15 significant digits, such as 17.5";
    assert_eq!(told[2], fault("/data/weekly_hours", &told[2]["value"], digits));
    assert_eq!(told.len(), 3, "{answer}");
    server.stop().await;
}

/// A fact that is in the catalogue and not in the schema could not be recorded by a generated client.
#[test]
fn every_kind_of_fact_has_its_input() {
    let sdl = api::schema::sdl();
    let (_, rest) = sdl.split_once("input FactPayloadInput @oneOf {").expect("a oneOf input");
    let (body, _) = rest.split_once("\n}").unwrap();
    let fields = body.lines().filter(|line| line.trim().contains(": ") && !line.contains('"'));
    let fields: BTreeSet<&str> = fields.map(|line| line.trim().split(':').next().unwrap()).collect();
    assert_eq!(fields.len(), FactKind::ALL.len(), "{fields:?}");
    assert!(sdl.contains("input LeaseTransferredInput {") && sdl.contains("enum LeaseKind {"));
}
