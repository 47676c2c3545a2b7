//! A program that stops in the middle of an erasure: the next one to open the ledger finishes it, or undoes it.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use application::erase::{AfterErasure, Gone};
use application::{Application, Fault};
use domain::codes::ErasureLevel;
use event_store::{
    Actor, AppendRequest, ExpectedVersion, Holder, KeyClass, NewEvent, Origin, Stamp, canonical_json,
};
use serde_json::json;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::facts::{Family, OF_THE_MOTHER, id};
use super::searching::found;
use super::{erase, export, node, record, rules, with_family};
use crate::store::{Place, contracts};

contracts![
    a_fence_without_its_event_is_lifted,
    an_erasure_that_was_recorded_is_finished,
    the_event_of_somebody_else_finishes_nothing,
    while_it_is_fenced_nothing_is_sealed,
    copies_are_purged_though_the_keys_are_gone_already,
    an_erasure_ends_though_nobody_waits_for_it,
    keys_that_are_gone_are_given_back_by_nobody,
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

/// Tells that it purges, then waits until it may.
struct Slow {
    began: UnboundedSender<()>,
    go_on: Mutex<UnboundedReceiver<()>>,
}

impl AfterErasure for Slow {
    fn purge<'a>(&'a self, _gone: &'a Gone) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>> {
        Box::pin(async {
            self.began.send(()).unwrap();
            self.go_on.lock().await.recv().await.unwrap();
            Ok(())
        })
    }
}

async fn copies_are_purged_though_the_keys_are_gone_already(place: Place) {
    let (first, family) = with_family(&place).await;
    let event = id();
    first.ledger().keys().fence(event, &holders(&family)).await.unwrap();
    recorded(&first, &family, event, family.mother.0).await;
    first.ledger().keys().destroy(event, &BTreeSet::new()).await.unwrap();
    let ((began, mut purged), (go, go_on)) = (unbounded_channel(), unbounded_channel());
    first.on_erasure(Arc::new(Slow { began, go_on: Mutex::new(go_on) }));
    go.send(()).unwrap();
    go.send(()).unwrap();
    erase(&first, family.son, ErasureLevel::All).await;
    // Of what was interrupted, then of this one.
    assert_eq!([purged.try_recv(), purged.try_recv()], [Ok(()), Ok(())]);
    assert_eq!(first.ledger().keys().fences().await.unwrap(), []);
}

async fn an_erasure_ends_though_nobody_waits_for_it(place: Place) {
    let (node, family) = with_family(&place).await;
    let ((began, mut purging), (go, go_on)) = (unbounded_channel(), unbounded_channel());
    node.on_erasure(Arc::new(Slow { began, go_on: Mutex::new(go_on) }));
    tokio::select! {
        _erased = erase(&node, family.mother, ErasureLevel::All) => panic!("nothing may purge yet"),
        () = async { purging.recv().await.unwrap() } => {}
    }
    let fences = async || node.ledger().keys().fences().await.unwrap();
    let standing = fences().await;
    assert!(!standing.is_empty() && standing.iter().all(|fence| fence.destroyed), "{standing:?}");
    go.send(()).unwrap();
    while !fences().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Whoever finds a fence may have looked for its event before it was recorded.
async fn keys_that_are_gone_are_given_back_by_nobody(place: Place) {
    let (node, family) = with_family(&place).await;
    let (event, keys) = (id(), node.ledger().keys().clone());
    keys.fence(event, &holders(&family)).await.unwrap();
    keys.undo(event).await.unwrap();
    assert_eq!(keys.fences().await.unwrap(), []);
    // Undone by somebody else, they are destroyed all the same.
    keys.destroy(event, &holders(&family)).await.unwrap();
    keys.undo(event).await.unwrap();
    let standing = keys.fences().await.unwrap();
    assert!(!standing.is_empty() && standing.iter().all(|fence| fence.destroyed), "{standing:?}");
    assert_eq!(found(&export(&node).await, OF_THE_MOTHER), [""; 0]);
    keys.lift(event).await.unwrap();
    assert_eq!(keys.fences().await.unwrap(), []);
    assert_eq!(rules(record(&node, [family.resources(&[family.mother], 3.0)]).await), ["ER-later"]);
}
