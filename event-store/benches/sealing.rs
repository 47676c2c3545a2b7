//! What sealing and hashing cost: the four values of an arrival, which is the fact that seals most; one leaf.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use event_store::{Actor, Origin, Place, StoredEvent, StreamName, SubjectKey, leaf_hash};
use jiff::Timestamp;
use uuid::Uuid;

fn sealing(criterion: &mut Criterion) {
    let key = SubjectKey::new("person/c0f18a44-d27b-5e5f-ad06-5c13e3fab01a", &[7; 32]);
    let event = Uuid::from_u128(1);
    let values: [(&str, &[u8]); 4] = [
        ("/birth", b"\"1975-04-12\""),
        ("/sex", b"\"f\""),
        ("/nationality", b"[\"GIN\"]"),
        ("/identity", b"\"a name and a file number of forty letters\""),
    ];
    let seal = |(pointer, plain): &(&str, &[u8])| key.seal(Place { event, pointer }, plain);
    criterion.bench_function("seal one value", |bench| bench.iter(|| seal(black_box(&values[0]))));
    criterion.bench_function("seal one event of four values", |bench| {
        bench
            .iter(|| values.iter().map(|value| seal(black_box(value))).map(|text| text.len()).sum::<usize>());
    });
    let sealed = seal(&values[0]);
    criterion.bench_function("open one value", |bench| {
        bench.iter(|| key.open(Place { event, pointer: "/birth" }, black_box(&sealed)));
    });
}

/// An event with a payload of 300 bytes.
fn event() -> Option<StoredEvent> {
    Some(StoredEvent {
        position: 1_000_000,
        stream: StreamName::new("household/dbbf675a-0ce3-55c1-9667-ec123fe0da3b").ok()?,
        version: 20,
        event_id: Uuid::from_u128(1),
        event_type: "contract_started".to_owned(),
        schema: 1,
        occurred_on: "2010-03-01".to_owned(),
        recorded_at: Timestamp::UNIX_EPOCH,
        actor: Actor { organisation: "para".to_owned(), role: Some("caseworker".to_owned()), user: None },
        origin: Origin::Partner,
        batch: None,
        warnings: Vec::new(),
        payload: vec![b'x'; 300],
        source_recorded_at: None,
        leaf_hash: [0; 32],
    })
}

fn hashing(criterion: &mut Criterion) {
    let Some(event) = event() else { return };
    criterion.bench_function("hash one event", |bench| bench.iter(|| leaf_hash(black_box(&event))));
}

criterion_group!(benches, sealing, hashing);
criterion_main!(benches);
