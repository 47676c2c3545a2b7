use event_store::{Ledger, Origin, Timestamp};
use uuid::Uuid;

use super::{Clock, NOON, Place, assert_sound, contracts, event, everything, micro, request};

contracts![
    an_event_is_read_back_byte_for_byte,
    positions_and_versions_count_from_one_without_gaps,
    time_of_recording_never_goes_back,
    time_of_recording_is_whole_microseconds,
    the_order_of_a_reopened_ledger_goes_on,
];

async fn an_event_is_read_back_byte_for_byte(place: Place) {
    let ledger = place.ledger().await;
    let mut full = event(1, "household/1");
    full.event_type = "lease_signed".into();
    full.schema = u16::MAX;
    full.occurred_on = "2024-02-29/2024-03".into();
    full.actor.organisation = "Foyer d'Évry \"Sud\"; DROP TABLE event".into();
    full.actor.role = Some("référente\n\u{1f600}".into());
    full.actor.user = Some(String::new());
    full.origin = Origin::Partner;
    full.batch = Some(Uuid::from_u128(u128::MAX));
    full.warnings = vec!["W1".into(), "W\"2\\".into()];
    full.payload = (0..=255).collect();
    full.source_recorded_at = Some(micro(-1));
    let bare = event(2, "household/1");
    ledger.append(request([full.clone(), bare.clone()])).await.unwrap();

    let events = everything(&ledger).await;
    assert_sound(&events);
    for (stored, new) in events.iter().zip([full, bare]) {
        assert_eq!(stored.event_id, new.event_id);
        assert_eq!(stored.stream, new.stream);
        assert_eq!(stored.event_type, new.event_type);
        assert_eq!(stored.schema, new.schema);
        assert_eq!(stored.occurred_on, new.occurred_on);
        assert_eq!(stored.actor, new.actor);
        assert_eq!(stored.origin, new.origin);
        assert_eq!(stored.batch, new.batch);
        assert_eq!(stored.warnings, new.warnings);
        assert_eq!(stored.payload, new.payload);
        assert_eq!(stored.source_recorded_at, new.source_recorded_at);
        assert_eq!(stored.recorded_at, micro(NOON));
    }
}

async fn positions_and_versions_count_from_one_without_gaps(place: Place) {
    let ledger = place.ledger().await;
    for round in 0..40_u128 {
        let events = (0..=round % 7).map(|n| event(round * 10 + n, &format!("s/{}", n % 3)));
        ledger.append(request(events)).await.unwrap();
    }
    let events = everything(&ledger).await;
    assert_eq!(events.len(), (0..40).map(|round| round % 7 + 1).sum::<usize>());
    assert_sound(&events);
    let head = ledger.head().await.unwrap();
    assert_eq!(head.position, events.last().unwrap().position);
    assert_eq!(head.recorded_at, Some(micro(NOON)));
}

async fn time_of_recording_never_goes_back(place: Place) {
    const HOUR: i64 = 3_600_000_000;
    let clock = Clock::at(NOON);
    let ledger = Ledger::open(&place.url(), clock.shared()).await.unwrap();
    let mut times = Vec::new();
    for (id, now) in (1..).zip([NOON, NOON - HOUR, NOON - 1, NOON + 1]) {
        clock.set(now);
        ledger.append(request([event(id, "s")])).await.unwrap();
        times.push(ledger.head().await.unwrap().recorded_at.unwrap());
    }
    assert_eq!(times, [NOON, NOON, NOON, NOON + 1].map(micro));
    assert_sound(&everything(&ledger).await);
}

async fn time_of_recording_is_whole_microseconds(place: Place) {
    let precise = Timestamp::from_nanosecond(i128::from(NOON) * 1000 + 999).unwrap();
    let clock = std::sync::Arc::new(move || precise);
    let ledger = Ledger::open(&place.url(), clock).await.unwrap();
    let mut new = event(1, "s");
    new.source_recorded_at = Some(precise);
    ledger.append(request([new])).await.unwrap();
    let events = everything(&ledger).await;
    assert_eq!(events[0].recorded_at, micro(NOON));
    assert_eq!(events[0].source_recorded_at, Some(micro(NOON)));
    assert_sound(&events);
}

async fn the_order_of_a_reopened_ledger_goes_on(place: Place) {
    for id in 1..=3 {
        let ledger = place.ledger().await;
        assert_eq!(*ledger.watch().borrow(), u64::try_from(id - 1).unwrap());
        ledger.append(request([event(id, "s")])).await.unwrap();
        ledger.close().await;
    }
    let events = everything(&place.ledger().await).await;
    assert_eq!(events.len(), 3);
    assert_sound(&events);
}
