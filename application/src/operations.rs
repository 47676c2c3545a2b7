//! What those who watch over a node ask it: whether it can work, and what it has done.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use event_store::metrics::{Collect, Counter, Exposition, Histogram};
use tokio::time::timeout;

use crate::Application;
use crate::error::RecordError;
use crate::record::Recorded;

pub use event_store::metrics;

/// How long the ledger may take to answer somebody who only wants to know whether it does.
const PATIENCE: Duration = Duration::from_secs(2);

/// Something without which a node is not ready, such as a projection that must not be stuck.
pub trait Check: Send + Sync {
    /// A word for it, always the same.
    fn name(&self) -> &'static str;

    /// Whether all is well, without waiting for anything.
    ///
    /// # Errors
    /// Why it is not, in words that hold no personal data.
    fn check(&self) -> Result<(), String>;
}

/// Whether a node can work: each check with the reason why it fails, if it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// By name, in the order of their registration after that of the ledger.
    pub checks: Vec<(&'static str, Result<(), String>)>,
}

impl Readiness {
    /// Whether every check holds.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.checks.iter().all(|(_, held)| held.is_ok())
    }
}

/// The numbers and checks of a node, and those that others add.
pub(crate) struct Operations {
    recorded: Counter,
    repeated: Counter,
    refused: Counter,
    conflicts: Counter,
    id_reused: Counter,
    faults: Counter,
    record: Histogram,
    sources: RwLock<Vec<Arc<dyn Collect>>>,
    checks: RwLock<Vec<Arc<dyn Check>>>,
}

impl Default for Operations {
    fn default() -> Self {
        Self {
            recorded: Counter::default(),
            repeated: Counter::default(),
            refused: Counter::default(),
            conflicts: Counter::default(),
            id_reused: Counter::default(),
            faults: Counter::default(),
            record: Histogram::of_times(),
            sources: RwLock::default(),
            checks: RwLock::default(),
        }
    }
}

impl fmt::Debug for Operations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operations").finish_non_exhaustive()
    }
}

impl Operations {
    /// Counts an answer to `record`, and logs it: identifiers, positions and codes, nothing that was said. What became
    /// of it, in a word.
    pub(crate) fn answered(
        &self,
        took: Duration,
        facts: usize,
        answer: &Result<Recorded, RecordError>,
    ) -> &'static str {
        self.record.took(took);
        let ms = milliseconds(took);
        match answer {
            Ok(recorded) => {
                (if recorded.repeated { &self.repeated } else { &self.recorded }).count();
                let (first, last) = (recorded.positions.first(), recorded.positions.last());
                tracing::info!(facts, first, last, repeated = recorded.repeated, ms, "recorded");
                if recorded.repeated { "repeated" } else { "recorded" }
            }
            Err(RecordError::Refused(refused)) => {
                self.refused.count();
                let rules: Vec<&str> = refused.contradictions.iter().map(|one| one.rule.code()).collect();
                tracing::info!(facts, rules = rules.join(" "), ms, "refused");
                "refused"
            }
            Err(RecordError::IdReused { id }) => {
                self.id_reused.count();
                tracing::info!(facts, event = %id, ms, "refused: the identifier is used for something else");
                "id_reused"
            }
            Err(RecordError::Conflict(conflict)) => {
                self.conflicts.count();
                tracing::info!(facts, %conflict, ms, "conflict");
                "conflict"
            }
            Err(RecordError::Fault(fault)) => {
                self.faults.count();
                tracing::warn!(facts, error = fault as &dyn std::error::Error, ms, "not recorded");
                "fault"
            }
        }
    }
}

impl Collect for Operations {
    fn collect(&self, out: &mut Exposition) {
        let outcomes = [
            ("recorded", &self.recorded),
            ("repeated", &self.repeated),
            ("refused", &self.refused),
            ("conflict", &self.conflicts),
            ("id_reused", &self.id_reused),
            ("fault", &self.faults),
        ];
        let labels = outcomes.map(|(outcome, counter)| ([("outcome", outcome)], counter.get()));
        let samples = labels.iter().map(|(labels, count)| (labels.as_slice(), *count));
        out.counters(
            "parcours_records_total",
            "Batches of facts submitted, by what became of them.",
            samples,
        );
        let help = "From submitting a batch of facts to its answer, admission included.";
        out.histogram("parcours_record_seconds", help, &self.record);
    }
}

impl Application {
    /// Adds numbers to what [`metrics`](Self::metrics) tells.
    pub fn register_metrics(&self, source: Arc<dyn Collect>) {
        self.operations.sources.write().unwrap_or_else(PoisonError::into_inner).push(source);
    }

    /// Adds something without which this node is not ready.
    pub fn register_check(&self, check: Arc<dyn Check>) {
        self.operations.checks.write().unwrap_or_else(PoisonError::into_inner).push(check);
    }

    /// What this node has done so far, in the text format of Prometheus. The head is that of the ledger, also when
    /// other nodes write to it, unless the database does not answer.
    pub async fn metrics(&self) -> String {
        // For its own sake: the head is noted on the way.
        let reachable = matches!(timeout(PATIENCE, self.ledger.head()).await, Ok(Ok(_)));
        let ledger = self.ledger.metrics();
        let about = About { engine: self.ledger.engine(), reachable };
        let sources = self.operations.sources.read().unwrap_or_else(PoisonError::into_inner).clone();
        let own: [&dyn Collect; 3] = [&about, ledger.as_ref(), self.operations.as_ref()];
        Exposition::of(own.into_iter().chain(sources.iter().map(AsRef::as_ref)))
    }

    /// Whether this node can work: the ledger answers, its schema is this program’s, and what was registered holds.
    pub async fn readiness(&self) -> Readiness {
        let mut checks = match timeout(PATIENCE, self.ledger.schema()).await {
            Ok(Ok((found, known))) => {
                vec![("ledger", Ok(())), ("schema", same_schema(found, known))]
            }
            Ok(Err(error)) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the ledger cannot be read");
                vec![("ledger", Err("the ledger cannot be read".to_owned()))]
            }
            Err(_elapsed) => vec![("ledger", Err("the ledger does not answer".to_owned()))],
        };
        let registered = self.operations.checks.read().unwrap_or_else(PoisonError::into_inner).clone();
        checks.extend(registered.iter().map(|check| (check.name(), check.check())));
        Readiness { checks }
    }
}

/// As a number that logs can carry.
pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn same_schema(found: i64, known: i64) -> Result<(), String> {
    if found == known {
        return Ok(());
    }
    Err(format!("the database has schema {found}, this program knows up to {known}"))
}

/// What this node is.
struct About {
    engine: event_store::Engine,
    reachable: bool,
}

impl Collect for About {
    fn collect(&self, out: &mut Exposition) {
        let engine = match self.engine {
            event_store::Engine::Sqlite => "sqlite",
            event_store::Engine::Postgres => "postgres",
        };
        let labels = [("version", env!("CARGO_PKG_VERSION")), ("engine", engine)];
        out.gauge("parcours_info", "Version of the program and engine of its ledger.", &labels, 1);
        let reachable = u8::from(self.reachable);
        out.gauge("parcours_ledger_reachable", "Whether the ledger answers.", &[], reachable);
    }
}
