//! S1: a writer holds its transaction open, another commits meanwhile or waits; a subscriber misses nothing.

use std::time::Duration;

use event_store::{Ledger, StoredEvent};
use tokio::time::timeout;

use crate::store::{Place, accepted, contracts, event, request};

contracts![s1_a_subscriber_misses_nothing_of_a_held_open_writer];

/// Reads on from where it stands until it has this many; `read_positions` itself refuses a hole.
async fn follow(ledger: Ledger, count: usize) -> Vec<StoredEvent> {
    let mut seen: Vec<StoredEvent> = Vec::new();
    while seen.len() < count {
        let after = u64::try_from(seen.len()).unwrap();
        seen.extend(ledger.read_positions(after, 13).await.unwrap());
        tokio::task::yield_now().await;
    }
    seen
}

async fn s1_a_subscriber_misses_nothing_of_a_held_open_writer(place: Place) {
    let (slow, quick) = (place.ledger().await, place.ledger().await);
    accepted(quick.append(request([event(1, "s")])).await);
    let follower = tokio::spawn(follow(quick.clone(), 4));
    // Holds its transaction open after it has taken positions.
    let mut writing = slow.exclusive().await.unwrap();
    writing.append(vec![request([event(2, "s"), event(3, "s")])]).await.unwrap();
    let behind = tokio::spawn(async move { quick.append(request([event(4, "t")])).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!follower.is_finished() && !behind.is_finished());
    writing.commit().await.unwrap();
    assert_eq!(accepted(behind.await.unwrap()), (4, 4));
    let seen = timeout(Duration::from_secs(30), follower).await.unwrap().unwrap();
    let ids: Vec<u128> = seen.iter().map(|event| event.event_id.as_u128()).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
}
