//! Batches that are decided before the ledger is asked: on PostgreSQL each is one question then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use event_store::{AppendError, ExpectedVersion, Ledger};

use super::{
    Clock, NOON, Place, accepted, assert_sound, contracts, event, everything, expecting, repeated, request,
};

contracts![what_is_decided_ahead_stands_and_falls_with_what_it_rests_on];

const WRITERS: u128 = 24;
const APPENDS: u32 = 60;

/// Many writers on one node, who know the versions of their streams; now and then one of them asks again for what is
/// recorded, or rests on a version that is gone. Meanwhile another node, whose clock is an hour ahead, moves the head
/// by as much as a batch might.
async fn what_is_decided_ahead_stands_and_falls_with_what_it_rests_on(place: Place) {
    let ledger = place.ledger().await;
    let stranger = Ledger::open(&place.url(), Clock::at(NOON + 3_600_000_000).shared()).await.unwrap();
    let running = Arc::new(AtomicBool::new(true));
    let strange = Arc::new(AtomicU64::new(0));
    let elsewhere = {
        let (running, strange) = (Arc::clone(&running), Arc::clone(&strange));
        tokio::spawn(async move {
            while running.load(Ordering::SeqCst) {
                let count = strange.fetch_add(1, Ordering::SeqCst);
                let many = (0..=u128::from(count % 12)).map(|n| (1 << 100) + (u128::from(count) << 8) + n);
                accepted(stranger.append(request(many.map(|id| event(id, "elsewhere")))).await);
                tokio::time::sleep(Duration::from_millis(7 + count % 5)).await;
            }
        })
    };
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(write(ledger.clone(), writer, Arc::clone(&strange))))
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    running.store(false, Ordering::SeqCst);
    elsewhere.await.unwrap();
    let events = everything(&ledger).await;
    assert_sound(&events);
    let own = events.iter().filter(|event| event.stream.as_str() != "elsewhere").count();
    assert_eq!(own, usize::try_from(WRITERS * u128::from(APPENDS)).unwrap());
}

/// The other node may be slow to get its turn: nobody is far ahead of it, or it would move the head under nobody.
async fn write(ledger: Ledger, writer: u128, strange: Arc<AtomicU64>) {
    let name = format!("s/{writer}");
    for version in 0..APPENDS {
        while strange.load(Ordering::SeqCst) < u64::from(version / 10) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let id = writer * 1_000_000 + u128::from(version);
        let asked = expecting(id, &name, ExpectedVersion::Exact(version));
        let (first, _) = accepted(ledger.append(asked.clone()).await);
        if (writer + u128::from(version)).is_multiple_of(17) {
            assert_eq!(repeated(ledger.append(asked).await), [first]);
            let stale = expecting(id + 500_000, &name, ExpectedVersion::Exact(version));
            let refused = ledger.append(stale).await;
            assert!(matches!(refused, Err(AppendError::Conflict(_))), "{refused:?}");
        }
    }
}
