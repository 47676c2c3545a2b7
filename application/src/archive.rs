//! The archive: complete blocks of the ledger in files, for whoever reads all of it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::StreamId;
use event_store::StreamName;
use event_store::archive::{Archive, Look, Runs, SLICES, Slicing};
use projections::facts_tables::spread;
use tempfile::TempDir;

use crate::Application;
use crate::backup::belongings::{ARCHIVE, beside};
use crate::error::file;
use crate::projector::RebuildError;

pub use event_store::archive::{ArchiveError, Archived, BadSegment, Checked};

/// Why nothing is archived, or read from an archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchivingError {
    /// There is none yet.
    #[error("there is no archive")]
    None,
    /// The ledger is on a server, and no folder was named.
    #[error("no folder is named for the archive of a ledger on a server")]
    NoFolder,
    /// It fails.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// So many blocks that are not archived are held in memory.
const LOOSE_BLOCKS: u64 = 4;

/// As many as that, when they cannot be archived.
const LOOSE_BLOCKS_MOST: u64 = 16;

/// The slice of a stream: that of its bucket, so that buckets are read without looking at others.
const SLICING: Slicing = Slicing { name: "household-hash/1", of: slice };

fn slice(stream: &StreamName) -> u16 {
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

    /// Writes a segment of every complete block that has none, or a damaged one: each that is there is read. `progress` is
    /// told how many are looked after, of how many.
    ///
    /// # Errors
    /// A ledger on a server with no folder named, a ledger that does not verify, files that cannot be written.
    pub async fn archive(
        &self,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Archived, ArchivingError> {
        self.archive_after(Look::Inside, progress).await
    }

    async fn archive_after(
        &self,
        look: Look,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Archived, ArchivingError> {
        let folder = self.archive_folder().ok_or(ArchivingError::NoFolder)?;
        let archive = self.archive_in(&folder)?;
        Ok(self.ledger.archive(&archive, look, progress).await?)
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
            match self.archive_after(Look::Outside, &mut |_, _| ()).await {
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

    /// The events up to a position, from the archive as far as there is one. More of them than should be held in memory
    /// are archived first, where there is no archive for as long as they are read.
    ///
    /// # Errors
    /// Faults of the store; too many events for memory that cannot be archived either.
    pub(crate) async fn runs(&self, upto: u64) -> Result<Read, RebuildError> {
        let archive = self.archive_or_none();
        let runs = self.ledger.runs(&archive, upto).await?;
        if runs.loose() <= archive.block().saturating_mul(LOOSE_BLOCKS) {
            return Ok(Read { runs, _scratch: None });
        }
        let (archive, scratch) = match self.archived_to_be_read().await {
            Ok(archived) => archived,
            Err(error) if runs.loose() <= archive.block().saturating_mul(LOOSE_BLOCKS_MOST) => {
                tracing::warn!(error = &error as &dyn Error, "not archived, held in memory instead");
                return Ok(Read { runs, _scratch: None });
            }
            Err(error) => return Err(error),
        };
        Ok(Read { runs: self.ledger.runs(&archive, upto).await?, _scratch: scratch })
    }

    /// Archives what is complete; where there is no place for it, in a folder that is there for a while.
    async fn archived_to_be_read(&self) -> Result<(Archive, Option<TempDir>), RebuildError> {
        let (folder, scratch) = if let Some(folder) = self.archive_folder() {
            (folder, None)
        } else {
            let unwritten = |error| file(&std::env::temp_dir(), "written", error);
            let scratch = tempfile::tempdir().map_err(unwritten)?;
            (scratch.path().to_owned(), Some(scratch))
        };
        let archive = self.archive_in(&folder).map_err(unarchived)?;
        self.ledger.archive(&archive, Look::Outside, &mut |_, _| ()).await.map_err(unarchived)?;
        Ok((archive, scratch))
    }

    /// The archive; one that is not there yet, or cannot be used, has nothing in it.
    pub(crate) fn archive_or_none(&self) -> Archive {
        let there = self.archive_there().unwrap_or_else(|error| {
            tracing::warn!(error = &error as &dyn Error, "the archive cannot be used");
            None
        });
        there.unwrap_or_else(|| self.sized(Archive::empty(SLICING)))
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
        Ok(self.sized(Archive::in_folder(folder, SLICING)?))
    }

    fn sized(&self, archive: Archive) -> Archive {
        if self.settings.small_blocks { archive.of_small_blocks() } else { archive }
    }
}

/// The events of the ledger, and the folder of those that were archived to be read.
pub(crate) struct Read {
    pub(crate) runs: Runs,
    _scratch: Option<TempDir>,
}

pub(crate) fn unarchived(error: ArchiveError) -> RebuildError {
    if let ArchiveError::Ledger(error) = error { error.into() } else { RebuildError::Archive(error) }
}
