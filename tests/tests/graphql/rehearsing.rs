//! A dry run decides as recording does, shows what would be, and leaves nothing behind.

use serde_json::{Value, json};

use super::Server;
use super::facts::{HOUSEHOLD, LEASE, fact, housed, id, input, lease_ended, opened, transferred};
use crate::store::{Place, contracts};

const REHEARSE: &str = "mutation Rehearse($input: RecordInput!) {
  record(input: $input, dryRun: true) {
    recorded { id }
    repeated
    admissible { id warnings { code message } }
    contradictions { code pointer }
    conflict { expected actual }
    preview { uuid version episodes { kind subject event until end } history { id believed } }
  }
}";

contracts! {
    what_would_be_recorded_is_shown_and_not_recorded,
    what_would_be_refused_is_told_as_a_refusal,
    a_household_can_be_rehearsed_before_it_exists,
    what_was_recorded_is_rehearsed_as_a_repetition,
}

async fn rehearsed(server: &Server, facts: &[Value], others: Value) -> Value {
    let mut data = server.data(REHEARSE, input(facts, others)).await;
    data["record"].take()
}

async fn position(server: &Server) -> Value {
    server.data("{ serverInfo { position } }", json!({})).await["serverInfo"]["position"].take()
}

async fn what_would_be_recorded_is_shown_and_not_recorded(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let payload = rehearsed(&server, &[lease_ended()], json!({})).await;
    assert_eq!(payload["recorded"], json!([]));
    assert_eq!(payload["repeated"], false);
    assert_eq!(payload["admissible"], json!([{ "id": id(6), "warnings": [] }]));
    let preview = &payload["preview"][0];
    assert_eq!((&preview["uuid"], &preview["version"]), (&json!(HOUSEHOLD), &json!(5)));
    let lease = preview["episodes"].as_array().unwrap().iter().find(|one| one["subject"] == LEASE);
    assert_eq!(lease.unwrap()["until"], "2022-06");
    assert_eq!(preview["history"].as_array().unwrap().last().unwrap()["id"], id(6));
    // Nothing of it is there.
    assert_eq!(position(&server).await, 4);
    let query = "query($id: ID!) { household(id: $id) { version episodes { subject until } } }";
    let data = server.data(query, json!({ "id": HOUSEHOLD })).await;
    assert_eq!(data["household"]["version"], 4);
    let episodes = data["household"]["episodes"].as_array().unwrap();
    assert!(episodes.iter().all(|one| one["until"].is_null()), "{episodes:?}");
    server.stop().await;
}

async fn what_would_be_refused_is_told_as_a_refusal(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let payload = rehearsed(&server, &[transferred()], json!({})).await;
    assert_eq!(payload["contradictions"], json!([{ "code": "LT-sliding", "pointer": "/data/lease" }]));
    assert_eq!((&payload["admissible"], &payload["preview"]), (&json!([]), &json!([])));
    let expected = json!({ "expected": [{ "stream": format!("household/{HOUSEHOLD}"), "version": 3 }] });
    let payload = rehearsed(&server, &[lease_ended()], expected).await;
    assert_eq!(payload["conflict"], json!({ "expected": 3, "actual": 4 }));
    assert_eq!(payload["preview"], json!([]));
    let mut wrong = lease_ended();
    wrong["data"] = json!({ "lease": "x", "reason": "never", "more": 1 });
    let payload = rehearsed(&server, &[wrong], json!({})).await;
    assert_eq!(payload["contradictions"].as_array().unwrap().len(), 3, "{payload}");
    server.stop().await;
}

async fn a_household_can_be_rehearsed_before_it_exists(place: Place) {
    let server = Server::start(place).await;
    let payload = rehearsed(&server, &housed(), json!({})).await;
    assert_eq!(payload["admissible"].as_array().unwrap().len(), 4, "{payload}");
    assert_eq!(payload["preview"][0]["version"], 4);
    let alone = rehearsed(&server, &housed()[1..2], json!({})).await;
    assert_eq!(alone["contradictions"][0]["code"], "G2-first", "{alone}");
    let query = "query($id: ID!) { household(id: $id) { version } }";
    assert_eq!(server.data(query, json!({ "id": HOUSEHOLD })).await["household"], Value::Null);
    server.stop().await;
}

async fn what_was_recorded_is_rehearsed_as_a_repetition(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let payload = rehearsed(&server, &housed(), json!({})).await;
    assert_eq!((&payload["repeated"], &payload["admissible"]), (&json!(true), &json!([])));
    let other = fact(1, HOUSEHOLD, "household_opened", "2021-01-06", opened()["data"].clone());
    let payload = rehearsed(&server, &[other], json!({})).await;
    assert_eq!(payload["contradictions"][0]["code"], "S-id-reused", "{payload}");
    server.stop().await;
}
