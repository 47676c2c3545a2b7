use event_store::{ProofError, verify_consistency, verify_inclusion};

use super::{extend, grow};
use crate::store::{Place, contracts, everything};

contracts![
    every_event_is_proved_and_no_other,
    every_older_tree_is_proved_a_beginning,
    what_the_tree_does_not_reach_is_not_proved,
];

const SIZE: u64 = 600;

async fn every_event_is_proved_and_no_other(place: Place) {
    let ledger = place.ledger().await;
    grow(&ledger, SIZE.into()).await;
    extend(&ledger).await;
    let root = ledger.root(SIZE).await.unwrap();
    let events = everything(&ledger).await;
    for (at, event) in events.iter().enumerate() {
        let position = event.position;
        let proof = ledger.inclusion_proof(position, SIZE).await.unwrap();
        assert!(verify_inclusion(&event.leaf_hash, position, SIZE, &proof, &root), "{position}");
        let other = &events[(at + 1) % events.len()];
        assert!(!verify_inclusion(&other.leaf_hash, position, SIZE, &proof, &root), "{position}");
        assert!(!verify_inclusion(&event.leaf_hash, other.position, SIZE, &proof, &root), "{position}");
    }
}

async fn every_older_tree_is_proved_a_beginning(place: Place) {
    let ledger = place.ledger().await;
    grow(&ledger, SIZE.into()).await;
    extend(&ledger).await;
    let sizes = [0, 1, 2, 3, 128, 255, 256, 257, 300, 511, 512, 513, SIZE];
    for new in sizes {
        let new_root = ledger.root(new).await.unwrap();
        for old in sizes.into_iter().filter(|old| *old <= new) {
            let old_root = ledger.root(old).await.unwrap();
            let proof = ledger.consistency_proof(old, new).await.unwrap();
            assert!(verify_consistency(old, &old_root, new, &new_root, &proof), "{old} in {new}");
            if old > 0 && old < new {
                assert!(!verify_consistency(old, &new_root, new, &new_root, &proof), "{old} in {new}");
                assert!(!verify_consistency(old, &old_root, new, &old_root, &proof), "{old} in {new}");
            }
        }
    }
}

async fn what_the_tree_does_not_reach_is_not_proved(place: Place) {
    let ledger = place.ledger().await;
    grow(&ledger, SIZE.into()).await;
    // What is ragged at the edge is read from the events themselves.
    assert_eq!(ledger.tree_size().await.unwrap(), 255);
    assert!(ledger.root(255).await.is_ok());
    let refused = ledger.root(256).await.unwrap_err();
    assert!(matches!(refused, ProofError::BeyondTree { asked: 256, tree: 255 }), "{refused}");
    assert_eq!(ledger.extend_tree(1).await.unwrap(), 511);
    assert_eq!(ledger.extend_tree(100_000).await.unwrap(), SIZE);
    assert!(matches!(ledger.root(SIZE + 1).await, Err(ProofError::BeyondTree { .. })));
    for (position, size) in [(0, 5), (6, 5)] {
        let refused = ledger.inclusion_proof(position, size).await.unwrap_err();
        assert!(matches!(refused, ProofError::NoSuchProof { .. }), "{refused}");
    }
    assert!(matches!(ledger.consistency_proof(6, 5).await, Err(ProofError::NoSuchProof { .. })));
}
