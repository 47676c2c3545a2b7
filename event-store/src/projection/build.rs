//! A new generation beside the one that serves, and the swap.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::apply::insert;
use super::cell::Cell;
use super::connection::now;
use super::lease::{column, lock, milliseconds, one};
use super::table::Owned;
use super::{Lease, Model, ReadModels, WriteError};
use crate::Engine;
use crate::error::StoreError;
use crate::proof::{Sum, TreeHash};
use crate::row::to_i64;

/// Rows that one transaction deletes.
const SWEPT: i64 = 5000;

impl ReadModels {
    /// Begins a new generation; what an earlier attempt left behind is thrown away.
    ///
    /// # Errors
    /// Another program that is building one, and failures of the store.
    pub async fn begin_build(
        &self,
        model: &'static Model,
        node: &str,
        for_long: Duration,
    ) -> Result<Lease, WriteError> {
        let mut tx = self.0.writers.write().await?;
        lock(&mut tx, model).await?;
        let now = now(tx.engine());
        let key = || [model.name.into(), model.version.into()];
        let sql = format!(
            "SELECT count(*) FROM projection WHERE name = $1 AND version = $2 AND serving = 0 \
             AND holder <> $3 AND lease_until > {now}"
        );
        let rows = tx.rows(&sql, &[&key()[..], &[node.into()]].concat()).await?;
        if rows.first().is_some_and(|row| row.first() != Some(&Cell::Int(0))) {
            return Err(WriteError::BeingRebuilt);
        }
        let sql = "SELECT max(generation), max(epoch) FROM projection WHERE name = $1 AND version = $2";
        let rows = tx.rows(sql, &key()).await?;
        let row = rows.first().map_or(&[][..], Vec::as_slice);
        let (generation, epoch) = (column(row, 0)?.int()? + 1, column(row, 1)?.int()? + 1);
        tx.execute("DELETE FROM projection WHERE name = $1 AND version = $2 AND serving = 0", &key()).await?;
        let sql = format!(
            "INSERT INTO projection (name, version, generation, serving, position, epoch, holder, lease_until, \
             applied_count, applied_digest, status, error, updated_at) \
             VALUES ($1, $2, $3, 0, 0, $4, $5, {now} + $6, 0, $7, 'running', NULL, {now})"
        );
        let (generation_cell, epoch_cell) = (Cell::Int(generation), Cell::Int(epoch));
        let more =
            [generation_cell, epoch_cell, node.into(), milliseconds(for_long), Sum::default().hex().into()];
        tx.execute(&sql, &[&key()[..], &more[..]].concat()).await?;
        tx.commit().await?;
        self.sweep(model).await?;
        Ok(Lease::on_build(model, generation, epoch, node))
    }

    /// Adds rows to new generations: all or none.
    ///
    /// # Errors
    /// A build that another program has thrown away, and failures of the store.
    pub async fn write_build(
        &self,
        builds: &[(&Lease, Vec<Owned>)],
        for_long: Duration,
    ) -> Result<(), WriteError> {
        let mut tx = self.0.writers.write().await?;
        let sql = format!(
            "UPDATE projection SET lease_until = {} + $6 \
             WHERE name = $1 AND version = $2 AND generation = $3 AND epoch = $4 AND position = $5 \
             AND serving = 0",
            now(tx.engine())
        );
        for (lease, owned) in builds {
            let cells = [&lease.checked()?[..], &[milliseconds(for_long)]].concat();
            one(tx.execute(&sql, &cells).await?)?;
            insert(&mut tx, lease.model, lease.generation, owned).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Sets the checkpoint of a new generation whose rows are all there.
    ///
    /// # Errors
    /// As [`write_build`](Self::write_build).
    pub async fn finish_build(&self, lease: &mut Lease, position: u64, sum: Sum) -> Result<(), WriteError> {
        let mut tx = self.0.writers.write().await?;
        let sql = format!(
            "UPDATE projection SET position = $6, applied_count = $7, applied_digest = $8, updated_at = {} \
             WHERE name = $1 AND version = $2 AND generation = $3 AND epoch = $4 AND position = $5 \
             AND serving = 0",
            now(tx.engine())
        );
        let more = [Cell::Int(to_i64(position)?), Cell::Int(to_i64(sum.count)?), sum.hex().into()];
        one(tx.execute(&sql, &[&lease.checked()?[..], &more[..]].concat()).await?)?;
        tx.commit().await?;
        (lease.position, lease.sum) = (position, sum);
        Ok(())
    }

    /// Lets the new generation serve instead of the old one, in one short transaction.
    ///
    /// # Errors
    /// A build that is lost or still behind, and failures of the store.
    pub async fn swap(&self, lease: &Lease) -> Result<(), WriteError> {
        let mut tx = self.0.writers.write().await?;
        let model = lease.model;
        lock(&mut tx, model).await?;
        let position = Cell::Int(to_i64(lease.position)?);
        let key = [model.name.into(), model.version.into(), position];
        let sql = "SELECT count(*) FROM projection \
                   WHERE name = $1 AND version = $2 AND serving = 1 AND position > $3";
        let ahead = tx.rows(sql, &key).await?;
        if ahead.first().is_some_and(|row| row.first() != Some(&Cell::Int(0))) {
            return Err(WriteError::Behind);
        }
        let sql = format!(
            "UPDATE projection SET serving = 1, holder = NULL, lease_until = 0, updated_at = {} \
             WHERE name = $1 AND version = $2 AND generation = $3 AND epoch = $4 AND position = $5 \
             AND serving = 0",
            now(tx.engine())
        );
        one(tx.execute(&sql, &lease.checked()?).await?)?;
        let sql = "DELETE FROM projection WHERE name = $1 AND version = $2 AND generation <> $3";
        tx.execute(sql, &[model.name.into(), model.version.into(), Cell::Int(lease.generation)]).await?;
        let sql = format!(
            "UPDATE dead_letter SET resolved_at = {} \
             WHERE projection = $1 AND version = $2 AND position <= $3 AND resolved_at IS NULL",
            now(tx.engine())
        );
        tx.execute(&sql, &key).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Sets the serving generation back to the start: it has seen more than the ledger holds, so it is of another.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn forget_serving(&self, lease: &Lease) -> Result<(), WriteError> {
        let mut tx = self.0.writers.write().await?;
        let sql = "UPDATE projection SET position = 0, applied_count = 0, applied_digest = $3 \
                   WHERE name = $1 AND version = $2 AND serving = 1";
        let model = lease.model;
        tx.execute(sql, &[model.name.into(), model.version.into(), Sum::default().hex().into()]).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Throws a new generation away.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn discard(&self, lease: &Lease) -> Result<(), StoreError> {
        let mut tx = self.0.writers.write().await?;
        let sql = "DELETE FROM projection \
                   WHERE name = $1 AND version = $2 AND generation = $3 AND epoch = $4 AND serving = 0";
        let [name, version, generation, epoch, _position] = lease.checked()?;
        tx.execute(sql, &[name, version, generation, epoch]).await?;
        tx.commit().await?;
        self.sweep(lease.model).await
    }

    /// Deletes the rows of generations that are no more, a bounded number at a time.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn sweep(&self, model: &Model) -> Result<(), StoreError> {
        let kept = "generation NOT IN (SELECT generation FROM projection WHERE name = $1 AND version = $2)";
        for table in model.tables {
            let name = table.name;
            let sql = format!(
                "DELETE FROM {name} WHERE (generation, owner, place) IN \
                 (SELECT generation, owner, place FROM {name} WHERE {kept} LIMIT {SWEPT})"
            );
            while self.delete(model, &sql).await? > 0 {}
        }
        let columns = "projection, version, generation, owner, stream";
        let sql = format!(
            "DELETE FROM dependency WHERE ({columns}) IN (SELECT {columns} FROM dependency \
             WHERE projection = $1 AND version = $2 AND {kept} LIMIT {SWEPT})"
        );
        while self.delete(model, &sql).await? > 0 {}
        Ok(())
    }

    /// Lets the engine count the rows of a new generation and make its plans anew; those that it made for tables that
    /// were nearly empty no longer fit. `SQLite` plans by the shape of the tables alone.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn take_stock(&self, model: &Model) -> Result<(), StoreError> {
        for table in model.tables.iter().map(|table| table.name).chain(["dependency"]) {
            // One at a time: what is locked by somebody else keeps no other waiting.
            let mut tx = self.0.writers.write().await?;
            if tx.engine() == Engine::Postgres {
                tx.execute(&format!("ANALYZE {table}"), &[]).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    async fn delete(&self, model: &Model, sql: &str) -> Result<u64, StoreError> {
        let mut tx = self.0.writers.write().await?;
        let deleted = tx.execute(sql, &[model.name.into(), model.version.into()]).await?;
        tx.commit().await?;
        Ok(deleted)
    }

    /// SHA-256 over all rows of a generation in the order of their keys: equal exactly when the rows are.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn digest(&self, model: &Model, generation: i64) -> Result<TreeHash, StoreError> {
        let mut hasher = Sha256::new();
        let mut tx = self.0.readers.read().await?;
        for table in model.tables {
            hasher.update(table.name);
            let (mut owner, mut place) = (String::new(), 0);
            loop {
                let cells = [Cell::Int(generation), owner.as_str().into(), Cell::Int(place)];
                let rows = tx.rows(&table.dump(), &cells).await?;
                for row in &rows {
                    let values = serde_json::Value::Array(row.iter().map(Cell::json).collect());
                    hasher.update(values.to_string());
                }
                let Some(last) = rows.last() else { break };
                (owner, place) = (column(last, 0)?.text()?.to_owned(), column(last, 1)?.int()?);
            }
        }
        Ok(hasher.finalize().into())
    }
}
