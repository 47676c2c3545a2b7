//! S10: a follower that wants few events goes on from where it looked, never from a head that it read elsewhere.

use event_store::StoredEvent;

use crate::faults::facts::Family;
use crate::faults::{node, record};
use crate::store::{Place, contracts};

contracts![s10_a_sparse_follower_never_goes_beyond_what_it_scanned];

async fn s10_a_sparse_follower_never_goes_beyond_what_it_scanned(place: Place) {
    let node = node(&place).await;
    let family = Family::new();
    record(&node, family.opened()).await.unwrap();
    let writing = {
        let (node, family) = (node.clone(), family.clone());
        tokio::spawn(async move {
            for number in 0..60 {
                // One in twenty is wanted.
                let fact = if number % 20 == 19 {
                    family.housed(crate::faults::facts::id())
                } else {
                    family.status("2021")
                };
                record(&node, [fact]).await.unwrap();
            }
        })
    };
    let wanted = |event: &StoredEvent| event.event_type == "occupancy_started";
    let (mut checkpoint, mut seen) = (0, Vec::new());
    while seen.len() < 3 {
        let before = checkpoint;
        let scanned = node.ledger().read_matching(checkpoint, 7, wanted).await.unwrap();
        assert!(scanned.upto <= before + 7, "never further than was looked");
        assert!(scanned.events.iter().all(|event| event.position > before && event.position <= scanned.upto));
        checkpoint = scanned.upto;
        seen.extend(scanned.events.into_iter().map(|event| event.position));
        tokio::task::yield_now().await;
    }
    writing.await.unwrap();
    let all = node.ledger().read_positions(0, 1000).await.unwrap();
    let expected: Vec<u64> = all.iter().filter(|event| wanted(event)).map(|event| event.position).collect();
    assert_eq!(seen, expected);
    node.close().await;
}
