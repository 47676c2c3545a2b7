//! How the projections are doing.

use super::ReadModels;
use super::cell::Cell;
use super::lease::{column, digest};
use crate::error::StoreError;
use crate::proof::Sum;

/// Whether a projection is being kept up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A node holds the lease, or may take it.
    Running,
    /// It stopped at an event that it cannot apply, and waits to be told to try again.
    Paused,
    /// A new generation that does not serve yet.
    Building,
}

/// How a generation of a projection is doing.
#[derive(Debug, Clone)]
pub struct Status {
    /// The projection.
    pub name: String,
    /// Its version.
    pub version: u64,
    /// Which of its generations.
    pub generation: i64,
    /// The checkpoint.
    pub position: u64,
    /// Count and digest of what was applied.
    pub sum: Sum,
    /// Whether it is being kept up to date.
    pub state: State,
    /// Who holds the lease.
    pub holder: Option<String>,
    /// The event that it stopped at last, unless that was applied since.
    pub dead_letter: Option<DeadLetter>,
}

/// An event that a projection cannot apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its position.
    pub position: u64,
    /// Why, without personal data.
    pub error: String,
    /// How often it was tried.
    pub attempts: u64,
}

impl ReadModels {
    /// Every generation of every projection, by name.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn statuses(&self) -> Result<Vec<Status>, StoreError> {
        let mut tx = self.0.readers.read().await?;
        let sql = "SELECT p.name, p.version, p.generation, p.position, p.applied_count, p.applied_digest, \
                   p.serving, p.status, p.holder, d.position, d.error, d.attempts \
                   FROM projection AS p LEFT JOIN dead_letter AS d \
                   ON d.projection = p.name AND d.version = p.version AND d.resolved_at IS NULL \
                   AND p.serving = 1 \
                   ORDER BY p.name, p.version, p.generation, d.position DESC";
        let rows = tx.rows(sql, &[]).await?;
        let mut statuses: Vec<Status> = Vec::new();
        for row in &rows {
            let status = status(row)?;
            let known = statuses.last().is_some_and(|last| {
                (&last.name, last.version, last.generation)
                    == (&status.name, status.version, status.generation)
            });
            if !known {
                statuses.push(status);
            }
        }
        Ok(statuses)
    }
}

fn status(row: &[Cell]) -> Result<Status, StoreError> {
    let state = match (column(row, 6)?.int()?, column(row, 7)?.text()?) {
        (0, _) => State::Building,
        (_, "paused") => State::Paused,
        _ => State::Running,
    };
    let dead_letter = match column(row, 9)? {
        Cell::Null => None,
        position @ (Cell::Int(_) | Cell::Text(_)) => Some(DeadLetter {
            position: position.count()?,
            error: column(row, 10)?.text()?.to_owned(),
            attempts: column(row, 11)?.count()?,
        }),
    };
    Ok(Status {
        name: column(row, 0)?.text()?.to_owned(),
        version: column(row, 1)?.count()?,
        generation: column(row, 2)?.int()?,
        position: column(row, 3)?.count()?,
        sum: Sum { count: column(row, 4)?.count()?, digest: digest(column(row, 5)?.text()?)? },
        state,
        holder: column(row, 8)?.optional_text()?.map(str::to_owned),
        dead_letter,
    })
}
