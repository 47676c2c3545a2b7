//! A reader that is cut off again and again while others record, and a server that is killed once: it sees each event once,
//! in order, over both transports.

use std::sync::{Arc, Mutex};
use std::thread::spawn;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use super::sight::following::Stream;
use super::socket::{Heard, Socket};
use crate::scenarios::{Caller, Served, household};
use crate::store::{Place, contracts, everything};

contracts![a_reader_that_is_cut_off_sees_each_event_once_and_in_order];

const WRITERS: usize = 3;
const HOUSEHOLDS: usize = 30;
/// Each household begins with two events.
const EVENTS: usize = WRITERS * HOUSEHOLDS * 2;

const QUERY: &str = "subscription ($after: Position) { events(after: $after) { id position } }";

/// Records households, at whatever address the server has by then; what no answer came for is sent again.
fn write(address: &Mutex<String>) {
    for _ in 0..HOUSEHOLDS {
        let (facts, _) = household();
        loop {
            let now = address.lock().unwrap().clone();
            if Caller::new(&now).record(&facts).recorded().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

type Seen = Vec<(u64, String)>;

fn seen(answer: &Value) -> (u64, String) {
    let event = &answer["data"]["events"];
    let position = event["position"].as_u64().unwrap_or_else(|| panic!("{answer}"));
    (position, event["id"].as_str().unwrap().to_owned())
}

/// Reads so many events after the last one over a socket, and leaves without a word.
async fn read_by_socket(address: &str, seen_so_far: &mut Seen, count: usize) -> Option<()> {
    let mut socket = Socket::shake(address.parse().unwrap(), &[]).await.ok()?;
    socket.say(&json!({ "type": "connection_init" })).await;
    let Heard::Message(_) = socket.next().await else { return None };
    let after = seen_so_far.last().map_or(0, |(position, _)| *position);
    socket.subscribe("1", QUERY, json!({ "after": after })).await;
    for _ in 0..count {
        let Heard::Message(message) = socket.next().await else { return None };
        assert_eq!(message["type"], "next", "{message}");
        seen_so_far.push(seen(&message["payload"]));
    }
    Some(())
}

/// The same over server-sent events.
async fn read_by_stream(address: &str, seen_so_far: &mut Seen, count: usize) -> Option<()> {
    let after = seen_so_far.last().map_or(0, |(position, _)| *position);
    let query = "subscription { events(after: 0) { id position } }";
    let mut stream = Stream::ask(address.parse().unwrap(), None, query, Some(after)).await.ok()?;
    for _ in 0..count {
        let next = timeout(Duration::from_secs(30), stream.try_next()).await;
        let (id, answer) = next.expect("an event is told within half a minute").ok()??;
        let event = seen(&answer);
        assert_eq!(id, Some(event.0));
        seen_so_far.push(event);
    }
    Some(())
}

async fn a_reader_that_is_cut_off_sees_each_event_once_and_in_order(place: Place) {
    let url = place.url();
    let start = async || {
        let url = url.clone();
        tokio::task::spawn_blocking(move || Served::start(&url, &[])).await.unwrap()
    };
    let mut served = start().await;
    let address = Arc::new(Mutex::new(served.address.clone()));
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let address = Arc::clone(&address);
            spawn(move || write(&address))
        })
        .collect();
    let mut told = Seen::new();
    let (mut state, mut cuts, mut is_killed) = (0x9e37_79b9_7f4a_7c15_u64, 0_u32, false);
    while told.len() < EVENTS {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let count = usize::try_from(state >> 60).unwrap() + 1;
        let count = count.min(EVENTS - told.len());
        let now = served.address.clone();
        cuts += 1;
        // What is read before the end counts: that is where it goes on.
        if cuts.is_multiple_of(2) {
            let _ = read_by_socket(&now, &mut told, count).await;
        } else {
            let _ = read_by_stream(&now, &mut told, count).await;
        }
        if !is_killed && told.len() > EVENTS / 3 {
            served.signal("KILL");
            served = start().await;
            (*address.lock().unwrap()).clone_from(&served.address);
            is_killed = true;
        }
    }
    tokio::task::spawn_blocking(move || writers.into_iter().for_each(|writer| writer.join().unwrap()))
        .await
        .unwrap();
    let ledger = place.ledger().await;
    let stored: Seen = everything(&ledger)
        .await
        .into_iter()
        .map(|event| (event.position, event.event_id.to_string()))
        .collect();
    assert_eq!(stored.len(), EVENTS);
    assert!(told == stored, "{told:?} is not {stored:?}");
    assert!(cuts > 10 && is_killed, "{cuts}");
    served.signal("TERM");
    tokio::task::spawn_blocking(move || served.ended()).await.unwrap();
}
