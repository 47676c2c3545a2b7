//! Streams and guards read together: what one decision needs that has seen nothing yet.

use std::collections::BTreeMap;

use crate::append::GuardState;
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::ledger::{Ledger, reading};
use crate::names::{GuardKey, StreamName};
use crate::store::{Store, gather_guards};

/// What was read together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Together {
    /// The events of the streams, by position.
    pub events: Vec<StoredEvent>,
    /// Those of the guards that exist, and perhaps others that the streams have moved.
    pub guards: BTreeMap<GuardKey, GuardState>,
}

impl Ledger {
    /// The events of streams, and guards that are not newer than these. Where a round trip costs something, one does
    /// for all: guards that these streams have moved come along, those whose keys begin with `person/`, and so do the
    /// keys of subjects that are named like the streams and those guards: whoever opens what was read finds them in
    /// memory.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn read_together(
        &self,
        streams: &[StreamName],
        guards: &[GuardKey],
    ) -> Result<Together, StoreError> {
        let _timed = self.metrics.reading().traced("together");
        match &**self.store() {
            Store::Postgres(store) if !streams.is_empty() => {
                // Before anything is read: keys are not kept if all were to be forgotten since.
                let unlocked = self.keys().unlocked();
                let (events, guards, keys) = reading!(store.read_together(streams, guards))?;
                if let Some(unlocked) = unlocked {
                    self.keys().keep_along(&unlocked, &keys);
                }
                Ok(Together { events, guards: gather_guards(guards) })
            }
            store @ (Store::Postgres(_) | Store::Sqlite(_)) => {
                // Guards first: whoever moves one meanwhile makes it stale, which the ledger notices.
                let guards =
                    if guards.is_empty() { BTreeMap::new() } else { reading!(store.guards(guards))? };
                let events =
                    if streams.is_empty() { Vec::new() } else { reading!(store.read_streams(streams, 0))? };
                Ok(Together { events, guards })
            }
        }
    }
}
