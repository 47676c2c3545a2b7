use std::time::Duration;

use event_store::{Ledger, StoredEvent};
use tokio::time::timeout;

use super::{Place, accepted, assert_sound, contracts, event, everything, request};

contracts![a_follower_never_sees_a_hole_or_another_order];

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
