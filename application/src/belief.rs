//! What was known at an instant, ready to be asked for figures.

use std::collections::BTreeSet;

use domain::StreamId;
use event_store::Sum;
use jiff::Timestamp;
use jiff::civil::Date;
use projections::facts_tables::Tables;
use projections::figures::Known;
use projections::rules::{Engine, EngineError, Limits};

use crate::Application;
use crate::facts::{Facts, unfit};
use crate::projector::RebuildError;
use crate::projector::basis::Cut;

/// The facts as known at an instant, to be asked. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Belief {
    /// What answers.
    pub engine: Engine,
    /// Everything recorded up to here is known, and nothing after.
    pub position: u64,
    /// The number and digest of the events that were folded: those that the ledger holds up to the position.
    pub proof: Sum,
    /// The instant asked for; that of the last event when none was. Asked for again, it gives the same belief.
    pub known_at: Option<Timestamp>,
    /// The day of that instant.
    pub known_on: Option<Date>,
    /// The programmes registered by then.
    pub programmes: BTreeSet<String>,
}

/// Why nothing can be asked.
#[derive(Debug, thiserror::Error)]
pub enum BeliefError {
    /// The facts tables cannot be built.
    #[error(transparent)]
    Facts(#[from] RebuildError),
    /// A rule set is not what was published under its version.
    #[error("the rule set {rule_set} has the digest {found}; {published} is published under its version")]
    Altered {
        /// Its name.
        rule_set: String,
        /// The digest of what was published.
        published: String,
        /// The digest of what there is.
        found: String,
    },
    /// There is no query engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Application {
    /// What is known at an instant (now when absent); the facts tables are built by so many workers. `progress` is
    /// told how many events are folded, of how many.
    ///
    /// # Errors
    /// Faults of the store, events that cannot be read.
    pub async fn belief(
        &self,
        known_at: Option<Timestamp>,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Belief, BeliefError> {
        Belief::of(&self.facts_tables(known_at, workers, progress).await?, Limits::default())
    }
}

impl Application {
    /// What answers from these streams alone, as the events of a cut tell them, beside the facts of programmes.
    pub(crate) async fn engine_of(
        &self,
        streams: &[StreamId],
        cut: Cut,
        programmes: &Tables,
    ) -> Result<Engine, BeliefError> {
        let mut tables = programmes.clone();
        tables.append(self.facts_of(streams, cut).await?);
        tables.end().map_err(unfit)?;
        Ok(Engine::of_facts(&tables, Limits::default())?)
    }
}

impl Belief {
    pub(crate) fn of(facts: &Facts, limits: Limits) -> Result<Self, BeliefError> {
        let tables = facts.tables();
        let batches = tables.batches();
        let programmes = batches.iter().find(|(name, _)| *name == "programmes");
        let programmes = programmes.map(|(_, batches)| projections::figures::codes(batches));
        let Facts { position, proof, known_at, known_on, .. } = *facts;
        let engine = Engine::of_facts(&tables, limits)?;
        let programmes = programmes.unwrap_or_default();
        Ok(Self { engine, position, proof, known_at, known_on, programmes })
    }

    /// What figures are asked of.
    #[must_use]
    pub fn known(&self) -> Known<'_> {
        Known { engine: &self.engine, known_on: self.known_on, position: self.position }
    }
}
