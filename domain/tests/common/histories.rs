//! An in-memory set of admitted events: what a caller of admission does, with every promise of admission
//! verified on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::admission::{self, Admitted, Batch, Guard, GuardKey, Need, Refused, World};
use domain::ids::BatchId;
use domain::wire::ShapeFaults;
use domain::{
    Actor, At, Event, FactKind, Origin, PartialDate, ProgrammeBook, StreamId, Submission, Timeline,
};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::id;

/// The day on which everything is recorded in these tests; nothing may have happened after it.
pub(crate) const TODAY: Date = jiff::civil::date(2020, 6, 1);

/// Streams and guards as a ledger keeps them.
#[derive(Default)]
pub(crate) struct Histories {
    streams: BTreeMap<StreamId, Arc<Vec<Event>>>,
    guards: BTreeMap<GuardKey, Guard>,
    batches: u64,
    position: u64,
}

impl Histories {
    /// Loads what admission asks for, decides, and keeps the events if they are admitted. Facts recorded
    /// together share a batch.
    pub(crate) fn record(&mut self, submissions: Vec<Submission>) -> Result<Vec<Event>, Refused> {
        self.batches += 1;
        let batch = self.batch(submissions);
        let world = self.load(&batch);
        let admitted = admission::admit(&world, &batch)?;
        Ok(self.append(admitted))
    }

    /// The latest batch, of these facts.
    pub(crate) fn batch(&self, submissions: Vec<Submission>) -> Batch {
        let several = submissions.len() > 1;
        Batch {
            id: several.then(|| BatchId(id(&format!("batch {}", self.batches)))),
            submissions: submissions.into_iter().map(Arc::new).collect(),
            recorded_at: self.recorded_at(),
            recorded_on: TODAY,
        }
    }

    /// One batch a second, from the morning of [`TODAY`].
    fn recorded_at(&self) -> Timestamp {
        let morning: Timestamp = "2020-06-01T06:00:00Z".parse().expect("an instant");
        morning + SignedDuration::from_secs(i64::try_from(self.batches).expect("few batches"))
    }

    /// Answers the needs until nothing is missing.
    pub(crate) fn load(&self, batch: &Batch) -> World {
        let mut world = World::default();
        for _round in 0..100 {
            let needs = admission::needs(&world, batch);
            if needs.is_empty() {
                return world;
            }
            for need in needs {
                match need {
                    Need::Stream(stream) => {
                        let events = self.streams.get(&stream).cloned().unwrap_or_default();
                        assert!(world.streams.insert(stream, events).is_none(), "asked for a stream twice");
                    }
                    Need::Programme(code) => {
                        let book = self.programme(&StreamId::Programme(code.clone()));
                        assert!(world.programmes.insert(code, book).is_none(), "asked for a programme twice");
                    }
                    Need::Guard(key) => self.guard(key, &mut world),
                    Need::Opening(id) => self.guard(GuardKey::Id(id), &mut world),
                }
            }
        }
        panic!("the needs of a batch never end");
    }

    fn guard(&self, key: GuardKey, world: &mut World) {
        let guard = self.guards.get(&key).cloned().unwrap_or_default();
        assert!(world.guards.insert(key, guard).is_none(), "asked for a guard twice");
    }

    fn programme(&self, stream: &StreamId) -> Option<Arc<ProgrammeBook>> {
        let events = self.streams.get(stream)?;
        Some(Arc::new(ProgrammeBook::of(&Timeline::of(events.iter(), None))))
    }

    /// Appends as a ledger does: a stream or a guard that the decision saw otherwise is a conflict, and there
    /// is nobody here to conflict with.
    fn append(&mut self, admitted: Admitted) -> Vec<Event> {
        for (stream, expected) in &admitted.expected {
            let version = self.streams.get(stream).map_or(0, |events| events.len());
            assert_eq!(usize::try_from(*expected).ok(), Some(version), "expected version of {stream}");
        }
        for used in admitted.guards {
            let guard = self.guards.entry(used.key.clone()).or_default();
            if let Some(expected) = used.expected {
                assert_eq!(expected, guard.version, "expected version of guard {}", used.key);
            }
            guard.version += u64::from(!used.moved_by.is_empty());
            for stream in used.moved_by {
                if let Err(at) = guard.streams.binary_search(&stream) {
                    guard.streams.insert(at, stream);
                }
            }
        }
        let mut events = admitted.events;
        for event in &mut events {
            self.position += 1;
            event.position = self.position;
            let stream = Arc::make_mut(self.streams.entry(event.stream().clone()).or_default());
            assert_eq!(
                usize::try_from(event.version).ok(),
                Some(stream.len() + 1),
                "version in {}",
                event.stream()
            );
            stream.push(event.clone());
        }
        events
    }

    /// What is believed of a stream.
    pub(crate) fn timeline(&self, stream: &StreamId) -> Timeline<'_> {
        Timeline::of(self.events(stream).iter(), None)
    }

    /// Every event, in the order of recording.
    pub(crate) fn ledger(&self) -> Vec<Event> {
        let mut events: Vec<Event> =
            self.streams.values().flat_map(|events| events.iter().cloned()).collect();
        events.sort_by_key(|event| event.position);
        events
    }

    /// The events of a stream.
    pub(crate) fn events(&self, stream: &StreamId) -> &[Event] {
        self.streams.get(stream).map_or(&[], |events| events.as_slice())
    }
}

/// A fact as users write it, before anything is known of its soundness.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) event: uuid::Uuid,
    pub(crate) stream: StreamId,
    pub(crate) name: String,
    pub(crate) on: PartialDate,
    pub(crate) data: Value,
}

impl Line {
    /// Reads the payload; every fault of its shape otherwise.
    pub(crate) fn submission(&self) -> Result<Submission, ShapeFaults> {
        let mut faults = ShapeFaults::default();
        let kind = FactKind::parse(&self.name).expect("a kind of fact");
        let fact = kind.read(&self.data, &At::Root("/data"), &mut faults);
        let Some(fact) = fact.filter(|_| faults.0.is_empty()) else { return Err(faults) };
        Ok(Submission {
            id: domain::ids::EventId(self.event),
            stream: self.stream.clone(),
            on: self.on,
            actor: Actor { organisation: "mep".parse().expect("a code"), role: None, user: None },
            origin: Origin::Manual,
            source_recorded_at: None,
            fact,
        })
    }
}
