//! S4: the same event is sent again because its answer did not come in time, or was lost: one place, one row.

use std::time::Duration;

use event_store::{Appended, ExpectedVersion, Ledger};
use tokio::time::timeout;

use crate::store::proxy::Proxy;
use crate::store::{
    Clock, NOON, Place, accepted, assert_sound, contracts, event, everything, expecting, request,
};

contracts![s4_an_event_retried_after_a_timeout_has_one_place];

async fn s4_an_event_retried_after_a_timeout_has_one_place(place: Place) {
    let nodes = [place.ledger().await, place.ledger().await];
    let mut gave_up = 0;
    for id in 1..=200_u128 {
        let again = request([event(id, "s")]);
        // From no time at all to enough; the retry goes to the other node every second time.
        let patience = Duration::from_micros(u64::try_from(id).unwrap() * 20);
        let first = timeout(patience, nodes[0].append(again.clone())).await;
        gave_up += u32::from(first.is_err());
        let position = match nodes[usize::from(id % 2 == 0)].append(again.clone()).await.unwrap() {
            Appended::Accepted { first, .. } => first,
            Appended::Repeated { positions } => positions[0],
        };
        if let Ok(first) = first {
            assert_eq!(accepted(first), (position, position));
        }
        assert_eq!(crate::store::repeated(nodes[0].append(again).await), [position]);
    }
    assert!(gave_up > 0, "every answer came in time");
    let events = everything(&nodes[0]).await;
    assert_eq!(events.len(), 200);
    assert_sound(&events);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_commit_whose_answer_is_lost_counts_once() {
    let place = Place::postgres().await;
    let proxy = Proxy::before(&place.url()).await;
    let ledger = Ledger::open(&proxy.url, Clock::at(NOON).shared()).await.unwrap();
    accepted(ledger.append(request([event(1, "s")])).await);
    proxy.cut_at_commit();
    let asked = expecting(2, "s", ExpectedVersion::Exact(1));
    assert_eq!(accepted(ledger.append(asked).await), (2, 2));
    assert!(proxy.was_cut());
    let events = everything(&ledger).await;
    assert_eq!(events.len(), 2);
    assert_sound(&events);
}
