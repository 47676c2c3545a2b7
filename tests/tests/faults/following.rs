//! Whoever follows the ledger by position sees every fact once, in one order, while others record.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use application::Application;
use event_store::StoredEvent;
use tokio::time::timeout;

use super::facts::Family;
use super::{ledger, node, record};
use crate::store::{Place, contracts};

contracts![a_follower_of_sixteen_writers_sees_no_hole_and_no_other_order];

async fn follow(node: Application, total: usize) -> Vec<StoredEvent> {
    let mut seen: Vec<StoredEvent> = Vec::new();
    while seen.len() < total {
        let after = u64::try_from(seen.len()).unwrap();
        seen.extend(node.ledger().read_positions(after, 7).await.unwrap());
        tokio::task::yield_now().await;
    }
    seen
}

async fn a_follower_of_sixteen_writers_sees_no_hole_and_no_other_order(place: Place) {
    const WRITERS: usize = 16;
    const FACTS: usize = 10;
    let nodes = [node(&place).await, node(&place).await];
    // Every household has two writers, one on each node.
    let families: Vec<_> = (0..WRITERS / 2).map(|_| Family::new()).collect();
    for family in &families {
        record(&nodes[0], family.opened()).await.unwrap();
    }
    let total = families.len() * 2 + WRITERS * FACTS;
    let followers = nodes.clone().map(|node| tokio::spawn(follow(node, total)));
    let accepted = Arc::new(AtomicUsize::new(0));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (node, family) = (nodes[writer % 2].clone(), families[writer / 2].clone());
            let accepted = Arc::clone(&accepted);
            tokio::spawn(async move {
                for _ in 0..FACTS {
                    record(&node, [family.status("2021")]).await.unwrap();
                    accepted.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(accepted.load(Ordering::Relaxed), WRITERS * FACTS);
    let stored = ledger(&nodes[0]).await;
    assert_eq!(stored.len(), total);
    for follower in followers {
        let seen = timeout(Duration::from_secs(30), follower).await.unwrap().unwrap();
        assert!(seen == stored, "a follower saw something else");
    }
}
