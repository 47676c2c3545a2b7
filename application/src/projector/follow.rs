//! One projection follows the ledger for as long as this node holds its lease.

use std::sync::Arc;
use std::time::{Duration, Instant};

use event_store::{Lease, TRACED, WriteError};
use projections::Projection;
use tokio::sync::watch;
use tokio::time::sleep;
use tracing::{Instrument as _, field};

use super::advance::{LEASE, StepError, advance};
use super::outcome::RebuildError;
use super::rebuild::Job;
use crate::Application;
use crate::error::Fault;

/// Most events of one transaction.
const BATCH: u32 = 256;

/// So far behind, a new generation is built instead: it folds every household once.
const FAR_BEHIND: u64 = 5000;

/// Longest rest between batches that are not full.
const REST: Duration = Duration::from_millis(50);

/// How often a lease that another node holds is asked for, and a paused projection looked at.
const ASK: Duration = Duration::from_millis(250);

pub(super) struct Follower {
    pub(super) application: Application,
    pub(super) projection: Arc<dyn Projection>,
    pub(super) node: String,
    pub(super) head: watch::Receiver<u64>,
    pub(super) stop: watch::Receiver<bool>,
}

impl Follower {
    /// Works until it is told to stop; faults of the store are waited out.
    pub(super) async fn run(mut self) {
        let name = self.projection.model().name;
        let mut wait = Duration::from_millis(100);
        while !*self.stop.borrow() {
            match self.work().await {
                Ok(()) => wait = Duration::from_millis(100),
                Err(fault) => {
                    warn(name, &fault, "projection interrupted");
                    self.rest(wait).await;
                    wait = (wait * 2).min(Duration::from_secs(5));
                }
            }
        }
    }

    /// Waits, unless it is told to stop meanwhile.
    async fn rest(&mut self, wait: Duration) {
        tokio::select! {
            () = sleep(wait) => {}
            _ = self.stop.wait_for(|stop| *stop) => {}
        }
    }

    async fn work(&mut self) -> Result<(), Fault> {
        let models = self.application.read_models().await?.clone();
        let model = self.projection.model();
        models.declare(model).await?;
        while !*self.stop.borrow() {
            match models.acquire(model, &self.node, LEASE).await? {
                Some(mut lease) => {
                    tracing::debug!(projection = model.name, position = lease.position, "following");
                    self.hold(&mut lease).await?;
                }
                None => self.rest(ASK).await,
            }
        }
        Ok(())
    }

    /// Applies what is recorded until the lease is lost, the projection pauses or the program stops.
    async fn hold(&mut self, lease: &mut Lease) -> Result<(), Fault> {
        let models = self.application.read_models().await?.clone();
        if !self.is_of_this_ledger(lease).await? {
            let name = lease.model.name;
            tracing::warn!(projection = name, "the read model is not of this ledger: it is built anew");
            self.build_anew().await;
            return Ok(());
        }
        let mut limit = BATCH;
        let mut far_behind = FAR_BEHIND;
        while !*self.stop.borrow() {
            let head = *self.head.borrow_and_update();
            if lease.position >= head {
                tokio::select! {
                    changed = self.head.changed() => if changed.is_err() { return Ok(()) },
                    _ = self.stop.wait_for(|stop| *stop) => {}
                }
                continue;
            }
            if head - lease.position > far_behind {
                if self.build_anew().await {
                    return Ok(());
                }
                // Step by step, the event is found at which it stops.
                far_behind = u64::MAX;
            }
            let name = lease.model.name;
            let span =
                tracing::info_span!(target: TRACED, "project", projection = name, events = field::Empty);
            let since = Instant::now();
            let advanced = advance(&self.application, &models, &self.projection, lease, limit);
            let advanced = advanced.instrument(span.clone()).await;
            if let Ok(events) = advanced {
                span.record("events", events);
            }
            match advanced {
                Ok(events) => {
                    limit = (limit * 2).min(BATCH);
                    if events < BATCH as usize {
                        // As long as that took is left to those who record: what they do meanwhile is applied together.
                        self.rest(since.elapsed().min(REST)).await;
                    }
                }
                Err(StepError::Poison(_)) if limit > 1 => limit = (limit / 4).max(1),
                Err(StepError::Poison(why)) => {
                    let position = lease.position + 1;
                    let name = lease.model.name;
                    tracing::error!(projection = name, position, why, "projection paused");
                    match models.pause(lease, position, &why).await {
                        Ok(())
                        | Err(WriteError::LeaseLost | WriteError::BeingRebuilt | WriteError::Behind) => {}
                        Err(WriteError::Store(error)) => return Err(error.into()),
                    }
                    return Ok(());
                }
                Err(StepError::Write(WriteError::Store(error))) => return Err(error.into()),
                Err(StepError::Write(
                    WriteError::LeaseLost | WriteError::BeingRebuilt | WriteError::Behind,
                )) => {
                    tracing::info!(projection = lease.model.name, "lease lost");
                    self.rest(ASK).await;
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Whether what was applied is what the ledger holds up to the checkpoint.
    async fn is_of_this_ledger(&self, lease: &Lease) -> Result<bool, Fault> {
        let ledger = self.application.ledger();
        if lease.position > ledger.head().await?.position {
            return Ok(false);
        }
        self.application.extend_sums().await?;
        Ok(self.application.sum_at(lease.position).await? == lease.sum)
    }

    /// Builds a new generation; answers whether that worked. Other nodes may be at it already.
    async fn build_anew(&mut self) -> bool {
        let job = Job {
            application: self.application.clone(),
            projections: vec![Arc::clone(&self.projection)],
            workers: 1,
            known_at: None,
        };
        let mut stop = self.stop.clone();
        let mut untold = |_done, _all| {};
        let built = tokio::select! {
            built = job.run(&mut untold) => built,
            _ = stop.wait_for(|stop| *stop) => return true,
        };
        match built {
            Ok(_rebuilt) => true,
            Err(RebuildError::BeingRebuilt { .. }) => {
                self.rest(ASK).await;
                true
            }
            Err(error) => {
                warn(self.projection.model().name, &error, "not built anew");
                self.rest(ASK).await;
                false
            }
        }
    }
}

fn warn(projection: &str, error: &(dyn std::error::Error + 'static), what: &str) {
    tracing::warn!(projection, error, "{what}");
}
