//! Record facts: the one use case behind every form, file and program.
//!
//! What is large stands in a box, above all what is rarely waited for: work is moved before it begins, with room for all
//! that it may wait for.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use domain::admission::{Admitted, Batch, World, admit};
use domain::ids::{BatchId, EventId};
use domain::{Event, FactKind, Submission};
use event_store::{AppendRequest, Appended, Conflict, ExpectedVersion, GuardUse, Stamp, StoreError, TRACED};
use jiff::Timestamp;
use tracing::{Instrument as _, field};
use uuid::Uuid;

use crate::Application;
use crate::codec::{Unsealed, encode, stream_name};
use crate::error::{Fault, RecordError};
use crate::loader::{Source, guard_key, world_for};
use crate::seals::{Draft, Keys};

/// How often a decision is taken again because the history moved under it: only writers of other processes can
/// move it, and one that has just won a stream finds it in memory and may win several times in a row.
const ATTEMPTS: u32 = 64;

/// Facts to record together.
#[derive(Debug, Clone)]
pub struct Submitted {
    /// The facts, in the order in which they will stand in the ledger.
    pub facts: Vec<Submission>,
    /// Shared by the events; made when absent and there are several facts.
    pub batch: Option<BatchId>,
    /// Versions that streams must still have for the caller: what a form was filled in against.
    pub expected: Vec<(domain::StreamId, u32)>,
}

impl Submitted {
    /// Whether it is a version that the caller expects that has moved: deciding again cannot help.
    pub(crate) fn expects(&self, conflict: &Conflict) -> bool {
        match conflict {
            Conflict::Stream { stream, expected: ExpectedVersion::Exact(version), .. } => {
                let is_that = |(expected, of): &(domain::StreamId, u32)| {
                    of == version && expected.to_string() == stream.as_str()
                };
                self.expected.iter().any(is_that)
            }
            Conflict::Stream { .. } | Conflict::Guard { .. } => false,
        }
    }
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The positions of the events, in the order submitted.
    pub positions: Vec<u64>,
    /// The codes of the rules of which each event carries a warning, in the order submitted.
    pub warnings: Vec<Vec<String>>,
    /// Whether everything had been recorded before: a retry.
    pub repeated: bool,
}

impl Recorded {
    fn nothing() -> Self {
        Self { positions: Vec::new(), warnings: Vec::new(), repeated: true }
    }
}

/// Does what is begun to its end, though nobody may wait for it any more: half an erasure is none.
pub(crate) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, RecordError>> + Send + 'static,
) -> Result<T, RecordError> {
    let task = tokio::spawn(work.in_current_span());
    task.await.unwrap_or_else(|stopped| match stopped.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_cancelled) => Err(Fault::from(StoreError::Closed).into()),
    })
}

/// A new event identifier, ordered by time.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "identifiers are made in this crate")]
pub fn new_event_id() -> EventId {
    EventId(Uuid::now_v7())
}

impl Application {
    /// Records facts that are accepted or refused together. Safe to repeat with the same event ids.
    ///
    /// # Errors
    /// Contradictions with the history, an id used for something else, conflicts and faults of the store.
    pub async fn record(&self, submitted: Submitted) -> Result<Recorded, RecordError> {
        let facts = submitted.facts.len();
        self.told(facts, async {
            let _turns = self.turns.of(&submitted.facts).await;
            self.record_or_erase(submitted).await
        })
        .await
    }

    /// The same for whoever has the turns of its streams already.
    pub(crate) async fn record_in_turn(&self, submitted: Submitted) -> Result<Recorded, RecordError> {
        self.told(submitted.facts.len(), self.record_or_erase(submitted)).await
    }

    /// What becomes of so many facts is counted and traced.
    async fn told(
        &self,
        facts: usize,
        recording: impl Future<Output = Result<Recorded, RecordError>>,
    ) -> Result<Recorded, RecordError> {
        let since = Instant::now();
        let span = tracing::info_span!(target: TRACED, "record", facts, outcome = field::Empty);
        let answer = recording.instrument(span.clone()).await;
        let outcome = self.operations.answered(since.elapsed(), facts, &answer);
        span.record("outcome", outcome);
        answer
    }

    async fn record_or_erase(&self, submitted: Submitted) -> Result<Recorded, RecordError> {
        let erases = |fact: &Submission| fact.fact.kind() == FactKind::PersonalDataErased;
        if !submitted.facts.iter().any(erases) {
            return Box::pin(self.record_facts(submitted)).await;
        }
        let this = self.clone();
        Box::pin(to_its_end(async move { this.record_and_erase(submitted).await })).await
    }

    async fn record_and_erase(&self, submitted: Submitted) -> Result<Recorded, RecordError> {
        // What is refused anyway, or says something else than it did, fences nobody.
        let sorted = self.sort_out(&submitted).await?;
        self.would_admit(&submitted, &sorted.new).await?;
        let doomed = self.fence(&submitted.facts).await?;
        match self.record_facts(submitted).await {
            Ok(recorded) => {
                // Of several who go at once, the last takes along what the household sealed: only now can that be told.
                self.destroy(self.doomed_again(&doomed).await?).await?;
                Ok(recorded)
            }
            Err(error) => {
                // Only the ledger can tell whether it was recorded after all; what cannot be asked now is asked
                // when it is opened next.
                if let Err(error) = self.finish_erasures().await {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "whether an erasure was recorded is not known yet"
                    );
                }
                Err(error)
            }
        }
    }

    /// What recording would add to the ledger as it is now, and nothing of it is recorded; empty when all of it was
    /// recorded before.
    ///
    /// # Errors
    /// All those of [`record`](Self::record).
    pub async fn rehearse(&self, submitted: &Submitted) -> Result<Vec<Event>, RecordError> {
        let sorted = self.sort_out(submitted).await?;
        self.would_admit(submitted, &sorted.new).await
    }

    /// The events that facts would become as the ledger is now.
    async fn would_admit(
        &self,
        submitted: &Submitted,
        facts: &[Submission],
    ) -> Result<Vec<Event>, RecordError> {
        if facts.is_empty() {
            return Ok(Vec::new());
        }
        let recorded_at = self.recording_time(Source::Ledger).await?;
        let recorded_on = self.clock.day_of(recorded_at);
        let id = submitted.batch.or_else(|| (facts.len() > 1).then(|| BatchId(new_event_id().0)));
        let submissions = facts.iter().cloned().map(Arc::new).collect();
        let batch = Batch { id, submissions, recorded_at, recorded_on };
        let source = Source::Ledger;
        let world = world_for(&mut &self.ledger, &self.seals, &self.histories, source, &batch).await?;
        if let Some(conflict) = moved(&world, submitted)? {
            return Err(conflict.into());
        }
        Ok(admit(&world, &batch)?.events)
    }

    async fn record_facts(&self, submitted: Submitted) -> Result<Recorded, RecordError> {
        let mut refusal = None;
        if distinct(&submitted.facts) {
            match self.record_new(&submitted, &submitted.facts).await {
                // Perhaps by themselves: facts recorded before contradict nothing but their own repetition.
                Err(
                    error @ (RecordError::Refused(_)
                    | RecordError::Conflict(_)
                    | RecordError::IdReused { .. }),
                ) => refusal = Some(error),
                other => return other,
            }
        }
        let sorted = Box::pin(self.sort_out(&submitted)).await?;
        if let Some(refusal) = refusal.filter(|_| sorted.new.len() == submitted.facts.len()) {
            // Nothing had been recorded before: what was decided on all of them stands.
            return Err(refusal);
        }
        let new = Box::pin(self.record_new(&submitted, &sorted.new)).await?;
        Ok(sorted.answer(&new))
    }

    async fn record_new(&self, submitted: &Submitted, facts: &[Submission]) -> Result<Recorded, RecordError> {
        if facts.is_empty() {
            return Ok(Recorded::nothing());
        }
        let batch = submitted.batch.or_else(|| (facts.len() > 1).then(|| BatchId(new_event_id().0)));
        self.decide(submitted, facts, batch).await
    }

    async fn decide(
        &self,
        submitted: &Submitted,
        facts: &[Submission],
        id: Option<BatchId>,
    ) -> Result<Recorded, RecordError> {
        let facts: Vec<Arc<Submission>> = facts.iter().cloned().map(Arc::new).collect();
        let mut last = None;
        for attempt in 0..ATTEMPTS {
            // What would be refused on kept histories is looked at again on fresh ones before it is told.
            let fresh = attempt > 0;
            let source = if fresh { Source::Ledger } else { Source::Likely };
            let epoch = self.histories.epoch();
            let recorded_at = self.recording_time(source).await?;
            let recorded_on = self.clock.day_of(recorded_at);
            let batch = Batch { id, submissions: facts.clone(), recorded_at, recorded_on };
            let world = world_for(&mut &self.ledger, &self.seals, &self.histories, source, &batch).await?;
            match moved(&world, submitted)? {
                Some(conflict) if fresh => return Err(conflict.into()),
                Some(_) => {
                    self.histories.forget(&world);
                    continue;
                }
                None => {}
            }
            match admit(&world, &batch) {
                Err(refused) if fresh => return Err(refused.into()),
                Err(_) => self.histories.forget(&world),
                Ok(admitted) => match self.append(world, admitted, submitted, epoch).await {
                    Err(RecordError::Conflict(conflict)) if !submitted.expects(&conflict) => {
                        last = Some(conflict);
                    }
                    other => return other,
                },
            }
        }
        match last {
            Some(conflict) => Err(conflict.into()),
            None => Err(Fault::Busy { waited: std::time::Duration::ZERO }.into()),
        }
    }

    /// When the facts would be recorded. The ledger’s time does not go back with the clock, and what it has called
    /// today is no future; the ledger is asked only when it is read anyway.
    async fn recording_time(&self, source: Source) -> Result<Timestamp, Fault> {
        let now = self.clock.now();
        Ok(match source {
            Source::Kept | Source::Likely => now,
            Source::Ledger => {
                let head = Box::pin(self.ledger.head()).await?;
                head.recorded_at.map_or(now, |head| head.max(now))
            }
        })
    }

    async fn append(
        &self,
        world: World,
        admitted: Admitted,
        submitted: &Submitted,
        epoch: u64,
    ) -> Result<Recorded, RecordError> {
        let drafts: Vec<Draft> = admitted.events.iter().map(Draft::of).collect();
        let keys = self.seals.keys_of(&drafts).await?;
        let mut request = request(&admitted, drafts, &keys, Stamp::Now)?;
        rest_on(&mut request, &world, &admitted)?;
        for (stream, expected) in &submitted.expected {
            // Those that the decision did not look at are left to the ledger.
            if !world.streams.contains_key(stream) {
                request.expected.push((stream_name(stream)?, ExpectedVersion::Exact(*expected)));
            }
        }
        match self.ledger.append(request).await {
            Ok(Appended::Accepted { first, last, recorded_at }) => {
                Ok(self.keep(world, admitted, (first, last), recorded_at, epoch))
            }
            Ok(Appended::Repeated { positions }) => {
                let ids: Vec<Uuid> = admitted.events.iter().map(|event| event.id().0).collect();
                let stored = Box::pin(self.ledger.events_by_id(&ids)).await?;
                let of = |id: &Uuid| stored.iter().find(|event| event.event_id == *id);
                let warnings = ids
                    .iter()
                    .map(|id| of(id).map_or_else(Vec::new, |event| event.warnings.clone()))
                    .collect();
                Ok(Recorded { positions, warnings, repeated: true })
            }
            Err(error) => {
                self.histories.forget(&world);
                Err(error.into())
            }
        }
    }

    fn keep(
        &self,
        world: World,
        admitted: Admitted,
        (first, last): (u64, u64),
        recorded_at: Timestamp,
        epoch: u64,
    ) -> Recorded {
        let Admitted { mut events, guards, .. } = admitted;
        for (event, position) in events.iter_mut().zip(first..=last) {
            event.position = position;
            event.recorded_at = recorded_at;
        }
        let warnings = events.iter().map(|event| event.warnings.clone()).collect();
        self.histories.advance(world, events, &guards, epoch);
        Recorded { positions: (first..=last).collect(), warnings, repeated: false }
    }
}

/// Whether no identifier stands twice.
fn distinct(facts: &[Submission]) -> bool {
    let ids: BTreeSet<EventId> = facts.iter().map(|fact| fact.id).collect();
    ids.len() == facts.len()
}

/// What no longer is as the caller saw it.
fn moved(world: &World, submitted: &Submitted) -> Result<Option<Conflict>, Fault> {
    for (stream, expected) in
        submitted.expected.iter().filter(|(stream, _)| world.streams.contains_key(stream))
    {
        let actual = world.version(stream);
        if actual != *expected {
            let stream = stream_name(stream)?;
            let expected = ExpectedVersion::Exact(*expected);
            return Ok(Some(Conflict::Stream { stream, expected, actual }));
        }
    }
    Ok(None)
}

/// Whatever else the decision looked at must not have moved either: it may come from what is kept.
fn rest_on(request: &mut AppendRequest, world: &World, admitted: &Admitted) -> Result<(), Fault> {
    for stream in world.streams.keys().filter(|stream| !admitted.expected.contains_key(*stream)) {
        let version = ExpectedVersion::Exact(world.version(stream));
        request.expected.push((stream_name(stream)?, version));
    }
    for (key, guard) in &world.guards {
        if !admitted.guards.iter().any(|used| used.key == *key) {
            let key = guard_key(key)?;
            request.guards.push(GuardUse { key, expected: Some(guard.version), bump: false, stream: None });
        }
    }
    Ok(())
}

/// What the ledger is asked to append for a decision.
pub(crate) fn request(
    admitted: &Admitted,
    drafts: Vec<Draft>,
    keys: &Keys,
    stamp: Stamp,
) -> Result<AppendRequest, Unsealed> {
    let events = admitted.events.iter().zip(drafts).map(|(event, draft)| encode(event, draft, keys));
    let events = events.collect::<Result<Vec<_>, _>>()?;
    let expected = admitted
        .expected
        .iter()
        .map(|(stream, version)| Ok((stream_name(stream)?, ExpectedVersion::Exact(*version))));
    let expected = expected.collect::<Result<Vec<_>, Fault>>()?;
    let mut guards = Vec::with_capacity(admitted.guards.len());
    for guard in &admitted.guards {
        let key = guard_key(&guard.key)?;
        let expected = guard.expected;
        if guard.moved_by.is_empty() {
            guards.push(GuardUse { key: key.clone(), expected, bump: false, stream: None });
        }
        // Several uses of a key in one request move it once, and put each stream under it.
        for stream in &guard.moved_by {
            let stream = Some(stream_name(stream)?);
            guards.push(GuardUse { key: key.clone(), expected, bump: true, stream });
        }
    }
    Ok(AppendRequest { events, expected, guards, stamp })
}
