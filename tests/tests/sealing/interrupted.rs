//! A program that stops in the middle of an erasure: the next one to open the ledger finishes it, or undoes it.

use std::collections::BTreeSet;

use application::Application;
use domain::codes::ErasureLevel;
use event_store::{
    Actor, AppendRequest, ExpectedVersion, Holder, KeyClass, NewEvent, Origin, Stamp, canonical_json,
};
use serde_json::json;

use super::facts::{Family, OF_THE_MOTHER, id};
use super::searching::found;
use super::{erase, export, node, record, rules, with_family};
use crate::store::{Place, contracts};

contracts![
    a_fence_without_its_event_is_lifted,
    an_erasure_that_was_recorded_is_finished,
    the_event_of_somebody_else_finishes_nothing,
    while_it_is_fenced_nothing_is_sealed,
];

fn holders(family: &Family) -> BTreeSet<Holder> {
    let subject = format!("person/{}", family.mother.0);
    let holder = |class| Holder { subject: subject.clone(), class, hidden: false };
    [KeyClass::Quasi, KeyClass::Identity].map(holder).into()
}

/// As a program that is killed right after: an erasure is recorded and its keys are still there.
async fn recorded(node: &Application, family: &Family, event_id: uuid::Uuid, person: uuid::Uuid) {
    let payload = canonical_json(&json!({ "person": person, "basis": "request", "level": "all" }));
    let event = NewEvent {
        event_id,
        stream: family.stream.to_string().try_into().unwrap(),
        event_type: "personal_data_erased".to_owned(),
        schema: 1,
        occurred_on: "2024-02-01".to_owned(),
        actor: Actor { organisation: "elia".to_owned(), role: None, user: None },
        origin: Origin::Manual,
        batch: None,
        warnings: Vec::new(),
        payload,
        source_recorded_at: None,
    };
    let expected = vec![(event.stream.clone(), ExpectedVersion::Any)];
    let request = AppendRequest { events: vec![event], expected, guards: Vec::new(), stamp: Stamp::Now };
    node.ledger().append(request).await.unwrap();
}

async fn a_fence_without_its_event_is_lifted(place: Place) {
    let (first, family) = with_family(&place).await;
    first.ledger().keys().fence(id(), &holders(&family)).await.unwrap();
    first.close().await;
    let next = node(&place).await;
    assert_eq!(found(&export(&next).await, OF_THE_MOTHER), OF_THE_MOTHER);
    record(&next, [family.resources(&[family.mother], 3.0)]).await.unwrap();
}

async fn an_erasure_that_was_recorded_is_finished(place: Place) {
    let (first, family) = with_family(&place).await;
    let event = id();
    first.ledger().keys().fence(event, &holders(&family)).await.unwrap();
    recorded(&first, &family, event, family.mother.0).await;
    first.close().await;
    let next = node(&place).await;
    assert_eq!(found(&export(&next).await, OF_THE_MOTHER), [""; 0]);
    assert_eq!(next.ledger().keys().fences().await.unwrap(), []);
}

async fn the_event_of_somebody_else_finishes_nothing(place: Place) {
    let (first, family) = with_family(&place).await;
    let event = id();
    first.ledger().keys().fence(event, &holders(&family)).await.unwrap();
    recorded(&first, &family, event, family.son.0).await;
    first.close().await;
    assert_eq!(found(&export(&node(&place).await).await, OF_THE_MOTHER), OF_THE_MOTHER);
}

async fn while_it_is_fenced_nothing_is_sealed(place: Place) {
    let (first, family) = with_family(&place).await;
    let second = node(&place).await;
    first.ledger().keys().fence(id(), &holders(&family)).await.unwrap();
    assert_eq!(rules(record(&first, [family.resources(&[family.mother], 3.0)]).await), ["ER-later"]);
    // What was sealed before can still be read, and the next erasure begins by finding the fence.
    assert_eq!(found(&export(&first).await, OF_THE_MOTHER), OF_THE_MOTHER);
    erase(&second, family.mother, ErasureLevel::All).await;
    assert_eq!(found(&export(&second).await, OF_THE_MOTHER), [""; 0]);
    assert_eq!(second.ledger().keys().fences().await.unwrap(), []);
}
