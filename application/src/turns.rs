//! Turns: decisions on the same stream are taken one after the other within this process.
//!
//! The versions that an append rests on would refuse all but one of them anyway, and each of the others would
//! decide again for nothing. Between processes those versions alone decide.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use domain::Submission;
use tokio::sync::{Mutex, MutexGuard};

/// Enough that writers of different households rarely share a turn.
const STRIPES: u64 = 1024;

/// A fixed number of locks, shared out among the streams.
pub(crate) struct Turns {
    stripes: Vec<Mutex<()>>,
    hasher: RandomState,
}

impl Default for Turns {
    fn default() -> Self {
        Self { stripes: (0..STRIPES).map(|_| Mutex::new(())).collect(), hasher: RandomState::new() }
    }
}

impl Turns {
    /// Waits for the turn of every stream of a batch. Always taken in one order, so nobody waits in a circle.
    pub(crate) async fn of(&self, facts: &[Submission]) -> Vec<MutexGuard<'_, ()>> {
        let stripe = |fact: &Submission| self.hasher.hash_one(&fact.stream) % STRIPES;
        let wanted: BTreeSet<u64> = facts.iter().map(stripe).collect();
        let mut turns = Vec::with_capacity(wanted.len());
        for stripe in wanted.into_iter().filter_map(|stripe| usize::try_from(stripe).ok()) {
            if let Some(stripe) = self.stripes.get(stripe) {
                turns.push(stripe.lock().await);
            }
        }
        turns
    }
}
