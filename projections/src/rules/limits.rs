//! What a query may use, and why it has no answer.

use std::time::Duration;

use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;

use super::secrecy::Leak;

/// What a query may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Memory of sorts, joins and groups; as much again for views that are kept, and four times as much for the rows of
    /// one statement.
    pub bytes: usize,
    /// From the start to the last row.
    pub time: Duration,
    /// Rows of a population.
    pub rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 1 << 30, time: Duration::from_mins(1), rows: 10_000_000 }
    }
}

/// How many times the memory of sorts the rows of one statement may take, which nothing but counting them needs.
pub(super) const HELD: usize = 4;

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// It took too long and was stopped.
    #[error("the query was stopped after {} s", .0.as_secs_f32())]
    Time(Duration),
    /// It needs more memory than it may use.
    #[error("the query needs more than {0} bytes of memory")]
    Memory(usize),
    /// Its population has more rows than it may have.
    #[error("the population has more than {0} rows")]
    Rows(usize),
    /// Its population is not what an indicator needs.
    #[error("the population is not usable: {0}")]
    Population(String),
    /// Somewhere it divides a whole number by zero.
    #[error("the query divides by zero: write x / NULLIF(y, 0), which is no value then")]
    DividedByZero,
    /// Somewhere a text or a number is read as what it is not. Which is not told: it may be personal.
    #[error("a value cannot be read as another type: write TRY_CAST, which is no value then")]
    Cast,
    /// A pattern that is none, or takes too much.
    #[error("a pattern cannot be used: it is not well formed, or too large")]
    Pattern,
    /// It does with a personal column what no rule may.
    #[error(transparent)]
    Secret(#[from] Leak),
    /// The query engine panicked.
    #[error("the query broke down")]
    BrokenDown,
    /// The query engine refused or failed.
    #[error("the query failed")]
    Query(#[from] DataFusionError),
}

impl EngineError {
    /// What an error of the query engine says: which bound was reached, or what went wrong where it is known.
    pub(super) fn of(error: DataFusionError, limits: Limits) -> Self {
        let root = error.find_root();
        if matches!(root, DataFusionError::ResourcesExhausted(_)) {
            return Self::Memory(limits.bytes);
        }
        if let DataFusionError::ArrowError(arrow, _) = root {
            if matches!(**arrow, ArrowError::DivideByZero) {
                return Self::DividedByZero;
            }
            if matches!(**arrow, ArrowError::CastError(_) | ArrowError::ParseError(_)) {
                return Self::Cast;
            }
        }
        // The sentence of the library that reads patterns, which comes by several ways.
        let told = root.to_string();
        if told.contains("Regular expression did not compile") || told.contains("regex parse error") {
            return Self::Pattern;
        }
        Self::Query(error)
    }
}
