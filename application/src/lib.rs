//! Use cases. The only place that reads a clock and makes identifiers; each use case reads like its
//! sentence: read what the decision needs, let the domain decide, append at the versions it rested on.

pub mod access;
pub mod archive;
pub mod backup;
mod behind;
mod belief;
pub mod bundle;
mod clock;
mod codec;
mod comparison;
mod counting;
pub mod erase;
mod error;
mod event_ref;
mod explain;
pub mod export;
mod facts;
mod figures;
mod histories;
pub mod import;
pub mod interchange;
pub mod keys;
mod lists;
mod loader;
mod names;
pub mod operations;
mod projector;
pub mod publication;
mod read_models;
mod record;
mod replay;
mod report;
mod retract;
mod retry;
mod sandbox;
mod seals;
pub mod sight;
pub mod tokens;
mod turns;
pub mod verify;
pub mod vouched;
mod watch;
mod year;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use event_store::{Ledger, ReadModels};
use jiff::tz::TimeZone;
use tokio::sync::OnceCell;

pub use behind::{Behind, StandingCount};
pub use belief::{Belief, BeliefError};
pub use clock::Clock;
pub use comparison::{Coordinates, FigureComparison, Witness};
pub use counting::{Busy, CountError};
pub use error::{Fault, RecordError};
pub use event_ref::EventRef;
pub use event_store::{
    Conflict, DeadLetter, Engine, SealError, Settings, State, StoreError, TRACED, migrate, sha256,
};
pub use explain::Explained;
pub use facts::{Facts, KeepError, KeptFacts};
pub use figures::FigureReport;
pub use lists::ProgrammeRow;
pub use names::{Vague, vague};
pub use projector::{Projector, RebuildError, Rebuilt, Unfit};
pub use read_models::{ProjectionStatus, ReadError, Reflected};
pub use record::{Recorded, Submitted, new_event_id};
pub use replay::Replayed;
pub use report::{Cell, Printed, Report, ReportError, ReportOf};
pub use retract::Retraction;
pub use sandbox::{Trial, Tried, TriedLine, Unfitting, changes_of};
pub use watch::Verification;
pub use year::{Beside, Part, YearOf, YearReport, default_rules, printed_figures, rule_sets};

use counting::Counting;
use erase::Purgers;
use histories::Histories;
use names::Names;
use operations::Operations;
use seals::Seals;
use turns::Turns;
use watch::Watch;

/// The use cases over one ledger. Cheap to clone.
#[derive(Clone)]
pub struct Application {
    ledger: Ledger,
    clock: Clock,
    histories: Arc<Histories>,
    turns: Arc<Turns>,
    counting: Arc<Counting>,
    names: Arc<Names>,
    operations: Arc<Operations>,
    /// Its address and bounds, for the read models beside it.
    database: Arc<str>,
    settings: Arc<Settings>,
    models: Arc<OnceCell<ReadModels>>,
    closed: Arc<AtomicBool>,
    seals: Seals,
    purgers: Arc<Purgers>,
    /// Where the signing key is, when it is not beside the ledger.
    signing_key: Option<Arc<Path>>,
    watch: Arc<Watch>,
}

impl Application {
    /// Opens the ledger at `sqlite:PATH` or `postgres://…`; creates an SQLite file when missing.
    ///
    /// # Errors
    /// A database that cannot be opened, that is not a ledger, or that a newer program wrote.
    pub async fn open(database: &str) -> Result<Self, StoreError> {
        Self::open_with(database, Clock::system(), Settings::default()).await
    }

    /// The same, with another clock and other bounds.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(database: &str, clock: Clock, settings: Settings) -> Result<Self, StoreError> {
        let ledger = Ledger::open_with(database, clock.as_fn(), settings.clone()).await?;
        let seals = Seals::new(ledger.keys());
        let database = database.into();
        let (histories, turns, counting, names, operations, models, closed) = Default::default();
        let (purgers, watch) = (Arc::default(), Arc::default());
        let application = Self {
            ledger,
            clock,
            histories,
            turns,
            counting,
            names,
            operations,
            database,
            settings: Arc::new(settings),
            models,
            closed,
            seals,
            purgers,
            signing_key: None,
            watch,
        };
        // Whoever cannot read the keys now may still read what needs none.
        if let Err(error) = application.finish_erasures().await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "an interrupted erasure is not finished"
            );
        }
        Ok(application)
    }

    /// The same with its signing key in this file instead of beside the ledger.
    #[must_use]
    pub fn signing_with(mut self, key_file: Option<PathBuf>) -> Self {
        self.signing_key = key_file.map(Into::into);
        self
    }

    /// The ledger underneath, for benchmarks and operations.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The clock and the time zone of the ledger’s days.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The ledger’s time zone.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        self.clock.time_zone()
    }

    /// Answers what was accepted, then closes the database.
    pub async fn close(self) {
        self.closed.store(true, Ordering::SeqCst);
        if let Some(models) = self.models.get() {
            models.close().await;
        }
        self.ledger.close().await;
    }
}
