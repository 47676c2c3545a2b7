//! S7, for appends: the server is killed at random moments while facts are recorded. Nothing that was answered is
//! lost, and what is sent again because no answer came counts once.
//!
//! `PARCOURS_KILLS=200` kills more often than in a run for every change.

use std::collections::BTreeMap;
use std::thread::{sleep, spawn};
use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

use super::{Caller, Served, Told, household};
use crate::projections::kills::kills;
use crate::store::{Place, assert_sound, contracts, everything};

contracts![s7_a_server_killed_while_recording_loses_and_doubles_nothing];

const WRITERS: usize = 4;

/// What a writer sent: where it was told that the events are.
type Places = BTreeMap<Uuid, u64>;

/// Facts and their identifiers.
type Sent = (Vec<Value>, [Uuid; 2]);

/// Records until the connection breaks; answers what was answered, and what was not.
fn write(address: &str, unsure: Option<Sent>) -> (Places, Option<Sent>) {
    let mut caller = Caller::new(address);
    let mut places = Places::new();
    let mut next = unsure;
    loop {
        let (facts, ids) = next.take().unwrap_or_else(household);
        let told = caller.record(&facts);
        match told.recorded() {
            Some((positions, _)) => places.extend(ids.into_iter().zip(positions)),
            None if matches!(told, Told::Answer(..)) => panic!("{told:?}"),
            None => return (places, Some((facts, ids))),
        }
    }
}

async fn s7_a_server_killed_while_recording_loses_and_doubles_nothing(place: Place) {
    let url = place.url();
    let told = tokio::task::spawn_blocking(move || killed_again_and_again(&url)).await.unwrap();
    let ledger = place.ledger().await;
    // A server may still be committing for the last one that was killed.
    ledger.exclusive().await.unwrap().rollback().await;
    let events = everything(&ledger).await;
    assert_sound(&events);
    let stored: Places = events.iter().map(|event| (event.event_id, event.position)).collect();
    assert_eq!(stored.len(), events.len(), "an event stands twice");
    for (id, position) in &told {
        assert_eq!(stored.get(id), Some(position), "event {id}");
    }
    assert_eq!(stored.len(), told.len(), "everything that was sent was answered in the end");
}

fn killed_again_and_again(url: &str) -> Places {
    let mut told = Places::new();
    let mut unsure: Vec<Option<Sent>> = vec![None; WRITERS];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..kills(10) {
        let served = Served::start(url, &[]);
        let writers: Vec<_> = unsure
            .drain(..)
            .map(|unsure| {
                let address = served.address.clone();
                spawn(move || write(&address, unsure))
            })
            .collect();
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        sleep(Duration::from_micros(50_000 + (state >> 33) % 400_000));
        served.signal("KILL");
        for writer in writers {
            let (places, left) = writer.join().unwrap();
            told.extend(places);
            unsure.push(left);
        }
        drop(served);
    }
    // What no answer came for is sent once more.
    let served = Served::start(url, &[]);
    for (facts, ids) in unsure.into_iter().flatten() {
        let answer = Caller::new(&served.address).record(&facts);
        let (positions, _) = answer.recorded().unwrap_or_else(|| panic!("{answer:?}"));
        told.extend(ids.into_iter().zip(positions));
    }
    served.signal("TERM");
    assert_eq!(served.ended().0, Some(0));
    told
}
