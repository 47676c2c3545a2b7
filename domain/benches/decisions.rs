//! What one decision costs, without a database: admission of a fact, the believed timeline, one payload.
#![expect(clippy::expect_used, reason = "a benchmark that cannot set its stage panics")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use domain::admission::{Admitted, Batch, Guard, GuardKey, Need, World, admit, needs};
use domain::ids::EventId;
use domain::wire::ShapeFaults;
use domain::{Actor, At, Event, FactKind, Origin, ProgrammeBook, StreamId, Submission, Timeline};
use serde_json::{Value, json};
use uuid::Uuid;

const EXAMPLES: &str = include_str!("../../programmes/plateforme-regularises/events.ndjson");

/// Famille K., 20 events, and its reference person.
const HOUSEHOLD: &str = "household/dbbf675a-0ce3-55c1-9667-ec123fe0da3b";
const PERSON: &str = "c0f18a44-d27b-5e5f-ad06-5c13e3fab01a";

/// The events of the programme and of the household, made longer month by month, and their guards.
struct Histories {
    streams: BTreeMap<StreamId, Arc<Vec<Event>>>,
    guards: BTreeMap<GuardKey, Guard>,
}

impl Histories {
    /// A household with this many events.
    fn of(length: usize) -> Self {
        let mut histories = Self { streams: BTreeMap::new(), guards: BTreeMap::new() };
        let wanted = [HOUSEHOLD, "programme/plateforme-regularises"];
        for line in EXAMPLES.lines() {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let subject = line["subject"].as_str().expect("a subject");
            if wanted.contains(&subject) {
                let name = line["type"].as_str().expect("a type");
                let name = name.trim_start_matches("parcours.").trim_end_matches(".v1");
                let on = line["occurredon"].as_str().expect("a date");
                histories.record(submission(subject, name, on, &line["data"]));
            }
        }
        for month in 0.. {
            if histories.household().len() >= length {
                break;
            }
            histories.record(declaration(month));
        }
        histories
    }

    fn household(&self) -> &[Event] {
        &self.streams[&HOUSEHOLD.parse::<StreamId>().expect("a stream")]
    }

    /// What a decision needs, as a ledger would answer.
    fn world(&self, batch: &Batch) -> World {
        let mut world = World::default();
        loop {
            let missing = needs(&world, batch);
            if missing.is_empty() {
                return world;
            }
            for need in missing {
                match need {
                    Need::Stream(stream) => {
                        let events = self.streams.get(&stream).cloned().unwrap_or_default();
                        world.streams.insert(stream, events);
                    }
                    Need::Programme(code) => {
                        let events = self.streams.get(&StreamId::Programme(code.clone()));
                        let book = events
                            .map(|events| Arc::new(ProgrammeBook::of(&Timeline::of(events.iter(), None))));
                        world.programmes.insert(code, book);
                    }
                    Need::Guard(key) => self.guard(key, &mut world),
                    Need::Opening(id) => self.guard(GuardKey::Id(id), &mut world),
                }
            }
        }
    }

    fn guard(&self, key: GuardKey, world: &mut World) {
        let guard = self.guards.get(&key).cloned().unwrap_or_default();
        world.guards.insert(key, guard);
    }

    fn record(&mut self, submission: Submission) {
        let batch = batch(submission);
        let Admitted { events, guards, .. } = admit(&self.world(&batch), &batch).expect("a coherent history");
        for mut event in events {
            let stream = Arc::make_mut(self.streams.entry(event.stream().clone()).or_default());
            event.position = stream.len() as u64 + 1;
            stream.push(event);
        }
        for used in guards {
            let guard = self.guards.entry(used.key).or_default();
            guard.version += u64::from(!used.moved_by.is_empty());
            guard.streams.extend(used.moved_by);
            guard.streams.sort();
            guard.streams.dedup();
        }
    }
}

fn batch(submission: Submission) -> Batch {
    let recorded_at = "2026-01-05T09:00:00Z".parse().expect("an instant");
    Batch {
        id: None,
        submissions: vec![Arc::new(submission)],
        recorded_at,
        recorded_on: jiff::civil::date(2026, 1, 5),
    }
}

fn submission(stream: &str, name: &str, on: &str, data: &Value) -> Submission {
    let kind = FactKind::parse(name).expect("a kind of fact");
    let fact = kind.read(data, &At::Root("/data"), &mut ShapeFaults::default()).expect("a sound payload");
    Submission {
        id: EventId(Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{stream} {name} {on} {data}").as_bytes())),
        stream: stream.parse().expect("a stream"),
        on: on.parse().expect("a date"),
        actor: Actor { organisation: "mep".parse().expect("a code"), role: None, user: None },
        origin: Origin::Manual,
        source_recorded_at: None,
        fact,
    }
}

/// Another thing that happened to the household, each month: what it lives on, a course, a status.
fn declaration(month: u32) -> Submission {
    let on = format!("20{:02}-{:02}", 12 + month % 13, month / 13 % 12 + 1);
    let sources =
        json!([{ "source": "wage", "amount_eur": 900.2 }, { "source": "rsa", "amount_eur": 300.25 }]);
    let training = Uuid::new_v5(&Uuid::NAMESPACE_OID, &month.to_be_bytes());
    let (name, data) = match month % 3 {
        0 => ("resources_declared", json!({ "persons": [PERSON], "total_eur": 1200.45, "sources": sources })),
        1 => ("training_started", json!({ "training": training, "person": PERSON, "kind": "language" })),
        _ => {
            ("legal_status_recorded", json!({ "person": PERSON, "status": "refugee", "authority": "ofpra" }))
        }
    };
    submission(HOUSEHOLD, name, &on, &data)
}

fn admission(c: &mut Criterion) {
    let mut group = c.benchmark_group("admit one fact");
    for length in [30, 300] {
        let histories = Histories::of(length);
        let batch = batch(declaration(1000));
        let world = histories.world(&batch);
        assert_eq!(world.events(&batch.submissions[0].stream).len(), length);
        group.bench_function(BenchmarkId::new("into a stream of", length), |b| {
            b.iter(|| admit(black_box(&world), black_box(&batch)).expect("coherent"));
        });
        group.bench_function(BenchmarkId::new("needs of a stream of", length), |b| {
            b.iter(|| histories.world(black_box(&batch)));
        });
    }
    group.finish();
}

fn timeline(c: &mut Criterion) {
    let mut group = c.benchmark_group("timeline");
    for length in [30, 300] {
        let histories = Histories::of(length);
        group.throughput(Throughput::Elements(length as u64));
        group.bench_function(BenchmarkId::from_parameter(length), |b| {
            b.iter_with_large_drop(|| Timeline::of(black_box(histories.household()), None));
        });
    }
    group.finish();
}

fn payload(c: &mut Criterion) {
    let mut group = c.benchmark_group("payload");
    let fact = declaration(0).fact;
    let text = fact.write().to_string();
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("read from text", |b| {
        b.iter(|| {
            let value: Value = serde_json::from_str(black_box(&text)).expect("JSON");
            FactKind::ResourcesDeclared.read(&value, &At::Root("/data"), &mut ShapeFaults::default())
        });
    });
    group.bench_function("write as text", |b| {
        b.iter_batched(|| fact.clone(), |fact| black_box(fact).write().to_string(), BatchSize::SmallInput);
    });
    group.finish();
}

criterion_group!(benches, admission, timeline, payload);
criterion_main!(benches);
