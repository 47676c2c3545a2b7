use std::time::Duration;

use event_store::{AppendError, Appended, StoreError};
use tokio::time::timeout;

use super::{Place, accepted, assert_sound, contracts, event, everything, request};

contracts![
    closing_answers_what_was_accepted,
    a_closed_ledger_says_so,
    callers_that_go_away_do_no_harm,
    the_head_is_watched,
];

async fn closing_answers_what_was_accepted(place: Place) {
    let ledger = place.ledger().await;
    let appends: Vec<_> = (1..=300)
        .map(|id| {
            let ledger = ledger.clone();
            tokio::spawn(async move { ledger.append(request([event(id, "s")])).await })
        })
        .collect();
    tokio::task::yield_now().await;
    timeout(Duration::from_secs(30), ledger.close()).await.unwrap();
    let mut stored = 0;
    for append in appends {
        match append.await.unwrap() {
            Ok(Appended::Accepted { .. }) => stored += 1,
            Err(AppendError::Fault(StoreError::Closed)) => {}
            other => panic!("{other:?}"),
        }
    }
    let events = everything(&place.ledger().await).await;
    assert_eq!(events.len(), stored);
    assert_sound(&events);
}

async fn a_closed_ledger_says_so(place: Place) {
    let ledger = place.ledger().await;
    ledger.clone().close().await;
    let refused = ledger.append(request([event(1, "s")])).await;
    assert!(matches!(refused, Err(AppendError::Fault(StoreError::Closed))));
    assert!(matches!(ledger.head().await, Err(StoreError::Closed)));
    ledger.close().await;
}

async fn callers_that_go_away_do_no_harm(place: Place) {
    let ledger = place.ledger().await;
    for id in 1..=100 {
        let append = ledger.append(request([event(id, "s"), event(id + 1000, "t")]));
        // Some are never queued, some not taken, some under way, some answered.
        let patience = Duration::from_micros(u64::try_from(id % 20).unwrap() * 50);
        let _ = timeout(patience, append).await;
    }
    accepted(ledger.append(request([event(5000, "s")])).await);
    let events = everything(&ledger).await;
    assert_sound(&events);
    assert_eq!(events.len() % 2, 1);
}

async fn the_head_is_watched(place: Place) {
    let ledger = place.ledger().await;
    let mut watch = ledger.watch();
    assert_eq!(*watch.borrow_and_update(), 0);
    for id in 1..=3 {
        accepted(ledger.append(request([event(id, "s")])).await);
        // Published before the caller is answered.
        assert!(watch.has_changed().unwrap());
        assert_eq!(*watch.borrow_and_update(), u64::try_from(id).unwrap());
    }
}
