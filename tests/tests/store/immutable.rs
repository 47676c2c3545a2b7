use event_store::{StoreError, StoredEvent};

use super::{Place, assert_sound, contracts, event, everything, request};

contracts![
    events_are_never_changed,
    a_missing_position_stops_a_follower,
    an_altered_row_no_longer_has_its_hash,
];

async fn events_are_never_changed(place: Place) {
    let ledger = place.ledger().await;
    ledger.append(request([event(1, "s"), event(2, "s")])).await.unwrap();
    let before = everything(&ledger).await;
    let columns = "position, recorded_at, event_id, version, schema, stream, type, occurred_on, \
                   organisation, origin, warnings, leaf_hash, payload";
    let copied = "recorded_at, event_id, version, schema, stream, 'forged', occurred_on, \
                  organisation, origin, warnings, leaf_hash, payload FROM event WHERE position = 2";
    let mut attempts = vec![
        "UPDATE event SET payload = payload".to_owned(),
        "UPDATE event SET type = 'x' WHERE position = 2".to_owned(),
        "DELETE FROM event WHERE position = 2".to_owned(),
        "DELETE FROM event".to_owned(),
    ];
    match &place {
        Place::Sqlite(_) => {
            // By position, by id, and by stream and version.
            attempts.push(format!("INSERT OR REPLACE INTO event ({columns}) SELECT 2, {copied}"));
            attempts.push(format!("INSERT OR REPLACE INTO event ({columns}) SELECT 9, {copied}"));
            let other_id = copied.replace("event_id", "zeroblob(16)");
            attempts.push(format!("REPLACE INTO event ({columns}) SELECT 9, {other_id}"));
            attempts.push(format!(
                "INSERT INTO event ({columns}) SELECT 2, {copied} \
                 ON CONFLICT DO UPDATE SET type = 'forged'"
            ));
        }
        Place::Postgres(_) => {
            attempts.push("TRUNCATE event".to_owned());
            attempts.push("TRUNCATE event, guard CASCADE".to_owned());
            attempts.push(format!(
                "INSERT INTO event ({columns}) SELECT 2, {copied} \
                 ON CONFLICT (position) DO UPDATE SET type = 'forged'"
            ));
        }
    }
    for attempt in attempts {
        let refused = place.execute(&attempt).await.expect_err(&attempt);
        let message = refused.to_string();
        assert!(message.contains("events are never changed"), "{attempt}: {message}");
    }
    assert_eq!(everything(&ledger).await, before);
    assert_sound(&before);
}

/// Takes the locks off, as only the owner of the database can.
async fn tamper(place: &Place, sql: &str) {
    let unlocked = match place {
        Place::Sqlite(_) => {
            format!("DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete; {sql}")
        }
        Place::Postgres(_) => format!("ALTER TABLE event DISABLE TRIGGER ALL; {sql}"),
    };
    place.execute(&unlocked).await.unwrap();
}

async fn a_missing_position_stops_a_follower(place: Place) {
    let ledger = place.ledger().await;
    ledger.append(request((1..=6).map(|id| event(id, "s")))).await.unwrap();
    tamper(&place, "DELETE FROM event WHERE position IN (3, 6)").await;
    let gap = |result: Result<Vec<StoredEvent>, StoreError>| {
        let error = result.unwrap_err();
        let StoreError::Gap { expected, found } = error else {
            panic!("not a gap: {error:?}");
        };
        (expected, found)
    };
    assert_eq!(gap(ledger.read_positions(0, 10).await), (3, Some(4)));
    assert_eq!(gap(ledger.read_positions(2, 10).await), (3, Some(4)));
    assert_eq!(gap(ledger.read_positions(3, 10).await), (6, None));
    assert_eq!(gap(ledger.read_positions(5, 10).await), (6, None));
    assert_eq!(ledger.read_positions(0, 2).await.unwrap().len(), 2);
    assert_eq!(ledger.read_positions(3, 2).await.unwrap().len(), 2);
}

async fn an_altered_row_no_longer_has_its_hash(place: Place) {
    let ledger = place.ledger().await;
    ledger.append(request([event(1, "s"), event(2, "s")])).await.unwrap();
    tamper(&place, "UPDATE event SET occurred_on = '2023' WHERE position = 1").await;
    let events = everything(&ledger).await;
    let sound = |at: usize| event_store::leaf_hash(&events[at]) == events[at].leaf_hash;
    assert!(!sound(0));
    assert!(sound(1));
}
