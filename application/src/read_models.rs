//! Reading projections: at least at the position asked for, told with the position that they reflect.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use domain::ids::{HouseholdId, ProgrammeCode};
use event_store::{Model, ReadModels, Snapshot, State, Status, StoreError};
use jiff::civil::Date;
use projections::access::{self, Moment, Reader};
use projections::deadlines::{self, Deadline};
use projections::household_list::{self, Household};
use projections::occupancy::{self, ProgrammeOccupancy};
use projections::projection::Projection;
use tokio::time::sleep;

use crate::Application;
use crate::error::Fault;

/// Longest wait for a projection to reach a position.
const PATIENCE: Duration = Duration::from_secs(5);

/// Between two looks at it.
const POLL: Duration = Duration::from_millis(5);

/// An answer with the position that it reflects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reflected<T> {
    /// Everything recorded up to here is in the answer, and nothing after.
    pub position: u64,
    /// The answer.
    pub answer: T,
}

/// Why a projection does not answer.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It has not yet reached the position asked for.
    #[error("projection {name} is at position {position} and not yet at {asked}")]
    NotYet {
        /// Which projection.
        name: &'static str,
        /// How far it is.
        position: u64,
        /// What was asked for.
        asked: u64,
    },
    /// Something failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<StoreError> for ReadError {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

/// How a projection is doing, beside the ledger.
#[derive(Debug, Clone)]
pub struct ProjectionStatus {
    /// What the projection says.
    pub status: Status,
    /// How many events it is behind.
    pub lag: u64,
    /// Whether what it applied is exactly what the ledger holds up to its position: nothing skipped, nothing twice.
    pub is_complete: bool,
}

impl Application {
    /// The read models, opened when they are first needed.
    pub(crate) async fn read_models(&self) -> Result<&ReadModels, StoreError> {
        let is_closed = || self.closed.load(Ordering::SeqCst);
        if is_closed() {
            return Err(StoreError::Closed);
        }
        let open = || ReadModels::open(&self.database, &self.settings);
        let models = self.models.get_or_try_init(open).await?;
        if is_closed() {
            // It was closed while they were being opened.
            models.close().await;
            return Err(StoreError::Closed);
        }
        Ok(models)
    }

    /// How every projection is doing, by name.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn projections(&self) -> Result<Vec<ProjectionStatus>, Fault> {
        let models = self.read_models().await?;
        for projection in projections::all() {
            models.declare(projection.model()).await?;
        }
        let statuses = models.statuses().await?;
        let head = self.ledger.head().await?.position;
        let mut found = Vec::new();
        for status in statuses {
            let of_this_ledger = status.position <= head;
            let is_complete = of_this_ledger && self.sum_at(status.position).await? == status.sum;
            found.push(ProjectionStatus { lag: head.saturating_sub(status.position), is_complete, status });
        }
        Ok(found)
    }

    /// Lets a paused projection go on; answers whether one of that name was paused.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn retry_projection(&self, name: &str) -> Result<bool, Fault> {
        Ok(self.read_models().await?.retry(name).await?)
    }

    /// Brings every projection up to what is recorded now, for programs that serve nobody. Does what is needed
    /// itself unless another program is at it. Ends early at what is paused.
    ///
    /// # Errors
    /// A master key that is missing or another, and faults of the store.
    pub async fn catch_up(&self) -> Result<(), Fault> {
        let models = self.read_models().await?.clone();
        let head = self.ledger.head().await?.position;
        let models_of_ours: Vec<&'static Model> = projections::all().iter().map(|one| one.model()).collect();
        for model in &models_of_ours {
            models.declare(model).await?;
        }
        let is_there = |status: &Status| {
            let named =
                |model: &&Model| (model.name, u64::from(model.version)) == (&status.name, status.version);
            let behind = status.position < head && status.state == State::Running;
            !(behind && models_of_ours.iter().copied().any(|model| named(&model)))
        };
        if models.statuses().await?.iter().all(is_there) {
            return Ok(());
        }
        // Without its keys the projector would wait for them.
        let ring = self.seals.ring();
        if !ring.state().await?.is_empty() {
            ring.ready().await?;
        }
        let caught_up = async {
            while !models.statuses().await?.iter().all(is_there) {
                sleep(POLL).await;
            }
            Ok::<_, StoreError>(())
        };
        let (told, mut failed) = tokio::sync::oneshot::channel();
        let stop = async {
            let _ = told.send(caught_up.await);
        };
        Box::pin(self.project(stop)).await;
        match failed.try_recv() {
            Ok(outcome) => Ok(outcome?),
            Err(_broken_down) => {
                Err(StoreError::Invalid { detail: "the projector broke down".into() }.into())
            }
        }
    }

    /// A page of the household list, at least at a position.
    ///
    /// # Errors
    /// A projection that is not there yet, and faults of the store.
    pub async fn household_list(
        &self,
        asked: &household_list::Query,
        at_least: Option<u64>,
    ) -> Result<Reflected<Vec<Household>>, ReadError> {
        let mut snapshot = self.snapshot(&household_list::HouseholdList, at_least).await?;
        let answer = household_list::list(&mut snapshot, asked, None).await?;
        Ok(Reflected { position: snapshot.position, answer })
    }

    /// One household of the list.
    ///
    /// # Errors
    /// As [`household_list`](Self::household_list).
    pub async fn listed_household(
        &self,
        id: HouseholdId,
        at_least: Option<u64>,
    ) -> Result<Reflected<Option<Household>>, ReadError> {
        let mut snapshot = self.snapshot(&household_list::HouseholdList, at_least).await?;
        let answer = household_list::get(&mut snapshot, id, None).await?;
        Ok(Reflected { position: snapshot.position, answer })
    }

    /// A page of deadlines, at least at a position.
    ///
    /// # Errors
    /// As [`household_list`](Self::household_list).
    pub async fn deadlines(
        &self,
        asked: &deadlines::Query,
        at_least: Option<u64>,
    ) -> Result<Reflected<Vec<Deadline>>, ReadError> {
        let mut snapshot = self.snapshot(&deadlines::Deadlines, at_least).await?;
        let answer = deadlines::list(&mut snapshot, asked, None).await?;
        Ok(Reflected { position: snapshot.position, answer })
    }

    /// How full a programme is on a day (today when absent), at least at a position.
    ///
    /// # Errors
    /// As [`household_list`](Self::household_list).
    pub async fn occupancy(
        &self,
        programme: &ProgrammeCode,
        on: Option<Date>,
        at_least: Option<u64>,
    ) -> Result<Reflected<ProgrammeOccupancy>, ReadError> {
        let on = on.unwrap_or_else(|| self.clock.today());
        let mut snapshot = self.snapshot(&occupancy::Occupancy, at_least).await?;
        let answer = occupancy::of_programme(&mut snapshot, programme, on).await?;
        Ok(Reflected { position: snapshot.position, answer })
    }

    /// Who may read a household now, and why, at least at a position.
    ///
    /// # Errors
    /// As [`household_list`](Self::household_list).
    pub async fn readers_of(
        &self,
        household: HouseholdId,
        at_least: Option<u64>,
    ) -> Result<Reflected<Vec<Reader>>, ReadError> {
        let mut snapshot = self.snapshot(&access::Access, at_least).await?;
        let answer = access::organisations_of(&mut snapshot, household, self.moment()).await?;
        Ok(Reflected { position: snapshot.position, answer })
    }

    fn moment(&self) -> Moment {
        let now = self.clock.now();
        Moment { now, today: self.clock.day_of(now) }
    }

    /// A projection beside that of access, once both have reached a position; with the generation of the latter.
    pub(crate) async fn snapshot_beside_access(
        &self,
        projection: &dyn Projection,
        asked: u64,
    ) -> Result<(Snapshot, i64), ReadError> {
        // The first wait makes the second one short: both follow the same ledger.
        drop(self.snapshot(&access::Access, Some(asked)).await?);
        let mut snapshot = self.snapshot(projection, Some(asked)).await?;
        let model = access::Access.model();
        match snapshot.other(model).await? {
            Some((generation, position)) if position >= asked => Ok((snapshot, generation)),
            other => {
                let position = other.map_or(0, |(_, position)| position);
                Err(ReadError::NotYet { name: model.name, position, asked })
            }
        }
    }

    /// A projection once it has reached a position; waits for that a bounded time.
    async fn snapshot(
        &self,
        projection: &dyn Projection,
        at_least: Option<u64>,
    ) -> Result<Snapshot, ReadError> {
        let models = self.read_models().await?;
        let model: &'static Model = projection.model();
        let asked = at_least.unwrap_or(0);
        // What is not recorded will not be reached by waiting.
        let recorded = asked == 0 || asked <= self.ledger.head().await?.position;
        let since = Instant::now();
        loop {
            let mut reached = 0;
            match models.snapshot(model).await? {
                Some(snapshot) if snapshot.position >= asked => return Ok(snapshot),
                Some(snapshot) => reached = snapshot.position,
                None => models.declare(model).await?,
            }
            if asked > 0 && (!recorded || since.elapsed() > PATIENCE) {
                return Err(ReadError::NotYet { name: model.name, position: reached, asked });
            }
            if asked > 0 {
                sleep(POLL).await;
            }
        }
    }
}
