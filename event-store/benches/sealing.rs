//! What sealing costs: the four values of an arrival, which is the fact that seals most.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use event_store::{Place, SubjectKey};
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

criterion_group!(benches, sealing);
criterion_main!(benches);
