//! Loads what an admission needs: from what is kept, then from the database.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::admission::{Batch, Guard, GuardKey, Need, World, needs};
use domain::{Event, StreamId};
use event_store::{Exclusive, GuardState, Ledger, StoreError, StoredEvent, StreamName};

use crate::codec::{decode_all, stream_name};
use crate::error::Fault;
use crate::histories::{Histories, programme_book};

/// Where histories are read: the ledger, or the transaction of its only writer.
pub(crate) trait Reader {
    async fn streams(&mut self, streams: &[StreamName]) -> Result<Vec<StoredEvent>, StoreError>;
    async fn guards(
        &mut self,
        keys: &[event_store::GuardKey],
    ) -> Result<BTreeMap<event_store::GuardKey, GuardState>, StoreError>;
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
}

/// Everything that deciding on `batch` needs.
pub(crate) async fn world_for(
    reader: &mut impl Reader,
    histories: &Histories,
    batch: &Batch,
) -> Result<World, Fault> {
    let mut world = World::default();
    loop {
        let mut missing = needs(&world, batch);
        if missing.is_empty() {
            return Ok(world);
        }
        missing.retain(|need| !histories.fill(need, &mut world));
        if missing.is_empty() {
            continue;
        }
        let missing: Vec<Need> = missing.into_iter().collect();
        load(reader, &missing, &mut world).await?;
        for need in &missing {
            histories.keep(need, &world);
        }
    }
}

/// Loads in one go what the decisions on `batches` will certainly need, so that each finds it kept.
pub(crate) async fn prefetch(
    reader: &mut impl Reader,
    histories: &Histories,
    batches: impl Iterator<Item = &Batch>,
) -> Result<(), Fault> {
    let mut missing: std::collections::BTreeSet<Need> = std::collections::BTreeSet::new();
    for batch in batches {
        missing.extend(needs(&World::default(), batch));
    }
    let mut kept = World::default();
    missing.retain(|need| !histories.fill(need, &mut kept));
    let missing: Vec<Need> = missing.into_iter().collect();
    let mut world = World::default();
    load(reader, &missing, &mut world).await?;
    for need in &missing {
        histories.keep(need, &world);
    }
    Ok(())
}

async fn load(reader: &mut impl Reader, missing: &[Need], world: &mut World) -> Result<(), Fault> {
    let mut wanted: Vec<StreamId> = Vec::new();
    let mut keys: Vec<&GuardKey> = Vec::new();
    for need in missing {
        match need {
            Need::Stream(stream) => wanted.push(stream.clone()),
            Need::Programme(code) => wanted.push(StreamId::Programme(code.clone())),
            Need::Guard(key) => keys.push(key),
        }
    }
    let mut streams = read_streams(reader, &wanted).await?;
    for need in missing {
        match need {
            Need::Stream(stream) => {
                let events = streams.get(stream).cloned().unwrap_or_default();
                world.streams.insert(stream.clone(), Arc::new(events));
            }
            Need::Programme(code) => {
                let events = streams.remove(&StreamId::Programme(code.clone())).unwrap_or_default();
                world.programmes.insert(code.clone(), programme_book(&events));
            }
            Need::Guard(_) => {}
        }
    }
    load_guards(reader, &keys, world).await
}

async fn load_guards(reader: &mut impl Reader, keys: &[&GuardKey], world: &mut World) -> Result<(), Fault> {
    if keys.is_empty() {
        return Ok(());
    }
    let names = keys.iter().map(|key| guard_key(key)).collect::<Result<Vec<_>, _>>()?;
    let mut states = reader.guards(&names).await?;
    for (key, name) in keys.iter().zip(&names) {
        let state = states.remove(name).unwrap_or_default();
        let streams = state.streams.iter().filter_map(|stream| stream.as_str().parse().ok()).collect();
        world.guards.insert((*key).clone(), Guard { version: state.version, streams });
    }
    Ok(())
}

pub(crate) fn guard_key(key: &GuardKey) -> Result<event_store::GuardKey, Fault> {
    Ok(event_store::GuardKey::new(key.to_string())?)
}

/// The events of streams, each in stream order; streams that do not exist are left out.
pub(crate) async fn read_streams(
    reader: &mut impl Reader,
    streams: &[StreamId],
) -> Result<BTreeMap<StreamId, Vec<Event>>, Fault> {
    if streams.is_empty() {
        return Ok(BTreeMap::new());
    }
    let names = streams.iter().map(stream_name).collect::<Result<Vec<_>, _>>()?;
    let stored = reader.streams(&names).await?;
    let mut by_stream: BTreeMap<&StreamName, Vec<&StoredEvent>> = BTreeMap::new();
    for event in &stored {
        by_stream.entry(&event.stream).or_default().push(event);
    }
    let mut read = BTreeMap::new();
    for events in by_stream.into_values() {
        let events = decode_all(events)?;
        if let Some(first) = events.first() {
            read.insert(first.stream().clone(), events);
        }
    }
    Ok(read)
}
