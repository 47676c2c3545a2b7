//! Admits groups in order and writes them in one transaction: a chunk is written while the next is decided on.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use domain::admission::{Admitted, Batch, Contradiction, GuardKey, Need, admit};
use domain::codes::ErasureLevel;
use domain::ids::{BatchId, EventId, PersonId};
use domain::wire::Json;
use domain::{Fact, Origin, Rule, StreamId, Submission};
use event_store::{AppendError, AppendRequest, Head, Stamp, StoreError, StoredEvent};
use jiff::Timestamp;
use serde_json::Value;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::Application;
use crate::clock::Clock;
use crate::codec::Unsealed;
use crate::erase::fence_in;
use crate::error::Fault;
use crate::error::erased_later;
use crate::histories::Histories;
use crate::loader::{Reader as _, Source, kept_world, load_ahead, unseen, world_for};
use crate::record::request;
use crate::retry::{same, says};
use crate::seals::{Draft, Seals};

use super::flight::{Flight, Sink, beside};
use super::groups::{Group, Groups, Names, Place};
use super::report::{Options, Report};

/// Admits what goes to `sink`, with histories of its own: what it reads may never be committed.
pub(super) struct Writer<S> {
    sink: S,
    seals: Seals,
    histories: Histories,
    clock: Clock,
    options: Options,
    /// Position of the last event admitted.
    position: u64,
    requests: Vec<AppendRequest>,
    /// What these requests move: the database does not tell it yet.
    unwritten: BTreeSet<Need>,
    /// Time of the last event before the import: the ledger’s time does not go back with the clock.
    latest: Option<Timestamp>,
    /// The erasures admitted.
    erasures: Vec<(EventId, PersonId, ErasureLevel)>,
    application: Application,
    /// What this chunk has admitted, by event id, and what the one before it has.
    chunk: Submitted,
    previous: Submitted,
}

/// Facts by event id, with their batch.
type Submitted = HashMap<EventId, (Option<BatchId>, Arc<Submission>)>;

/// Entries kept between decisions: the lines of a household stand close together, and memory stays small.
const GENERATION: usize = 2_000;

/// From so many facts on, the engine plans anew.
const MANY: u64 = 5_000;

/// A group whose lines are sound, without those recorded before.
struct Ready {
    places: Vec<Place>,
    batch: Batch,
    /// How many were recorded before.
    ignored: u64,
}

impl Writer<Flight> {
    /// As the only writer of the ledger.
    pub(super) async fn begin(application: &Application, options: Options) -> Result<Self, Fault> {
        let seals = if options.dry_run { application.seals.dry()? } else { application.seals.in_bulk() };
        // Before the ledger is locked: the keys are made known to it.
        let since = Instant::now();
        seals.ready().await.map_err(|error| {
            let busy = matches!(error, Fault::Store(StoreError::Locked { .. }));
            if busy { Fault::Busy { waited: since.elapsed() } } else { error }
        })?;
        let ledger = application.ledger.exclusive().await.map_err(|error| match error {
            AppendError::Busy { waited } => Fault::Busy { waited },
            AppendError::Fault(fault) => Fault::Store(fault),
            AppendError::Conflict(_) | AppendError::IdReused { .. } => Fault::Store(StoreError::Broken),
        })?;
        // Read inside the transaction: nobody moves the head from here on.
        let Head { position, recorded_at } = application.ledger.head().await?;
        if options.as_recorded && position > 0 {
            return Err(Fault::NotEmpty { events: position });
        }
        let head = Head { position, recorded_at };
        Ok(Self::new(application, options, Flight::new(ledger), seals, Histories::of(GENERATION), head))
    }

    /// Reads the next chunk and finds the keys that it needs, while the one before it is decided on.
    pub(super) fn read_ahead(&self, mut groups: Groups) -> JoinHandle<Result<(Groups, Vec<Group>), Fault>> {
        let seals = self.seals.clone();
        let reading = async move {
            let chunk = groups.chunk()?;
            // Of a group that is refused for its shape nobody is to have a key.
            let sound = chunk.iter().filter(|group| group.lines.iter().all(|(_, line)| line.is_ok()));
            let lines = sound.flat_map(|group| &group.lines).filter_map(|(_, line)| line.as_ref().ok());
            seals.prepare(lines.map(|line| &line.submission)).await?;
            Ok((groups, chunk))
        };
        beside(reading)
    }

    /// Commits, or takes everything back.
    pub(super) async fn end(mut self, keep: bool, report: &mut Report) -> Result<(), Fault> {
        let sent = self.send(report).await;
        let landed = self.sink.end(report).await;
        // Also those of what is taken back: another program may have used them since.
        let settled = self.seals.settle().await;
        sent?;
        let mut ledger = landed?;
        settled?;
        if keep {
            let doomed = fence_in(&mut ledger, &self.seals, &self.erasures).await?;
            if let Err(error) = ledger.commit().await {
                // Only the ledger can tell whether it happened after all.
                self.application.finish_erasures().await?;
                return Err(error.into());
            }
            self.application.destroy(doomed).await?;
            if report.accepted >= MANY
                && let Err(error) = self.application.ledger.take_stock().await
            {
                // Everything is recorded; the engine counts by itself sooner or later.
                tracing::warn!(error = &error as &dyn std::error::Error, "the rows were not counted anew");
            }
        } else {
            ledger.rollback().await;
            report.first_position = None;
            report.last_position = None;
            if !report.dry_run {
                report.accepted = 0;
                report.warnings = 0;
            }
        }
        Ok(())
    }
}

impl<S: Sink> Writer<S> {
    /// On top of what is recorded up to `head`.
    pub(super) fn new(
        application: &Application,
        options: Options,
        sink: S,
        seals: Seals,
        histories: Histories,
        head: Head,
    ) -> Self {
        Self {
            latest: head.recorded_at,
            sink,
            seals,
            histories,
            clock: application.clock.clone(),
            options,
            position: head.position,
            requests: Vec::new(),
            unwritten: BTreeSet::new(),
            erasures: Vec::new(),
            application: application.clone(),
            chunk: HashMap::new(),
            previous: HashMap::new(),
        }
    }

    /// Admits a chunk, which the next call sends off to be written; refusals go to the report.
    pub(super) async fn write(
        &mut self,
        chunk: Vec<Group>,
        names: &Names,
        report: &mut Report,
    ) -> Result<(), Fault> {
        // What this chunk needs is read before the one before it is sent off: the database tells neither of the two.
        self.previous = std::mem::take(&mut self.chunk);
        let stored = self.stored(&chunk, report).await?;
        let mut ready = Vec::with_capacity(chunk.len());
        for group in chunk {
            ready.extend(self.prepare(group, &stored, names, report));
        }
        let unseen = unseen(&self.histories, ready.iter().map(|group| &group.batch));
        if unseen.iter().any(|need| self.unwritten.contains(need)) {
            self.send(report).await?;
        }
        let ledger = self.sink.landed(report).await?;
        load_ahead(ledger, &self.seals, &self.histories, unseen).await?;
        self.send(report).await?;
        for group in ready {
            self.admit(group, names, report).await?;
        }
        Ok(())
    }

    /// The events of the chunk that are recorded already.
    async fn stored(
        &mut self,
        chunk: &[Group],
        report: &mut Report,
    ) -> Result<HashMap<Uuid, (StoredEvent, Value)>, Fault> {
        let sound = chunk.iter().flat_map(|group| &group.lines).filter_map(|(_, line)| line.as_ref().ok());
        let ids: Vec<Uuid> = sound.map(|line| line.submission.id.0).collect();
        let stored = self.sink.landed(report).await?.events_by_id(&ids).await?;
        let payloads: Vec<Value> = self.seals.open(&stored).await?.iter().map(Json::to_value).collect();
        Ok(stored.into_iter().zip(payloads).map(|(event, told)| (event.event_id, (event, told))).collect())
    }

    /// A group without the lines recorded before; none when a line is unsound or reuses an id.
    fn prepare(
        &self,
        group: Group,
        stored: &HashMap<Uuid, (StoredEvent, Value)>,
        names: &Names,
        report: &mut Report,
    ) -> Option<Ready> {
        let batch = group.batch.map(|batch| batch.0);
        let (mut places, mut submissions, mut ignored, mut sound) = (Vec::new(), Vec::new(), 0, true);
        for (place, line) in group.lines {
            // The faults of its shape were reported when it was checked.
            let Ok(line) = line else {
                sound = false;
                continue;
            };
            let mut fact = line.submission;
            match stored.get(&fact.id.0).map(|(event, told)| event.batch == batch && says(event, told, &fact))
            {
                Some(true) => ignored += 1,
                Some(false) => {
                    sound = false;
                    report.contradiction(names, place, id_reused(fact.id));
                }
                None => {
                    if self.options.as_recorded {
                        fact.origin = Origin::Migration;
                    }
                    places.push(place);
                    submissions.push(Arc::new(fact));
                }
            }
        }
        let asserted = group.asserted.filter(|_| self.options.as_recorded);
        let now = || self.latest.map_or(self.clock.now(), |latest| latest.max(self.clock.now()));
        let recorded_at = asserted.unwrap_or_else(now);
        let recorded_on = self.clock.day_of(recorded_at);
        let batch = Batch { id: group.batch, submissions, recorded_at, recorded_on };
        sound.then_some(Ready { places, batch, ignored })
    }

    /// Leaves out the lines that this chunk or the one before it has recorded, and those that stand twice in the group;
    /// false when one of them says something else.
    fn without_repeated(&self, group: &mut Ready, names: &Names, report: &mut Report) -> bool {
        let batch = group.batch.id;
        let mut own = Submitted::new();
        let mut sound = true;
        let facts = std::mem::take(&mut group.batch.submissions);
        let places = std::mem::take(&mut group.places);
        for (place, fact) in places.into_iter().zip(facts) {
            let admitted = self.chunk.get(&fact.id).or_else(|| self.previous.get(&fact.id));
            match admitted.or_else(|| own.get(&fact.id)) {
                Some((its, other)) if *its == batch && same(other, &fact) => group.ignored += 1,
                Some(_) => {
                    sound = false;
                    report.contradiction(names, place, id_reused(fact.id));
                }
                None => {
                    own.insert(fact.id, (batch, Arc::clone(&fact)));
                    group.places.push(place);
                    group.batch.submissions.push(fact);
                }
            }
        }
        sound
    }

    async fn admit(&mut self, mut group: Ready, names: &Names, report: &mut Report) -> Result<(), Fault> {
        if !self.without_repeated(&mut group, names, report) {
            return Ok(());
        }
        report.ignored += group.ignored;
        if group.places.is_empty() {
            return Ok(());
        }
        let world = if let Some(world) = kept_world(&self.histories, &group.batch) {
            world
        } else {
            // What this chunk has admitted must be in the database before more is read from there.
            self.send(report).await?;
            let ledger = self.sink.landed(report).await?;
            world_for(ledger, &self.seals, &self.histories, Source::Kept, &group.batch).await?
        };
        let mut admitted = match admit(&world, &group.batch) {
            Ok(admitted) => admitted,
            Err(refused) => {
                refuse(&group, refused.contradictions, names, report);
                return Ok(());
            }
        };
        let stamp = if self.options.as_recorded {
            Stamp::Asserted(vec![group.batch.recorded_at; admitted.events.len()])
        } else {
            Stamp::Now
        };
        let drafts: Vec<Draft> = admitted.events.iter().map(Draft::of).collect();
        let keys = self.seals.keys_of(&drafts).await?;
        match request(&admitted, drafts, &keys, stamp) {
            Ok(request) => self.requests.push(request),
            Err(Unsealed::Fault(fault)) => return Err(fault),
            Err(Unsealed::Erased(id, pointer)) => {
                refuse(&group, [erased_later(id, pointer)], names, report);
                return Ok(());
            }
        }
        self.unwritten.extend(moves(&admitted));
        let batch = group.batch.id;
        self.chunk.extend(group.batch.submissions.iter().map(|fact| (fact.id, (batch, Arc::clone(fact)))));
        for event in &mut admitted.events {
            if let Fact::PersonalDataErased(erased) = event.fact() {
                self.erasures.push((event.id(), erased.person, erased.level));
            }
            self.position += 1;
            event.position = self.position;
            report.warnings += u64::from(!event.warnings.is_empty());
        }
        self.histories.advance(world, admitted.events, &admitted.guards, self.histories.epoch());
        Ok(())
    }

    /// Sends what is admitted off; whoever asks for the ledger next, waits for it.
    pub(super) async fn send(&mut self, report: &mut Report) -> Result<(), Fault> {
        self.unwritten.clear();
        self.sink.send(std::mem::take(&mut self.requests), report).await
    }
}

/// What a decision moves. With a programme’s stream its book and its guard, which are read together.
fn moves(admitted: &Admitted) -> BTreeSet<Need> {
    let mut moved = BTreeSet::new();
    for event in &admitted.events {
        if let StreamId::Programme(code) = event.stream() {
            moved.insert(Need::Programme(code.clone()));
            moved.insert(Need::Guard(GuardKey::Programme(code.clone())));
        }
        moved.insert(Need::Stream(event.stream().clone()));
    }
    for used in admitted.guards.iter().filter(|used| !used.moved_by.is_empty()) {
        if let GuardKey::Id(id) = &used.key {
            moved.insert(Need::Opening(*id));
        }
        moved.insert(Need::Guard(used.key.clone()));
    }
    moved
}

/// Reports contradictions at the lines of a group.
fn refuse(
    group: &Ready,
    contradictions: impl IntoIterator<Item = Contradiction>,
    names: &Names,
    report: &mut Report,
) {
    for contradiction in contradictions {
        let at = group.batch.submissions.iter().position(|fact| fact.id == contradiction.fact);
        if let Some(place) = at.and_then(|at| group.places.get(at)) {
            report.contradiction(names, *place, contradiction);
        }
    }
}

fn id_reused(id: EventId) -> Contradiction {
    Contradiction {
        rule: Rule::IdReused,
        fact: id,
        pointer: "/id".to_owned(),
        value: id.to_string(),
        other: None,
    }
}
