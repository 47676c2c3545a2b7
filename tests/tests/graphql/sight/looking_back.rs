//! Looking back at a household that has left, when that is told long after.

use application::sight::Role;
use domain::StreamId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::attacks::line;
use super::{Caller, locked};
use crate::faults::facts::{Family, id, programme};
use crate::faults::record;
use crate::graphql::Server;
use crate::store::{NOON, Place, contracts};

contracts![
    an_end_entered_late_stays_open_to_whoever_entered_it,
    a_merger_entered_late_can_be_undone,
    an_end_recorded_when_it_was_stays_closed,
];

const DAY: i64 = 86_400 * 1_000_000;

/// A household in a programme of `elia`, since 2020; answers the enrolment.
async fn enrolled(server: &Server) -> (Family, StreamId, Uuid) {
    let (stream, opened) = programme();
    record(&server.application, opened).await.unwrap();
    let (family, enrolment) = (Family::new(), id());
    record(&server.application, family.opened()).await.unwrap();
    record(&server.application, [family.enrolled(enrolment, &stream, "2020-02-01")]).await.unwrap();
    (family, stream, enrolment)
}

/// Whether the household is found, at that time, by whoever operates its programme.
async fn sees(server: &Server, stream: &StreamId, at: i64) -> bool {
    server.clock.set(at);
    let caller = Caller::new(server, "elia", Role::Caseworker).await;
    let household = stream.to_string().replace("household/", "");
    let query = "query ($id: ID!) { household(id: $id) { uuid } }";
    caller.data(query, json!({ "id": household })).await["household"] != Value::Null
}

async fn recorded(server: &Server, facts: &[Value]) {
    let caller = Caller::new(server, "elia", Role::Caseworker).await;
    let told = caller.record(facts).await.unwrap();
    assert_eq!(told["recorded"].as_array().map(Vec::len), Some(facts.len()), "{told}");
}

async fn an_end_entered_late_stays_open_to_whoever_entered_it(place: Place) {
    let server = locked(place).await;
    let (family, _, enrolment) = enrolled(&server).await;
    let stream = &family.stream;
    let payload = json!({ "enrolment": enrolment, "reason": "goal_reached", "destination": "unknown" });
    let ended = |on: &str| line(stream, "enrolment_ended", on, payload.clone());
    let corrected = |target: &Value, on: &str| {
        let data = json!({
            "target": target["id"], "occurred_on": on, "payload": payload, "reason": "typing_error",
        });
        line(stream, "event_corrected", on, data)
    };
    let mistyped = ended("2021-02-01");
    recorded(&server, std::slice::from_ref(&mistyped)).await;
    assert!(sees(&server, stream, NOON).await, "what was just entered is there to be looked at");
    recorded(&server, &[corrected(&mistyped, "2024-02-01")]).await;
    recorded(&server, &[corrected(&mistyped, "2021-02-02")]).await;
    assert!(sees(&server, stream, NOON).await, "neither does a correction shut out");
    let retracted = json!({ "target": mistyped["id"], "reason": "typing_error" });
    recorded(&server, &[line(stream, "event_retracted", "2021-02-01", retracted)]).await;
    // Two years from its recording; corrections prolong nothing.
    let right = ended("2021-03-01");
    recorded(&server, std::slice::from_ref(&right)).await;
    assert!(sees(&server, stream, NOON + 600 * DAY).await);
    recorded(&server, &[corrected(&right, "2021-03-02")]).await;
    assert!(sees(&server, stream, NOON + 729 * DAY).await, "2026-02-28");
    assert!(!sees(&server, stream, NOON + 730 * DAY).await, "2026-03-01");
    server.stop().await;
}

async fn a_merger_entered_late_can_be_undone(place: Place) {
    let server = locked(place).await;
    let (gone, programme, enrolment) = enrolled(&server).await;
    let stays = Family::new();
    record(&server.application, stays.opened()).await.unwrap();
    record(&server.application, [stays.enrolled(id(), &programme, "2020-02-01")]).await.unwrap();
    let merged = json!({
        "into": stays.stream.to_string().replace("household/", ""),
        "episodes": [{ "episode": enrolment, "fate": "ends" }],
    });
    let joined = json!({
        "person": gone.person, "birth": "1990", "role": "co_resident", "reason": "merge", "episodes": [],
    });
    let facts = [
        line(&gone.stream, "household_merged", "2021-02-01", merged),
        line(&stays.stream, "member_joined", "2021-02-01", joined),
    ];
    recorded(&server, &facts).await;
    assert!(sees(&server, &gone.stream, NOON).await);
    let undone = facts.each_ref().map(|fact| {
        let retracted = json!({ "target": fact["id"], "reason": "typing_error" });
        line(fact["stream"].as_str().unwrap(), "event_retracted", "2024-03-01", retracted)
    });
    recorded(&server, &undone).await;
    server.stop().await;
}

/// As a migrated one is, which keeps its time of recording.
async fn an_end_recorded_when_it_was_stays_closed(place: Place) {
    let server = locked(place).await;
    server.clock.set(NOON - 1_100 * DAY);
    let (family, _, enrolment) = enrolled(&server).await;
    record(&server.application, [family.enrolment_ended(enrolment, "2021-02-01")]).await.unwrap();
    assert!(sees(&server, &family.stream, NOON - 1_000 * DAY).await);
    assert!(!sees(&server, &family.stream, NOON).await);
    server.stop().await;
}
