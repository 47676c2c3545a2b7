use event_store::{Engine, StreamHead};
use uuid::Uuid;

use super::{Place, contracts, event, request, stream};

contracts![
    streams_are_read_together_in_order,
    streams_are_listed_in_pages_by_prefix,
    events_are_found_by_id,
    an_empty_ledger_answers_with_nothing,
    a_ledger_says_how_safely_it_commits,
];

async fn streams_are_read_together_in_order(place: Place) {
    let ledger = place.ledger().await;
    let names = ["a", "b", "a", "c", "b", "a"];
    ledger.append(request((1..).zip(names).map(|(id, name)| event(id, name)))).await.unwrap();
    let read = async |names: &[&str], from| {
        let streams: Vec<_> = names.iter().map(|name| stream(name)).collect();
        let events = ledger.read_streams(&streams, from).await.unwrap();
        events.iter().map(|event| event.position).collect::<Vec<_>>()
    };
    assert_eq!(read(&["b", "a"], 0).await, [1, 2, 3, 5, 6]);
    assert_eq!(read(&["a", "a"], 1).await, [3, 6]);
    assert_eq!(read(&["a"], 3).await, [] as [u64; 0]);
    assert_eq!(read(&["a"], u32::MAX).await, [] as [u64; 0]);
    assert_eq!(read(&[], 0).await, [] as [u64; 0]);
    let versions = ledger.stream_versions(&[stream("a"), stream("x"), stream("c")]).await.unwrap();
    assert_eq!(versions, [(stream("a"), 3), (stream("c"), 1)].into());
}

async fn streams_are_listed_in_pages_by_prefix(place: Place) {
    let ledger = place.ledger().await;
    // In byte order "household/" is before "householdX" and capitals before small letters.
    let names = ["household/b", "household/B", "household/~", "householdX", "rules", "household/a"];
    ledger.append(request((1..).zip(names).map(|(id, name)| event(id, name)))).await.unwrap();
    ledger.append(request([event(99, "household/B")])).await.unwrap();
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = ledger.streams("household/", after.as_ref(), 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.stream.clone());
        found.extend(page);
    }
    let head = |name, version, last_position| StreamHead { stream: stream(name), version, last_position };
    let expected = [
        head("household/B", 2, 7),
        head("household/a", 1, 6),
        head("household/b", 1, 1),
        head("household/~", 1, 3),
    ];
    assert_eq!(found, expected);
    assert_eq!(ledger.streams("", None, 100).await.unwrap().len(), 6);
    assert_eq!(ledger.streams("rules", None, 1).await.unwrap(), [head("rules", 1, 5)]);
}

async fn events_are_found_by_id(place: Place) {
    let ledger = place.ledger().await;
    ledger.append(request((1..=5).map(|id| event(id, "s")))).await.unwrap();
    let ids = [4, 77, 2].map(Uuid::from_u128);
    let found = ledger.events_by_id(&ids).await.unwrap();
    assert_eq!(found.iter().map(|event| event.position).collect::<Vec<_>>(), [2, 4]);
}

async fn an_empty_ledger_answers_with_nothing(place: Place) {
    let ledger = place.ledger().await;
    let head = ledger.head().await.unwrap();
    assert_eq!((head.position, head.recorded_at), (0, None));
    assert!(ledger.read_positions(0, 10).await.unwrap().is_empty());
    assert!(ledger.read_positions(10, 10).await.unwrap().is_empty());
    assert!(ledger.guards(&[]).await.unwrap().is_empty());
    assert!(ledger.events_by_id(&[]).await.unwrap().is_empty());
    assert!(ledger.streams("", None, 10).await.unwrap().is_empty());
}

async fn a_ledger_says_how_safely_it_commits(place: Place) {
    let ledger = place.ledger().await;
    let durability = ledger.durability().await.unwrap();
    let expected = match ledger.engine() {
        Engine::Sqlite => ["sqlite 3.", " journal_mode=wal synchronous=full"],
        Engine::Postgres => ["postgresql ", " synchronous_commit=on fsync="],
    };
    assert!(expected.iter().all(|part| durability.contains(part)), "{durability}");
}
