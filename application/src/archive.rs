//! The archive: complete blocks of the ledger in files, for whoever reads all of it.

use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::StreamId;
use event_store::StreamName;
use event_store::archive::{Archive, BLOCK, Runs, SLICES, SMALL_BLOCK};
use projections::facts_tables::spread;
use tempfile::TempDir;

use crate::Application;
use crate::backup::belongings::{ARCHIVE, beside};
use crate::error::file;
use crate::projector::RebuildError;

pub use event_store::archive::{ArchiveError, Archived, BadSegment, Checked};

/// Why nothing is archived.
#[derive(Debug, thiserror::Error)]
pub enum ArchivingError {
    /// The ledger is on a server, and no folder was named.
    #[error("no folder is named for the archive of a ledger on a server")]
    NoFolder,
    /// It fails.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// So many blocks that are not archived are held in memory.
const LOOSE_BLOCKS: u64 = 4;

/// The slice of a stream: that of its bucket, so that buckets are read without looking at others.
pub(crate) fn slice(stream: &StreamName) -> u16 {
    let parsed: Result<StreamId, _> = stream.as_str().parse();
    parsed.map_or(0, |stream| spread(&stream) % SLICES)
}

impl Application {
    /// Where segments are, or would be.
    #[must_use]
    pub fn archive_folder(&self) -> Option<PathBuf> {
        let beside = || self.ledger.file().map(|ledger| beside(ledger, ARCHIVE));
        self.settings.archive_folder.clone().or_else(beside)
    }

    /// Writes a segment of every complete block that has none. `progress` is told how many are looked after, of how many.
    ///
    /// # Errors
    /// A ledger on a server with no folder named, a ledger that does not verify, files that cannot be written.
    pub async fn archive(
        &self,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Archived, ArchivingError> {
        let folder = self.archive_folder().ok_or(ArchivingError::NoFolder)?;
        let archive = self.archive_in(&folder)?;
        Ok(self.ledger.archive(&archive, slice, progress).await?)
    }

    /// Compares the archive, if there is one, with the ledger.
    ///
    /// # Errors
    /// An archive or a ledger that cannot be read.
    pub async fn check_archive(
        &self,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Option<Checked>, ArchiveError> {
        let Some(archive) = self.archive_there()? else { return Ok(None) };
        self.ledger.check_archive(&archive, progress).await.map(Some)
    }

    /// Writes segments after each interval, as blocks are complete. What goes wrong is logged, and tried again.
    pub async fn keep_archive(self, every: Duration) {
        if self.archive_folder().is_none() {
            return;
        }
        loop {
            tokio::time::sleep(every).await;
            match self.archive(&mut |_, _| ()).await {
                Ok(archived) if archived.written == 0 => {}
                Ok(archived) => {
                    tracing::info!(segments = archived.written, upto = archived.upto, "archived");
                }
                Err(error) => {
                    let cause = error.source().map(ToString::to_string);
                    tracing::error!(%error, cause, "not archived");
                }
            }
        }
    }

    /// The events up to a position, from the archive as far as there is one. More of them than fit into memory are
    /// archived first, where there is no archive for as long as they are read.
    ///
    /// # Errors
    /// Faults of the store, an archive that cannot be written.
    pub(crate) async fn runs(&self, upto: u64) -> Result<Read, RebuildError> {
        let archive = self.archive_there().map_err(unarchived)?;
        let runs = self.ledger.runs(archive.as_ref(), slice, upto).await?;
        let block = if self.settings.small_blocks { SMALL_BLOCK } else { BLOCK };
        if runs.loose() <= block.saturating_mul(LOOSE_BLOCKS) {
            return Ok(Read { runs, _scratch: None });
        }
        let folder = self.archive_folder();
        let scratch = match &folder {
            Some(_) => None,
            None => Some(tempfile::tempdir().map_err(|error| file(&std::env::temp_dir(), "written", error))?),
        };
        let folder = scratch.as_ref().map(TempDir::path).or(folder.as_deref());
        let archive = folder.map(|folder| self.archive_in(folder)).transpose().map_err(unarchived)?;
        if let Some(archive) = &archive {
            self.ledger.archive(archive, slice, &mut |_, _| ()).await.map_err(unarchived)?;
        }
        Ok(Read { runs: self.ledger.runs(archive.as_ref(), slice, upto).await?, _scratch: scratch })
    }

    /// The archive, if there is one.
    ///
    /// # Errors
    /// A folder that cannot be used.
    pub(crate) fn archive_there(&self) -> Result<Option<Archive>, ArchiveError> {
        let folder = self.archive_folder().filter(|folder| folder.is_dir());
        folder.map(|folder| self.archive_in(&folder)).transpose()
    }

    fn archive_in(&self, folder: &Path) -> Result<Archive, ArchiveError> {
        let archive = Archive::in_folder(folder)?;
        Ok(if self.settings.small_blocks { archive.of_small_blocks() } else { archive })
    }
}

/// The events of the ledger, and the folder of those that were archived to be read.
pub(crate) struct Read {
    pub(crate) runs: Runs,
    _scratch: Option<TempDir>,
}

fn unarchived(error: ArchiveError) -> RebuildError {
    if let ArchiveError::Ledger(error) = error { error.into() } else { RebuildError::Archive(error) }
}
