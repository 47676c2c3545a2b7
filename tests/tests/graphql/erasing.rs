//! A person is erased over GraphQL, once whoever asks has said so twice.

use serde_json::{Value, json};

use super::Server;
use super::facts::{AMINATA, HOUSEHOLD, housed, id};
use crate::store::{Place, contracts};

pub(super) const ERASE: &str = "mutation Erase($input: ErasePersonInput!, $dryRun: Boolean! = false) {
  erasePerson(input: $input, dryRun: $dryRun) {
    clientMutationId eventsSealed households householdsErased position repeated
    contradictions { code message path pointer }
  }
}";

contracts! {
    a_dry_run_tells_what_would_be_destroyed,
    what_was_erased_is_gone,
    names_alone_can_be_erased,
    what_is_malformed_is_told_where_it_stands,
}

fn erasure(person: &str, level: &str) -> Value {
    json!({ "erasure": { "person": person, "basis": "REQUEST", "level": level } })
}

/// What is known of the birth, and the end of the ledger.
async fn known(server: &Server) -> (Value, Value) {
    let query =
        "query ($id: ID!) { household(id: $id) { state { members { birth } } } serverInfo { position } }";
    let mut data = server.data(query, json!({ "id": HOUSEHOLD })).await;
    let birth = data["household"]["state"]["members"][0]["birth"].take();
    (birth, data["serverInfo"]["position"].take())
}

async fn a_dry_run_tells_what_would_be_destroyed(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let data = server.data(ERASE, json!({ "input": erasure(AMINATA, "ALL"), "dryRun": true })).await;
    let expected = json!({
        "clientMutationId": null, "eventsSealed": 1, "households": [HOUSEHOLD], "householdsErased": [HOUSEHOLD],
        "position": null, "repeated": false, "contradictions": [],
    });
    assert_eq!(data["erasePerson"], expected);
    assert_eq!(known(&server).await, (json!("1985-04"), json!(4)));
    let unknown = json!({ "input": erasure(&id(77), "ALL"), "dryRun": true });
    let answer = server.ask(ERASE, unknown).await;
    assert_eq!(answer.codes(), ["FORBIDDEN"], "{}", answer.body);
    server.stop().await;
}

async fn what_was_erased_is_gone(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    for confirm in [Value::Null, id(77).into()] {
        let mut input = erasure(AMINATA, "ALL");
        input["confirm"] = confirm;
        let answer = server.ask(ERASE, json!({ "input": input })).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{}", answer.body);
    }
    assert_eq!(known(&server).await, (json!("1985-04"), json!(4)));
    let mut input = erasure(AMINATA, "ALL");
    input["confirm"] = AMINATA.into();
    input["clientMutationId"] = "7".into();
    input["erasure"]["residue"] =
        json!({ "ageBand": "25-59", "department": "69", "route": "ASYLUM_IN_FRANCE" });
    let first = server.data(ERASE, json!({ "input": input })).await;
    let expected = json!({
        "clientMutationId": "7", "eventsSealed": 1, "households": [HOUSEHOLD], "householdsErased": [HOUSEHOLD],
        "position": 5, "repeated": false, "contradictions": [],
    });
    assert_eq!(first["erasePerson"], expected);
    assert_eq!(known(&server).await, (Value::Null, json!(5)));
    // Again, and less of it: nothing is left to do.
    for level in ["ALL", "IDENTITY"] {
        input["erasure"]["level"] = level.into();
        let again = server.data(ERASE, json!({ "input": input })).await;
        assert_eq!(
            (&again["erasePerson"]["position"], &again["erasePerson"]["repeated"]),
            (&json!(5), &json!(true))
        );
    }
    assert_eq!(known(&server).await, (Value::Null, json!(5)));
    let query = "query ($id: ID!) { household(id: $id) { history { type origin payload } } }";
    let data = server.data(query, json!({ "id": HOUSEHOLD })).await;
    let told = data["household"]["history"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&told["type"], &told["origin"]),
        (&json!("personal_data_erased"), &json!("PARTNER")),
        "{told}"
    );
    assert_eq!(told["payload"]["residue"]["route"], "asylum_in_france", "{told}");
    server.stop().await;
}

async fn names_alone_can_be_erased(place: Place) {
    let server = Server::start(place).await;
    let mut facts = housed();
    facts[1]["data"]["identity"] = "Aminata D.".into();
    server.recorded(&facts).await;
    let mut input = erasure(AMINATA, "IDENTITY");
    input["confirm"] = AMINATA.into();
    let done = server.data(ERASE, json!({ "input": input })).await;
    assert_eq!(
        (&done["erasePerson"]["eventsSealed"], &done["erasePerson"]["householdsErased"]),
        (&json!(1), &json!([]))
    );
    assert_eq!(known(&server).await, (json!("1985-04"), json!(5)));
    let query = "query ($id: ID!) { household(id: $id) { history { payload } } }";
    let data = server.data(query, json!({ "id": HOUSEHOLD })).await;
    assert_eq!(data["household"]["history"][1]["payload"]["identity"], json!({ "erased": true }));
    server.stop().await;
}

async fn what_is_malformed_is_told_where_it_stands(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let mut input = erasure(AMINATA, "ALL");
    input["confirm"] = AMINATA.into();
    input["erasure"]["residue"] = json!({ "ageBand": "A B", "department": "690" });
    let data = server.data(ERASE, json!({ "input": input })).await;
    let told = data["erasePerson"]["contradictions"].as_array().unwrap();
    let told: Vec<(&Value, &Value)> = told.iter().map(|one| (&one["code"], &one["path"])).collect();
    let path = |name: &str| json!(["input", "erasure", "residue", name]);
    assert_eq!(
        told,
        [(&json!("S-format"), &path("ageBand")), (&json!("S-format"), &path("department"))],
        "{data}"
    );
    assert_eq!((&data["erasePerson"]["eventsSealed"], known(&server).await.1), (&Value::Null, json!(4)));
    server.stop().await;
}
