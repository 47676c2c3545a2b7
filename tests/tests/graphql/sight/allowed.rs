//! What whoever follows has looked at is spent like everything that is asked, seen or not.

use std::num::NonZeroU32;
use std::time::Duration;

use api::server::{Options, Rate, Rates};
use application::sight::Role;
use serde_json::json;
use tokio::time::sleep;

use super::followed::contract;
use super::following::Stream;
use super::world::World;
use super::{ANY, Caller, Server};
use crate::faults::facts::{Family, programme};
use crate::faults::record;
use crate::graphql::socket::Socket;
use crate::store::{Place, contracts};

contracts![whoever_follows_spends_and_waits, a_list_is_paid_for_before_any_of_it_is_told];

const EVENTS: &str = "subscription { events(after: 0) { position } }";
const HIDDEN: u64 = 40;

/// What a batch costs of which nothing may be seen: 32 events, and the histories of 16 households.
const BATCH: u64 = 48;

fn rate(restored: u32, saved: u32) -> Rate {
    Rate { restored: NonZeroU32::new(restored).unwrap(), saved: NonZeroU32::new(saved).unwrap() }
}

/// What is left to a caller. While a subscription waits, there is room for a question.
async fn left(caller: &Caller<'_>) -> u64 {
    let answer = caller.ask("{ serverInfo { position } }", json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["extensions"]["cost"]["remaining"].as_u64().unwrap()
}

/// Waits until a caller has less than the next batch costs. To ask costs less than comes back meanwhile.
async fn is_spent(caller: &Caller<'_>) {
    for _ in 0..30 {
        if left(caller).await < BATCH {
            return;
        }
        sleep(Duration::from_secs(1)).await;
    }
    panic!("nothing was spent");
}

async fn whoever_follows_spends_and_waits(place: Place) {
    let rates = Rates { token: rate(5, 60), association: rate(1000, 1000) };
    let server = Server::start_with(place, Options { sign_in: true, rates, ..Options::new(ANY) }).await;
    for _ in 0..HIDDEN {
        record(&server.application, Family::new().opened()).await.unwrap();
    }
    // Everybody is told of a programme: it stands behind what nobody here may see.
    record(&server.application, programme().1).await.unwrap();
    let caller = async || Caller::new(&server, "nobody", Role::Caseworker).await;
    let [streaming, talking, due] = [caller().await, caller().await, caller().await];
    let mut stream = Stream::open(&streaming, EVENTS, None).await;
    let mut socket = Socket::open(server.address, &talking.token).await;
    socket.subscribe("1", EVENTS, json!({})).await;
    let mut list = Socket::open(server.address, &due.token).await;
    list.subscribe("1", "subscription { deadlinesDue { position } }", json!({})).await;
    for caller in [&streaming, &talking, &due] {
        is_spent(caller).await;
    }
    // Whoever waits is told in the end, and nothing is left out.
    let (id, _) = stream.next().await.unwrap();
    assert_eq!(id, Some(2 * HIDDEN + 1));
    let told = socket.message().await;
    assert_eq!(told["payload"]["data"]["events"]["position"], 2 * HIDDEN + 1, "{told}");
    server.stop().await;
}

/// Whoever subscribed again and again would read much for the price of a page.
async fn a_list_is_paid_for_before_any_of_it_is_told(place: Place) {
    const DUE: u64 = 300;
    let rates = Rates { token: rate(1, 10_000), association: rate(1000, 10_000) };
    let server = Server::start_with(place, Options { sign_in: true, rates, ..Options::new(ANY) }).await;
    let world = World::new(&server).await;
    let soon = server.application.clock().today().saturating_add(jiff::Span::new().days(3)).to_string();
    let contracts = (0..DUE).map(|_| contract(&world, "2024-01-01", &soon));
    record(&server.application, contracts).await.unwrap();
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let before = left(&caller).await;
    let mut socket = Socket::open(server.address, &caller.token).await;
    socket.subscribe("1", "subscription { deadlinesDue(kind: \"contract\") { position } }", json!({})).await;
    assert_eq!(socket.message().await["type"], "next");
    // Some comes back each second, and a question costs 1.
    let spent = before - left(&caller).await;
    assert!(spent > DUE - 100, "{spent}");
    server.stop().await;
}
