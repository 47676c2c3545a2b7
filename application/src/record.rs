//! Record facts: the one use case behind every form, file and program.

use std::sync::Arc;

use domain::Submission;
use domain::admission::{Admitted, Batch, World, admit};
use domain::ids::{BatchId, EventId};
use event_store::{AppendRequest, Appended, Conflict, ExpectedVersion, GuardUse, Stamp, StoreError};
use jiff::Timestamp;
use uuid::Uuid;

use crate::Application;
use crate::codec::{encode, payload, stream_name};
use crate::error::{Fault, RecordError};
use crate::loader::{Source, guard_key, world_for};

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
    fn expects(&self, conflict: &Conflict) -> bool {
        match conflict {
            Conflict::Stream { stream, .. } => {
                self.expected.iter().any(|(expected, _)| expected.to_string() == stream.as_str())
            }
            Conflict::Guard { .. } => false,
        }
    }
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The positions of the events, in the order submitted.
    pub positions: Vec<u64>,
    /// The codes of the legal-usage rules that each event breaks, in the order submitted.
    pub warnings: Vec<Vec<String>>,
    /// Whether everything had been recorded before: a retry.
    pub repeated: bool,
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
        if let Some(recorded) = self.recorded_before(&submitted.facts).await? {
            return Ok(recorded);
        }
        let batch =
            submitted.batch.or_else(|| (submitted.facts.len() > 1).then(|| BatchId(new_event_id().0)));
        let _turns = self.turns.of(&submitted.facts).await;
        match self.decide(&submitted, batch).await {
            // Perhaps by itself: the same call may have been recorded by another node since it was looked for.
            Err(
                error @ (RecordError::Refused(_) | RecordError::Conflict(_) | RecordError::IdReused { .. }),
            ) => self.recorded_before(&submitted.facts).await?.ok_or(error),
            other => other,
        }
    }

    async fn decide(&self, submitted: &Submitted, id: Option<BatchId>) -> Result<Recorded, RecordError> {
        let facts: Vec<Arc<Submission>> = submitted.facts.iter().cloned().map(Arc::new).collect();
        let mut last = None;
        for attempt in 0..ATTEMPTS {
            // What would be refused on kept histories is looked at again on fresh ones before it is told.
            let fresh = attempt > 0;
            let source = if fresh { Source::Ledger } else { Source::Kept };
            let recorded_at = self.recording_time(source).await?;
            let recorded_on = self.clock.day_of(recorded_at);
            let batch = Batch { id, submissions: facts.clone(), recorded_at, recorded_on };
            let world = world_for(&mut &self.ledger, &self.histories, source, &batch).await?;
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
                Ok(admitted) => match self.append(world, admitted, submitted).await {
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
            Source::Kept => now,
            Source::Ledger => self.ledger.head().await?.recorded_at.map_or(now, |head| head.max(now)),
        })
    }

    async fn append(
        &self,
        world: World,
        admitted: Admitted,
        submitted: &Submitted,
    ) -> Result<Recorded, RecordError> {
        let mut request = request(&admitted, Stamp::Now)?;
        rest_on(&mut request, &world, &admitted)?;
        for (stream, expected) in &submitted.expected {
            // Those that the decision did not look at are left to the ledger.
            if !world.streams.contains_key(stream) {
                request.expected.push((stream_name(stream)?, ExpectedVersion::Exact(*expected)));
            }
        }
        match self.ledger.append(request).await {
            Ok(Appended::Accepted { first, last, recorded_at }) => {
                Ok(self.keep(world, admitted, first, last, recorded_at))
            }
            Ok(Appended::Repeated { .. }) => {
                let recorded = self.recorded_before(&submitted.facts).await?;
                recorded.ok_or_else(|| Fault::Store(StoreError::Broken).into())
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
        first: u64,
        last: u64,
        recorded_at: Timestamp,
    ) -> Recorded {
        let Admitted { mut events, guards, .. } = admitted;
        for (event, position) in events.iter_mut().zip(first..=last) {
            event.position = position;
            event.recorded_at = recorded_at;
        }
        let warnings = events.iter().map(|event| event.warnings.clone()).collect();
        self.histories.advance(world, events, &guards);
        Recorded { positions: (first..=last).collect(), warnings, repeated: false }
    }

    /// Answers a retry: every event is stored already, with the same content.
    async fn recorded_before(&self, facts: &[Submission]) -> Result<Option<Recorded>, RecordError> {
        let ids: Vec<Uuid> = facts.iter().map(|fact| fact.id.0).collect();
        let stored = self.ledger.events_by_id(&ids).await?;
        if stored.is_empty() {
            return Ok(None);
        }
        let mut positions = Vec::with_capacity(facts.len());
        let mut warnings = Vec::with_capacity(facts.len());
        for fact in facts {
            let same = stored.iter().find(|event| event.event_id == fact.id.0 && says(event, fact));
            let Some(event) = same else { return Err(RecordError::IdReused { id: fact.id }) };
            positions.push(event.position);
            warnings.push(event.warnings.clone());
        }
        Ok(Some(Recorded { positions, warnings, repeated: true }))
    }
}

/// Whether a stored event says the same as a submission; how it arrived and when is left aside.
pub(crate) fn says(stored: &event_store::StoredEvent, fact: &Submission) -> bool {
    stored.stream.as_str() == fact.stream.to_string()
        && stored.event_type == fact.fact.kind().name()
        && stored.occurred_on == fact.on.to_string()
        && stored.actor.organisation == fact.actor.organisation.as_str()
        && stored.actor.role == fact.actor.role
        && stored.actor.user == fact.actor.user
        && stored.payload == payload(fact)
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
pub(crate) fn request(admitted: &Admitted, stamp: Stamp) -> Result<AppendRequest, Fault> {
    let events = admitted.events.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
    let expected = admitted
        .expected
        .iter()
        .map(|(stream, version)| Ok((stream_name(stream)?, ExpectedVersion::Exact(*version))));
    let expected = expected.collect::<Result<Vec<_>, Fault>>()?;
    let guards = admitted.guards.iter().map(|guard| {
        Ok(GuardUse {
            key: guard_key(&guard.key)?,
            expected: guard.expected,
            bump: guard.moved_by.is_some(),
            stream: guard.moved_by.as_ref().map(stream_name).transpose()?,
        })
    });
    let guards = guards.collect::<Result<Vec<_>, Fault>>()?;
    Ok(AppendRequest { events, expected, guards, stamp })
}
