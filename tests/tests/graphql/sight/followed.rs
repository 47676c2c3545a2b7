//! What is followed over a socket, by whoever may see it and takes it in time.

use std::time::Duration;

use application::sight::Role;
use application::tokens::NewToken;
use event_store::Trust;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::world::World;
use super::{Caller, locked};
use crate::faults::facts::programme;
use crate::faults::record;
use crate::graphql::Server;
use crate::graphql::socket::Socket;
use crate::store::{NOON, Place, contracts};

contracts![
    a_consent_that_is_withdrawn_ends_what_it_showed,
    who_takes_nothing_is_cut_off_and_goes_on_without_a_gap,
    deadlines_are_told_as_they_fall_due,
    deadlines_are_told_to_those_who_may_see_them,
    projections_are_told_as_they_come_on,
];

/// The field of the next answer of an operation.
async fn told(socket: &mut Socket, field: &str) -> Value {
    let mut message = socket.message().await;
    assert_eq!(message["type"], "next", "{message}");
    assert!(message["payload"]["errors"].is_null(), "{message}");
    message["payload"]["data"][field].take()
}

async fn a_consent_that_is_withdrawn_ends_what_it_showed(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let query = "subscription { events { stream type } }";
    let mut sockets = Vec::new();
    for (organisation, role) in [("associe", Role::Partner), ("ailleurs", Role::Caseworker)] {
        let caller = Caller::new(&server, organisation, role).await;
        let mut socket = Socket::open(server.address, &caller.token).await;
        socket.subscribe("1", query, json!({})).await;
        sockets.push(socket);
    }
    // A subscription begins when it is first asked.
    sleep(Duration::from_millis(500)).await;
    let identity = |on: &str| {
        world.fact("legal_status_recorded", on, json!({ "person": world.spouse, "status": "refugee" }))
    };
    let household = json!(world.stream.to_string());
    record(&server.application, [identity("2024-01-01")]).await.unwrap();
    for socket in &mut sockets {
        assert_eq!(told(socket, "events").await["stream"], household);
    }
    server.clock.set(NOON + 1_000_000);
    let withdrawn = world.fact("consent_withdrawn", "2024-02-01", json!({ "consent": world.consent }));
    record(&server.application, [withdrawn]).await.unwrap();
    record(&server.application, [identity("2024-02-02")]).await.unwrap();
    // Everybody is told of a programme, so that what comes first shows what did not come.
    let (stream, opened) = programme();
    record(&server.application, opened).await.unwrap();
    let mut heard = Vec::new();
    for socket in &mut sockets {
        let mut streams = Vec::new();
        while streams.last() != Some(&json!(stream.to_string())) {
            streams.push(told(socket, "events").await["stream"].take());
        }
        heard.push(streams.iter().filter(|one| **one == household).count());
    }
    assert_eq!(heard[0], 0, "whoever was consented to");
    assert_eq!(heard[1], 2, "whoever runs a programme of the household");
    server.stop().await;
}

/// Nothing is kept for whoever takes nothing, and nothing is left out.
async fn who_takes_nothing_is_cut_off_and_goes_on_without_a_gap(place: Place) {
    const MOST: usize = 32;
    let server = locked(place).await;
    let world = World::new(&server).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    // Nineteen kilobytes for each event, under names of the client’s own.
    let names: Vec<String> = (0..45).map(|n| format!("{}{n}:type", "x".repeat(400))).collect();
    let names = names.join(" ");
    let query = |after: u64| {
        format!(
            "subscription {{ events(after: {after}, household: \"{}\") {{ position {names} }} }}",
            world.household
        )
    };
    let position = |message: &Value| message["payload"]["data"]["events"]["position"].as_u64();
    let plain =
        format!("subscription {{ events(after: 0, household: \"{}\") {{ position }} }}", world.household);
    let seen = caller
        .data(
            "query ($id: ID!) { household(id: $id) { history { position } } }",
            json!({ "id": world.household.to_string() }),
        )
        .await;
    let all = seen["household"]["history"].as_array().unwrap().len();
    let mut slow = Socket::open_taking(server.address, &caller.token, Some(4096)).await;
    for number in 0..MOST {
        slow.subscribe(&number.to_string(), &query(0), json!({})).await;
    }
    // Longer than anybody’s answers wait, and less than a connection may be quiet.
    sleep(Duration::from_secs(14)).await;
    let mut positions: Vec<Vec<u64>> = vec![Vec::new(); MOST];
    let mut cut = None;
    while cut.is_none() {
        let message = slow.message().await;
        let id: usize = message["id"].as_str().unwrap().parse().unwrap();
        match position(&message) {
            Some(position) => positions[id].push(position),
            None if message["type"] == "error" => cut = Some((id, message)),
            None => panic!("{message}"),
        }
    }
    let (id, message) = cut.unwrap();
    assert_eq!(message["payload"][0]["extensions"]["code"], "RATE_LIMITED", "{message}");
    let mut told = positions.swap_remove(id);
    assert!(told.len() < all, "{told:?}");
    // It goes on after the last that was taken.
    drop(slow);
    let after = told.last().copied().unwrap_or(0);
    let mut again = Socket::open(server.address, &caller.token).await;
    again.subscribe("rest", &query(after), json!({})).await;
    while told.len() < all {
        told.push(position(&again.message().await).unwrap());
    }
    let mut whole = Socket::open(server.address, &caller.token).await;
    whole.subscribe("whole", &plain, json!({})).await;
    let mut expected = Vec::new();
    while expected.len() < all {
        expected.push(position(&whole.message().await).unwrap());
    }
    assert_eq!(told, expected);
    server.stop().await;
}

const DUE: &str = "subscription ($kind: String, $within: Int) { deadlinesDue(kind: $kind, within: $within) {
    position deadline { dueOn kind household subject } } }";

/// The days told, until the last of them; nothing else comes for a while.
async fn days(socket: &mut Socket, count: usize) -> Vec<String> {
    let mut days = Vec::new();
    for _ in 0..count {
        days.push(told(socket, "deadlinesDue").await["deadline"]["dueOn"].as_str().unwrap().to_owned());
    }
    assert!(timeout(Duration::from_secs(4), socket.message()).await.is_err(), "nothing else is due");
    days
}

/// The list that deadlines stand in, which decides who is told what.
async fn listed(caller: &Caller<'_>, before: &str) -> Vec<Value> {
    let query = "query ($before: Date) { deadlines(first: 100, before: $before) { nodes { dueOn kind household subject } } }";
    let mut listed = caller.data(query, json!({ "before": before })).await;
    listed["deadlines"]["nodes"].take().as_array().unwrap().clone()
}

pub(super) fn contract(world: &World, on: &str, until: &str) -> domain::Submission {
    let data = json!({
        "contract": crate::faults::id(), "person": world.person, "kind": "cdd", "starts_on": on,
        "planned_end_on": until, "weekly_hours": 5,
    });
    world.fact("contract_signed", on, data)
}

async fn deadlines_are_told_as_they_fall_due(place: Place) {
    let server = locked(place).await;
    let world = World::new(&server).await;
    let today = server.application.clock().today();
    let day = |ahead: i64| today.saturating_add(jiff::Span::new().days(ahead)).to_string();
    let new = NewToken {
        label: "essai".to_owned(),
        organisation: "elia".parse().unwrap(),
        role: Role::Caseworker,
        user: None,
        expires_at: server.application.clock().now() + jiff::SignedDuration::from_hours(30 * 24),
    };
    let (_, token) = server.application.create_token(new).await.unwrap();
    record(&server.application, [contract(&world, "2024-01-01", &day(3))]).await.unwrap();
    let mut socket = Socket::open(server.address, &token).await;
    socket.subscribe("1", DUE, json!({ "kind": "contract", "within": 7 })).await;
    let before = days(&mut socket, 1).await;
    assert_eq!(before, [day(3)]);
    // As it is recorded, when it is near enough; and each once.
    record(&server.application, [contract(&world, "2024-01-02", &day(5))]).await.unwrap();
    record(&server.application, [contract(&world, "2024-01-02", &day(9))]).await.unwrap();
    assert_eq!(days(&mut socket, 1).await, [day(5)]);
    // A day later, and another.
    server.clock.set(NOON + 2 * 86_400_000_000);
    assert_eq!(days(&mut socket, 1).await, [day(9)]);
    let refused = socket.ask(DUE, json!({ "within": 367 })).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{refused}");
    server.stop().await;
}

async fn deadlines_are_told_to_those_who_may_see_them(place: Place) {
    let server = locked(place).await;
    World::new(&server).await;
    // When what the household has begins to end.
    server.clock.set(NOON + 7 * 365 * 86_400_000_000);
    let before = server.application.clock().today().saturating_add(jiff::Span::new().days(367)).to_string();
    let logged = async |server: &Server| {
        server.application.verify_accesses(&Trust::default(), &mut |_, _| ()).await.unwrap().entries
    };
    let mut counts = Vec::new();
    for (organisation, role) in [
        ("elia", Role::Caseworker),
        ("employment", Role::Partner),
        ("housing", Role::Partner),
        ("associe", Role::Partner),
        ("nobody", Role::Partner),
        ("drihl", Role::Analyst),
        ("cour", Role::Auditor),
    ] {
        let caller = Caller::new(&server, organisation, role).await;
        let listed = listed(&caller, &before).await;
        let read = logged(&server).await;
        let mut socket = Socket::open(server.address, &caller.token).await;
        socket.subscribe("1", DUE, json!({ "within": 366 })).await;
        let mut due = Vec::new();
        for _ in 0..listed.len() {
            due.push(told(&mut socket, "deadlinesDue").await["deadline"].take());
        }
        assert_eq!(due, listed, "{organisation}");
        assert!(timeout(Duration::from_secs(2), socket.message()).await.is_err(), "{organisation}");
        // Days of permits are personal data: that they are told is logged, once.
        let permits = due.iter().filter(|one| one["kind"] == "permit").count();
        assert_eq!(logged(&server).await - read, u64::try_from(permits).unwrap(), "{organisation}");
        counts.push((due.len(), permits));
    }
    assert!(counts[0].0 > counts[2].0 && counts[0].1 > 0, "{counts:?}");
    assert_eq!(counts[4], (0, 0), "who has nothing to do with anybody is told nothing");
    assert!(counts[5].0 > 0 && counts[5].1 == 0, "who sees no personal data is told no permit: {counts:?}");
    server.stop().await;
}

async fn projections_are_told_as_they_come_on(place: Place) {
    const QUERY: &str = "subscription { projectionProgress { name position lag state complete } }";
    let server = locked(place).await;
    let world = World::new(&server).await;
    for (organisation, role) in
        [("elia", Role::Caseworker), ("drihl", Role::Analyst), ("housing", Role::Partner)]
    {
        let caller = Caller::new(&server, organisation, role).await;
        let mut socket = Socket::open(server.address, &caller.token).await;
        let told = socket.ask(QUERY, json!({})).await;
        assert_eq!(told["errors"][0]["extensions"]["code"], "FORBIDDEN", "{organisation}: {told}");
    }
    let watcher = Caller::new(&server, "drihl", Role::Administrator).await;
    let mut socket = Socket::open(server.address, &watcher.token).await;
    socket.subscribe("1", QUERY, json!({})).await;
    let status = world.fact(
        "legal_status_recorded",
        "2024-01-01",
        json!({ "person": world.person, "status": "refugee" }),
    );
    let recorded = record(&server.application, [status]).await.unwrap();
    let last = recorded.positions.last().copied();
    let mut there = std::collections::BTreeSet::new();
    let all = async {
        while there.len() < 4 {
            let progress = told(&mut socket, "projectionProgress").await;
            if progress["position"].as_u64() == last && progress["complete"] == true && progress["lag"] == 0 {
                there.insert(progress["name"].as_str().unwrap().to_owned());
            }
        }
    };
    timeout(Duration::from_mins(1), all).await.expect("each projection comes to the end");
    let told: Vec<&str> = there.iter().map(String::as_str).collect();
    assert_eq!(told, ["access", "deadlines", "household_list", "programme_occupancy"]);
    server.stop().await;
}
