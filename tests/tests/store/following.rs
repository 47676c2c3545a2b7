use std::time::Duration;

use event_store::{Ledger, StoredEvent};
use tokio::time::timeout;

use super::{Place, accepted, assert_sound, contracts, event, everything, request};

contracts![a_follower_never_sees_a_hole_or_another_order, a_follower_misses_nothing_of_a_slow_writer,];

/// Reads on from where it stands until it has this many; `read_positions` itself
/// refuses a hole.
async fn follow(ledger: Ledger, count: usize) -> Vec<StoredEvent> {
    let mut seen: Vec<StoredEvent> = Vec::new();
    while seen.len() < count {
        let after = u64::try_from(seen.len()).unwrap();
        seen.extend(ledger.read_positions(after, 13).await.unwrap());
        tokio::task::yield_now().await;
    }
    seen
}

async fn a_follower_never_sees_a_hole_or_another_order(place: Place) {
    const WRITERS: u128 = 16;
    const APPENDS: u128 = 25;
    let nodes = [place.ledger().await, place.ledger().await];
    let total = usize::try_from(WRITERS * APPENDS * 2).unwrap();
    let followers = nodes.clone().map(|node| tokio::spawn(follow(node, total)));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let node = nodes[usize::from(writer % 2 == 0)].clone();
            tokio::spawn(async move {
                for n in 0..APPENDS {
                    let id = (writer * APPENDS + n) * 2;
                    let own = format!("s/{writer}");
                    accepted(node.append(request([event(id, &own), event(id + 1, "all")])).await);
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let stored = everything(&nodes[0]).await;
    assert_sound(&stored);
    assert_eq!(stored.len(), total);
    for follower in followers {
        let seen = timeout(Duration::from_secs(30), follower).await.unwrap().unwrap();
        assert_eq!(seen, stored);
    }
}

async fn a_follower_misses_nothing_of_a_slow_writer(place: Place) {
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
