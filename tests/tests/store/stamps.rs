use event_store::{AppendError, AppendRequest, Appended, Stamp, StoreError, Timestamp};

use super::{NOON, Place, accepted, assert_sound, contracts, event, everything, micro, request};

contracts![
    a_restore_asserts_its_stamps,
    stamps_need_an_empty_ledger,
    stamps_need_an_exclusive_writer,
    stamps_never_go_back,
    stamps_are_one_per_event,
];

fn stamped(ids: &[u128], stamps: &[i64]) -> AppendRequest {
    AppendRequest {
        stamp: Stamp::Asserted(stamps.iter().map(|at| micro(*at)).collect()),
        ..request(ids.iter().map(|id| event(*id, "s")))
    }
}

async fn a_restore_asserts_its_stamps(place: Place) {
    let ledger = place.ledger().await;
    let mut exclusive = ledger.exclusive().await.unwrap();
    // In several chunks: the writer began on an empty ledger, which it no longer is.
    let first = exclusive.append(vec![stamped(&[1, 2], &[5, 5])]).await.unwrap();
    let second = exclusive.append(vec![stamped(&[3], &[7]), stamped(&[4], &[NOON + 9])]).await.unwrap();
    assert!(first.iter().chain(&second).all(Result::is_ok));
    assert_eq!(
        second[1].as_ref().unwrap(),
        &Appended::Accepted { first: 4, last: 4, recorded_at: micro(NOON + 9) }
    );
    exclusive.commit().await.unwrap();
    // Now is before the last stamp, and so becomes it.
    accepted(ledger.append(request([event(5, "s")])).await);
    let events = everything(&ledger).await;
    let times: Vec<Timestamp> = events.iter().map(|event| event.recorded_at).collect();
    assert_eq!(times, [5, 5, 7, NOON + 9, NOON + 9].map(micro));
    assert_sound(&events);
}

async fn stamps_need_an_empty_ledger(place: Place) {
    let ledger = place.ledger().await;
    accepted(ledger.append(request([event(1, "s")])).await);
    let mut exclusive = ledger.exclusive().await.unwrap();
    let answers = exclusive.append(vec![stamped(&[2], &[NOON + 1])]).await.unwrap();
    assert_not_allowed(&answers[0]);
    exclusive.commit().await.unwrap();
    assert_eq!(everything(&ledger).await.len(), 1);
}

async fn stamps_need_an_exclusive_writer(place: Place) {
    let ledger = place.ledger().await;
    assert_not_allowed(&ledger.append(stamped(&[1], &[5])).await);
    assert!(everything(&ledger).await.is_empty());
}

async fn stamps_never_go_back(place: Place) {
    let ledger = place.ledger().await;
    let mut exclusive = ledger.exclusive().await.unwrap();
    let requests =
        vec![stamped(&[1, 2], &[9, 8]), stamped(&[3, 4], &[5, 6]), stamped(&[5], &[5]), stamped(&[6], &[6])];
    let answers = exclusive.append(requests).await.unwrap();
    for (answer, pair) in [(&answers[0], (8, 9)), (&answers[2], (5, 6))] {
        match answer {
            Err(AppendError::Fault(StoreError::StampBackwards { stamp, previous })) => {
                assert_eq!((*stamp, *previous), (micro(pair.0), micro(pair.1)));
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(answers[1].is_ok() && answers[3].is_ok());
    exclusive.commit().await.unwrap();
    assert_sound(&everything(&ledger).await);
}

async fn stamps_are_one_per_event(place: Place) {
    let ledger = place.ledger().await;
    let mut exclusive = ledger.exclusive().await.unwrap();
    let answers = exclusive.append(vec![stamped(&[1, 2], &[5])]).await.unwrap();
    match &answers[0] {
        Err(AppendError::Fault(StoreError::Invalid { detail })) => {
            assert_eq!(detail, "the request asserts 1 stamps for 2 events");
        }
        other => panic!("{other:?}"),
    }
}

fn assert_not_allowed(answer: &Result<Appended, AppendError>) {
    match answer {
        Err(AppendError::Fault(StoreError::StampsNotAllowed)) => {}
        other => panic!("{other:?}"),
    }
}
