use event_store::{AppendError, AppendRequest, ExpectedVersion, NewEvent, StoreError};
use futures_util::future::join_all;

use super::{Place, accepted, assert_sound, contracts, event, everything, expecting, request, stream};

contracts![
    a_request_over_several_streams_is_all_or_nothing,
    refusals_do_not_touch_the_others_of_a_batch,
    a_row_that_the_engine_refuses_does_not_touch_the_others_of_a_batch,
    what_no_engine_could_store_is_refused,
    a_large_request_is_stored_whole,
];

async fn a_request_over_several_streams_is_all_or_nothing(place: Place) {
    let ledger = place.ledger().await;
    accepted(ledger.append(request([event(1, "b")])).await);
    let both = AppendRequest {
        expected: vec![(stream("a"), ExpectedVersion::None), (stream("b"), ExpectedVersion::None)],
        ..request([event(2, "a"), event(3, "b")])
    };
    assert!(matches!(ledger.append(both.clone()).await, Err(AppendError::Conflict(_))));
    let versions = ledger.stream_versions(&[stream("a"), stream("b")]).await.unwrap();
    assert_eq!(versions, [(stream("b"), 1)].into());
    let moved = AppendRequest { expected: vec![(stream("b"), ExpectedVersion::Exact(1))], ..both };
    assert_eq!(accepted(ledger.append(moved).await), (2, 3));
}

async fn refusals_do_not_touch_the_others_of_a_batch(place: Place) {
    let ledger = place.ledger().await;
    let exclusive = ledger.exclusive().await.unwrap();
    // Every second one is stale.
    let appends = (0..20_u32).map(|n| {
        let expected = if n % 2 == 0 { n / 2 } else { 1000 };
        ledger.append(expecting(u128::from(n) + 1, "s", ExpectedVersion::Exact(expected)))
    });
    let (answers, ()) = tokio::join!(join_all(appends), exclusive.rollback());
    for (n, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.is_ok(), n % 2 == 0, "request {n}: {answer:?}");
    }
    let events = everything(&ledger).await;
    assert_eq!(events.len(), 10);
    assert_sound(&events);
}

async fn a_row_that_the_engine_refuses_does_not_touch_the_others_of_a_batch(place: Place) {
    let ledger = place.ledger().await;
    let rule = match &place {
        Place::Sqlite(_) => {
            "CREATE TRIGGER no_poison BEFORE INSERT ON event WHEN NEW.type = 'poison' \
             BEGIN SELECT RAISE(ABORT, 'no poison'); END"
        }
        Place::Postgres(_) => "ALTER TABLE event ADD CONSTRAINT no_poison CHECK (type <> 'poison')",
    };
    place.execute(rule).await.unwrap();
    let exclusive = ledger.exclusive().await.unwrap();
    let appends = (1..=9).map(|id| {
        let event_type = if id == 5 { "poison" } else { "entered" }.to_owned();
        ledger.append(request([NewEvent { event_type, ..event(id, "s") }]))
    });
    let (answers, ()) = tokio::join!(join_all(appends), exclusive.rollback());
    for (id, answer) in (1..).zip(answers) {
        if id == 5 {
            let error = answer.unwrap_err();
            let AppendError::Fault(StoreError::Constraint { name, .. }) = error else {
                panic!("not a constraint: {error:?}");
            };
            assert!(name.contains("no") && name.contains("poison"), "{name}");
        } else {
            accepted(answer);
        }
    }
    let events = everything(&ledger).await;
    assert_eq!(events.len(), 8);
    assert_sound(&events);
}

async fn what_no_engine_could_store_is_refused(place: Place) {
    let ledger = place.ledger().await;
    let with_zero = || "a\0b".to_owned();
    let mut in_actor = event(4, "s");
    in_actor.actor.user = Some(with_zero());
    let wrong = [
        request([]),
        request([NewEvent { event_type: String::new(), ..event(1, "s") }]),
        request([NewEvent { occurred_on: with_zero(), ..event(2, "s") }]),
        request([NewEvent { warnings: vec![with_zero()], ..event(3, "s") }]),
        request([in_actor]),
        request([NewEvent { payload: vec![b'x'; 16 * 1024 * 1024 + 1], ..event(5, "s") }]),
    ];
    for wrong in wrong {
        match ledger.append(wrong).await {
            Err(AppendError::Fault(StoreError::Invalid { .. })) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(everything(&ledger).await.is_empty());
}

async fn a_large_request_is_stored_whole(place: Place) {
    let ledger = place.ledger().await;
    let count = 9_001;
    let events = (1..=count).map(|id| event(id, &format!("s/{}", id % 50)));
    let last = u64::try_from(count).unwrap();
    assert_eq!(accepted(ledger.append(request(events)).await), (1, last));
    let events = everything(&ledger).await;
    assert_eq!(events.len(), usize::try_from(count).unwrap());
    assert_sound(&events);
}
