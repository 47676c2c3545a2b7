//! S2: an append that was rolled back leaves no hole.

use crate::store::{Place, accepted, assert_sound, contracts, event, everything, request, stream};

contracts![s2_a_rolled_back_append_leaves_no_hole];

async fn s2_a_rolled_back_append_leaves_no_hole(place: Place) {
    let ledger = place.ledger().await;
    accepted(ledger.append(request([event(1, "s")])).await);
    let mut exclusive = ledger.exclusive().await.unwrap();
    let answers = exclusive.append(vec![request([event(2, "s"), event(3, "t")])]).await.unwrap();
    assert_eq!(answers.len(), 1);
    exclusive.rollback().await;
    assert_eq!(accepted(ledger.append(request([event(4, "s")])).await), (2, 2));
    let events = everything(&ledger).await;
    assert_eq!(events.len(), 2);
    assert_sound(&events);
    assert!(ledger.stream_versions(&[stream("t")]).await.unwrap().is_empty());
}
