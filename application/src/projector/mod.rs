//! The projector: keeps every projection up to date with the ledger.
//!
//! It catches up by position in bounded batches, then follows live: woken at once by what this process records, and
//! polling for what others do. Several nodes may run it; each projection is written by the one that holds its lease.

mod advance;
pub(crate) mod basis;
mod follow;
pub(crate) mod load;
mod memory;
mod outcome;
mod purge;
mod rebuild;
pub(crate) mod streams;

use std::sync::Arc;
use std::time::Duration;

use event_store::{Ledger, ProofError, StoreError, Sum};
use projections::Projection;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;
use uuid::Uuid;

use crate::Application;
use crate::error::Fault;
use advance::LEASE;

pub(crate) use advance::CHUNK;
use follow::Follower;

pub use load::Unfit;
pub use outcome::{RebuildError, Rebuilt};
pub(crate) use rebuild::position_at;

/// Between two looks at the head for what other processes recorded: the shortest after something happened, the
/// longest when nothing does.
const POLLS: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(25));

/// Between two signs of life.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// Events summed at a time.
const SUMMED: u64 = 1 << 18;

/// Keeps projections up to date.
pub struct Projector {
    application: Application,
    projections: Vec<Arc<dyn Projection>>,
    node: String,
}

impl std::fmt::Debug for Projector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Projector").field("node", &self.node).finish_non_exhaustive()
    }
}

impl Application {
    /// Keeps every projection up to date until `stop`, then gives the leases back.
    pub async fn project(&self, stop: impl Future<Output = ()> + Send) {
        Projector::new(self, projections::all()).run(stop).await;
    }

    /// Keeps the sums of the ledger up to its head.
    pub(crate) async fn extend_sums(&self) -> Result<(), Fault> {
        extend_sums(&self.ledger).await
    }

    /// Count and digest of the events up to a position.
    pub(crate) async fn sum_at(&self, position: u64) -> Result<Sum, Fault> {
        self.ledger.sum_at(position).await.map_err(|error| store_error(error).into())
    }
}

impl Projector {
    /// A projector of these projections, as a node of its own.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "identifiers are made in this crate")]
    pub fn new(application: &Application, projections: Vec<Arc<dyn Projection>>) -> Self {
        let node = Uuid::now_v7().to_string();
        Self { application: application.clone(), projections, node }
    }

    /// Works until `stop`, then gives the leases back, so that another node goes on at once.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let (stopping, stopped) = watch::channel(false);
        let (seen, head) = watch::channel(0);
        let mut tasks = JoinSet::new();
        for projection in &self.projections {
            let follower = Follower {
                application: self.application.clone(),
                projection: Arc::clone(projection),
                node: self.node.clone(),
                head: head.clone(),
                stop: stopped.clone(),
            };
            tasks.spawn(follower.run());
        }
        let (ledger, patient) = (self.application.ledger().clone(), stopped.clone());
        tasks.spawn(follow_head(ledger, seen, patient));
        tasks.spawn(stay_alive(self.application.clone(), self.node.clone(), stopped));
        tokio::select! {
            () = stop => {}
            // A task that ends before it is told to has panicked.
            Some(Err(error)) = tasks.join_next() => {
                tracing::error!(error = &error as &dyn std::error::Error, "the projector broke down");
            }
        }
        stopping.send_replace(true);
        while tasks.join_next().await.is_some() {}
        if let Ok(models) = self.application.read_models().await {
            let _ = models.release(&self.node).await;
        }
    }
}

/// Tells the followers how far the ledger goes.
async fn follow_head(ledger: Ledger, seen: watch::Sender<u64>, mut stop: watch::Receiver<bool>) {
    let mut own = ledger.watch();
    let mut wait = POLLS.0;
    while !*stop.borrow() {
        let recorded = *own.borrow_and_update();
        let head = ledger.head().await.map_or(recorded, |head| head.position.max(recorded));
        let moved = seen.send_if_modified(|last| {
            let moved = head > *last;
            *last = head.max(*last);
            moved
        });
        wait = if moved { POLLS.0 } else { (wait * 2).min(POLLS.1) };
        if *own.borrow_and_update() > head {
            continue;
        }
        tokio::select! {
            // Without a coordinator there is nothing to be woken by.
            Ok(()) = own.changed() => {}
            () = sleep(wait) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// Keeps the leases of this node alive and the sums of the ledger up to date.
async fn stay_alive(application: Application, node: String, mut stop: watch::Receiver<bool>) {
    let mut summed = 0;
    while !*stop.borrow() {
        if let Ok(models) = application.read_models().await
            && let Err(error) = models.keep(&node, LEASE).await
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "no sign of life");
        }
        let head = *application.ledger.watch().borrow();
        if head >= summed + 256
            && let Ok(upto) = application.ledger.extend_sums(SUMMED).await
        {
            summed = upto;
        }
        tokio::select! {
            () = sleep(HEARTBEAT) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// Keeps the sums of a ledger up to its head.
async fn extend_sums(ledger: &Ledger) -> Result<(), Fault> {
    let head = ledger.head().await?.position;
    while ledger.extend_sums(SUMMED).await.map_err(store_error)? + 256 <= head {}
    Ok(())
}

/// What is missing of the ledger's own hashes is damage of the ledger.
fn store_error(error: ProofError) -> StoreError {
    if let ProofError::Store(error) = error {
        return error;
    }
    StoreError::Invalid { detail: error.to_string() }
}
