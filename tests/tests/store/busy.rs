use std::time::{Duration, Instant};

use event_store::{AppendError, Settings};
use futures_util::future::join_all;

use super::{Place, accepted, contracts, event, everything, request};

contracts![
    waiting_in_the_queue_ends_as_busy,
    a_full_queue_ends_as_busy,
    another_node_that_waits_ends_as_busy,
    a_second_exclusive_writer_ends_as_busy,
    reading_goes_on_meanwhile,
];

const SHORT: Duration = Duration::from_millis(200);

fn impatient() -> Settings {
    Settings { queue_wait: SHORT, lock_wait: SHORT, ..Settings::default() }
}

fn assert_busy<T: std::fmt::Debug>(answer: Result<T, AppendError>, since: Instant) {
    match answer {
        Err(AppendError::Busy { waited }) => assert!(waited >= SHORT, "{waited:?}"),
        other => panic!("not busy: {other:?}"),
    }
    assert!(since.elapsed() < Duration::from_secs(10));
}

async fn waiting_in_the_queue_ends_as_busy(place: Place) {
    let ledger = place.ledger_with(impatient()).await;
    let exclusive = ledger.exclusive().await.unwrap();
    let since = Instant::now();
    assert_busy(ledger.append(request([event(1, "s")])).await, since);
    exclusive.rollback().await;
    // What was refused as busy is not appended afterwards.
    assert_eq!(accepted(ledger.append(request([event(2, "s")])).await), (1, 1));
    assert_eq!(everything(&ledger).await.len(), 1);
}

async fn a_full_queue_ends_as_busy(place: Place) {
    let ledger = place.ledger_with(Settings { queue: 2, ..impatient() }).await;
    let exclusive = ledger.exclusive().await.unwrap();
    let since = Instant::now();
    let answers = join_all((1..=5).map(|id| ledger.append(request([event(id, "s")])))).await;
    for answer in answers {
        assert_busy(answer, since);
    }
    drop(exclusive);
    assert_eq!(accepted(ledger.append(request([event(9, "s")])).await), (1, 1));
}

async fn another_node_that_waits_ends_as_busy(place: Place) {
    let (one, other) = (place.ledger().await, place.ledger_with(impatient()).await);
    let mut exclusive = one.exclusive().await.unwrap();
    exclusive.append(vec![request([event(1, "s")])]).await.unwrap();
    let since = Instant::now();
    assert_busy(other.append(request([event(2, "s")])).await, since);
    exclusive.commit().await.unwrap();
    assert_eq!(accepted(other.append(request([event(2, "s")])).await), (2, 2));
}

async fn a_second_exclusive_writer_ends_as_busy(place: Place) {
    let (one, other) = (place.ledger_with(impatient()).await, place.ledger_with(impatient()).await);
    let exclusive = one.exclusive().await.unwrap();
    let since = Instant::now();
    assert_busy(one.exclusive().await, since);
    assert_busy(other.exclusive().await, since);
    exclusive.rollback().await;
    other.exclusive().await.unwrap().rollback().await;
    one.exclusive().await.unwrap().rollback().await;
}

async fn reading_goes_on_meanwhile(place: Place) {
    let ledger = place.ledger().await;
    accepted(ledger.append(request([event(1, "s")])).await);
    let mut exclusive = ledger.exclusive().await.unwrap();
    exclusive.append(vec![request([event(2, "s")])]).await.unwrap();
    assert_eq!(everything(&ledger).await.len(), 1);
    exclusive.rollback().await;
}
