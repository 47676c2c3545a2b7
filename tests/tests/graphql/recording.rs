//! Facts are recorded, refused, repeated; what a caller expects is held.

use serde_json::{Value, json};

use super::Server;
use super::facts::{
    self, HOUSEHOLD, LEASE, RECORD, fact, housed, id, input, joined, lease_ended, opened, signed, transferred,
};
use crate::store::{Place, contracts};

contracts! {
    facts_are_recorded_together,
    an_impossible_fact_is_refused_in_the_caller_s_words,
    every_fault_of_shape_is_told_at_once,
    a_call_repeated_records_nothing_twice,
    an_identifier_says_one_thing,
    facts_are_recorded_only_at_the_version_expected,
}

async fn facts_are_recorded_together(place: Place) {
    let server = Server::start(place).await;
    let payload = server.record_with(&housed(), json!({ "clientMutationId": "form 7" })).await;
    assert_eq!(payload["clientMutationId"], "form 7");
    assert_eq!(payload["contradictions"], json!([]));
    assert_eq!(payload["conflict"], Value::Null);
    assert_eq!(payload["repeated"], false);
    let expected: Vec<Value> =
        (1..=4).map(|n| json!({ "id": id(n), "position": n, "warnings": [] })).collect();
    assert_eq!(payload["recorded"], Value::from(expected));

    let query = "query($id: ID!) { household(id: $id) { history { origin batch actor { organisation role user } } } }";
    let data = server.data(query, json!({ "id": HOUSEHOLD })).await;
    let history = data["household"]["history"].as_array().unwrap();
    assert!(history.iter().all(|entry| entry["batch"] == history[0]["batch"]));
    assert!(history[0]["batch"].is_string());
    assert_eq!(history[0]["origin"], "PARTNER");
    let actor = json!({ "organisation": "ftda", "role": "social_worker", "user": null });
    assert_eq!(history[0]["actor"], actor);
    server.stop().await;
}

async fn an_impossible_fact_is_refused_in_the_caller_s_words(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let facts =
        [fact(7, HOUSEHOLD, "household_opened", "2020", json!({ "opened_by": "ftda" })), transferred()];
    for (language, message) in [
        ("fr", "sous-location sans glissement"),
        ("en-GB, en;q=0.9", "“sublease without sliding” (lease signed, 1 February 2020)"),
    ] {
        let answer = server.ask_in(language, RECORD, input(&facts, json!({}))).await;
        let payload = answer.json()["data"]["record"].take();
        assert_eq!(payload["recorded"], json!([]));
        let contradictions = payload["contradictions"].as_array().unwrap();
        let codes: Vec<&str> = contradictions.iter().filter_map(|one| one["code"].as_str()).collect();
        assert_eq!(codes, ["G2-once", "LT-sliding"], "{payload}");
        let slide = &contradictions[1];
        let told = slide["message"].as_str().unwrap();
        assert!(told.contains(message), "{language}: {told}");
        assert_eq!(slide["path"], json!(["input", "facts", "1", "data", "lease"]));
        assert_eq!(slide["pointer"], "/data/lease");
        assert_eq!(slide["value"], "simple_sublease");
        assert_eq!(slide["fact"], transferred()["id"]);
        let other = json!({ "id": signed()["id"], "type": "lease_signed", "occurredOn": "2020-02-01" });
        assert_eq!(slide["other"], other);
    }
    let data = server.data("{ serverInfo { position } }", json!({})).await;
    assert_eq!(data["serverInfo"]["position"], 4, "nothing of the refused call was recorded");
    server.stop().await;
}

async fn every_fault_of_shape_is_told_at_once(place: Place) {
    let server = Server::start(place).await;
    let mut malformed = opened();
    malformed["id"] = "1".into();
    malformed["stream"] = "families/7".into();
    malformed["occurredOn"] = "2009-13".into();
    malformed["type"] = "household_closed".into();
    let identity = json!({ "person": "Aminata", "identity": 7, "note": "?" });
    let facts = [
        malformed,
        fact(8, HOUSEHOLD, "member_joined", "2020", identity),
        fact(9, HOUSEHOLD, "terms_set", "2020", json!([])),
        fact(8, HOUSEHOLD, "lease_ended", "2020", json!({ "lease": LEASE, "reason": "term" })),
    ];
    let others = json!({ "organisation": "F T D A", "user": "Fatou Diallo" });
    let payload = server.record_with(&facts, others).await;
    let contradictions = payload["contradictions"].as_array().unwrap().iter();
    let found: Vec<String> = contradictions
        .map(|one| {
            let path = one["path"].as_array().unwrap().iter();
            let path: Vec<&str> = path.filter_map(Value::as_str).collect();
            format!("{} {}", one["code"].as_str().unwrap(), path.join("."))
        })
        .collect();
    assert_eq!(
        found,
        [
            "S-format input.organisation",
            "S-format input.user",
            "S-format input.facts.0.id",
            "S-format input.facts.0.stream",
            "S-format input.facts.0.occurredOn",
            "S-type input.facts.0.type",
            "S-unknown-field input.facts.1.data.note",
            "S-format input.facts.1.data.person",
            "S-required input.facts.1.data.birth",
            "S-required input.facts.1.data.role",
            "S-required input.facts.1.data.reason",
            "S-format input.facts.1.data.identity",
            "S-stream input.facts.2.stream",
            "S-format input.facts.2.data",
            "S-id-reused input.facts.3.id",
        ],
        "{payload}"
    );
    let message = payload["contradictions"][0]["message"].as_str().unwrap();
    assert!(message.contains("/organisation"), "{message}");
    let date = &payload["contradictions"][4];
    assert_eq!((&date["value"], &date["pointer"]), (&json!("2009-13"), &json!("/occurredon")), "{date}");
    assert!(date["message"].as_str().unwrap().contains("2009-13"), "{date}");
    server.stop().await;
}

async fn a_call_repeated_records_nothing_twice(place: Place) {
    let server = Server::start(place).await;
    let first = server.record(&housed()).await;
    let second = server.record(&housed()).await;
    assert_eq!(second["repeated"], true);
    assert_eq!(second["recorded"], first["recorded"]);
    // Nor does one that stands twice in a call.
    let ended = [lease_ended(), lease_ended()];
    let twice = server.record(&ended).await;
    assert_eq!(twice["recorded"][0]["position"], 5);
    assert_eq!(twice["recorded"][1]["position"], 5);
    let data = server.data("{ serverInfo { position } }", json!({})).await;
    assert_eq!(data["serverInfo"]["position"], 5);
    server.stop().await;
}

async fn an_identifier_says_one_thing(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let mut other = joined();
    other["data"]["birth"] = "1986".into();
    let payload = server.record(&[opened(), other]).await;
    let contradiction = &payload["contradictions"][0];
    assert_eq!(contradiction["code"], "S-id-reused", "{payload}");
    assert_eq!(contradiction["path"], json!(["input", "facts", "1", "id"]));
    assert_eq!(contradiction["fact"], joined()["id"]);
    server.stop().await;
}

async fn facts_are_recorded_only_at_the_version_expected(place: Place) {
    let server = Server::start(place).await;
    let stream = format!("household/{HOUSEHOLD}");
    let at = |version: i32| json!({ "expected": [{ "stream": stream, "version": version }] });
    assert_eq!(server.record_with(&housed(), at(0)).await["conflict"], Value::Null);

    for wrong in [0, 3, 5] {
        let payload = server.record_with(&[lease_ended()], at(wrong)).await;
        let conflict = json!({ "stream": stream, "expected": wrong, "actual": 4 });
        assert_eq!(payload["conflict"], conflict);
        assert_eq!(payload["recorded"], json!([]));
    }
    assert_eq!(server.record_with(&[lease_ended()], at(4)).await["conflict"], Value::Null);
    let repeated = server.record_with(&[lease_ended()], at(4)).await;
    assert_eq!(repeated["repeated"], true, "a repeated call is answered though the stream has moved");

    for (expected, what) in [
        (json!([{ "stream": "rules", "version": 0 }]), "is no stream that the facts go to"),
        (json!([{ "stream": stream, "version": -1 }]), "is negative"),
    ] {
        let variables = facts::input(&[lease_ended()], json!({ "expected": expected }));
        let answer = server.ask(RECORD, variables).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{}", answer.body);
        assert!(answer.body.contains(what), "{}", answer.body);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_holds_one_to_a_hundred_facts() {
    let server = Server::start(Place::sqlite()).await;
    let opening = |n: u128| {
        let data = json!({ "opened_by": "ftda" });
        fact(n, &id(n << 64), "household_opened", "2020", data)
    };
    let facts: Vec<Value> = (1..=101).map(opening).collect();
    for wrong in [&facts[..0], &facts[..]] {
        let answer = server.ask(RECORD, input(wrong, json!({}))).await;
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{}", answer.body);
    }
    server.recorded(&facts[..100]).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_without_identifier_gets_one() {
    let server = Server::start(Place::sqlite()).await;
    let mut anonymous = opened();
    anonymous.as_object_mut().unwrap().remove("id");
    let payload = server.record(&[anonymous]).await;
    let made = payload["recorded"][0]["id"].as_str().unwrap();
    assert_eq!(made.parse::<uuid::Uuid>().unwrap().get_version_num(), 7);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_states_what_publishing_alone_states() {
    let server = Server::start(Place::sqlite()).await;
    let figure = |source| {
        json!({
            "figure": "exited.households", "value": 30, "unit": "household", "qualifier": "exact", "source": source,
            "rule": { "rule_set": "para", "version": 1 }, "known_at": "2024-01-01T00:00:00Z",
        })
    };
    let rules = json!({
        "rule_set": "para", "version": 1, "parameters": {}, "indicators": [], "rationale": "mine",
    });
    let of = |stream: &str, kind, data| {
        let mut fact = fact(9, HOUSEHOLD, kind, "2024-01-01", data);
        fact["stream"] = stream.into();
        fact
    };
    let claims =
        [of("programme/para", "figure_declared", figure("computed")), of("rules", "rule_published", rules)];
    for claim in claims {
        let answer = server.ask(RECORD, input(&[opened(), claim], json!({}))).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{}", answer.body);
        assert!(answer.body.contains("facts[1]"), "{}", answer.body);
    }
    // What others printed may be told.
    let told = of("programme/para", "figure_declared", figure("declared"));
    let answer = server.ask(RECORD, input(&[told], json!({}))).await;
    assert!(!answer.body.contains("FORBIDDEN"), "{}", answer.body);
    server.stop().await;
}
