//! What a socket may not do for ever, and what is not taken from it: room for others, a reason, an answer, the word why it
//! was closed.

use std::time::{Duration, Instant};

use application::sight::Role;
use application::tokens::NewToken;
use futures_util::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::world::{SECRETS, World};
use super::{Caller, client, locked};
use crate::faults::facts::id;
use crate::graphql::socket::{Heard, Socket};
use crate::store::{NOON, Place, contracts};

contracts![
    who_says_nothing_keeps_nobody_out,
    what_a_socket_was_asked_is_answered_before_the_end,
    a_reason_counts_no_longer_in_a_socket_than_in_a_browser,
    whoever_says_far_too_much_reads_why_nobody_listens,
];

/// Sockets that may be open before it is known who opened them.
const KNOCKING: usize = 128;

async fn who_says_nothing_keeps_nobody_out(place: Place) {
    let server = locked(place).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let begun = Instant::now();
    let mut first = Socket::shake(server.address, &[]).await.unwrap();
    let silent = join_all((1..KNOCKING).map(|_| Socket::shake(server.address, &[]))).await;
    assert!(silent.iter().all(Result::is_ok));
    let mut socket = Socket::open(server.address, &caller.token).await;
    assert_eq!(socket.ask("{ __typename }", json!({})).await["data"]["__typename"], "Query");
    // Who came first made room, unless all that took so long that it was given up before.
    let heard = first.next().await;
    let is_late = begun.elapsed() > Duration::from_secs(3) && heard == Heard::Closed(4408);
    assert!(heard == Heard::Closed(1013) || is_late, "{heard:?}");
    drop(silent);
    server.stop().await;
}

async fn what_a_socket_was_asked_is_answered_before_the_end(place: Place) {
    let server = locked(place).await;
    let token = Caller::new(&server, "elia", Role::Caseworker).await.token;
    let mut socket = Socket::open(server.address, &token).await;
    socket.subscribe("followed", "subscription { events { position } }", json!({})).await;
    // Somebody else is writing, so that what is recorded waits.
    let other = server.place.ledger().await;
    let writing = other.exclusive().await.unwrap();
    let record =
        "mutation ($facts: [FactInput!]!) { record(input: { facts: $facts }) { recorded { position } } }";
    let fact = json!({
        "stream": format!("household/{}", id()), "occurredOn": "2024-01-08",
        "fact": { "householdOpened": { "openedBy": "elia" } },
    });
    socket.subscribe("recorded", record, json!({ "facts": [fact] })).await;
    sleep(Duration::from_millis(500)).await;
    let heard = async {
        sleep(Duration::from_millis(500)).await;
        drop(writing);
        let mut heard: Vec<Value> = Vec::new();
        loop {
            match socket.next().await {
                Heard::Message(message) => heard.push(message),
                end @ (Heard::Closed(_) | Heard::Gone) => return (heard, end),
            }
        }
    };
    let ((heard, end), stopped) = tokio::join!(heard, timeout(Duration::from_mins(1), server.stop()));
    assert!(stopped.is_ok());
    assert_eq!(end, Heard::Closed(1001), "{heard:?}");
    let of = |id: &str| heard.iter().filter(|told| told["id"] == id).collect::<Vec<_>>();
    let recorded = of("recorded");
    assert_eq!(recorded.len(), 2, "{heard:?}");
    assert_eq!(recorded[0]["payload"]["data"]["record"]["recorded"][0]["position"], 1, "{heard:?}");
    assert_eq!(recorded[1]["type"], "complete");
    // What is followed has not come to its end: its client asks again elsewhere.
    assert!(of("followed").iter().all(|told| told["type"] == "next"), "{heard:?}");
}

async fn a_reason_counts_no_longer_in_a_socket_than_in_a_browser(place: Place) {
    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    const HOUR: i64 = 3_600_000_000;
    let server = locked(place).await;
    let world = World::new(&server).await;
    let new = NewToken {
        label: "essai".to_owned(),
        organisation: "cour".parse().unwrap(),
        role: Role::Auditor,
        user: None,
        expires_at: server.application.clock().now() + SignedDuration::from_hours(48),
    };
    let (_, token) = server.application.create_token(new).await.unwrap();
    let signed_in = format!("__Host-parcours={token}");
    let told =
        client::post(server.address, "/reason", &[FORM, ("cookie", &signed_in)], "reason=plainte&back=/")
            .await;
    let (_, value) =
        told.head.split_once("__host-parcours-reason=").unwrap_or_else(|| panic!("{}", told.head));
    let value = value.split(';').next().unwrap();
    let with = |value: &str| format!("{signed_in}; __Host-parcours-reason={value}");
    let open = async |cookie: &str, payload: Value| {
        let mut socket = Socket::shake(server.address, &[("cookie", cookie)]).await.unwrap();
        socket.say(&json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.next().await, Heard::Message(json!({ "type": "connection_ack" })));
        socket
    };
    let query = "query ($id: ID!) { household(id: $id) { personalDataShown history { payload } } }";
    let household = json!({ "id": world.household.to_string() });
    let shown = async |socket: &mut Socket| {
        let told = socket.ask(query, household.clone()).await;
        let shown = told["data"]["household"]["personalDataShown"].as_bool();
        let shown = shown.unwrap_or_else(|| panic!("{told}"));
        assert_eq!(told.to_string().contains(SECRETS[0]), shown, "{told}");
        shown
    };
    // Opened late in the day of the reason.
    server.clock.set(NOON + 7 * HOUR);
    let mut of_browser = open(&with(value), Value::Null).await;
    let mut of_program = open(&signed_in, json!({ "parcours-reason": "plainte" })).await;
    let written_down = format!("9999999999.{}", value.split_once('.').unwrap().1);
    let mut of_forger = open(&with(&written_down), Value::Null).await;
    for socket in [&mut of_browser, &mut of_program, &mut of_forger] {
        assert!(shown(socket).await);
    }
    server.clock.set(NOON + 8 * HOUR);
    assert!(!shown(&mut of_browser).await, "eight hours since it was told");
    assert!(shown(&mut of_program).await && shown(&mut of_forger).await);
    let late = open(&with(value), Value::Null).await;
    assert!(!shown(&mut { late }).await, "whatever the browser has kept");
    server.clock.set(NOON + 15 * HOUR);
    assert!(!shown(&mut of_program).await && !shown(&mut of_forger).await);
    server.stop().await;
}

/// Far more than lies on the way: it is still being said when the socket is closed.
async fn whoever_says_far_too_much_reads_why_nobody_listens(place: Place) {
    let server = locked(place).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let mut socket = Socket::open(server.address, &caller.token).await;
    socket.say_text(" ".repeat(12 * 1024 * 1024)).await;
    assert_eq!(socket.next().await, Heard::Closed(1009));
    server.stop().await;
}
