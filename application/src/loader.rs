//! Loads what an admission needs: from what is kept, then from the database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::admission::{Batch, Guard, GuardKey, Need, World, needs};
use domain::ids::ProgrammeCode;
use domain::{Event, StreamId};
use event_store::{Exclusive, GuardState, Ledger, StoreError, StoredEvent, StreamName, Together};
use uuid::Uuid;

use crate::codec::{decode_by_stream, stream_name};
use crate::error::Fault;
use crate::histories::{Histories, programme_book};
use crate::seals::Seals;

/// Where histories are read: the ledger, or the transaction of its only writer.
pub(crate) trait Reader {
    async fn streams(&mut self, streams: &[StreamName]) -> Result<Vec<StoredEvent>, StoreError>;
    async fn guards(
        &mut self,
        keys: &[event_store::GuardKey],
    ) -> Result<BTreeMap<event_store::GuardKey, GuardState>, StoreError>;
    /// Streams, and guards that are not newer than these; others may come along.
    async fn together(
        &mut self,
        streams: &[StreamName],
        guards: &[event_store::GuardKey],
    ) -> Result<Together, StoreError>;
    /// The events that bear these identifiers.
    async fn events_by_id(&mut self, ids: &[Uuid]) -> Result<Vec<StoredEvent>, StoreError>;
}

impl Reader for &Ledger {
    async fn streams(&mut self, streams: &[StreamName]) -> Result<Vec<StoredEvent>, StoreError> {
        self.read_streams(streams, 0).await
    }

    async fn guards(
        &mut self,
        keys: &[event_store::GuardKey],
    ) -> Result<BTreeMap<event_store::GuardKey, GuardState>, StoreError> {
        Ledger::guards(self, keys).await
    }

    async fn together(
        &mut self,
        streams: &[StreamName],
        guards: &[event_store::GuardKey],
    ) -> Result<Together, StoreError> {
        self.read_together(streams, guards).await
    }

    async fn events_by_id(&mut self, ids: &[Uuid]) -> Result<Vec<StoredEvent>, StoreError> {
        Ledger::events_by_id(self, ids).await
    }
}

impl Reader for Exclusive {
    async fn streams(&mut self, streams: &[StreamName]) -> Result<Vec<StoredEvent>, StoreError> {
        self.read_streams(streams).await
    }

    async fn guards(
        &mut self,
        keys: &[event_store::GuardKey],
    ) -> Result<BTreeMap<event_store::GuardKey, GuardState>, StoreError> {
        Self::guards(self, keys).await
    }

    async fn together(
        &mut self,
        streams: &[StreamName],
        guards: &[event_store::GuardKey],
    ) -> Result<Together, StoreError> {
        // Nobody else writes, so that their order does not matter.
        let guards = if guards.is_empty() { BTreeMap::new() } else { Self::guards(self, guards).await? };
        let events = if streams.is_empty() { Vec::new() } else { self.read_streams(streams).await? };
        Ok(Together { events, guards })
    }

    async fn events_by_id(&mut self, ids: &[Uuid]) -> Result<Vec<StoredEvent>, StoreError> {
        Self::events_by_id(self, ids).await
    }
}

/// Whether what is kept may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// What is kept, and the ledger for the rest.
    Kept,
    /// The ledger alone; what is read is kept.
    Ledger,
    /// What is kept, then the ledger; an identifier that the batch opens is taken for new. If it is not, the
    /// ledger refuses what was decided on that.
    Likely,
}

/// Everything that deciding on `batch` needs.
pub(crate) async fn world_for(
    reader: &mut impl Reader,
    seals: &Seals,
    histories: &Histories,
    source: Source,
    batch: &Batch,
) -> Result<World, Fault> {
    let mut world = World::default();
    if source != Source::Ledger {
        // Every decision needs them: asking first would answer no more.
        for submission in &batch.submissions {
            histories.fill(&Need::Stream(submission.stream.clone()), &mut world);
        }
    }
    loop {
        let mut missing = needs(&world, batch);
        if missing.is_empty() {
            return Ok(world);
        }
        if source != Source::Ledger {
            missing.retain(|need| !histories.fill(need, &mut world));
        }
        if source == Source::Likely {
            missing.retain(|need| !taken_for_new(need, &mut world));
        }
        if missing.is_empty() {
            continue;
        }
        let missing: Vec<Need> = missing.into_iter().collect();
        let epoch = histories.epoch();
        let along = Box::pin(load(reader, seals, &missing, &mut world)).await?;
        for need in &missing {
            histories.keep(need, &world, epoch);
        }
        histories.keep_along(along, epoch);
    }
}

/// Takes an identifier for new; answers whether the need was about one.
fn taken_for_new(need: &Need, world: &mut World) -> bool {
    let Need::Opening(id) = need else { return false };
    world.guards.insert(GuardKey::Id(*id), Guard::default());
    true
}

/// Everything that deciding on `batch` needs, if all of it is kept.
pub(crate) fn kept_world(histories: &Histories, batch: &Batch) -> Option<World> {
    let mut world = World::default();
    loop {
        let missing = needs(&world, batch);
        if missing.is_empty() {
            return Some(world);
        }
        if !missing.iter().all(|need| histories.fill(need, &mut world)) {
            return None;
        }
    }
}

/// What the decisions on `batches` will certainly need and is not kept.
pub(crate) fn unseen<'b>(histories: &Histories, batches: impl Iterator<Item = &'b Batch>) -> Vec<Need> {
    let mut missing: BTreeSet<Need> = BTreeSet::new();
    for batch in batches {
        missing.extend(needs(&World::default(), batch));
    }
    let mut kept = World::default();
    missing.into_iter().filter(|need| !histories.fill(need, &mut kept)).collect()
}

/// Loads it in one go, so that each decision finds it kept.
pub(crate) async fn load_ahead(
    reader: &mut impl Reader,
    seals: &Seals,
    histories: &Histories,
    missing: Vec<Need>,
) -> Result<(), Fault> {
    let (epoch, mut world) = (histories.epoch(), World::default());
    let along = load(reader, seals, &missing, &mut world).await?;
    for need in &missing {
        histories.keep(need, &world, epoch);
    }
    histories.keep_along(along, epoch);
    Ok(())
}

/// The programme that a need is about. Its book and its guard are one: what is believed of a programme is never
/// older than the guard says.
pub(crate) fn programme_of(need: &Need) -> Option<&ProgrammeCode> {
    match need {
        Need::Programme(code) | Need::Guard(GuardKey::Programme(code)) => Some(code),
        Need::Stream(_)
        | Need::Opening(_)
        | Need::Guard(GuardKey::Person(_) | GuardKey::Enrolments(_) | GuardKey::Id(_)) => None,
    }
}

/// Loads what is missing; answers the guards that came along.
async fn load(
    reader: &mut impl Reader,
    seals: &Seals,
    missing: &[Need],
    world: &mut World,
) -> Result<Vec<(GuardKey, Guard)>, Fault> {
    let codes: BTreeSet<&ProgrammeCode> = missing.iter().filter_map(programme_of).collect();
    let mut wanted: BTreeSet<StreamId> =
        codes.iter().map(|code| StreamId::Programme((*code).clone())).collect();
    let mut keys: BTreeSet<GuardKey> =
        codes.iter().map(|code| GuardKey::Programme((*code).clone())).collect();
    for need in missing {
        match need {
            Need::Stream(stream) => drop(wanted.insert(stream.clone())),
            Need::Guard(key) => drop(keys.insert(key.clone())),
            Need::Opening(id) => drop(keys.insert(GuardKey::Id(*id))),
            Need::Programme(_) => {}
        }
    }
    let names = wanted.iter().map(stream_name).collect::<Result<Vec<_>, _>>()?;
    let guards = keys.iter().map(guard_key).collect::<Result<Vec<_>, _>>()?;
    let Together { events, guards: mut states } = reader.together(&names, &guards).await?;
    for (key, name) in keys.into_iter().zip(&guards) {
        world.guards.insert(key, guard(&states.remove(name).unwrap_or_default()));
    }
    let mut streams = decode_by_stream(seals, &events).await?;
    for code in codes {
        let events = streams.get(&StreamId::Programme(code.clone())).map_or(&[][..], Vec::as_slice);
        world.programmes.insert(code.clone(), programme_book(events));
    }
    for need in missing {
        if let Need::Stream(stream) = need {
            let events = streams.remove(stream).unwrap_or_default();
            world.streams.insert(stream.clone(), Arc::new(events));
        }
    }
    let along =
        states.into_iter().filter_map(|(name, state)| Some((name.as_str().parse().ok()?, guard(&state))));
    Ok(along.collect())
}

fn guard(state: &GuardState) -> Guard {
    let streams = state.streams.iter().filter_map(|stream| stream.as_str().parse().ok()).collect();
    Guard { version: state.version, streams }
}

pub(crate) fn guard_key(key: &GuardKey) -> Result<event_store::GuardKey, Fault> {
    Ok(event_store::GuardKey::new(key.to_string())?)
}

/// The events of streams, each in stream order; streams that do not exist are left out.
pub(crate) async fn read_streams(
    reader: &mut impl Reader,
    seals: &Seals,
    streams: &[StreamId],
) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
    if streams.is_empty() {
        return Ok(BTreeMap::new());
    }
    let names = streams.iter().map(stream_name).collect::<Result<Vec<_>, _>>()?;
    let stored = reader.streams(&names).await?;
    decode_by_stream(seals, &stored).await
}
