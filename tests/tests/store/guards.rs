use std::collections::BTreeMap;

use event_store::{AppendError, AppendRequest, Conflict, ExpectedVersion, GuardState, GuardUse, Ledger};
use futures_util::future::join_all;

use super::{Place, accepted, bump, contracts, event, everything, expecting, key, request, stream};

contracts![
    a_bumped_guard_counts_and_registers_streams,
    a_moved_guard_is_a_conflict,
    a_guard_that_is_only_read_does_not_move,
    an_identifier_opens_once,
    guards_are_seen_in_order_inside_one_batch,
    a_refused_request_leaves_guards_alone,
    guards_that_nobody_relies_on_move_from_wherever_they_are,
    guards_of_two_nodes_never_deadlock,
];

fn guarded(id: u128, guards: impl IntoIterator<Item = GuardUse>) -> AppendRequest {
    AppendRequest { guards: guards.into_iter().collect(), ..request([event(id, "s")]) }
}

fn read(name: &str, expected: Option<u64>) -> GuardUse {
    GuardUse { bump: false, ..bump(name, expected, None) }
}

async fn state(ledger: &Ledger, names: &[&str]) -> BTreeMap<String, GuardState> {
    let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
    let guards = ledger.guards(&keys).await.unwrap();
    guards.into_iter().map(|(key, state)| (key.to_string(), state)).collect()
}

async fn a_bumped_guard_counts_and_registers_streams(place: Place) {
    let ledger = place.ledger().await;
    assert!(state(&ledger, &["person/1"]).await.is_empty());
    let first = guarded(1, [bump("person/1", Some(0), Some("household/2"))]);
    ledger.append(first).await.unwrap();
    // Two uses of one key move it once and register both streams.
    let both = [
        bump("person/1", Some(1), Some("household/1")),
        bump("person/1", None, Some("household/2")),
        bump("person/2", None, None),
    ];
    ledger.append(guarded(2, both)).await.unwrap();
    let found = state(&ledger, &["person/1", "person/2", "person/3"]).await;
    let streams = vec![stream("household/1"), stream("household/2")];
    let expected = BTreeMap::from([
        ("person/1".to_owned(), GuardState { version: 2, streams }),
        ("person/2".to_owned(), GuardState { version: 1, streams: Vec::new() }),
    ]);
    assert_eq!(found, expected);
}

async fn a_moved_guard_is_a_conflict(place: Place) {
    let ledger = place.ledger().await;
    ledger.append(guarded(1, [bump("g", None, None)])).await.unwrap();
    for (id, wrong) in [(2, 0), (3, 2)] {
        let refused = ledger.append(guarded(id, [read("g", Some(wrong))])).await;
        assert_conflict(refused.unwrap_err(), wrong, 1);
    }
    accepted(ledger.append(guarded(4, [read("g", Some(1)), read("h", Some(0))])).await);
}

async fn a_guard_that_is_only_read_does_not_move(place: Place) {
    let ledger = place.ledger().await;
    ledger.append(guarded(1, [bump("g", None, None)])).await.unwrap();
    ledger.append(guarded(2, [read("g", Some(1)), read("h", None)])).await.unwrap();
    let found = state(&ledger, &["g", "h"]).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found["g"].version, 1);
}

async fn an_identifier_opens_once(place: Place) {
    let nodes = [place.ledger().await, place.ledger().await];
    let once = (1..=10).map(|id| {
        let node = &nodes[usize::from(id % 2 == 0)];
        node.append(guarded(id, [bump("id/7", Some(0), None)]))
    });
    let answers = join_all(once).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for refused in answers.into_iter().filter_map(Result::err) {
        let once = Conflict::Guard { key: key("id/7"), expected: 0, actual: 1 };
        assert_eq!(refused.to_string(), once.to_string());
    }
}

async fn guards_are_seen_in_order_inside_one_batch(place: Place) {
    let ledger = place.ledger().await;
    // Queued behind an exclusive writer, they are decided in one batch.
    let exclusive = ledger.exclusive().await.unwrap();
    let chain = (0..20).map(|version| {
        let id = u128::from(version) + 1;
        ledger.append(guarded(id, [bump("g", Some(version), None)]))
    });
    let (answers, stale, ()) = tokio::join!(
        join_all(chain),
        ledger.append(guarded(99, [read("g", Some(19))])),
        exclusive.rollback(),
    );
    for (position, answer) in (1..).zip(answers) {
        assert_eq!(accepted(answer), (position, position));
    }
    assert_conflict(stale.unwrap_err(), 19, 20);
    assert_eq!(state(&ledger, &["g"]).await["g"].version, 20);
}

async fn a_refused_request_leaves_guards_alone(place: Place) {
    let ledger = place.ledger().await;
    let uses = [bump("a", None, Some("s")), bump("g", Some(5), None)];
    assert_conflict(ledger.append(guarded(1, uses)).await.unwrap_err(), 5, 0);
    assert!(state(&ledger, &["a", "g"]).await.is_empty());
    assert!(everything(&ledger).await.is_empty());
}

async fn guards_that_nobody_relies_on_move_from_wherever_they_are(place: Place) {
    let ledger = place.ledger().await;
    let streams = ["a", "b", "c", "d"];
    for (version, uses) in [
        // Nobody knows yet who else writes.
        (0, vec![]),
        (1, vec![bump("old", Some(0), Some("a"))]),
        // From here on, a batch is appended in one question where the engine can.
        (2, vec![bump("new", None, Some("b")), bump("new", None, Some("a"))]),
        (3, vec![bump("old", None, Some("b")), bump("new", None, Some("b"))]),
        (4, vec![bump("old", None, Some("a")), bump("bare", None, None), read("none", None)]),
        (5, vec![bump("old", Some(3), Some("c")), bump("new", None, Some("d"))]),
    ] {
        let asked = expecting(u128::from(version) + 1, "s", ExpectedVersion::Exact(version));
        accepted(ledger.append(AppendRequest { guards: uses, ..asked }).await);
    }
    // And several requests of one batch.
    let exclusive = ledger.exclusive().await.unwrap();
    let several = streams.iter().enumerate().map(|(n, name)| {
        let asked = expecting(u128::try_from(n).unwrap() + 100, name, ExpectedVersion::None);
        ledger.append(AppendRequest { guards: vec![bump("new", None, Some(name))], ..asked })
    });
    let (answers, ()) = futures_util::future::join(join_all(several), exclusive.rollback()).await;
    for answer in answers {
        accepted(answer);
    }
    let found = state(&ledger, &["old", "new", "bare", "none"]).await;
    let told: Vec<_> = found.iter().map(|(key, guard)| (key.as_str(), guard.version)).collect();
    assert_eq!(told, [("bare", 1), ("new", 7), ("old", 4)]);
    let under = |key: &str| found[key].streams.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        (under("old"), under("new")),
        (streams[..3].iter().map(ToString::to_string).collect(), streams.map(str::to_owned).into())
    );
}

async fn guards_of_two_nodes_never_deadlock(place: Place) {
    let nodes = [place.ledger().await, place.ledger().await];
    let names = ["a", "b", "c", "d"];
    let appends = (0..200_usize).map(|n| {
        // Each in another order, as admission may name them.
        let uses = (0..4).map(|at| bump(names[(at * (n % 3 + 1) + n) % 4], None, None));
        nodes[n % 2].append(guarded(u128::try_from(n).unwrap() + 1, uses))
    });
    for answer in join_all(appends).await {
        accepted(answer);
    }
    let found = state(&nodes[0], &names).await;
    let bumped: u64 = found.values().map(|guard| guard.version).sum();
    // Stepping by two (n % 3 == 1) meets two of the four keys, the others all four.
    let expected: u64 = (0..200).map(|n| if n % 3 == 1 { 2 } else { 4 }).sum();
    assert_eq!(bumped, expected);
}

fn assert_conflict(error: AppendError, expected: u64, actual: u64) {
    let AppendError::Conflict(conflict) = error else {
        panic!("not a conflict: {error:?}");
    };
    let key = key("g");
    assert_eq!(conflict, Conflict::Guard { key, expected, actual });
}
