//! Facts tables as files that may leave the machine.

use std::path::Path;

use jiff::Timestamp;
use projections::facts_tables::{Stamp, Telling, described, write_parquet};

use super::build::unfit;
use super::files::replaced;
use super::{Facts, KeepError};
use crate::Application;
use crate::error::file;
use crate::projector::RebuildError;

impl Application {
    /// Writes the facts tables as known at an instant (now when absent) into a new folder, a Parquet file each, with
    /// what tells of persons told less exactly. The folder appears once it is whole.
    ///
    /// # Errors
    /// A folder that exists, those of [`facts_tables`](Self::facts_tables), files that cannot be written.
    pub async fn write_facts(
        &self,
        folder: &Path,
        known_at: Option<Timestamp>,
        workers: usize,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Facts, KeepError> {
        if folder.symlink_metadata().is_ok() {
            return Err(KeepError::Exists { folder: folder.to_owned() });
        }
        let failed = |error| RebuildError::Fault(file(folder, "written", error));
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        // Before the work: where nothing can be written, nobody needs to wait for it.
        let part = tempfile::Builder::new().prefix(".facts-").tempdir_in(parent.unwrap_or(Path::new(".")));
        let part = part.map_err(failed)?;
        let facts = self.facts_tables(known_at, workers, progress).await?;
        let stamp = Stamp { position: facts.position, events: facts.proof.count, digest: facts.proof.hex() };
        let tables = facts.tables();
        let telling = Telling::of(&tables);
        for table in described() {
            let rows = tables.parts_of(table.name).iter().map(|rows| table.coarsened(rows, &telling));
            let rows = rows.collect::<Result<Vec<_>, _>>().map_err(unfit)?;
            replaced(&part.path().join(table.name).with_extension("parquet"), |file| {
                write_parquet(file, table.schema.clone(), &rows, &stamp).map_err(std::io::Error::other)
            })
            .map_err(failed)?;
        }
        std::fs::rename(part.path(), folder).map_err(failed)?;
        // It has another name now.
        let _ = part.keep();
        Ok(facts)
    }
}
