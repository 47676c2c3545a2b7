//! One batch of events, applied to one projection.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::StreamId;
use domain::facts::FactKind;
use event_store::{Lease, Ledger, Owned, ReadModels, SealError, Step, StoreError, StoredEvent, WriteError};
use projections::Projection;

use super::basis::Basis;
use super::load::{Chunk, Unfit};
use super::memory::{Memory, keys_moved};
use crate::Application;
use crate::error::Fault;

/// How long a lease lasts without a sign of life. Another node takes over within that time and a poll.
pub(super) const LEASE: Duration = Duration::from_secs(4);

/// Streams loaded at a time.
pub(crate) const CHUNK: usize = 64;

/// Why a batch was not applied.
#[derive(Debug, thiserror::Error)]
pub(super) enum StepError {
    /// The events themselves cannot be applied: trying again changes nothing.
    #[error("{0}")]
    Poison(String),
    /// The lease is lost, or the store failed: trying again may help.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl From<Fault> for StepError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Store(error) => error.into(),
            fault @ (Fault::Unreadable { .. } | Fault::Name(_)) => Self::Poison(fault.to_string()),
            Fault::Keys(error @ (SealError::Missing { .. } | SealError::Altered { .. })) => {
                Self::Poison(error.to_string())
            }
            // Without the keys nothing can be told of an event: whoever has them goes on.
            fault @ (Fault::Keys(_) | Fault::Busy { .. } | Fault::NotEmpty { .. } | Fault::File { .. }) => {
                Self::Write(WriteError::Store(StoreError::Invalid { detail: fault.to_string() }))
            }
        }
    }
}

impl From<StoreError> for StepError {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Gap { .. } | StoreError::Unreadable { .. }) {
            return Self::Poison(error.to_string());
        }
        Self::Write(error.into())
    }
}

impl From<Unfit> for StepError {
    fn from(unfit: Unfit) -> Self {
        Self::Poison(unfit.to_string())
    }
}

/// Applies at most `limit` events after the checkpoint; answers how many.
pub(super) async fn advance(
    application: &Application,
    models: &ReadModels,
    projection: &Arc<dyn Projection>,
    lease: &mut Lease,
    limit: u32,
) -> Result<usize, StepError> {
    let ledger = &application.ledger;
    let events = ledger.read_positions(lease.position, limit).await?;
    let Some(last) = events.last() else { return Ok(0) };
    let to = last.position;
    let mut sum = lease.sum;
    for event in &events {
        sum.add(&event.leaf_hash);
    }
    let owners = touched(models, projection, lease, &events).await?;
    let keys = ledger.keys().state().await?;
    let basis = Basis::at(to).remembering(Memory::of(application, &keys, &events));
    let owned = fold(ledger, projection, &owners, &basis).await?;
    let step = Step { to, sum, owned };
    models.apply(lease, &step, LEASE).await?;
    if keys_moved(application, &keys).await? {
        // What was erased meanwhile may have been read before, and written after the purge.
        let owned = fold(ledger, projection, &owners, &Basis::at(to)).await?;
        models.refresh(lease.model, lease.generation, to, &owned).await?;
        models.vacate(&[lease.model]).await?;
    }
    Ok(events.len())
}

/// The rows of these owners as they follow from the events that count.
pub(super) async fn fold(
    ledger: &Ledger,
    projection: &Arc<dyn Projection>,
    owners: &[StreamId],
    basis: &Basis,
) -> Result<Vec<Owned>, StepError> {
    let mut owned = Vec::new();
    for owners in owners.chunks(CHUNK) {
        let chunk = Chunk::load(ledger, owners, basis).await?;
        for owner in owners {
            owned.extend(chunk.fold(owner, std::slice::from_ref(projection))?);
        }
    }
    Ok(owned)
}

/// The streams of these events, and those whose rows depend on them.
async fn touched(
    models: &ReadModels,
    projection: &Arc<dyn Projection>,
    lease: &Lease,
    events: &[StoredEvent],
) -> Result<Vec<StreamId>, StepError> {
    let mut streams: BTreeSet<&str> = BTreeSet::new();
    let mut spreading: BTreeSet<&str> = BTreeSet::new();
    for event in events {
        let stream = event.stream.as_str();
        streams.insert(stream);
        let kind = FactKind::parse(&event.event_type);
        // What happens in a programme seldom concerns the households in it, of which there may be thousands.
        if stream.starts_with("household/") || kind.is_some_and(|kind| projection.spreads(kind)) {
            spreading.insert(stream);
        }
    }
    let spreading: Vec<&str> = spreading.into_iter().collect();
    let dependents = models.dependents(lease.model, lease.generation, &spreading).await?;
    let all: BTreeSet<&str> = streams.into_iter().chain(dependents.iter().map(String::as_str)).collect();
    let parse = |name: &str| name.parse().map_err(|_| StepError::Poison(format!("{name} is no stream")));
    all.into_iter().map(parse).collect()
}
