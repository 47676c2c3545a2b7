//! Who may write: leases with an epoch, a heartbeat, and the pause after an event that cannot be applied.

use std::time::Duration;

use super::cell::Cell;
use super::connection::{Tx, now};
use super::open::lock_layout;
use super::{Lease, Model, ReadModels, WriteError};
use crate::error::StoreError;
use crate::proof::Sum;
use crate::row::to_i64;

/// A lease that runs longer than any that is given was written by a clock that has since been set back.
const LONGEST_MS: i64 = 60_000;

impl ReadModels {
    /// Makes the tables of a projection when they are missing.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn declare(&self, model: &'static Model) -> Result<(), StoreError> {
        let mut tx = self.0.writers.write().await?;
        lock_layout(&mut tx).await?;
        let engine = tx.engine();
        let tables: String = model.tables.iter().map(|table| table.create(engine)).collect();
        tx.run(&tables).await?;
        let sql = format!(
            "INSERT INTO projection (name, version, generation, serving, position, epoch, holder, lease_until, \
             applied_count, applied_digest, status, error, updated_at) \
             SELECT $1, $2, 1, 1, 0, 0, NULL, 0, 0, $3, 'running', NULL, {} \
             WHERE NOT EXISTS (SELECT 1 FROM projection WHERE name = $1 AND version = $2 AND serving = 1) \
             ON CONFLICT (name, version, generation) DO NOTHING",
            now(engine)
        );
        tx.execute(&sql, &[model.name.into(), model.version.into(), Sum::default().hex().into()]).await?;
        tx.commit().await
    }

    /// Takes the lease on a projection for `node`, unless another node has it or the projection is paused.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn acquire(
        &self,
        model: &'static Model,
        node: &str,
        for_long: Duration,
    ) -> Result<Option<Lease>, StoreError> {
        self.take(
            model,
            node,
            for_long,
            "AND status = 'running' AND (holder IS NULL OR holder = $3 \
             OR lease_until <= NOW OR lease_until > NOW + LONGEST)",
        )
        .await
    }

    /// Takes the lease from whoever has it: nobody else writes from now on.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn take_over(
        &self,
        model: &'static Model,
        node: &str,
        for_long: Duration,
    ) -> Result<Option<Lease>, StoreError> {
        self.take(model, node, for_long, "").await
    }

    async fn take(
        &self,
        model: &'static Model,
        node: &str,
        for_long: Duration,
        unless: &str,
    ) -> Result<Option<Lease>, StoreError> {
        let mut tx = self.0.writers.write().await?;
        let now = now(tx.engine());
        let sql = format!(
            "UPDATE projection SET epoch = epoch + 1, holder = $3, lease_until = NOW + $4 \
             WHERE name = $1 AND version = $2 AND serving = 1 {unless} \
             RETURNING generation, position, epoch, applied_count, applied_digest"
        );
        let sql = sql.replace("NOW", now).replace("LONGEST", &LONGEST_MS.to_string());
        let cells = [model.name.into(), model.version.into(), node.into(), milliseconds(for_long)];
        let rows = tx.rows(&sql, &cells).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let lease = Lease {
            model,
            generation: column(row, 0)?.int()?,
            position: column(row, 1)?.count()?,
            epoch: column(row, 2)?.int()?,
            sum: Sum { count: column(row, 3)?.count()?, digest: digest(column(row, 4)?.text()?)? },
            node: node.to_owned(),
        };
        tx.commit().await?;
        Ok(Some(lease))
    }

    /// Keeps all leases of a node alive.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn keep(&self, node: &str, for_long: Duration) -> Result<(), StoreError> {
        let mut tx = self.0.writers.write().await?;
        let now = now(tx.engine());
        let sql = format!("UPDATE projection SET lease_until = {now} + $2 WHERE holder = $1");
        tx.execute(&sql, &[node.into(), milliseconds(for_long)]).await?;
        tx.commit().await
    }

    /// Gives back all leases of a node.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn release(&self, node: &str) -> Result<(), StoreError> {
        let mut tx = self.0.writers.write().await?;
        let sql = "UPDATE projection SET holder = NULL, lease_until = 0 WHERE holder = $1";
        tx.execute(sql, &[node.into()]).await?;
        tx.commit().await
    }

    /// Pauses a projection at an event that cannot be applied, and keeps a dead letter of it. `error` says why,
    /// without any personal data.
    ///
    /// # Errors
    /// A lease that is lost, and failures of the store.
    pub async fn pause(&self, lease: &Lease, position: u64, error: &str) -> Result<(), WriteError> {
        let mut tx = self.0.writers.write().await?;
        let now = now(tx.engine());
        let sql = format!(
            "UPDATE projection SET status = 'paused', error = $6, holder = NULL, lease_until = 0, \
             updated_at = {now} \
             WHERE name = $1 AND version = $2 AND generation = $3 AND epoch = $4 AND position = $5"
        );
        let mut cells = lease.checked()?.to_vec();
        cells.push(error.into());
        one(tx.execute(&sql, &cells).await?)?;
        let sql = format!(
            "INSERT INTO dead_letter (projection, version, position, error, attempts, first_seen_at) \
             VALUES ($1, $2, $3, $4, 1, {now}) \
             ON CONFLICT (projection, version, position) DO UPDATE \
             SET attempts = dead_letter.attempts + 1, error = excluded.error, resolved_at = NULL"
        );
        let (name, version) = (lease.model.name.into(), lease.model.version.into());
        tx.execute(&sql, &[name, version, Cell::Int(to_i64(position)?), error.into()]).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lets a paused projection go on; answers whether there was one of that name.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn retry(&self, name: &str) -> Result<bool, StoreError> {
        let mut tx = self.0.writers.write().await?;
        let sql = "UPDATE projection SET status = 'running', error = NULL \
                   WHERE name = $1 AND status = 'paused'";
        let resumed = tx.execute(sql, &[name.into()]).await?;
        tx.commit().await?;
        Ok(resumed > 0)
    }
}

impl Lease {
    /// What a statement is checked against: name, version, generation, epoch, position.
    pub(super) fn checked(&self) -> Result<[Cell; 5], StoreError> {
        Ok([
            self.model.name.into(),
            self.model.version.into(),
            Cell::Int(self.generation),
            Cell::Int(self.epoch),
            Cell::Int(to_i64(self.position)?),
        ])
    }

    /// A lease on a generation that is being built.
    pub(super) fn on_build(model: &'static Model, generation: i64, epoch: i64, node: &str) -> Self {
        Self { model, generation, position: 0, sum: Sum::default(), epoch, node: node.to_owned() }
    }

    /// Who holds it.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }
}

/// Exactly one row must have changed: none means that the lease is lost.
pub(super) fn one(changed: u64) -> Result<(), WriteError> {
    if changed == 1 { Ok(()) } else { Err(WriteError::LeaseLost) }
}

pub(super) fn milliseconds(duration: Duration) -> Cell {
    Cell::Int(i64::try_from(duration.as_millis()).unwrap_or(LONGEST_MS))
}

pub(super) fn column(row: &[Cell], at: usize) -> Result<&Cell, StoreError> {
    row.get(at).ok_or_else(|| StoreError::Invalid { detail: "a read model lacks a column".to_owned() })
}

/// A digest from its hexadecimal form.
pub(super) fn digest(text: &str) -> Result<[u8; 32], StoreError> {
    let wrong = || StoreError::Invalid { detail: "a kept digest is not 32 bytes".to_owned() };
    let mut digest = [0; 32];
    if text.len() != 64 {
        return Err(wrong());
    }
    for (at, byte) in digest.iter_mut().enumerate() {
        let pair = text.get(2 * at..2 * at + 2).ok_or_else(wrong)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
    }
    Ok(digest)
}

/// Locks the serving row of a projection to the end of the transaction.
pub(super) async fn lock(tx: &mut Tx, model: &Model) -> Result<(), StoreError> {
    let sql =
        "UPDATE projection SET updated_at = updated_at WHERE name = $1 AND version = $2 AND serving = 1";
    tx.execute(sql, &[model.name.into(), model.version.into()]).await.map(drop)
}
