//! What this node has in memory anyway: the streams of the facts that it has just recorded.
//!
//! Each of the projections follows the ledger by itself. Without this, all of them would read, open and decode the same
//! streams again that were decoded to decide.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::{Event, StreamId};
use event_store::StoredEvent;

use super::basis::erases;
use crate::Application;
use crate::error::Fault;
use crate::histories::Histories;

/// Kept histories, for events that a projection is about to apply.
pub(super) struct Memory {
    histories: Arc<Histories>,
    /// How often these had been forgotten when this was made.
    epoch: u64,
    /// The version that a stream has at least: that of its last event that is about to be applied. What is kept of any
    /// other stream may end anywhere.
    versions: HashMap<StreamId, u32>,
}

/// Whether a key was erased or wrapped anew since this was the state of the keys; those that are kept are forgotten then.
///
/// # Errors
/// Faults of the key store.
pub(super) async fn keys_moved(application: &Application, since: &str) -> Result<bool, Fault> {
    let keys = application.ledger.keys();
    let moved = keys.state().await? != since;
    if moved {
        keys.forget();
    }
    Ok(moved)
}

impl Memory {
    /// What may be used to apply these events, the keys being in this state. What was read before a key was erased or
    /// wrapped anew is forgotten first, also when another node has done it; an erasure among the events is applied from the
    /// ledger alone.
    pub(super) fn of(application: &Application, state: &str, events: &[StoredEvent]) -> Self {
        let keys = application.ledger.keys();
        let histories = Arc::clone(&application.histories);
        let epoch = histories.read_under(state, || keys.forget());
        let mut versions = HashMap::new();
        if !events.iter().any(erases) {
            for event in events {
                if let Ok(stream) = event.stream.as_str().parse() {
                    versions.insert(stream, event.version);
                }
            }
        }
        Self { histories, epoch, versions }
    }

    /// Those of these streams that are kept, as they were at a position, and those that are not.
    pub(super) fn split(
        &self,
        streams: &[StreamId],
        upto: u64,
    ) -> (BTreeMap<StreamId, Vec<Event>>, Vec<StreamId>) {
        let (mut found, mut missing) = (BTreeMap::new(), Vec::new());
        for stream in streams {
            match self.kept(stream) {
                Some(events) => {
                    let events = events.iter().take_while(|event| event.position <= upto);
                    found.insert(stream.clone(), events.cloned().collect());
                }
                None => missing.push(stream.clone()),
            }
        }
        (found, missing)
    }

    fn kept(&self, stream: &StreamId) -> Option<Arc<Vec<Event>>> {
        let version = self.versions.get(stream)?;
        let events = self.histories.stream(stream, self.epoch)?;
        (events.last()?.version >= *version).then_some(events)
    }

    /// Keeps streams that had to be read: the other projections apply the same events.
    pub(super) fn keep(&self, read: &BTreeMap<StreamId, Vec<Event>>) {
        for (stream, events) in read {
            if self.versions.contains_key(stream) {
                self.histories.keep_read(stream, events, self.epoch);
            }
        }
    }
}
