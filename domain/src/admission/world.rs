//! What admission knows: the streams, programmes and guards loaded, and the batch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::{Event, StreamId, Submission};
use crate::facts::{Fact, FactKind};
use crate::finding::Findings;
use crate::ids::{ActivityId, BatchId, EventId, HouseholdId, ProgrammeCode};
use crate::pathway::{Book, Household};
use crate::programme_book::ProgrammeBook;
use crate::timeline::Timeline;
use crate::wire::{Marker, ShapeFaults};

use super::guards::GuardKey;

/// Facts that are accepted or refused together.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Shared by its events; a batch of several needs one.
    pub id: Option<BatchId>,
    /// The facts, in the order in which they will be recorded.
    pub submissions: Vec<Arc<Submission>>,
    /// When they are recorded.
    pub recorded_at: Timestamp,
    /// The same as a day in the ledger’s time zone: nothing may have happened after it.
    pub recorded_on: Date,
}

/// The state of a guard: how often it has moved, and the streams that have moved it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    /// 0 when nothing has moved it yet.
    pub version: u64,
    /// In the order of their names.
    pub streams: Vec<StreamId>,
}

/// Everything loaded for an admission. A stream that does not exist is loaded as empty.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Streams by name, events in stream order.
    pub streams: BTreeMap<StreamId, Arc<Vec<Event>>>,
    /// Programmes that facts of households name; `None` when no stream has that code.
    pub programmes: BTreeMap<ProgrammeCode, Option<Arc<ProgrammeBook>>>,
    /// Guards by key.
    pub guards: BTreeMap<GuardKey, Guard>,
}

/// The place of the first pending event in the order of recording, across streams; the ledger gives the real
/// ones.
const AFTER_ALL_RECORDED: u64 = 1 << 63;

impl World {
    /// The events loaded of a stream.
    #[must_use]
    pub fn events(&self, stream: &StreamId) -> &[Event] {
        self.streams.get(stream).map_or(&[], |events| events.as_slice())
    }

    /// The version of a stream; 0 when it does not exist.
    #[must_use]
    pub fn version(&self, stream: &StreamId) -> u32 {
        self.events(stream).last().map_or(0, |event| event.version)
    }

    /// The submissions as events, with the versions that they will have; corrections are read against the
    /// kind of their target.
    pub(super) fn pending(&self, batch: &Batch, found: &mut Findings) -> Vec<Event> {
        let mut versions: BTreeMap<&StreamId, u32> = BTreeMap::new();
        let mut events: Vec<Event> = Vec::with_capacity(batch.submissions.len());
        for (place, submission) in (0_u32..).zip(&batch.submissions) {
            let version =
                versions.entry(&submission.stream).or_insert_with(|| self.version(&submission.stream));
            *version += 1;
            let mut event = Event {
                position: AFTER_ALL_RECORDED + u64::from(place),
                version: *version,
                recorded_at: batch.recorded_at,
                batch: batch.id,
                warnings: Vec::new(),
                corrected: None,
                submission: Arc::clone(submission),
            };
            if let Some(kind) = self.target_kind(&event, &events) {
                self.put_back(&mut event, kind, &events);
                let mut faults = ShapeFaults::default();
                event.resolve(kind, &mut faults);
                found.at(event.id());
                for fault in faults.0 {
                    found.add(fault.rule, &fault.pointer, fault.value);
                }
            }
            events.push(event);
        }
        events
    }

    /// The kind of the fact that a correction replaces, when it is one that can be corrected.
    fn target_kind(&self, event: &Event, pending: &[Event]) -> Option<FactKind> {
        let Fact::EventCorrected(correction) = event.fact() else { return None };
        let target = self.find(event.stream(), correction.target, pending)?;
        let kind = target.fact().kind();
        let meta = matches!(
            kind,
            FactKind::EventCorrected | FactKind::EventRetracted | FactKind::PersonalDataErased
        );
        (!meta).then_some(kind)
    }

    /// Puts what is believed in place of what a correction leaves unchanged: whoever corrects may not see it.
    fn put_back(&self, event: &mut Event, kind: FactKind, pending: &[Event]) {
        let Fact::EventCorrected(correction) = event.fact() else { return };
        if !correction.payload.0.values().any(|value| Marker::of(value) == Some(Marker::Unchanged)) {
            return;
        }
        let Some(target) = self.find(event.stream(), correction.target, pending) else { return };
        let mut correction = correction.clone();
        kind.put_back(&mut correction.payload.0, self.believed(target, pending));
        let submission = Submission::clone(&event.submission);
        event.submission = Arc::new(Submission { fact: Fact::EventCorrected(correction), ..submission });
    }

    /// A fact as the last correction has left it, among those recorded and these pending.
    pub(super) fn believed<'a>(&'a self, target: &'a Event, pending: &'a [Event]) -> &'a Fact {
        let of_target = |other: &&Event| matches!(other.fact(), Fact::EventCorrected(correction) if correction.target == target.id());
        let stream = self.events(target.stream()).iter().chain(pending);
        let last = stream.filter(of_target).filter_map(|other| other.corrected.as_deref()).next_back();
        last.unwrap_or_else(|| target.fact())
    }

    /// An event of a stream, recorded or pending.
    pub(super) fn find<'a>(
        &'a self,
        stream: &StreamId,
        id: EventId,
        pending: &'a [Event],
    ) -> Option<&'a Event> {
        let recorded = self.events(stream).iter();
        recorded.chain(pending).find(|event| event.id() == id && event.stream() == stream)
    }
}

/// Histories as they would be with the pending events.
pub(super) struct View<'w> {
    /// Events of each loaded stream, pending ones included.
    events: BTreeMap<&'w StreamId, Vec<&'w Event>>,
    /// Every loaded household.
    pub(super) households: BTreeMap<HouseholdId, Household<'w>>,
    /// The programmes loaded, as they would be with the pending events.
    pub(super) programmes: BTreeMap<ProgrammeCode, Option<Arc<ProgrammeBook>>>,
    /// What the lineage of the batch’s households has opened.
    pub(super) book: Book<'w>,
    /// The activities that were looked up: they are in one of the programmes loaded, or nowhere.
    pub(super) looked_up: BTreeSet<ActivityId>,
    /// The streams that the batch adds to.
    pub(super) subjects: BTreeSet<StreamId>,
    /// The households of the batch and all those they come from or went into.
    pub(super) lineage: BTreeSet<StreamId>,
}

impl<'w> View<'w> {
    /// The histories with `pending` added.
    pub(super) fn of(world: &'w World, pending: &'w [Event]) -> Self {
        let subjects = pending.iter().map(|event| event.stream().clone()).collect();
        Self::build(world, pending, subjects)
    }

    /// The histories as they stand, seen from the streams of a batch.
    pub(super) fn with_streams_of(world: &'w World, batch: &Batch) -> Self {
        let subjects = batch.submissions.iter().map(|submission| submission.stream.clone()).collect();
        Self::build(world, &[], subjects)
    }

    fn build(world: &'w World, pending: &'w [Event], subjects: BTreeSet<StreamId>) -> Self {
        let mut events: BTreeMap<&StreamId, Vec<&Event>> = BTreeMap::new();
        for (stream, recorded) in &world.streams {
            events.entry(stream).or_default().extend(recorded.iter());
        }
        for event in pending {
            events.entry(event.stream()).or_default().push(event);
        }
        let lineage = super::needs::lineage(&subjects, events.keys().copied(), |stream| {
            let events = events.get(stream).into_iter().flatten().copied();
            events.flat_map(super::needs::tied_by).collect()
        });
        let mut households = BTreeMap::new();
        for (stream, events) in &events {
            if let StreamId::Household(id) = stream {
                let timeline = Timeline::of(events.iter().copied(), None);
                households.insert(*id, Household::of(*id, timeline));
            }
        }
        let related =
            households.values().filter(|household| lineage.contains(&StreamId::Household(household.id)));
        let book = Book::of(related.map(|household| &household.timeline).collect::<Vec<_>>());
        let programmes = programmes(world, &subjects, &events);
        let looked_up = world.guards.keys().filter_map(activity).collect();
        Self { events, households, programmes, book, looked_up, subjects, lineage }
    }

    /// The events of a stream, pending ones included.
    pub(super) fn events(&self, stream: &StreamId) -> &[&'w Event] {
        self.events.get(stream).map_or(&[], Vec::as_slice)
    }
}

/// The programmes loaded; those that the batch adds to, with what it adds.
fn programmes(
    world: &World,
    subjects: &BTreeSet<StreamId>,
    events: &BTreeMap<&StreamId, Vec<&Event>>,
) -> BTreeMap<ProgrammeCode, Option<Arc<ProgrammeBook>>> {
    let mut programmes = world.programmes.clone();
    for stream in subjects {
        let (StreamId::Programme(code), Some(events)) = (stream, events.get(stream)) else { continue };
        let timeline = Timeline::of(events.iter().copied(), None);
        let book = (!events.is_empty()).then(|| Arc::new(ProgrammeBook::of(&timeline)));
        programmes.insert(code.clone(), book);
    }
    programmes
}

/// The activity that a guard may stand for.
fn activity(key: &GuardKey) -> Option<ActivityId> {
    if let GuardKey::Id(id) = key { Some(ActivityId(*id)) } else { None }
}
