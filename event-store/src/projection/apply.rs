//! Rows and checkpoint in one transaction.

use std::time::Duration;

use super::cell::Cell;
use super::connection::{Tx, now};
use super::lease::{column, milliseconds, one};
use super::table::{Owned, Table, list, texts};
use super::{Lease, Model, ReadModels, WriteError};
use crate::error::StoreError;
use crate::proof::Sum;
use crate::row::to_i64;
use crate::store::Engine;

/// What a batch of events made of a projection.
#[derive(Debug)]
pub struct Step {
    /// The checkpoint after it.
    pub to: u64,
    /// Count and digest of everything applied up to there.
    pub sum: Sum,
    /// All rows of each owner that the batch touched.
    pub owned: Vec<Owned>,
}

impl ReadModels {
    /// Replaces the rows of the owners touched and moves the checkpoint, or does nothing at all.
    ///
    /// # Errors
    /// A lease that is lost: another node wrote, the projection was paused or replaced. Failures of the store.
    pub async fn apply(&self, lease: &mut Lease, step: &Step, for_long: Duration) -> Result<(), WriteError> {
        let mut tx = self.0.writers.write().await?;
        let now = now(tx.engine());
        // First, for it takes the lock that another writer of the same projection waits for.
        let sql = format!(
            "UPDATE projection SET position = $6, applied_count = $7, applied_digest = $8, updated_at = {now}, \
             lease_until = {now} + $9 \
             WHERE name = $1 AND version = $2 AND generation = $3 AND epoch = $4 AND position = $5 \
             AND status = 'running'"
        );
        let mut cells = lease.checked()?.to_vec();
        cells.extend([
            Cell::Int(to_i64(step.to)?),
            Cell::Int(to_i64(step.sum.count)?),
            step.sum.hex().into(),
            milliseconds(for_long),
        ]);
        one(tx.execute(&sql, &cells).await?)?;
        replace(&mut tx, lease.model, lease.generation, &step.owned).await?;
        let sql = format!(
            "UPDATE dead_letter SET resolved_at = {now} \
             WHERE projection = $1 AND version = $2 AND position <= $3 AND resolved_at IS NULL"
        );
        let (name, version) = (lease.model.name.into(), lease.model.version.into());
        tx.execute(&sql, &[name, version, Cell::Int(to_i64(step.to)?)]).await?;
        tx.commit().await?;
        (lease.position, lease.sum) = (step.to, step.sum);
        Ok(())
    }

    /// Replaces the rows of owners as they are at the checkpoint, which stays where it is: after an erasure, when
    /// the same events say less than before. Whoever holds the lease is not disturbed.
    ///
    /// # Errors
    /// A checkpoint that has moved meanwhile, as a lost lease; failures of the store.
    pub async fn refresh(
        &self,
        model: &Model,
        generation: i64,
        position: u64,
        owned: &[Owned],
    ) -> Result<(), WriteError> {
        let mut tx = self.0.writers.write().await?;
        let sql = "UPDATE projection SET updated_at = updated_at \
                   WHERE name = $1 AND version = $2 AND generation = $3 AND position = $4 AND serving = 1";
        let position = Cell::Int(to_i64(position)?);
        let cells = [model.name.into(), model.version.into(), Cell::Int(generation), position];
        one(tx.execute(sql, &cells).await?)?;
        replace(&mut tx, model, generation, owned).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The owners whose rows also depend on one of these streams.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn dependents(
        &self,
        model: &Model,
        generation: i64,
        streams: &[&str],
    ) -> Result<Vec<String>, StoreError> {
        let mut tx = self.0.readers.read().await?;
        let sql = format!(
            "SELECT DISTINCT owner FROM dependency \
             WHERE projection = $1 AND version = $2 AND generation = $3 AND stream IN {} ORDER BY owner",
            list(tx.engine(), 4)
        );
        let streams = texts(streams.iter().copied());
        let cells = [model.name.into(), model.version.into(), Cell::Int(generation), streams];
        let rows = tx.rows(&sql, &cells).await?;
        rows.iter().map(|row| column(row, 0)?.text().map(str::to_owned)).collect()
    }
}

/// Replaces all rows of these owners.
async fn replace(tx: &mut Tx, model: &Model, generation: i64, owned: &[Owned]) -> Result<(), StoreError> {
    if owned.is_empty() {
        return Ok(());
    }
    let owners = texts(owned.iter().map(|one| one.owner.as_str()));
    for table in model.tables {
        let sql =
            format!("DELETE FROM {} WHERE generation = $1 AND owner IN {}", table.name, list(tx.engine(), 2));
        tx.execute(&sql, &[Cell::Int(generation), owners.clone()]).await?;
    }
    let sql = format!(
        "DELETE FROM dependency WHERE projection = $1 AND version = $2 AND generation = $3 AND owner IN {}",
        list(tx.engine(), 4)
    );
    let key = [model.name.into(), model.version.into(), Cell::Int(generation)];
    tx.execute(&sql, &[&key[..], &[owners]].concat()).await?;
    insert(tx, model, generation, owned).await
}

/// Adds the rows of owners that have none.
pub(super) async fn insert(
    tx: &mut Tx,
    model: &Model,
    generation: i64,
    owned: &[Owned],
) -> Result<(), StoreError> {
    let engine = tx.engine();
    for (at, table) in model.tables.iter().enumerate() {
        if let Some(rows) = Table::json(at, owned) {
            tx.execute(&table.insert(engine), &[Cell::Int(generation), Cell::Text(rows)]).await?;
        }
    }
    let pairs =
        owned.iter().flat_map(|one| one.follows.iter().map(|stream| serde_json::json!([one.owner, stream])));
    let pairs: Vec<serde_json::Value> = pairs.collect();
    if pairs.is_empty() {
        return Ok(());
    }
    let from = match engine {
        Engine::Sqlite => "json_each($4)",
        Engine::Postgres => "json_array_elements($4::json)",
    };
    let sql = format!(
        "INSERT INTO dependency (projection, version, generation, owner, stream) \
         SELECT $1, $2, $3, value ->> 0, value ->> 1 FROM {from}"
    );
    let key = [model.name.into(), model.version.into(), Cell::Int(generation)];
    let pairs = Cell::Text(serde_json::Value::Array(pairs).to_string());
    tx.execute(&sql, &[&key[..], &[pairs]].concat()).await.map(drop)
}
