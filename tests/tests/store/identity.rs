use event_store::{Actor, AppendError, AppendRequest, ExpectedVersion, NewEvent, Origin};
use uuid::Uuid;

use super::{Place, accepted, contracts, event, everything, expecting, micro, repeated, request, stream};

contracts![
    the_same_id_and_content_answers_the_old_position,
    how_and_when_it_was_recorded_is_not_content,
    the_same_id_with_other_content_is_refused,
    a_request_stored_in_part_is_refused,
    an_id_twice_in_one_request_is_refused,
    a_retry_does_not_depend_on_versions_or_guards,
    asking_twice_at_once_stores_once,
    many_requests_at_once_with_the_same_ids_store_once,
];

async fn the_same_id_and_content_answers_the_old_position(place: Place) {
    let ledger = place.ledger().await;
    accepted(ledger.append(request([event(9, "other")])).await);
    let asked = request([event(1, "a"), event(2, "b"), event(3, "a")]);
    assert_eq!(accepted(ledger.append(asked.clone()).await), (2, 4));
    assert_eq!(repeated(ledger.append(asked).await), [2, 3, 4]);
    // In another order, and a part of it.
    let part = request([event(3, "a"), event(1, "a")]);
    assert_eq!(repeated(ledger.append(part).await), [4, 2]);
    assert_eq!(everything(&ledger).await.len(), 4);
}

async fn how_and_when_it_was_recorded_is_not_content(place: Place) {
    let ledger = place.ledger().await;
    accepted(ledger.append(request([event(1, "s")])).await);
    let again = NewEvent {
        origin: Origin::Import,
        warnings: vec!["W1".into()],
        source_recorded_at: Some(micro(1)),
        ..event(1, "s")
    };
    assert_eq!(repeated(ledger.append(request([again])).await), [1]);
}

async fn the_same_id_with_other_content_is_refused(place: Place) {
    let ledger = place.ledger().await;
    accepted(ledger.append(request([event(8, "s"), event(1, "s")])).await);
    let actor = |organisation: &str, role: Option<&str>, user: Option<&str>| Actor {
        organisation: organisation.into(),
        role: role.map(Into::into),
        user: user.map(Into::into),
    };
    let others = [
        NewEvent { stream: stream("t"), ..event(1, "s") },
        NewEvent { event_type: "left".into(), ..event(1, "s") },
        NewEvent { schema: 2, ..event(1, "s") },
        NewEvent { occurred_on: "2024".into(), ..event(1, "s") },
        NewEvent { actor: actor("other", None, None), ..event(1, "s") },
        NewEvent { actor: actor("asso", Some("r"), None), ..event(1, "s") },
        NewEvent { actor: actor("asso", None, Some("u")), ..event(1, "s") },
        NewEvent { batch: Some(Uuid::from_u128(1)), ..event(1, "s") },
        NewEvent { payload: b"{\"n\":1 }".to_vec(), ..event(1, "s") },
    ];
    for other in others {
        let refused = ledger.append(request([other.clone()])).await;
        assert_reused(&refused.unwrap_err(), 1, 2);
    }
    assert_eq!(everything(&ledger).await.len(), 2);
}

async fn a_request_stored_in_part_is_refused(place: Place) {
    let ledger = place.ledger().await;
    accepted(ledger.append(request([event(1, "s"), event(2, "s")])).await);
    let mixed = request([event(3, "s"), event(2, "s"), event(1, "s")]);
    assert_reused(&ledger.append(mixed).await.unwrap_err(), 2, 2);
    assert_eq!(everything(&ledger).await.len(), 2);
}

async fn an_id_twice_in_one_request_is_refused(place: Place) {
    let ledger = place.ledger().await;
    let twice = request([event(5, "s"), event(1, "s"), event(1, "s")]);
    assert_reused(&ledger.append(twice).await.unwrap_err(), 1, 2);
    assert!(everything(&ledger).await.is_empty());
}

async fn a_retry_does_not_depend_on_versions_or_guards(place: Place) {
    let ledger = place.ledger().await;
    let asked = AppendRequest {
        guards: vec![super::bump("id/1", Some(0), None)],
        ..expecting(1, "s", ExpectedVersion::None)
    };
    accepted(ledger.append(asked.clone()).await);
    assert_eq!(repeated(ledger.append(asked).await), [1]);
    let guards = ledger.guards(&[super::key("id/1")]).await.unwrap();
    assert_eq!(guards[&super::key("id/1")].version, 1);
}

async fn asking_twice_at_once_stores_once(place: Place) {
    let (one, other) = (place.ledger().await, place.ledger().await);
    for round in 0..20_u128 {
        let events = [event(round * 2 + 1, "s"), event(round * 2 + 2, "t")];
        let rival = if round % 2 == 0 { &one } else { &other };
        let (first, second) =
            tokio::join!(one.append(request(events.clone())), rival.append(request(events)));
        let first_position = u64::try_from(round).unwrap() * 2 + 1;
        let mut found = [first, second].map(|answer| match answer.unwrap() {
            event_store::Appended::Accepted { first, last, .. } => (true, vec![first, last]),
            event_store::Appended::Repeated { positions } => (false, positions),
        });
        found.sort();
        let positions = vec![first_position, first_position + 1];
        assert_eq!(found, [(false, positions.clone()), (true, positions)]);
    }
}

async fn many_requests_at_once_with_the_same_ids_store_once(place: Place) {
    let ledger = place.ledger().await;
    // Queued behind an exclusive writer, they are decided in one batch.
    let exclusive = ledger.exclusive().await.unwrap();
    let same = (0..8).map(|_| ledger.append(request([event(1, "s")])));
    let other = NewEvent { schema: 2, ..event(1, "s") };
    let ((same, other), ()) = tokio::join!(
        async { tokio::join!(futures_util::future::join_all(same), ledger.append(request([other]))) },
        exclusive.rollback(),
    );
    let mut same = same.into_iter();
    assert_eq!(accepted(same.next().unwrap()), (1, 1));
    assert!(same.all(|answer| repeated(answer) == [1]));
    assert_reused(&other.unwrap_err(), 1, 1);
    assert_eq!(everything(&ledger).await.len(), 1);
}

fn assert_reused(error: &AppendError, id: u128, at: u64) {
    let AppendError::IdReused { event_id, position } = *error else {
        panic!("not a reused id: {error:?}");
    };
    assert_eq!((event_id, position), (Uuid::from_u128(id), at));
}
