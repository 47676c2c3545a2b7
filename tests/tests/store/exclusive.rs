use std::time::Duration;

use event_store::{AppendError, Appended, ExpectedVersion, StoreError};
use tokio::time::{sleep, timeout};

use super::{
    Place, accepted, assert_sound, bump, contracts, event, everything, expecting, repeated, request,
};

contracts![
    nothing_is_visible_before_the_commit_and_everything_after,
    a_rollback_undoes_everything,
    a_drop_undoes_everything,
    requests_are_accepted_or_refused_on_their_own,
    chunks_see_those_before_them,
    others_wait_and_then_go_on,
    a_cancelled_append_can_only_be_rolled_back,
    two_exclusive_writers_take_turns,
    many_chunks_and_another_node_never_deadlock,
];

async fn nothing_is_visible_before_the_commit_and_everything_after(place: Place) {
    let ledger = place.ledger().await;
    let follower = place.ledger().await;
    let mut watch = ledger.watch();
    let mut exclusive = ledger.exclusive().await.unwrap();
    for chunk in 0..10 {
        let events = (1..=100).map(|n| event(chunk * 100 + n, &format!("s/{}", n % 9)));
        let answers = exclusive.append(vec![request(events)]).await.unwrap();
        assert!(answers[0].is_ok());
        assert_eq!(follower.head().await.unwrap().position, 0);
        assert_eq!(ledger.head().await.unwrap().position, 0);
    }
    assert!(!watch.has_changed().unwrap());
    exclusive.commit().await.unwrap();
    timeout(Duration::from_secs(5), watch.wait_for(|head| *head == 1000)).await.unwrap().unwrap();
    let events = everything(&follower).await;
    assert_eq!(events.len(), 1000);
    assert_sound(&events);
}

async fn a_rollback_undoes_everything(place: Place) {
    let ledger = place.ledger().await;
    let mut exclusive = ledger.exclusive().await.unwrap();
    exclusive.append(vec![request([event(1, "s")])]).await.unwrap();
    exclusive.rollback().await;
    assert!(everything(&ledger).await.is_empty());
    accepted(ledger.append(expecting(1, "s", ExpectedVersion::None)).await);
}

async fn a_drop_undoes_everything(place: Place) {
    let ledger = place.ledger().await;
    let mut exclusive = ledger.exclusive().await.unwrap();
    exclusive.append(vec![request([event(1, "s")])]).await.unwrap();
    drop(exclusive);
    accepted(ledger.append(expecting(1, "s", ExpectedVersion::None)).await);
    // One that wrote nothing.
    drop(ledger.exclusive().await.unwrap());
    accepted(ledger.append(request([event(2, "s")])).await);
    assert_eq!(everything(&ledger).await.len(), 2);
}

async fn requests_are_accepted_or_refused_on_their_own(place: Place) {
    let ledger = place.ledger().await;
    let mut exclusive = ledger.exclusive().await.unwrap();
    let requests = vec![
        expecting(1, "s", ExpectedVersion::None),
        expecting(2, "s", ExpectedVersion::None),
        expecting(3, "s", ExpectedVersion::Exact(1)),
    ];
    let answers = exclusive.append(requests).await.unwrap();
    assert!(matches!(answers[1], Err(AppendError::Conflict(_))));
    assert!(answers[0].is_ok() && answers[2].is_ok());
    exclusive.commit().await.unwrap();
    assert_eq!(everything(&ledger).await.len(), 2);
}

async fn chunks_see_those_before_them(place: Place) {
    let ledger = place.ledger().await;
    let mut exclusive = ledger.exclusive().await.unwrap();
    let mut first = expecting(1, "s", ExpectedVersion::None);
    first.guards.push(bump("g", Some(0), None));
    let mut second = expecting(2, "s", ExpectedVersion::Exact(1));
    second.guards.push(bump("g", Some(1), None));
    for request in [first.clone(), second] {
        assert!(exclusive.append(vec![request]).await.unwrap()[0].is_ok());
    }
    let again = exclusive.append(vec![first]).await.unwrap().remove(0);
    assert_eq!(repeated(again), [1]);
    exclusive.commit().await.unwrap();
    assert_sound(&everything(&ledger).await);
}

async fn others_wait_and_then_go_on(place: Place) {
    let nodes = [place.ledger().await, place.ledger().await];
    let mut exclusive = nodes[0].exclusive().await.unwrap();
    // Both nodes send the same events.
    let waiting = nodes.clone().map(|node| {
        let asked = request([event(10, "waited"), event(11, "waited")]);
        tokio::spawn(async move { node.append(asked).await })
    });
    exclusive.append(vec![request([event(1, "s")])]).await.unwrap();
    sleep(Duration::from_millis(300)).await;
    assert!(waiting.iter().all(|append| !append.is_finished()));
    exclusive.append(vec![request([event(2, "s")])]).await.unwrap();
    exclusive.commit().await.unwrap();
    let mut stored = 0;
    for append in waiting {
        let answer = append.await.unwrap().unwrap();
        stored += usize::from(matches!(answer, Appended::Accepted { .. }));
    }
    assert_eq!(stored, 1);
    let events = everything(&nodes[0]).await;
    assert_eq!(events.len(), 4);
    assert_sound(&events);
}

async fn a_cancelled_append_can_only_be_rolled_back(place: Place) {
    let ledger = place.ledger().await;
    let mut exclusive = ledger.exclusive().await.unwrap();
    exclusive.append(vec![request([event(1, "s")])]).await.unwrap();
    {
        let events = (2..=5000).map(|id| event(id, "s"));
        let append = exclusive.append(vec![request(events)]);
        assert!(timeout(Duration::ZERO, append).await.is_err());
    }
    let refused = exclusive.append(vec![request([event(1, "s")])]).await;
    assert!(matches!(refused, Err(StoreError::Broken)), "{refused:?}");
    let refused = exclusive.commit().await;
    assert!(matches!(refused, Err(StoreError::Broken)), "{refused:?}");
    assert_eq!(accepted(ledger.append(request([event(1, "s")])).await), (1, 1));
    assert_eq!(everything(&ledger).await.len(), 1);
}

async fn two_exclusive_writers_take_turns(place: Place) {
    let nodes = [place.ledger().await, place.ledger().await];
    let writers = (0..6_u128).map(|writer| {
        let node = nodes[usize::from(writer % 2 == 0)].clone();
        tokio::spawn(async move {
            let mut exclusive = node.exclusive().await.unwrap();
            for chunk in 0..3 {
                let id = writer * 10 + chunk + 1;
                let answers = exclusive.append(vec![request([event(id, "s")])]).await.unwrap();
                assert!(answers[0].is_ok());
            }
            exclusive.commit().await.unwrap();
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let events = everything(&nodes[0]).await;
    assert_eq!(events.len(), 18);
    assert_sound(&events);
    // Each wrote its three without another between.
    for turn in events.chunks(3) {
        let writer = |at: usize| (turn[at].event_id.as_u128() - 1) / 10;
        assert!(writer(0) == writer(1) && writer(1) == writer(2));
    }
}

async fn many_chunks_and_another_node_never_deadlock(place: Place) {
    let (bulk, other) = (place.ledger().await, place.ledger().await);
    let done = async {
        let mut exclusive = bulk.exclusive().await.unwrap();
        for chunk in 0..30_u128 {
            let mut asked = request([event(chunk + 1, "shared")]);
            let at = |n: u128| format!("g/{}", (chunk * 7 + n) % 10);
            asked.guards.extend((0..3).map(|n| bump(&at(n), None, None)));
            assert!(exclusive.append(vec![asked]).await.unwrap()[0].is_ok());
            sleep(Duration::from_millis(5)).await;
        }
        exclusive.commit().await.unwrap();
    };
    let batches = async {
        for id in 1000..1050_u128 {
            let mut asked = request([event(id, "shared")]);
            asked.guards.extend((0..10).rev().map(|n| bump(&format!("g/{n}"), None, None)));
            accepted(other.append(asked).await);
        }
    };
    timeout(Duration::from_mins(1), async { tokio::join!(done, batches) }).await.unwrap();
    let events = everything(&bulk).await;
    assert_eq!(events.len(), 80);
    assert_sound(&events);
}
