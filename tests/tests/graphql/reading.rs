//! Households and programmes are read back, at any coordinates.

use serde_json::{Value, json};

use super::Server;
use super::facts::{HOUSEHOLD, LEASE, fact, housed, id, joined, lease_ended, signed};
use crate::store::{NOON, Place, contracts, micro};

contracts! {
    a_household_is_read_at_two_coordinates,
    a_history_tells_what_became_of_each_event,
    nodes_are_found_by_their_identifiers,
    programmes_are_read_as_believed_now,
    one_household_that_cannot_be_read_leaves_the_others_be,
}

const DAY: i64 = 86_400_000_000;

const REPLAY: &str = "query($id: ID!, $asOf: Date, $knownAt: DateTime) {
  household(id: $id, asOf: $asOf, knownAt: $knownAt) {
    uuid asOf knownAt version position
    state {
      version position
      members { person role roleLabel birth }
      occupancies { kind kindLabel persons }
      leases { lease kind kindLabel signatories }
    }
  }
}";

async fn replay(server: &Server, as_of: Option<&str>, known_at: Option<&str>) -> Value {
    let variables = json!({ "id": HOUSEHOLD, "asOf": as_of, "knownAt": known_at });
    server.data(REPLAY, variables).await["household"].take()
}

async fn a_household_is_read_at_two_coordinates(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let before = micro(NOON).to_string();
    server.clock.set(NOON + DAY);
    server.recorded(&[lease_ended()]).await;

    let then = replay(&server, Some("2023-01-01"), Some(&before)).await;
    assert_eq!(then["uuid"], HOUSEHOLD);
    assert_eq!(then["asOf"], "2023-01-01");
    assert_eq!(then["knownAt"], before);
    assert_eq!((&then["version"], &then["position"]), (&json!(4), &json!(4)));
    assert_eq!(then["state"]["version"], 4);
    let member = json!({
        "person": joined()["data"]["person"], "role": "reference_person",
        "roleLabel": "personne de référence", "birth": "1985-04",
    });
    assert_eq!(then["state"]["members"], json!([member]));
    assert_eq!(then["state"]["leases"][0]["lease"], LEASE);
    assert_eq!(then["state"]["leases"][0]["kind"], "simple_sublease");

    let now = replay(&server, Some("2023-01-01"), None).await;
    assert_eq!(now["knownAt"], Value::Null);
    assert_eq!((&now["version"], &now["state"]["position"]), (&json!(5), &json!(5)));
    assert_eq!(now["state"]["leases"], json!([]), "the end is known now");
    let earlier = replay(&server, Some("2022-01-01"), None).await;
    assert_eq!(earlier["state"]["leases"][0]["lease"], LEASE, "and had not come yet");
    let today = replay(&server, None, None).await;
    assert_eq!(today["asOf"], "2024-03-02", "the day that it is in Paris");
    let unknown = replay(&server, None, Some("2019-12-31T23:59:59+01:00")).await;
    assert_eq!(unknown["knownAt"], "2019-12-31T22:59:59Z");
    assert_eq!((&unknown["version"], &unknown["position"]), (&json!(0), &json!(0)));
    assert_eq!(unknown["state"]["members"], json!([]));
    server.stop().await;
}

async fn a_history_tells_what_became_of_each_event(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    server.clock.set(NOON + DAY);
    let mut corrected = joined()["data"].clone();
    corrected["birth"] = "1986".into();
    let correction = json!({
        "target": joined()["id"], "occurred_on": "2020-01-05", "payload": corrected,
        "reason": "typing_error",
    });
    let moved = json!({
        "target": signed()["id"], "occurred_on": "2020-02-02", "payload": signed()["data"], "reason": "typing_error",
    });
    let retraction = json!({ "target": signed()["id"], "reason": "wrong_household" });
    let later = [
        fact(20, HOUSEHOLD, "event_corrected", "2024-03", correction),
        fact(22, HOUSEHOLD, "event_corrected", "2024-03", moved),
        fact(21, HOUSEHOLD, "event_retracted", "2024-03", retraction),
    ];
    server.recorded(&later).await;

    let query = "query($id: ID!, $knownAt: DateTime) { household(id: $id, knownAt: $knownAt) { history {
        id position version type typeLabel occurredOn recordedAt warnings payload
        correctedBy { id position recordedAt actor { organisation } reason reasonLabel }
        retractedBy { id reason } believed believedOccurredOn believedPayload
    } } }";
    let at = |known_at: Option<String>| json!({ "id": HOUSEHOLD, "knownAt": known_at });
    let data = server.data(query, at(None)).await;
    let history = data["household"]["history"].as_array().unwrap();
    let believed: Vec<bool> = history.iter().filter_map(|one| one["believed"].as_bool()).collect();
    assert_eq!(believed, [true, true, true, false, false, false, false]);
    let expected = json!({
        "id": id(2), "position": 2, "version": 2, "type": "member_joined",
        "typeLabel": "arrivée d’un membre", "occurredOn": "2020-01-06",
        "recordedAt": "2024-03-01T12:00:00Z", "warnings": [], "payload": joined()["data"],
        "correctedBy": {
            "id": id(20), "position": 5, "recordedAt": "2024-03-02T12:00:00Z",
            "actor": { "organisation": "ftda" }, "reason": "typing_error",
            "reasonLabel": "erreur de saisie",
        },
        "retractedBy": null, "believed": true, "believedOccurredOn": "2020-01-05",
        "believedPayload": corrected,
    });
    assert_eq!(history[1], expected);
    assert_eq!(history[3]["retractedBy"], json!({ "id": id(21), "reason": "wrong_household" }));
    assert_eq!(history[3]["correctedBy"]["id"], json!(id(22)), "both are told");
    assert_eq!(history[3]["believedPayload"], Value::Null);

    let data = server.data(query, at(Some(micro(NOON).to_string()))).await;
    let history = data["household"]["history"].as_array().unwrap();
    assert_eq!(history.len(), 4);
    assert_eq!(history[1]["correctedBy"], Value::Null, "not known then");
    assert_eq!(history[3]["believed"], true);
    server.stop().await;
}

async fn nodes_are_found_by_their_identifiers(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    server.recorded(&[programme("avdl", "Vers et dans le logement")]).await;
    let query = "query($id: ID!) {
        household(id: $id) { id } dated: household(id: $id, asOf: \"2021-01-01\") { id }
        programme(code: \"avdl\") { id }
    }";
    let data = server.data(query, json!({ "id": HOUSEHOLD })).await;
    let ids = ["household", "dated", "programme"].map(|name| data[name]["id"].clone());
    assert_ne!(ids[0], ids[1], "another day is another object");

    let one = "query($id: ID!) { node(id: $id) { id __typename ... on Household { uuid asOf } } }";
    let node = server.data(one, json!({ "id": ids[1] })).await["node"].take();
    let dated = json!({
        "id": ids[1], "__typename": "Household", "uuid": HOUSEHOLD, "asOf": "2021-01-01",
    });
    assert_eq!(node, dated);
    let by_id = "query($id: ID!) { household(id: $id) { asOf } other: household(id: $id, asOf: \"2022-02-02\") { asOf } }";
    let data = server.data(by_id, json!({ "id": ids[1] })).await;
    assert_eq!(data, json!({ "household": { "asOf": "2021-01-01" }, "other": { "asOf": "2022-02-02" } }));

    let unknown = id(99);
    let asked = [&ids[2], &json!("nobody"), &ids[0], &json!(unknown)];
    let many = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } }";
    let nodes = server.data(many, json!({ "ids": asked })).await["nodes"].take();
    let kinds = json!([{ "__typename": "Programme" }, null, { "__typename": "Household" }, null]);
    assert_eq!(nodes, kinds);
    let too_many = vec![&ids[0]; 101];
    let answer = server.ask(many, json!({ "ids": too_many })).await;
    assert_eq!(answer.codes(), ["BAD_USER_INPUT"]);

    for nobody in [unknown.as_str(), "", "é", ids[2].as_str().unwrap()] {
        let data = server.data(by_id, json!({ "id": nobody })).await;
        assert_eq!(data["household"], Value::Null, "{nobody}");
    }
    server.stop().await;
}

fn programme(code: &str, name: &str) -> Value {
    let data = json!({
        "programme": code, "level": "scheme", "name": name, "operator": "ftda",
        "kind": "housing_support", "sensitive": false, "territory": ["75", "2A"],
    });
    json!({ "stream": format!("programme/{code}"), "type": "programme_registered", "occurredOn": "2019", "data": data })
}

async fn programmes_are_read_as_believed_now(place: Place) {
    let server = Server::start(place).await;
    let status = |state: &str, on: &str, data: Value| {
        let mut data = data;
        data["state"] = state.into();
        json!({ "stream": "programme/avdl", "type": "programme_status_set", "occurredOn": on, "data": data })
    };
    server
        .recorded(&[
            programme("avdl", "Vers et dans le logement"),
            status("planned", "2019-02", json!({ "planned_on": "2019-09" })),
            status("open", "2019-09", json!({})),
            programme("elia", "Elia"),
        ])
        .await;
    let query = "query($after: String) { programmes(first: 1, after: $after) {
        nodes { code name operator territory state stateLabel states { state on } partners { organisation } }
        pageInfo { hasNextPage endCursor }
    } }";
    let mut page = server.data(query, json!({})).await["programmes"].take();
    let avdl = json!([{
        "code": "avdl", "name": "Vers et dans le logement", "operator": "ftda",
        "territory": ["75", "2A"], "state": "open", "stateLabel": "ouvert",
        "states": [{ "state": "planned", "on": "2019-02" }, { "state": "open", "on": "2019-09" }],
        "partners": [],
    }]);
    assert_eq!(page["nodes"], avdl);
    let after = page["pageInfo"]["endCursor"].take();
    let page = server.data(query, json!({ "after": after })).await["programmes"].take();
    assert_eq!(page["nodes"][0]["code"], "elia");
    assert_eq!(page["nodes"][0]["state"], Value::Null);
    assert_eq!(page["pageInfo"]["hasNextPage"], false);
    let query = "{ known: programme(code: \"elia\") { name } unknown: programme(code: \"none\") { name } }";
    let data = server.data(query, json!({})).await;
    assert_eq!(data, json!({ "known": { "name": "Elia" }, "unknown": null }));
    server.stop().await;
}

async fn one_household_that_cannot_be_read_leaves_the_others_be(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let broken = id(7);
    let request = event_store::AppendRequest {
        events: vec![crate::store::event(70, &format!("household/{broken}"))],
        expected: Vec::new(),
        guards: Vec::new(),
        stamp: event_store::Stamp::Now,
    };
    server.application.ledger().append(request).await.unwrap();

    // What follows the ledger stops before it and says so; everything up to there is served.
    let query = "{ households(first: 10, minPosition: 4) {
        position nodes { uuid version position state { version } history { id } overview { members open } }
    } }";
    let list = server.data(query, json!({})).await["households"].take();
    assert_eq!((&list["position"], list["nodes"].as_array().unwrap().len()), (&json!(4), 1));
    let node = &list["nodes"][0];
    assert_eq!(
        (&node["uuid"], &node["version"], &node["position"]),
        (&json!(HOUSEHOLD), &json!(4), &json!(4))
    );
    assert_eq!(node["state"]["version"], 4);
    assert_eq!(node["history"].as_array().unwrap().len(), 4);
    assert_eq!(node["overview"], json!({ "members": 1, "open": false }));
    let told = "{ projections { name state position lag complete stoppedAt lastError } }";
    let told = loop {
        let told = server.data(told, json!({})).await["projections"].take();
        if told.as_array().unwrap().iter().all(|one| one["state"] == "PAUSED") {
            break told;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let error = format!("event 1 of household/{broken} cannot be read: unknown type entered");
    let paused = json!({
        "name": "deadlines", "state": "PAUSED", "position": 4, "lag": 1, "complete": true, "stoppedAt": 5,
        "lastError": error,
    });
    assert_eq!(told[1], paused);
    let not_yet = server.ask("{ households(first: 10, minPosition: 6) { position } }", json!({})).await;
    assert_eq!(not_yet.codes(), ["NOT_YET"]);

    let query = "query($id: ID!) { household(id: $id) { uuid } }";
    let answer = server.ask(query, json!({ "id": broken })).await;
    let json = answer.json();
    assert_eq!(answer.codes(), ["INTERNAL"]);
    assert_eq!(json["errors"][0]["message"], "internal error");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_date_is_told_with_the_right_form() {
    let server = Server::start(Place::sqlite()).await;
    for (argument, ty, value, form) in [
        ("asOf", "Date", json!("2010-02-30"), "asOf: a day is written 2010-12-31"),
        ("asOf", "Date", json!("2010-12"), "asOf: a day is written 2010-12-31"),
        ("asOf", "Date", json!(2010), "asOf: a day is written 2010-12-31"),
        ("knownAt", "DateTime", json!("2010-12-31"), "knownAt: an instant is written 2011-01-05T23:59:59Z"),
        (
            "knownAt",
            "DateTime",
            json!("2010-12-31T10:00:00"),
            "knownAt: an instant is written 2011-01-05T23:59:59Z",
        ),
    ] {
        let inline = format!("{{ household(id: \"{HOUSEHOLD}\", {argument}: {value}) {{ uuid }} }}");
        let by_variable =
            format!("query($v: {ty}) {{ household(id: \"{HOUSEHOLD}\", {argument}: $v) {{ uuid }} }}");
        for (query, variables) in [(inline, json!({})), (by_variable, json!({ "v": value }))] {
            let answer = server.ask(&query, variables).await;
            assert_eq!(answer.status, 400, "{}", answer.body);
            assert_eq!(answer.codes(), ["BAD_USER_INPUT"]);
            assert_eq!(answer.json()["errors"][0]["message"], form);
        }
    }
    server.stop().await;
}
