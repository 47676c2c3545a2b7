//! What a right to record was decided on.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::StreamId;
use domain::ids::HouseholdId;

use super::Sight;
use super::household::Streams;
use super::recording::{NotRecorded, Place};
use crate::record::Submitted;

/// The versions of the streams that were looked at to decide on a right. What is recorded by that right rests on them: a
/// consent that is withdrawn, or a partner that leaves, before it is appended, is looked at. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Basis(Arc<Mutex<BTreeMap<StreamId, u32>>>);

impl Basis {
    fn note<'s>(&self, wanted: impl IntoIterator<Item = &'s StreamId>, read: &'s Streams) {
        // A panic elsewhere cannot leave a number half written.
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for stream in wanted.into_iter().chain(read.keys()) {
            let version = read.get(stream).and_then(|events| events.last()).map_or(0, |event| event.version);
            // Of two readings the earlier counts: the decision began with it.
            noted.entry(stream.clone()).or_insert(version);
        }
    }

    /// What must still be so when facts are recorded by that right.
    pub(super) fn versions(self) -> impl Iterator<Item = (StreamId, u32)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_iter()
    }
}

impl Sight {
    /// The households to which facts go, once whoever asks may record all of them, and what that was decided on.
    pub(super) async fn places_and_basis(
        &self,
        submitted: &Submitted,
    ) -> Result<(Option<BTreeMap<HouseholdId, Place>>, Basis), NotRecorded> {
        let basis = Basis::default();
        let deciding = Self { basis: Some(basis.clone()), ..self.clone() };
        Ok((deciding.allowed(submitted).await?, basis))
    }

    /// Notes what a right rests on: what was looked for, and what was read, which may be nothing.
    pub(super) fn rest_on<'s>(&self, wanted: impl IntoIterator<Item = &'s StreamId>, read: &'s Streams) {
        if let Some(basis) = &self.basis {
            basis.note(wanted, read);
        }
    }
}
