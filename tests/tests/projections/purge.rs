//! After an erasure no trace of a replaced row is left, and what did not change is as it was.

use domain::StreamId;
use serde_json::json;

use super::rows;
use crate::faults::facts::{Family, fact, id};
use crate::faults::{node, record};
use crate::store::{Place, contracts};

contracts![a_purge_leaves_no_trace_of_what_was_replaced];

async fn a_purge_leaves_no_trace_of_what_was_replaced(place: Place) {
    const DAY: &str = "2031-07-19";
    let node = node(&place).await;
    let family = Family::new();
    record(&node, family.opened()).await.unwrap();
    let mut permit = json!({
        "permit": id(), "person": family.person, "kind": "resident_refugee", "valid_from": "2022-01-01",
        "valid_to": DAY, "work_authorised": true,
    });
    let issued = fact(&family.stream, "permit_issued", "2022-01-01", &permit);
    let target = issued.id.to_string();
    record(&node, [issued]).await.unwrap();
    node.catch_up().await.unwrap();
    permit["valid_to"] = "2031-12-31".into();
    let correction = json!({
        "target": target, "occurred_on": "2022-01-01", "payload": permit, "reason": "typing_error",
    });
    record(&node, [fact(&family.stream, "event_corrected", "2024-01-01", &correction)]).await.unwrap();
    node.catch_up().await.unwrap();
    let before = rows(&place).await;
    let StreamId::Household(household) = family.stream else { panic!() };
    node.purge(&[household]).await.unwrap();
    assert_eq!(rows(&place).await, before, "nothing was erased, so the rows are the same");
    if let Place::Sqlite(_) = place {
        for end in ["", "-wal"] {
            let path = format!("{}-projections{end}", place.path().display());
            let bytes = std::fs::read(&path).unwrap_or_default();
            let found = bytes.windows(DAY.len()).any(|window| window == DAY.as_bytes());
            assert!(!found, "{path} still holds the day");
        }
    }
    node.close().await;
}
