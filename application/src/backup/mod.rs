//! Backups of an SQLite ledger and their way back. A server has tools of its own for both.

pub(crate) mod belongings;
mod files;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use event_store::{Contents, contents, copy_database, settle_database};
use tempfile::TempDir;

pub use belongings::{Care, What, belongings};

use crate::Application;
use crate::access::AccessAudit;
use crate::error::{Fault, file};
use crate::verify::{Audit, FirstBad, Trust};

use belongings::{ACCESSES, KEYS, PROJECTIONS, beside};
use files::{folder_of, name_new, private, remove, remove_logs, size, sync_folder};

/// Why there is no backup, or nothing was restored. What was there before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is nothing to copy.
    #[error("{} holds nothing", path.display())]
    Nothing {
        /// Where it should be.
        path: PathBuf,
    },
    /// Something is there already, and nobody said that it may be replaced.
    #[error("{} exists", path.display())]
    Exists {
        /// What is there.
        path: PathBuf,
    },
    /// Another program has what would be replaced open.
    #[error("{} is in use", path.display())]
    InUse {
        /// What is there.
        path: PathBuf,
    },
    /// The copy does not verify.
    #[error("the copy of {} does not verify: {} at position {}", from.display(), first_bad.reason.code(), first_bad.position)]
    Altered {
        /// What was copied.
        from: PathBuf,
        /// The first thing that is wrong.
        first_bad: FirstBad,
    },
    /// Something outside failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<event_store::StoreError> for BackupError {
    fn from(error: event_store::StoreError) -> Self {
        Self::Fault(Fault::Store(error))
    }
}

/// What may happen to what is at the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It is left alone.
    Keep,
    /// It is replaced, in one step, once the copy is complete and verified.
    Replace,
}

/// A copy that has its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Its size.
    pub bytes: u64,
    /// What verifying it found; absent when it was not verified.
    pub audit: Option<Audit>,
    /// What verifying the access log found that came with it, or stands beside what was restored; absent when there is
    /// none.
    pub accesses: Option<AccessAudit>,
}

/// What is being done, for whoever shows how far it is: done, and of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Bytes.
    Copying(u64, u64),
    /// Events.
    Verifying(u64, u64),
}

/// Copies the ledger at `from` to `to` while others go on writing: the ledger as it is at one moment, verified by
/// proof unless `trust` is absent, on the disk before it has its name.
///
/// A ledger that an older program wrote is copied as it is and not verified, which would take migrating it.
///
/// # Errors
/// Nothing to copy, something at `to`, a copy that does not verify, and faults of files and databases.
pub async fn back_up(
    from: &Path,
    to: &Path,
    existing: Existing,
    trust: Option<&Trust>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Copied, BackupError> {
    let found = some_events(from).await?;
    free(to, existing)?;
    let copy = Copy::make(from, to, progress).await?;
    let current = found.schema == event_store::latest_schema();
    let audit = match trust {
        Some(trust) if current => Some(copy.verify(from, trust, progress).await?),
        Some(_) | None => None,
    };
    copy.publish(to, existing, audit).await
}

/// Copies the sealing keys of the ledger at `database` to `to`.
///
/// # Errors
/// As [`back_up`].
pub async fn back_up_keys(database: &Path, to: &Path, existing: Existing) -> Result<Copied, BackupError> {
    copy_keys(&beside(database, KEYS), to, existing).await
}

/// Puts the backup `from` in the place of the ledger at `database`, once its copy is migrated to this program’s
/// schema and verified by proof. A ledger that holds no event is no obstacle; one that holds some is replaced only
/// if told so, and only while no other program has it open. What is derived from the old one goes. The access log is in no
/// backup: one that stands beside is verified afterwards, and nothing is done about what is wrong with it.
///
/// # Errors
/// As [`back_up`], and a ledger that is in use.
pub async fn restore(
    from: &Path,
    database: &Path,
    existing: Existing,
    trust: &Trust,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Copied, BackupError> {
    some_events(from).await?;
    let existing = if is_blank(database).await { Existing::Replace } else { existing };
    free(database, existing)?;
    take_over(database).await?;
    let copy = Copy::make(from, database, progress).await?;
    let audit = copy.verify(from, trust, progress).await?;
    take_over(database).await?;
    let projections = beside(database, PROJECTIONS);
    remove(&projections)?;
    remove_logs(&projections)?;
    remove_logs(database)?;
    let mut copied = copy.publish(database, existing, Some(audit)).await?;
    if beside(database, ACCESSES).exists() {
        let restored = Application::open(&format!("sqlite:{}", database.display())).await?;
        let accesses = restored.verify_accesses(trust, &mut |_, _| ()).await;
        restored.close().await;
        copied.accesses = Some(accesses?);
    }
    Ok(copied)
}

/// Puts a backup of sealing keys in its place beside the ledger at `database`.
///
/// # Errors
/// As [`restore`].
pub async fn restore_keys(from: &Path, database: &Path, existing: Existing) -> Result<Copied, BackupError> {
    let keys = beside(database, KEYS);
    free(&keys, existing)?;
    take_over(&keys).await?;
    remove_logs(&keys)?;
    copy_keys(from, &keys, existing).await
}

async fn copy_keys(from: &Path, to: &Path, existing: Existing) -> Result<Copied, BackupError> {
    if size(from) == 0 {
        return Err(BackupError::Nothing { path: from.to_owned() });
    }
    free(to, existing)?;
    Copy::make(from, to, &mut |_| {}).await?.publish(to, existing, None).await
}

/// A copy on its way: complete or not, it is in a folder that goes when it is dropped.
struct Copy {
    folder: TempDir,
}

impl Copy {
    /// Beside its destination, so that it can be moved there in one step.
    async fn make(
        from: &Path,
        to: &Path,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Self, BackupError> {
        let folder =
            tempfile::Builder::new().prefix(".parcours-").suffix(".partial").tempdir_in(folder_of(to));
        let copy = Self { folder: folder.map_err(|source| file(to, "written", source))? };
        copy_database(from, &copy.path(), &mut |done, all| progress(Progress::Copying(done, all))).await?;
        Ok(copy)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("copy.db")
    }

    /// Opens the copy as a ledger, which brings it to this program’s schema, and recomputes it.
    async fn verify(
        &self,
        from: &Path,
        trust: &Trust,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Audit, BackupError> {
        let opened = Application::open(&format!("sqlite:{}", self.path().display())).await?;
        let verified = opened.verify(trust, &mut |done, all| progress(Progress::Verifying(done, all))).await;
        opened.close().await;
        let audit = verified?;
        match audit.first_bad {
            None => Ok(audit),
            Some(first_bad) => Err(BackupError::Altered { from: from.to_owned(), first_bad }),
        }
    }

    /// Gives the copy its name, once all of it is on the disk.
    async fn publish(
        self,
        to: &Path,
        existing: Existing,
        audit: Option<Audit>,
    ) -> Result<Copied, BackupError> {
        let path = self.path();
        settle_database(&path).await?;
        let bytes = size(&path);
        let named = private(&path).and_then(|copy| copy.sync_all()).and_then(|()| match existing {
            Existing::Keep => name_new(&path, to),
            Existing::Replace => fs::rename(&path, to),
        });
        named.map_err(|source| {
            if source.kind() == ErrorKind::AlreadyExists {
                return BackupError::Exists { path: to.to_owned() };
            }
            file(to, "written", source).into()
        })?;
        sync_folder(folder_of(to)).map_err(|source| file(to, "written", source))?;
        Ok(Copied { bytes, audit, accesses: None })
    }
}

/// What a ledger file holds, which must be something.
async fn some_events(path: &Path) -> Result<Contents, BackupError> {
    let found = contents(path).await?;
    found.filter(|found| found.head > 0).ok_or_else(|| BackupError::Nothing { path: path.to_owned() })
}

/// Whether nothing would be lost with it.
async fn is_blank(database: &Path) -> bool {
    match contents(database).await {
        Ok(found) => found.is_none_or(|found| found.head == 0),
        // Whatever it is, it is not for us to say that it is worth nothing.
        Err(_) => false,
    }
}

fn free(path: &Path, existing: Existing) -> Result<(), BackupError> {
    if existing == Existing::Keep && fs::symlink_metadata(path).is_ok() {
        return Err(BackupError::Exists { path: path.to_owned() });
    }
    Ok(())
}

/// Makes sure that nobody has a database open that is to be replaced. One that is damaged may be replaced.
async fn take_over(database: &Path) -> Result<(), BackupError> {
    if size(database) == 0 {
        return Ok(());
    }
    match settle_database(database).await {
        Err(event_store::StoreError::Locked { .. }) => Err(BackupError::InUse { path: database.to_owned() }),
        Ok(()) | Err(_) => Ok(()),
    }
}
