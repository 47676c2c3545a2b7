//! Sockets: whom they are opened to, that they answer as requests do, and when they are closed.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::time::Duration;

use api::server::{Options, Rate, Rates};
use application::sight::Role;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::world::{SECRETS, World};
use super::{ANY, Caller, Server, locked};
use crate::graphql::socket::{Heard, Socket};
use crate::store::{NOON, Place, contracts};

contracts![
    a_socket_is_opened_to_whoever_signs_in,
    pages_of_other_origins_open_no_socket,
    a_socket_answers_as_requests_are_answered,
    what_is_spent_runs_out_over_a_socket_too,
    a_token_that_ends_closes_its_sockets,
    a_token_has_so_many_sockets_and_operations,
    a_socket_ends_with_the_server,
    who_answers_no_ping_is_left,
    a_message_larger_than_a_request_is_refused,
    what_nobody_needs_to_say_is_not_kept,
    pings_are_answered_before_more_is_read,
];

const EVENTS: &str = "subscription { events(after: 0) { position } }";

fn ack() -> Heard {
    Heard::Message(json!({ "type": "connection_ack" }))
}

async fn a_socket_is_opened_to_whoever_signs_in(place: Place) {
    let server = locked(place).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let bearer = format!("Bearer {}", caller.token);
    let cookie = format!("__Host-parcours={}", caller.token);
    let init = async |headers: &[(&str, &str)], payload: Value| {
        let mut socket = Socket::shake(server.address, headers).await.unwrap();
        socket.say(&json!({ "type": "connection_init", "payload": payload })).await;
        socket.next().await
    };
    assert_eq!(init(&[], json!({ "authorization": bearer, "Authorization": bearer })).await, ack());
    assert_eq!(init(&[("authorization", &bearer)], Value::Null).await, ack());
    assert_eq!(init(&[("cookie", &cookie)], json!({})).await, ack());
    // What is told is meant, and of two that contradict each other neither counts.
    let wrong = "Bearer parcours_00000000_AAAA";
    for (headers, payload) in [
        (vec![], Value::Null),
        (vec![], json!({ "Authorization": wrong })),
        (vec![("authorization", bearer.as_str())], json!({ "authorization": wrong })),
        (vec![("authorization", bearer.as_str()), ("authorization", bearer.as_str())], Value::Null),
        (vec![("cookie", "__Host-parcours=nothing")], Value::Null),
    ] {
        assert_eq!(init(&headers, payload.clone()).await, Heard::Closed(4403), "{headers:?} {payload}");
    }
    let both = json!({ "authorization": bearer, "Authorization": wrong });
    assert_eq!(init(&[], both).await, Heard::Closed(4400));
    assert_eq!(
        init(&[], json!({ "Parcours-Reason": "a\nb", "authorization": bearer })).await,
        Heard::Closed(4400)
    );
    server.stop().await;
}

/// A browser sends cookies along whoever’s page opens a socket: where it comes from decides.
async fn pages_of_other_origins_open_no_socket(place: Place) {
    let server = locked(place).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let cookie = format!("__Host-parcours={}", caller.token);
    let own = format!("http://{}", server.address);
    let elsewhere = format!("http://localhost:{}", server.address.port());
    for header in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", elsewhere.as_str()),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let refused = Socket::shake(server.address, &[("cookie", &cookie), header]).await;
        assert_eq!(refused.err(), Some(403), "{header:?}");
    }
    let mut socket = Socket::shake(server.address, &[("cookie", &cookie), ("origin", &own)]).await.unwrap();
    socket.say(&json!({ "type": "connection_init" })).await;
    assert_eq!(socket.next().await, ack());
    server.stop().await;
    // Where nobody signs in, a name of somebody else’s leads nowhere, as anywhere.
    let server = Server::start(Place::sqlite()).await;
    assert_eq!(Socket::shake(server.address, &[("origin", "https://evil.example")]).await.err(), Some(403));
    let mut socket = Socket::shake(server.address, &[]).await.unwrap();
    socket.say(&json!({ "type": "connection_init" })).await;
    assert_eq!(socket.next().await, ack());
    server.stop().await;
}

async fn a_socket_answers_as_requests_are_answered(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let id = json!({ "id": world.household.to_string() });
    let query = "query ($id: ID!) { household(id: $id) { history { position payload } state { members { birth } } } }";
    let documents = [
        (query, id.clone()),
        ("{ projections { name } }", json!({})),
        ("{", json!({})),
        ("{ nothing }", json!({})),
        ("query ($id: ID!) { household(id: $id) { version } }", json!({})),
        ("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", json!({})),
    ];
    for (organisation, role) in [
        ("elia", Role::Caseworker),
        ("housing", Role::Partner),
        ("nobody", Role::Partner),
        ("drihl", Role::Analyst),
        ("cour", Role::Auditor),
    ] {
        let caller = Caller::new(&server, organisation, role).await;
        let mut socket = Socket::shake(server.address, &[("accept-language", "en")]).await.unwrap();
        assert_eq!(socket.init(&caller.token).await, ack());
        for (document, variables) in &documents {
            let posted = caller.ask(document, variables.clone()).await.json();
            let told = socket.ask(document, variables.clone()).await;
            let code = |errors: &Value| errors[0]["extensions"]["code"].clone();
            if let Some(errors) = told.as_array() {
                assert!(posted.get("data").is_none(), "{posted}");
                assert_eq!(code(&json!(errors)), code(&posted["errors"]), "{told}");
            } else {
                assert_eq!(told["data"], posted["data"], "{organisation}: {document}");
                assert_eq!(code(&told["errors"]), code(&posted["errors"]));
                assert_eq!(
                    told["extensions"]["cost"]["requested"],
                    posted["extensions"]["cost"]["requested"]
                );
            }
            let opened = SECRETS.iter().any(|secret| told.to_string().contains(secret));
            assert!(!opened || matches!(role, Role::Caseworker | Role::Partner), "{organisation}: {told}");
        }
        // Facts are recorded as the caller, or not at all.
        let facts = json!({ "input": { "facts": [world.attempt("papers")] } });
        let record = "mutation ($input: RecordInput!) { record(input: $input, dryRun: true) { contradictions { code } } }";
        let posted = caller.ask(record, facts.clone()).await.json();
        let told = socket.ask(record, facts).await;
        assert_eq!(told["data"], posted["data"], "{organisation}");
        assert_eq!(told["errors"][0]["extensions"]["denied"], posted["errors"][0]["extensions"]["denied"]);
    }
    // Why an auditor looks may be told in the socket, and is logged as it is with a request.
    let auditor = Caller::new(&server, "cour", Role::Auditor).await;
    let mut socket = Socket::shake(server.address, &[]).await.unwrap();
    let payload = json!({ "authorization": format!("Bearer {}", auditor.token), "parcours-reason": "contrôle « été »" });
    socket.say(&json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(socket.next().await, ack());
    let told = socket.ask(query, id).await;
    assert!(told.to_string().contains(SECRETS[0]), "{told}");
    let logged = socket.ask("{ accessLog(first: 1) { nodes { reason } } }", json!({})).await;
    assert_eq!(logged["data"]["accessLog"]["nodes"][0]["reason"], "contrôle « été »", "{logged}");
    server.stop().await;
}

async fn what_is_spent_runs_out_over_a_socket_too(place: Place) {
    let of = |saved| Rate { restored: NonZeroU32::MIN, saved: NonZeroU32::new(saved).unwrap() };
    let rates = Rates { token: of(25), association: of(40) };
    let options = Options { sign_in: true, rates, ..Options::new(ANY) };
    let server = Server::start_with(place, options).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let mut socket = Socket::open(server.address, &caller.token).await;
    let query = "{ households(first: 10) { nodes { uuid } } }";
    let answer = socket.ask(query, json!({})).await;
    let left = answer["extensions"]["cost"]["remaining"].as_u64().unwrap();
    assert!((13..=15).contains(&left), "{answer}");
    assert_eq!(caller.ask(query, json!({})).await.status, 200, "both spend the same");
    let refused = socket.ask(query, json!({})).await;
    assert_eq!(refused[0]["extensions"]["code"], "RATE_LIMITED", "{refused}");
    server.stop().await;
}

async fn a_token_that_ends_closes_its_sockets(place: Place) {
    let server = locked(place).await;
    let revoked = Caller::new(&server, "elia", Role::Caseworker).await;
    let mut idle = Socket::open(server.address, &revoked.token).await;
    let mut following = Socket::open(server.address, &revoked.token).await;
    following.subscribe("1", "subscription { events { position } }", json!({})).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.application.revoke_token(&revoked.id).await.unwrap();
    let soon = Duration::from_secs(10);
    for socket in [&mut idle, &mut following] {
        assert_eq!(timeout(soon, socket.next()).await.unwrap(), Heard::Closed(4403));
    }
    // Asked at once, too: nothing is answered in the name of whoever is signed in no longer.
    let revoked = Caller::new(&server, "elia", Role::Caseworker).await;
    let mut asking = Socket::open(server.address, &revoked.token).await;
    server.application.revoke_token(&revoked.id).await.unwrap();
    asking.subscribe("1", "{ serverInfo { position } }", json!({})).await;
    assert_eq!(asking.next().await, Heard::Closed(4403));
    let expires = Caller::new(&server, "elia", Role::Caseworker).await;
    let mut late = Socket::open(server.address, &expires.token).await;
    server.clock.set(NOON + 3_600_000_000);
    assert_eq!(timeout(soon, late.next()).await.unwrap(), Heard::Closed(4403));
    server.stop().await;
}

async fn a_token_has_so_many_sockets_and_operations(place: Place) {
    const MOST: usize = 32;
    let server = locked(place).await;
    World::new(&server).await;
    let caller = Caller::new(&server, "soin", Role::Caseworker).await;
    let mut open = Vec::new();
    for _ in 0..MOST {
        open.push(Socket::open(server.address, &caller.token).await);
    }
    let init = async || Socket::shake(server.address, &[]).await.unwrap().init(&caller.token).await;
    assert_eq!(init().await, Heard::Closed(1013));
    // Somebody else has their own; and who leaves makes room, as soon as the server notices.
    let other = Caller::new(&server, "soin", Role::Caseworker).await;
    Socket::open(server.address, &other.token).await;
    let mut socket = open.pop().unwrap();
    drop(open);
    let room = async {
        while init().await != ack() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    timeout(Duration::from_mins(1), room).await.expect("a socket that ended keeps its place");
    // Streams are counted whichever way they are asked for; so are operations of one socket.
    for number in 0..MOST {
        socket.subscribe(&number.to_string(), EVENTS, json!({})).await;
    }
    // A stream has its place once it begins.
    let mut begun = BTreeSet::new();
    while begun.len() < MOST {
        begun.insert(socket.message().await["id"].to_string());
    }
    socket.subscribe("more", EVENTS, json!({})).await;
    let told = loop {
        let told = socket.message().await;
        if told["type"] != "next" {
            break told;
        }
    };
    assert_eq!((&told["type"], &told["id"]), (&json!("error"), &json!("more")), "{told}");
    assert_eq!(told["payload"][0]["extensions"]["code"], "RATE_LIMITED", "{told}");
    let mut second = Socket::open(server.address, &caller.token).await;
    second.subscribe("1", EVENTS, json!({})).await;
    let told = second.message().await;
    assert_eq!(told["payload"]["errors"][0]["extensions"]["code"], "RATE_LIMITED", "{told}");
    // An operation that its client ends says nothing more, and its identifier is free.
    socket.say(&json!({ "type": "complete", "id": "7" })).await;
    socket.subscribe("7", "{ __typename }", json!({})).await;
    let told = async { while socket.message().await["payload"]["data"]["__typename"] != "Query" {} };
    timeout(Duration::from_mins(1), told).await.unwrap();
    server.stop().await;
}

/// The server does not wait for sockets, and tells them.
async fn a_socket_ends_with_the_server(place: Place) {
    let server = Server::patient(place, true).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let mut idle = Socket::open(server.address, &caller.token).await;
    let mut following = Socket::open(server.address, &caller.token).await;
    following.subscribe("1", "subscription { events { position } }", json!({})).await;
    let mut unknown = Socket::shake(server.address, &[]).await.unwrap();
    let heard = tokio::spawn(async move {
        let mut codes = Vec::new();
        for socket in [&mut idle, &mut following, &mut unknown] {
            codes.push(socket.next().await);
        }
        codes
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let stopped = timeout(Duration::from_secs(30), server.stop()).await;
    assert!(stopped.is_ok(), "a request has four minutes here, and a socket took them");
    assert_eq!(heard.await.unwrap(), [Heard::Closed(1001), Heard::Closed(1001), Heard::Closed(1001)]);
}

async fn who_answers_no_ping_is_left(place: Place) {
    let quiet_limit = Duration::from_millis(1500);
    let options = Options { sign_in: true, quiet_limit, ..Options::new(ANY) };
    let server = Server::start_with(place, options).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let mut answering = Socket::open(server.address, &caller.token).await;
    let mut silent = Socket::open(server.address, &caller.token).await;
    // What is read is answered; who does not read does not answer.
    let asleep = quiet_limit * 4;
    assert!(timeout(asleep, answering.next()).await.is_err(), "it answers each ping");
    assert_eq!(silent.next().await, Heard::Gone);
    assert_eq!(answering.ask("{ __typename }", json!({})).await["data"]["__typename"], "Query");
    server.stop().await;
}

async fn a_message_larger_than_a_request_is_refused(place: Place) {
    let server = locked(place).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let mut socket = Socket::open(server.address, &caller.token).await;
    let blank = " ".repeat(2 * 1024 * 1024 - 100);
    socket.say_text(format!("{blank}{{\"type\":\"ping\"}}")).await;
    assert_eq!(socket.message().await, json!({ "type": "pong" }));
    socket.say_text(" ".repeat(2 * 1024 * 1024 + 1)).await;
    assert_eq!(socket.next().await, Heard::Closed(1009));
    server.stop().await;
}

/// Before it is known who opened a socket, and in what comes back with each answer.
async fn what_nobody_needs_to_say_is_not_kept(place: Place) {
    let server = locked(place).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let blank = " ".repeat(16 * 1024);
    let mut unknown = Socket::shake(server.address, &[]).await.unwrap();
    unknown.say_text(format!("{{\"type\":\"connection_init\"{blank}}}")).await;
    assert_eq!(unknown.next().await, Heard::Closed(1009));
    let mut socket = Socket::open(server.address, &caller.token).await;
    socket.subscribe(&"a".repeat(256), "{ __typename }", json!({})).await;
    assert_eq!(socket.message().await["type"], "next");
    assert_eq!(socket.message().await["type"], "complete");
    let after = json!({ "after": i64::MAX.unsigned_abs() + 1 });
    socket
        .subscribe("1", "subscription ($after: Position!) { events(after: $after) { position } }", after)
        .await;
    let told = socket.message().await;
    assert_eq!((&told["type"], &told["id"]), (&json!("error"), &json!("1")), "{told}");
    assert_eq!(told["payload"][0]["extensions"]["code"], "BAD_USER_INPUT", "{told}");
    socket.subscribe(&"a".repeat(257), "{ __typename }", json!({})).await;
    assert_eq!(socket.next().await, Heard::Closed(4400));
    server.stop().await;
}

/// Answers that nobody takes do not pile up: whoever sends pings and reads nothing can send no more after a while.
async fn pings_are_answered_before_more_is_read(place: Place) {
    let server = locked(place).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let mut socket = Socket::open_taking(server.address, &caller.token, Some(4096)).await;
    let mut sent = 0;
    while timeout(Duration::from_secs(3), socket.ping()).await.is_ok() {
        sent += 1;
        assert!(sent < 400_000, "50 MB are more than what lies on the way");
    }
    server.stop().await;
}
