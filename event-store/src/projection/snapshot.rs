//! Reading: rows and the position that they reflect, from one state of everything.

use super::cell::Cell;
use super::connection::Tx;
use super::lease::{column, digest};
use super::{Model, ReadModels};
use crate::error::StoreError;
use crate::proof::Sum;

/// The rows of one projection as they are at one moment.
pub struct Snapshot {
    tx: Tx,
    /// The generation that serves.
    pub generation: i64,
    /// The position that the rows reflect.
    pub position: u64,
    /// Count and digest of what was applied up to there.
    pub sum: Sum,
}

impl ReadModels {
    /// Looks at a projection; `None` when nobody has declared it yet.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn snapshot(&self, model: &Model) -> Result<Option<Snapshot>, StoreError> {
        let mut tx = self.0.readers.read().await?;
        let Some(row) = serving(&mut tx, model).await? else { return Ok(None) };
        let row = row.as_slice();
        let sum = Sum { count: column(row, 2)?.count()?, digest: digest(column(row, 3)?.text()?)? };
        let (generation, position) = (column(row, 0)?.int()?, column(row, 1)?.count()?);
        Ok(Some(Snapshot { tx, generation, position, sum }))
    }
}

async fn serving(tx: &mut Tx, model: &Model) -> Result<Option<Vec<Cell>>, StoreError> {
    let sql = "SELECT generation, position, applied_count, applied_digest FROM projection \
               WHERE name = $1 AND version = $2 AND serving = 1";
    Ok(tx.rows(sql, &[model.name.into(), model.version.into()]).await?.into_iter().next())
}

impl Snapshot {
    /// The generation of another projection that serves, and the position that its rows reflect: in the same state of
    /// everything. `None` when nobody has declared it yet.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn other(&mut self, model: &Model) -> Result<Option<(i64, u64)>, StoreError> {
        let Some(row) = serving(&mut self.tx, model).await? else { return Ok(None) };
        Ok(Some((column(&row, 0)?.int()?, column(&row, 1)?.count()?)))
    }

    /// The rows of a query over tables of another projection, whose generation is among its parameters.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn beside(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Vec<Cell>>, StoreError> {
        self.tx.rows(sql, cells).await
    }

    /// The rows of a query over the tables of the projection. `$1` is the generation that serves, the others are
    /// numbered on from there.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn rows(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Vec<Cell>>, StoreError> {
        let cells = [&[Cell::Int(self.generation)], cells].concat();
        self.tx.rows(sql, &cells).await
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("position", &self.position).finish_non_exhaustive()
    }
}
