//! S8: a rebuild that was given up is done again without any manual step.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use application::State;

use super::{rows, settled, with_programmes};
use crate::store::{Place, contracts};

contracts![
    s8_a_cancelled_rebuild_is_repeated_without_a_manual_step,
    a_projection_that_does_not_exist_is_refused,
    a_rebuild_that_meets_an_unreadable_event_changes_nothing,
];

async fn s8_a_cancelled_rebuild_is_repeated_without_a_manual_step(place: Place) {
    let node = with_programmes(&place, &["masi-besancon", "elan"]).await;
    node.rebuild(&[], 1, None, &mut |_, _| {}).await.unwrap();
    let before = rows(&place).await;
    let begun = AtomicBool::new(false);
    {
        let mut progress = |_, _| begun.store(true, Ordering::SeqCst);
        let rebuild = node.rebuild(&[], 2, None, &mut progress);
        let cancelled = async {
            while !begun.load(Ordering::SeqCst) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            biased;
            () = cancelled => {}
            done = rebuild => panic!("not cancelled: {done:?}"),
        }
    }
    // The old generation serves on.
    assert_eq!(rows(&place).await, before);
    node.rebuild(&[], 2, None, &mut |_, _| {}).await.unwrap();
    assert_eq!(rows(&place).await, before);
    settled(&node).await;
    let told = node.projections().await.unwrap();
    assert_eq!(told.len(), projections::all().len(), "nothing is left of what was given up");
    assert!(told.iter().all(|one| one.status.state == State::Running));
    node.close().await;
}

async fn a_projection_that_does_not_exist_is_refused(place: Place) {
    let node = crate::faults::node(&place).await;
    let refused = node.rebuild(&["nothing".to_owned()], 1, None, &mut |_, _| {}).await;
    assert_eq!(refused.unwrap_err().to_string(), "there is no projection nothing");
    node.close().await;
}

async fn a_rebuild_that_meets_an_unreadable_event_changes_nothing(place: Place) {
    let node = with_programmes(&place, &["masi-besancon"]).await;
    node.catch_up().await.unwrap();
    let before = rows(&place).await;
    let unreadable = crate::store::request([crate::store::event(70, "household/7")]);
    node.ledger().append(unreadable).await.unwrap();
    let error = node.rebuild(&[], 2, None, &mut |_, _| {}).await.unwrap_err();
    assert_eq!(error.to_string(), "events cannot be applied: household/7 is no stream");
    let told = node.projections().await.unwrap();
    assert!(told.iter().all(|one| one.status.state == State::Running && one.lag == 1 && one.is_complete));
    assert_eq!(rows(&place).await, before);
    node.close().await;
}
