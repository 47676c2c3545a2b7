//! Builds new generations of projections beside those that serve, and swaps them.
//!
//! Every stream is folded once, in any order and by any number of workers; the rows of a stream depend on nothing
//! but the ledger up to the position that the rebuild began at, so the result is the same to the byte. It may be
//! interrupted at any point: the old generation serves until the swap, and what is left is thrown away by the next.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::StreamId;
use event_store::{Lease, Ledger, Owned, ReadModels, Sum, TreeHash, WriteError};
use jiff::Timestamp;
use projections::Projection;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::advance::{LEASE, advance};
use super::basis::Basis;
use super::load::Chunk;
use super::outcome::{RebuildError, Rebuilt};
use super::streams::{Pages, Worker, fold_all};
use crate::Application;
use crate::error::Fault;

/// Events applied at a time while catching up.
const BATCH: u32 = 256;

/// How long a generation that another program builds is waited for: a little longer than its lease.
const PATIENCE: Duration = Duration::from_secs(6);

impl Application {
    /// Rebuilds projections, all of them when none is named, with so many workers. With `known_at` the rows are
    /// computed as they were known then, told by their digest and thrown away: nothing is swapped.
    ///
    /// # Errors
    /// A name that no projection has, events that cannot be applied, another program that is at it, faults of the
    /// store.
    pub async fn rebuild(
        &self,
        names: &[String],
        workers: usize,
        known_at: Option<Timestamp>,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Rebuilt, RebuildError> {
        let mut projections = projections::all();
        if let Some(name) =
            names.iter().find(|name| !projections.iter().any(|one| one.model().name == name.as_str()))
        {
            return Err(RebuildError::Unknown { name: name.clone() });
        }
        projections.retain(|one| names.is_empty() || names.iter().any(|name| one.model().name == name));
        let application = self.clone();
        Job { application, projections, workers, known_at }.run(progress).await
    }
}

/// A rebuild to be done.
pub(super) struct Job {
    pub(super) application: Application,
    pub(super) projections: Vec<Arc<dyn Projection>>,
    pub(super) workers: usize,
    pub(super) known_at: Option<Timestamp>,
}

/// Aborts the signs of life when the rebuild ends, however it ends.
struct Alive(JoinSet<()>);

impl Job {
    /// Does it.
    ///
    /// # Errors
    /// As [`Application::rebuild`].
    pub(super) async fn run(
        self,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Rebuilt, RebuildError> {
        let since = Instant::now();
        let models = self.application.read_models().await?.clone();
        let ledger = self.application.ledger().clone();
        self.application.extend_sums().await?;
        let upto = match self.known_at {
            Some(instant) => position_at(&ledger, instant).await?,
            None => ledger.head().await?.position,
        };
        let node = super::Projector::new(&self.application, Vec::new()).node;
        let alive = stay_alive(models.clone(), node.clone());
        let mut leases = Vec::new();
        for projection in &self.projections {
            leases.push(begin(&models, projection, &node).await?);
        }
        let leases = Arc::new(leases);
        let built = self.build(&models, &leases, upto, &node, progress).await;
        if built.is_err() {
            // What is left is thrown away by the next rebuild at the latest.
            for lease in leases.iter() {
                let _ = models.discard(lease).await;
            }
        }
        drop(alive);
        let seconds = since.elapsed().as_secs_f64();
        Ok(Rebuilt { events: upto, seconds, position: upto, digest: built? })
    }

    /// Builds the new generations, proves them complete and swaps them; answers the digest of their rows.
    async fn build(
        &self,
        models: &ReadModels,
        leases: &Arc<Vec<Lease>>,
        upto: u64,
        node: &str,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<TreeHash, RebuildError> {
        let sum = self.fold_all(models, leases, upto, progress).await?;
        let held = self.application.sum_at(upto).await?;
        if sum != held {
            return Err(RebuildError::Incomplete { folded: sum.count, held: held.count });
        }
        let mut digests = Vec::new();
        let mut built = Vec::new();
        for lease in leases.iter() {
            let mut lease = lease.clone();
            let name = lease.model.name;
            models
                .finish_build(&mut lease, upto, sum)
                .await
                .map_err(|error| RebuildError::of(error, name))?;
            digests.extend_from_slice(&models.digest(lease.model, lease.generation).await?);
            built.push(lease);
        }
        for (lease, projection) in built.iter_mut().zip(&self.projections) {
            if self.known_at.is_some() {
                models.discard(lease).await?;
            } else {
                self.swap(models, projection, lease, node).await?;
            }
        }
        Ok(event_store::sha256(&digests))
    }

    /// Folds every stream as it was at a position and writes the rows; answers what was folded.
    async fn fold_all(
        &self,
        models: &ReadModels,
        leases: &Arc<Vec<Lease>>,
        upto: u64,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Sum, RebuildError> {
        let basis = Arc::new(Basis::at(upto));
        let folder = || Folder {
            ledger: self.application.ledger().clone(),
            models: models.clone(),
            leases: Arc::clone(leases),
            projections: self.projections.clone(),
            basis: Arc::clone(&basis),
        };
        let folders = (0..self.workers.max(1)).map(|_| folder()).collect();
        let mut sum = Sum::default();
        fold_all(Pages::of(self.application.ledger(), ""), folders, |_at, part: Sum| {
            sum.merge(&part);
            progress(sum.count, upto);
            Ok(())
        })
        .await?;
        Ok(sum)
    }

    /// Catches up with what was recorded meanwhile, and swaps.
    async fn swap(
        &self,
        models: &ReadModels,
        projection: &Arc<dyn Projection>,
        lease: &mut Lease,
        node: &str,
    ) -> Result<(), RebuildError> {
        let ledger = self.application.ledger();
        let model = projection.model();
        let failed = |error| RebuildError::of(error, model.name);
        self.catch_up(models, projection, lease).await?;
        // From here on nobody else moves the old generation, so that the new one overtakes it.
        models.take_over(model, node, LEASE).await?;
        loop {
            self.catch_up(models, projection, lease).await?;
            let held = self.application.sum_at(lease.position).await?;
            if held != lease.sum {
                return Err(RebuildError::Incomplete { folded: lease.sum.count, held: held.count });
            }
            match models.swap(lease).await {
                Ok(()) => break,
                Err(WriteError::Behind) if lease.position < ledger.head().await?.position => {}
                Err(WriteError::Behind) => {
                    // The old one is of another ledger: what it has seen is not to come.
                    models.forget_serving(lease).await.map_err(failed)?;
                }
                Err(error) => return Err(failed(error)),
            }
        }
        models.sweep(model).await?;
        if let Err(error) = models.take_stock(model).await {
            // It serves; the engine counts by itself sooner or later.
            tracing::warn!(error = &error as &dyn std::error::Error, "the rows were not counted anew");
        }
        Ok(())
    }

    async fn catch_up(
        &self,
        models: &ReadModels,
        projection: &Arc<dyn Projection>,
        lease: &mut Lease,
    ) -> Result<(), RebuildError> {
        let name = lease.model.name;
        loop {
            let applied = advance(&self.application, models, projection, lease, BATCH).await;
            if applied.map_err(|error| RebuildError::of_step(error, name))? == 0 {
                return Ok(());
            }
        }
    }
}

/// Folds streams into rows and writes them.
struct Folder {
    ledger: Ledger,
    models: ReadModels,
    leases: Arc<Vec<Lease>>,
    projections: Vec<Arc<dyn Projection>>,
    basis: Arc<Basis>,
}

impl Worker for Folder {
    type Page = Vec<StreamId>;
    type Part = Sum;

    async fn fold(&mut self, owners: Vec<StreamId>) -> Result<Sum, RebuildError> {
        let loaded = Chunk::load(&self.ledger, &owners, &self.basis).await;
        let chunk = loaded.map_err(RebuildError::of_events)?;
        let mut rows: Vec<Vec<Owned>> = self.leases.iter().map(|_| Vec::new()).collect();
        for owner in &owners {
            for (rows, owned) in rows.iter_mut().zip(chunk.fold(owner, &self.projections)?) {
                rows.push(owned);
            }
        }
        let name = self.leases.first().map_or("", |lease| lease.model.name);
        let builds: Vec<(&Lease, Vec<Owned>)> = self.leases.iter().zip(rows).collect();
        self.models.write_build(&builds, LEASE).await.map_err(|error| RebuildError::of(error, name))?;
        Ok(chunk.sum)
    }
}

/// Begins a generation; one that another program builds is waited for as long as that program may be dead.
async fn begin(
    models: &ReadModels,
    projection: &Arc<dyn Projection>,
    node: &str,
) -> Result<Lease, RebuildError> {
    let model = projection.model();
    models.declare(model).await?;
    let since = Instant::now();
    loop {
        match models.begin_build(model, node, LEASE).await {
            Err(WriteError::BeingRebuilt) if since.elapsed() < PATIENCE => {
                sleep(Duration::from_millis(100)).await;
            }
            begun => return begun.map_err(|error| RebuildError::of(error, model.name)),
        }
    }
}

/// Shows that the rebuild is alive until the answer is dropped.
fn stay_alive(models: ReadModels, node: String) -> Alive {
    let mut set = JoinSet::new();
    set.spawn(async move {
        loop {
            // A sign that is missed is made up for by the next write.
            let _ = models.keep(&node, LEASE).await;
            sleep(super::HEARTBEAT).await;
        }
    });
    Alive(set)
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.abort_all();
    }
}

/// The last position recorded by an instant: recording times never decrease, so it is found by halving.
pub(crate) async fn position_at(ledger: &Ledger, instant: Timestamp) -> Result<u64, Fault> {
    let (mut known, mut unknown) = (0, ledger.head().await?.position + 1);
    while known + 1 < unknown {
        let middle = known + (unknown - known) / 2;
        let events = ledger.read_positions(middle - 1, 1).await?;
        if events.first().is_some_and(|event| event.recorded_at <= instant) {
            known = middle;
        } else {
            unknown = middle;
        }
    }
    Ok(known)
}
