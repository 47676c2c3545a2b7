//! Corrections by those who do not see what is sealed, and markers that only a restore may use.

use application::interchange::{Reading, read_line, read_line_as};
use domain::codes::ErasureLevel;
use serde_json::{Value, json};

use super::facts::{Family, line};
use super::{erase, export, node, record, rules, state};
use crate::store::{Place, contracts};

contracts![
    what_is_left_unchanged_is_put_back,
    what_is_left_unchanged_may_be_erased,
    only_sealed_values_can_be_left_unchanged,
];

/// Corrects the role of the mother; birth and identity are not told.
fn correction(family: &Family, target: uuid::Uuid, role: &str) -> Value {
    let unchanged = json!({ "unchanged": true });
    json!({
        "target": target, "occurred_on": "2014-01-06", "reason": "typing_error",
        "payload": {
            "person": family.mother.0, "birth": unchanged, "sex": unchanged, "role": role, "reason": "initial",
            "identity": unchanged, "nationality": ["FRA"],
        },
    })
}

async fn what_is_left_unchanged_is_put_back(place: Place) {
    let (node, family) = (node(&place).await, Family::new());
    let facts = family.everything();
    let target = facts[1].id.0;
    record(&node, facts).await.unwrap();
    let corrected =
        family.fact("event_corrected", "2014-01-06", &correction(&family, target, "reference_person"));
    record(&node, [corrected.clone()]).await.unwrap();
    let lines = String::from_utf8(export(&node).await).unwrap();
    let told: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    let payload = &told["data"]["payload"];
    assert_eq!((&payload["birth"], &payload["sex"]), (&json!("1961-07-23"), &json!("f")));
    assert_eq!(
        (&payload["identity"], &payload["nationality"]),
        (&json!("Zoé Quetzalcoatl"), &json!(["FRA"]))
    );
    assert!(record(&node, [corrected]).await.unwrap().repeated);
    let births = state(&node, &family.stream).await["members"].clone();
    assert!(births.to_string().contains("1961-07-23"), "{births}");
}

async fn what_is_left_unchanged_may_be_erased(place: Place) {
    let (node, family) = (node(&place).await, Family::new());
    let facts = family.everything();
    let target = facts[1].id.0;
    record(&node, facts).await.unwrap();
    erase(&node, family.mother, ErasureLevel::All).await;
    let mut data = correction(&family, target, "reference_person");
    // Something of an erased person would be told anew.
    let told = family.fact("event_corrected", "2014-01-06", &data);
    assert_eq!(rules(record(&node, [told]).await), ["ER-later"]);
    data["payload"]["nationality"] = json!({ "unchanged": true });
    let untold = family.fact("event_corrected", "2014-01-06", &data);
    record(&node, [untold.clone()]).await.unwrap();
    assert!(record(&node, [untold]).await.unwrap().repeated);
    let lines = String::from_utf8(export(&node).await).unwrap();
    let told: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(told["data"]["payload"]["birth"], json!({ "erased": true }));
}

async fn only_sealed_values_can_be_left_unchanged(place: Place) {
    let (node, family) = (node(&place).await, Family::new());
    let facts = family.everything();
    let target = facts[1].id.0;
    record(&node, facts).await.unwrap();
    let mut data = correction(&family, target, "reference_person");
    data["payload"]["role"] = json!({ "unchanged": true });
    let refused = record(&node, [family.fact("event_corrected", "2014-01-06", &data)]).await;
    assert_eq!(rules(refused), ["S-code"]);
}

#[test]
fn only_a_restore_tells_of_erased_values() {
    let family = Family::new();
    let erased = json!({ "erased": true });
    let joined = json!({ "person": family.mother.0, "birth": erased, "role": "child", "reason": "initial" });
    let mut corrected = correction(&family, super::facts::id(), "child");
    corrected["payload"]["birth"] = erased;
    for (kind, data, pointer) in
        [("member_joined", joined, "/data/birth"), ("event_corrected", corrected, "/data/payload/birth")]
    {
        let line = line(&family.stream, kind, "2014-01-06", &data);
        let refused = read_line(line.as_bytes()).unwrap_err();
        let faults: Vec<_> =
            refused.faults.iter().map(|fault| (fault.rule.code(), fault.pointer.as_str())).collect();
        assert_eq!(faults, [("S-format", pointer)]);
        assert!(read_line_as(line.as_bytes(), Reading::Restored).is_ok());
    }
}
