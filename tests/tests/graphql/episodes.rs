//! What lasted in a pathway, and what is believed otherwise.

use serde_json::{Value, json};

use super::Server;
use super::facts::{AMINATA, HOUSEHOLD, LEASE, NEW_LEASE, fact, housed, id, joined, opened};
use crate::store::{NOON, Place, contracts, micro};

contracts! {
    what_changes_under_way_comes_in_pieces,
    what_persons_carry_is_told_with_its_bounds,
    two_beliefs_are_compared,
}

const DAY: i64 = 86_400_000_000;
const STAY: &str = "c2a7e9d4-55e0-5b11-8c5d-6e0f1a2b3c04";

/// The episodes of some kinds, each as the values of `fields`.
async fn episodes(server: &Server, kinds: &[&str]) -> Vec<Value> {
    let query = "query($id: ID!) { household(id: $id) { episodes {
        kind subject event persons from until end code label class value weeklyHours fullTime workingTime
    } } }";
    let mut data = server.data(query, json!({ "id": HOUSEHOLD })).await;
    let episodes = data["household"]["episodes"].take();
    let episodes = episodes.as_array().unwrap().iter();
    episodes.filter(|one| kinds.contains(&one["kind"].as_str().unwrap())).cloned().collect()
}

fn each(episodes: &[Value], fields: &[&str]) -> Value {
    let row = |one: &Value| fields.iter().map(|field| one[*field].clone()).collect::<Value>();
    episodes.iter().map(row).collect()
}

async fn what_changes_under_way_comes_in_pieces(place: Place) {
    let server = Server::start(place).await;
    let sublease =
        json!({ "occupancy": STAY, "kind": "sliding_sublease", "persons": [AMINATA], "dwelling": id(90) });
    let signed = json!({
        "lease": LEASE, "kind": "sliding_sublease", "signatories": [AMINATA], "occupancy": STAY,
        "intermediary": "elia", "starts_on": "2020-02-03",
    });
    let slid = json!({ "lease": LEASE, "new_lease": NEW_LEASE, "new_kind": "direct_private", "starts_on": "2021-03" });
    let contract = json!({
        "contract": id(91), "person": AMINATA, "kind": "cdi", "starts_on": "../2020-09", "weekly_hours": 12.5,
        "full_time": false,
    });
    let more = json!({ "contract": id(91), "weekly_hours": 20.0 });
    let same = json!({ "contract": id(91), "weekly_hours": 20.0 });
    server
        .recorded(&[
            opened(),
            joined(),
            fact(10, HOUSEHOLD, "occupancy_started", "2020-02", sublease),
            fact(11, HOUSEHOLD, "lease_signed", "2020-02-01", signed),
            fact(12, HOUSEHOLD, "lease_transferred", "2021-03", slid),
            fact(13, HOUSEHOLD, "contract_signed", "../2020-09", contract),
            fact(14, HOUSEHOLD, "contract_amended", "2021", more),
            fact(15, HOUSEHOLD, "contract_amended", "2022", same),
        ])
        .await;
    let homes = episodes(&server, &["STAY", "LEASE"]).await;
    let expected = json!([
        ["STAY", STAY, "2020-02", "2021-03", "FOLLOWED", "sliding_sublease", "transitional", id(10)],
        ["LEASE", LEASE, "2020-02-03", "2021-03", "FOLLOWED", "sliding_sublease", null, id(11)],
        ["LEASE", NEW_LEASE, "2021-03", null, "GOES_ON", "direct_private", null, id(12)],
        ["STAY", STAY, "2021-03", null, "GOES_ON", "private_rental", "permanent", id(12)],
    ]);
    let fields = ["kind", "subject", "from", "until", "end", "code", "class", "event"];
    assert_eq!(each(&homes, &fields), expected);
    let work = episodes(&server, &["CONTRACT"]).await;
    let expected = json!([
        ["../2020-09", "2021", "FOLLOWED", 12.5, "temps partiel, 12,5 h par semaine", id(13)],
        ["2021", null, "GOES_ON", 20.0, "temps partiel, 20 h par semaine", id(14)],
    ]);
    assert_eq!(each(&work, &["from", "until", "end", "weeklyHours", "workingTime", "event"]), expected);
    server.stop().await;
}

async fn what_persons_carry_is_told_with_its_bounds(place: Place) {
    let server = Server::start(place).await;
    let permit = |permit, from, to| {
        json!({
            "permit": permit, "person": AMINATA, "kind": "resident_refugee", "valid_from": from, "valid_to": to,
            "work_authorised": true,
        })
    };
    let status = |status| json!({ "person": AMINATA, "status": status });
    let level = json!({ "person": AMINATA, "kind": "language_level", "value": "a1" });
    let training =
        json!({ "training": id(94), "person": AMINATA, "kind": "language", "planned_end_on": "2023-06-30" });
    server
        .recorded(&[
            opened(),
            joined(),
            fact(20, HOUSEHOLD, "legal_status_recorded", "2019", status("asylum_seeker")),
            fact(21, HOUSEHOLD, "legal_status_recorded", "2020-06", status("refugee")),
            fact(22, HOUSEHOLD, "permit_issued", "2020-07", permit(id(92), "2020-07-01", "2021-06-30")),
            fact(23, HOUSEHOLD, "permit_issued", "2021-09", permit(id(93), "2021-09-01", "2031-08-31")),
            fact(24, HOUSEHOLD, "assessment_recorded", "2022-05", level),
            fact(25, HOUSEHOLD, "training_started", "2022-09/2022-11", training),
        ])
        .await;
    let kinds = ["STATUS", "PERMIT", "ASSESSMENT", "TRAINING"];
    let told = each(&episodes(&server, &kinds).await, &["kind", "code", "value", "from", "until", "end"]);
    let expected = json!([
        ["STATUS", "asylum_seeker", null, "2019", "2020-06", "FOLLOWED"],
        ["STATUS", "refugee", null, "2020-06", null, "GOES_ON"],
        ["PERMIT", "resident_refugee", null, "2020-07-01", "2021-06-30", "EXPIRES"],
        ["PERMIT", "resident_refugee", null, "2021-09-01", "2031-08-31", "EXPIRES"],
        ["ASSESSMENT", "language_level", "a1", "2022-05", null, "MOMENT"],
        ["TRAINING", "language", null, "2022-09/2022-11", "2023-06-30", "EXPIRES"],
    ]);
    assert_eq!(told, expected);
    server.stop().await;
}

async fn two_beliefs_are_compared(place: Place) {
    let server = Server::start(place).await;
    server.recorded(&housed()).await;
    let before = micro(NOON).to_string();
    server.clock.set(NOON + DAY);
    let corrected = json!({
        "target": id(3), "occurred_on": "2020-03", "reason": "typing_error",
        "payload": { "occupancy": STAY, "kind": "gateway_flat", "persons": [AMINATA] },
    });
    let retracted = json!({ "target": id(4), "reason": "wrong_person" });
    let status = json!({ "person": AMINATA, "status": "refugee" });
    server
        .recorded(&[
            fact(30, HOUSEHOLD, "event_corrected", "2020-03", corrected),
            fact(31, HOUSEHOLD, "event_retracted", "2020-02-01", retracted),
            fact(32, HOUSEHOLD, "legal_status_recorded", "2020-06", status),
        ])
        .await;
    let query = "query($id: ID!, $since: DateTime!, $at: DateTime) { household(id: $id, knownAt: $at) { changes(since: $since) {
        kind event type occurredOnBefore occurredOn detailsBefore details changedFields
        correctedBy { reason } retractedBy { reason }
    } } }";
    let mut data = server.data(query, json!({ "id": HOUSEHOLD, "since": before })).await;
    let expected = json!([
        {
            "kind": "CORRECTED", "event": id(3), "type": "occupancy_started",
            "occurredOnBefore": "2020-02", "occurredOn": "2020-03",
            "detailsBefore": ["appartement partagé"], "details": ["appartement passerelle"],
            "changedFields": ["nature"], "correctedBy": { "reason": "typing_error" }, "retractedBy": null,
        },
        {
            "kind": "RETRACTED", "event": id(4), "type": "lease_signed",
            "occurredOnBefore": "2020-02-01", "occurredOn": null,
            "detailsBefore": ["sous-location sans glissement"], "details": [],
            "changedFields": [], "correctedBy": null, "retractedBy": { "reason": "wrong_person" },
        },
        {
            "kind": "ADDED", "event": id(32), "type": "legal_status_recorded",
            "occurredOnBefore": null, "occurredOn": "2020-06", "detailsBefore": [], "details": ["réfugié"],
            "changedFields": [], "correctedBy": null, "retractedBy": null,
        },
    ]);
    assert_eq!(data["household"]["changes"].take(), expected);
    let mut data = server.data(query, json!({ "id": HOUSEHOLD, "since": before, "at": before })).await;
    assert_eq!(data["household"]["changes"].take(), json!([]), "nothing had changed yet");
    server.stop().await;
}
