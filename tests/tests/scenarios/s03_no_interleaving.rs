//! S3: two writers of a thousand events each; neither is found between the events of the other.

use crate::store::{Place, accepted, assert_sound, contracts, event, everything, request};

contracts![s3_two_writers_of_a_thousand_events_do_not_interleave];

const EVENTS: u128 = 1000;

async fn s3_two_writers_of_a_thousand_events_do_not_interleave(place: Place) {
    let nodes = [place.ledger().await, place.ledger().await];
    for round in 0..4 {
        // On two nodes and on one, in turn.
        let rival = if round % 2 == 0 { &nodes[1] } else { &nodes[0] };
        let batch = |writer: u128| {
            let first = (round * 2 + writer) * EVENTS;
            request((first..first + EVENTS).map(|id| event(id + 1, &format!("s/{writer}"))))
        };
        let (one, other) = tokio::join!(nodes[0].append(batch(0)), rival.append(batch(1)));
        let mut places = [accepted(one), accepted(other)];
        places.sort_unstable();
        let before = u64::try_from(round * 2 * EVENTS).unwrap();
        assert_eq!(places, [(before + 1, before + 1000), (before + 1001, before + 2000)], "round {round}");
    }
    let events = everything(&nodes[0]).await;
    assert_sound(&events);
    for batch in events.chunks(1000) {
        let ids: Vec<u128> = batch.iter().map(|event| event.event_id.as_u128()).collect();
        assert!(
            ids.iter().copied().eq(ids[0]..ids[0] + EVENTS),
            "events of another between {} and its own",
            ids[0]
        );
    }
}
