//! A server that is asked to stop while it is busy answers what it accepted, and ends well.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::Duration;

use uuid::Uuid;

use super::{ledger, node};
use crate::scenarios::{Caller, Served, Told, household};
use crate::store::{Place, contracts};

contracts![a_server_asked_to_stop_answers_what_it_accepted];

const CALLERS: usize = 8;

/// Batches that are answered before the server is asked to stop: everybody is busy by then.
const ENOUGH: usize = 40;

/// What one caller was told, and what no answer came for.
#[derive(Default)]
struct Heard {
    places: BTreeMap<Uuid, u64>,
    unanswered: Vec<Uuid>,
}

/// Records until the connection is closed, and no new one is to be had.
fn call(address: &str, answered: &AtomicUsize) -> Heard {
    let (mut caller, mut heard) = (Caller::new(address), Heard::default());
    loop {
        let (facts, ids) = household();
        let told = caller.record(&facts);
        match (&told, told.recorded()) {
            (_, Some((positions, false))) => {
                answered.fetch_add(1, Ordering::Relaxed);
                heard.places.extend(ids.into_iter().zip(positions));
            }
            (Told::Closed, None) => {
                heard.unanswered.extend(ids);
                if matches!(caller.get("/healthz"), Told::Closed) {
                    return heard;
                }
            }
            _ => panic!("{told:?}"),
        }
    }
}

async fn a_server_asked_to_stop_answers_what_it_accepted(place: Place) {
    for signal in ["TERM", "INT"] {
        let url = place.url();
        let heard = tokio::task::spawn_blocking(move || {
            let served = Served::start(&url, &[]);
            let answered = AtomicUsize::new(0);
            let heard: Vec<Heard> = scope(|scope| {
                let callers: Vec<_> =
                    (0..CALLERS).map(|_| scope.spawn(|| call(&served.address, &answered))).collect();
                while answered.load(Ordering::Relaxed) < ENOUGH {
                    sleep(Duration::from_millis(5));
                }
                served.signal(signal);
                callers.into_iter().map(|caller| caller.join().unwrap()).collect()
            });
            let (code, said) = served.ended();
            assert_eq!(code, Some(0), "{said}");
            assert!(!said.contains("panicked"), "{said}");
            heard
        });
        let heard = heard.await.unwrap();
        let node = node(&place).await;
        let stored: BTreeMap<Uuid, u64> =
            ledger(&node).await.iter().map(|event| (event.event_id, event.position)).collect();
        for one in &heard {
            for (id, position) in &one.places {
                assert_eq!(stored.get(id), Some(position), "event {id} was told to be recorded");
            }
            for id in &one.unanswered {
                assert!(!stored.contains_key(id), "event {id} was recorded and nobody was told");
            }
        }
        node.close().await;
    }
}
