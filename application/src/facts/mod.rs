//! The facts tables of the ledger: every stream folded once, in parallel, as it was known at an instant; brought up to
//! date by folding again what has changed.

mod build;
mod export;
mod files;
mod kept;
mod refresh;
mod slices;

use std::collections::BTreeMap;

use event_store::Sum;
use jiff::Timestamp;
use jiff::civil::Date;
use projections::facts_tables::{Bucket, Buckets, Tables};

use crate::Application;
use crate::projector::{RebuildError, position_at};

pub(crate) use build::unfit;
pub use kept::{KeepError, KeptFacts};

/// The facts tables, and what they were built from. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Facts {
    parts: BTreeMap<Bucket, Part>,
    buckets: Buckets,
    /// The state of the keys under which they were read.
    keys: String,
    /// Everything recorded up to here is in them, and nothing after.
    pub position: u64,
    /// The number and digest of the events that were folded: those that the ledger holds up to the position.
    pub proof: Sum,
    /// The instant asked for; that of the last event when none was.
    pub known_at: Option<Timestamp>,
    /// The day of that instant.
    pub known_on: Option<Date>,
}

/// The tables of one bucket.
#[derive(Debug, Clone, Default)]
struct Part {
    tables: Tables,
    /// The events of its streams.
    sum: Sum,
}

impl Facts {
    /// All tables.
    #[must_use]
    pub fn tables(&self) -> Tables {
        let mut all = Tables::default();
        for part in self.parts.values() {
            all.append(part.tables.clone());
        }
        all
    }

    /// How many rows a table has.
    fn rows_of(&self, table: &str) -> usize {
        self.parts.values().map(|part| part.tables.rows_of(table)).sum()
    }
}

impl Application {
    /// The facts tables as known at an instant (now when absent), built by so many workers; the same rows for any
    /// number of them. Those known now are taken from files, if they are kept, and brought up to date. `progress` is
    /// told how many events are folded, of how many.
    ///
    /// # Errors
    /// Events that cannot be read, a ledger that does not hold what was folded, faults of the store.
    pub async fn facts_tables(
        &self,
        known_at: Option<Timestamp>,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Facts, RebuildError> {
        if known_at.is_none()
            && let Some(kept) = self.kept_facts().await?
            && let Some((facts, _)) = self.brought_up_to_date(&kept, workers).await?
        {
            return Ok(facts);
        }
        self.extend_sums().await?;
        // Before anything is read: of what is erased meanwhile nobody knows whether it was read.
        let keys = self.seals.ring().state().await?;
        let head = self.ledger.head().await?;
        let position = match known_at {
            Some(instant) => position_at(&self.ledger, instant).await?,
            None => head.position,
        };
        let buckets = self.buckets().await?;
        let (mut parts, mut proof) = (BTreeMap::new(), Sum::default());
        self.build_all((buckets, buckets.all().collect()), position, workers, &mut |bucket, part| {
            proof.merge(&part.sum);
            progress(proof.count, position);
            parts.insert(bucket, part);
            Ok(())
        })
        .await?;
        self.complete(&proof, position).await?;
        let known_at = known_at.or(head.recorded_at);
        let known_on = known_at.map(|instant| self.clock.day_of(instant));
        Ok(Facts { parts, buckets, keys, position, proof, known_at, known_on })
    }

    /// Whether exactly the events up to a position were folded.
    ///
    /// # Errors
    /// Not; and faults of the store.
    async fn complete(&self, folded: &Sum, position: u64) -> Result<(), RebuildError> {
        let held = self.sum_at(position).await?;
        if *folded == held {
            return Ok(());
        }
        Err(RebuildError::Incomplete { folded: folded.count, held: held.count })
    }
}
