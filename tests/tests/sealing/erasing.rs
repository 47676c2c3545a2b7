//! Who erases destroys keys: what they sealed is gone, everything else stands.

use domain::codes::{ErasureBasis, ErasureLevel};
use domain::ids::{CounterpartId, PersonId};
use serde_json::{Value, json};

use super::facts::{OF_THE_HOUSEHOLD, OF_THE_MOTHER, OF_THE_SON};
use super::searching::{found, kept};
use super::{assert_verifies, erase, export, node, record, restored, rules, state, with_family};
use crate::store::{Place, contracts};

contracts![
    s12_an_erased_person_is_nowhere_and_the_ledger_verifies,
    what_the_others_are_told_by_stands,
    with_the_last_member_goes_what_the_household_sealed,
    those_erased_together_take_along_what_the_household_sealed,
    nothing_is_sealed_again_for_the_erased,
    a_retry_after_the_erasure_is_a_repetition,
    an_erasure_may_be_asked_for_again,
    an_erasure_that_is_recorded_as_a_fact_destroys_the_keys_too,
    the_erasure_of_identity_leaves_the_rest,
    a_host_is_erased_without_a_file,
    nobody_is_erased_who_is_unknown,
];

async fn s12_an_erased_person_is_nowhere_and_the_ledger_verifies(place: Place) {
    let (node, family) = with_family(&place).await;
    let other = super::node(&place).await;
    let before = state(&other, &family.stream).await;
    assert_eq!(before["members"].as_array().map(Vec::len), Some(2));
    let erased = erase(&node, family.mother, ErasureLevel::All).await;
    assert_eq!((erased.events_sealed, erased.position), (3, Some(8)));
    assert_verifies(&node).await;
    assert_eq!(found(&kept(&place).await, OF_THE_MOTHER), [""; 0]);
    let lines = export(&node).await;
    assert_eq!(found(&lines, OF_THE_MOTHER), [""; 0]);
    assert_eq!(found(&lines, OF_THE_SON), OF_THE_SON);
    let after = state(&node, &family.stream).await;
    let member = |state: &Value| {
        let members = state["members"].as_array().unwrap().iter();
        members.clone().find(|member| member["person"] == json!(family.mother.0)).cloned().unwrap()
    };
    assert_eq!(member(&after)["birth"], json!({ "erased": true }));
    assert_eq!(member(&after)["role"], member(&before)["role"]);
    // A restore knows no more than the export, and says the same.
    let second = place.another().await;
    let restored = restored(&second, &lines).await;
    let again = state(&restored, &family.stream).await;
    assert_eq!((&again["members"], &again["permits"]), (&after["members"], &after["permits"]));
    assert_verifies(&restored).await;
    assert_eq!(rules(record(&restored, [family.permit()]).await), ["ER-later"]);
}

async fn what_the_others_are_told_by_stands(place: Place) {
    let (node, family) = with_family(&place).await;
    erase(&node, family.mother, ErasureLevel::All).await;
    let lines = export(&node).await;
    assert_eq!(found(&lines, OF_THE_HOUSEHOLD), OF_THE_HOUSEHOLD);
    record(&node, [family.resources(&[family.son], 77.5)]).await.unwrap();
}

async fn with_the_last_member_goes_what_the_household_sealed(place: Place) {
    let (node, family) = with_family(&place).await;
    erase(&node, family.mother, ErasureLevel::All).await;
    erase(&node, family.son, ErasureLevel::All).await;
    let lines = export(&node).await;
    assert_eq!(found(&lines, OF_THE_HOUSEHOLD.into_iter().chain(OF_THE_SON)), [""; 0]);
    assert_verifies(&node).await;
    // What is not sealed may still be recorded; what would be, not.
    record(&node, [family.stay(None)]).await.unwrap();
    assert_eq!(rules(record(&node, [family.stay(Some("69123"))]).await), ["ER-later"]);
}

async fn those_erased_together_take_along_what_the_household_sealed(place: Place) {
    let (node, family) = with_family(&place).await;
    let erased = |person: PersonId| {
        let data = json!({ "person": person.0, "basis": "request", "level": "all" });
        family.fact("personal_data_erased", "2024-02-01", &data)
    };
    record(&node, [erased(family.mother), erased(family.son)]).await.unwrap();
    let lines = export(&node).await;
    assert_eq!(found(&lines, OF_THE_HOUSEHOLD.into_iter().chain(OF_THE_SON)), [""; 0]);
    assert_verifies(&node).await;
}

async fn nothing_is_sealed_again_for_the_erased(place: Place) {
    let (node, family) = with_family(&place).await;
    let other = super::node(&place).await;
    state(&other, &family.stream).await;
    erase(&node, family.mother, ErasureLevel::All).await;
    // Not on another node either, which still keeps the history and the keys from before.
    for node in [&other, &node] {
        assert_eq!(rules(record(node, [family.permit()]).await), ["ER-later"]);
        assert_eq!(rules(record(node, [family.resources(&[family.mother], 1.0)]).await), ["ER-later"]);
    }
}

async fn a_retry_after_the_erasure_is_a_repetition(place: Place) {
    let (node, family) = (node(&place).await, super::Family::new());
    let facts = family.everything();
    record(&node, facts.clone()).await.unwrap();
    // On another node too, where nothing is kept: sealing gives the same bytes.
    let again = record(&super::node(&place).await, facts.clone()).await.unwrap();
    assert!(again.repeated && again.positions == [1, 2, 3, 4, 5, 6, 7], "{again:?}");
    erase(&node, family.mother, ErasureLevel::All).await;
    let again = record(&node, facts).await.unwrap();
    assert!(again.repeated && again.positions == [1, 2, 3, 4, 5, 6, 7], "{again:?}");
}

async fn an_erasure_may_be_asked_for_again(place: Place) {
    let (node, family) = with_family(&place).await;
    let first = erase(&node, family.mother, ErasureLevel::All).await;
    assert_eq!(erase(&node, family.mother, ErasureLevel::All).await, first);
    assert_eq!(node.ledger().head().await.unwrap().position, 8);
}

async fn an_erasure_that_is_recorded_as_a_fact_destroys_the_keys_too(place: Place) {
    let (node, family) = with_family(&place).await;
    let data = json!({ "person": family.mother.0, "basis": "request", "level": "all" });
    record(&node, [family.fact("personal_data_erased", "2024-02-01", &data)]).await.unwrap();
    assert_eq!(found(&export(&node).await, OF_THE_MOTHER), [""; 0]);
}

async fn the_erasure_of_identity_leaves_the_rest(place: Place) {
    let (node, family) = with_family(&place).await;
    erase(&node, family.mother, ErasureLevel::Identity).await;
    let lines = export(&node).await;
    assert_eq!(found(&lines, ["Quetzalcoatl", "1961-07-23", "GIN"]), ["1961-07-23", "GIN"]);
    // And may be followed by that of everything.
    erase(&node, family.mother, ErasureLevel::All).await;
    assert_eq!(found(&export(&node).await, OF_THE_MOTHER), [""; 0]);
}

async fn a_host_is_erased_without_a_file(place: Place) {
    let (node, family) = with_family(&place).await;
    let host = family.host.to_string();
    let erased = node.erase_counterpart(CounterpartId(family.host), false).await.unwrap();
    assert_eq!(erased.events_sealed, 1);
    assert_eq!(found(&export(&node).await, [host.as_str()]), [""; 0]);
    // A rule that asks for a host does not miss one that was erased.
    record(&node, [family.resources(&[family.son], 5.0)]).await.unwrap();
    assert_verifies(&node).await;
}

async fn nobody_is_erased_who_is_unknown(place: Place) {
    let (node, family) = with_family(&place).await;
    let erasure = application::erase::Erasure {
        person: domain::ids::PersonId(super::facts::id()),
        basis: ErasureBasis::Order,
        level: ErasureLevel::All,
        residue: None,
        actor: None,
    };
    assert_eq!(node.erase(erasure.clone(), false).await.unwrap(), None);
    // And a dry run erases nobody.
    let known = application::erase::Erasure { person: family.mother, ..erasure };
    let told = node.erase(known, true).await.unwrap().unwrap();
    assert_eq!((told.events_sealed, told.position), (3, None));
    assert_eq!(found(&export(&node).await, OF_THE_MOTHER), OF_THE_MOTHER);
}
