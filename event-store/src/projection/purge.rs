//! Removing the traces of rows that were replaced because of an erasure.

use super::{Model, ReadModels};
use crate::error::StoreError;
use crate::store::Engine;

impl ReadModels {
    /// Makes what was deleted from the tables that are personal unreadable. On SQLite deleted rows were overwritten
    /// when they were deleted, and what the log still holds of them is copied over and cut off; on PostgreSQL the
    /// tables are vacuumed.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn vacate(&self, models: &[&'static Model]) -> Result<(), StoreError> {
        match self.0.writers.engine() {
            Engine::Sqlite => self.0.writers.run("PRAGMA wal_checkpoint(TRUNCATE)").await,
            Engine::Postgres => {
                let tables = models.iter().flat_map(|model| model.tables).filter(|table| table.personal);
                for table in tables {
                    self.0.writers.run(&format!("VACUUM {}", table.name)).await?;
                }
                Ok(())
            }
        }
    }
}
