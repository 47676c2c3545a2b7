use event_store::{AppendError, Conflict, ExpectedVersion};

use super::{Place, accepted, assert_sound, contracts, event, everything, expecting, request, stream};

contracts![
    any_version_is_always_accepted,
    none_is_accepted_once,
    exact_is_accepted_at_that_version_only,
    a_conflict_names_expected_and_actual,
    a_stream_without_events_in_the_request_can_be_expected,
    of_two_writers_with_one_version_exactly_one_wins,
];

async fn any_version_is_always_accepted(place: Place) {
    let ledger = place.ledger().await;
    for id in 1..=3 {
        let answer = ledger.append(expecting(id, "s", ExpectedVersion::Any)).await;
        let position = u64::try_from(id).unwrap();
        assert_eq!(accepted(answer), (position, position));
    }
}

async fn none_is_accepted_once(place: Place) {
    let ledger = place.ledger().await;
    accepted(ledger.append(expecting(1, "s", ExpectedVersion::None)).await);
    let refused = ledger.append(expecting(2, "s", ExpectedVersion::None)).await;
    assert_conflict(refused.unwrap_err(), ExpectedVersion::None, 1);
}

async fn exact_is_accepted_at_that_version_only(place: Place) {
    let ledger = place.ledger().await;
    accepted(ledger.append(expecting(1, "s", ExpectedVersion::Exact(0))).await);
    accepted(ledger.append(expecting(2, "s", ExpectedVersion::Exact(1))).await);
    for (wrong, id) in [0, 1, 3].into_iter().zip(3..) {
        let expected = ExpectedVersion::Exact(wrong);
        let refused = ledger.append(expecting(id, "s", expected)).await;
        assert_conflict(refused.unwrap_err(), expected, 2);
    }
    assert_eq!(everything(&ledger).await.len(), 2);
}

async fn a_conflict_names_expected_and_actual(place: Place) {
    let ledger = place.ledger().await;
    ledger.append(request([event(1, "s"), event(2, "s")])).await.unwrap();
    let refused = ledger.append(expecting(3, "s", ExpectedVersion::Exact(7))).await;
    assert_eq!(refused.unwrap_err().to_string(), "stream s is at version 2, expected 7");
}

async fn a_stream_without_events_in_the_request_can_be_expected(place: Place) {
    let ledger = place.ledger().await;
    let mut second = request([event(2, "other")]);
    second.expected.push((stream("s"), ExpectedVersion::Exact(1)));
    let refused = ledger.append(second.clone()).await.unwrap_err();
    assert_conflict(refused, ExpectedVersion::Exact(1), 0);
    ledger.append(request([event(1, "s")])).await.unwrap();
    accepted(ledger.append(second).await);
}

async fn of_two_writers_with_one_version_exactly_one_wins(place: Place) {
    let (one, other) = (place.ledger().await, place.ledger().await);
    for round in 0..100 {
        let expected = ExpectedVersion::Exact(round);
        let id = u128::from(round) * 2 + 1;
        // In the second half both go through one coordinator, as often as not in one batch.
        let rival = if round < 50 { &other } else { &one };
        let (first, second) = tokio::join!(
            one.append(expecting(id, "s", expected)),
            rival.append(expecting(id + 1, "s", expected)),
        );
        let loser = match (first, second) {
            (Ok(_), Err(loser)) | (Err(loser), Ok(_)) => loser,
            both => panic!("round {round}: {both:?}"),
        };
        assert_conflict(loser, expected, round + 1);
    }
    let events = everything(&one).await;
    assert_eq!(events.len(), 100);
    assert_sound(&events);
}

fn assert_conflict(error: AppendError, expected: ExpectedVersion, actual: u32) {
    let AppendError::Conflict(conflict) = error else {
        panic!("not a conflict: {error:?}");
    };
    let stream = stream("s");
    assert_eq!(conflict, Conflict::Stream { stream, expected, actual });
}
