//! Read models: rows that follow from the ledger, kept apart from it.
//!
//! On SQLite they live in a file of their own, `DATABASE-projections`, on PostgreSQL in the schema
//! `parcours_projections`; either may be deleted at any time and is made again from the ledger. This module knows
//! leases, checkpoints and tables; what a row says is not its business.
//!
//! Rows and checkpoint commit in one transaction, which is refused unless the checkpoint still is where the
//! writer believes and the lease still is the writer's: two nodes never both write.

mod apply;
mod build;
mod cell;
mod connection;
mod lease;
mod open;
mod purge;
mod snapshot;
mod status;
mod table;

use std::sync::Arc;

use crate::error::StoreError;

pub use apply::Step;
pub use cell::Cell;
pub use snapshot::Snapshot;
pub use status::{DeadLetter, State, Status};
pub use table::{Column, Kind, Model, Owned, Table};

use connection::Pool;

use crate::proof::Sum;

/// The read models beside a ledger. Cheap to clone.
#[derive(Clone)]
pub struct ReadModels(Arc<Inner>);

struct Inner {
    readers: Pool,
    writers: Pool,
}

impl std::fmt::Debug for ReadModels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadModels").field("engine", &self.0.readers.engine()).finish_non_exhaustive()
    }
}

/// The right to write one generation of a projection, and how far that has come.
#[derive(Debug, Clone)]
pub struct Lease {
    /// The projection.
    pub model: &'static Model,
    /// Which of its generations.
    pub generation: i64,
    /// The checkpoint: everything up to here is in the rows.
    pub position: u64,
    /// Count and digest of what was applied.
    pub sum: Sum,
    epoch: i64,
    node: String,
}

/// Why a read model was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Another node has the lease, or the projection was paused or replaced: nothing was written.
    #[error("the lease on the projection is lost")]
    LeaseLost,
    /// Another program is building the projection anew.
    #[error("the projection is being rebuilt by another program")]
    BeingRebuilt,
    /// The new generation is behind the one it is to replace.
    #[error("the new generation is still behind the old one")]
    Behind,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
