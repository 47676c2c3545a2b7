//! The one list of the files that belong to an SQLite ledger.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What belongs to an SQLite ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The events, and everything that proves them.
    Ledger,
    /// The keys under which personal values are sealed, themselves wrapped.
    SealingKeys,
    /// Who has read personal data.
    AccessLog,
    /// What is derived from the ledger.
    Projections,
    /// The folder of the facts tables, if they are kept.
    Facts,
    /// The folder of the archive: complete blocks of events, as they are stored.
    Archive,
    /// What signs checkpoints.
    SigningKey,
    /// What the sealing keys are wrapped with.
    MasterKey,
}

/// How a file is looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// In every backup.
    Backup,
    /// In a backup of its own, kept elsewhere and not as long: restoring it would undo erasures.
    OwnBackup,
    /// In no backup, for it is made again.
    Rebuilt,
    /// In no backup: to be kept elsewhere by other means.
    Elsewhere,
}

impl What {
    /// How it is looked after.
    #[must_use]
    pub fn care(self) -> Care {
        match self {
            Self::Ledger => Care::Backup,
            Self::SealingKeys => Care::OwnBackup,
            Self::Projections | Self::Facts | Self::Archive => Care::Rebuilt,
            Self::AccessLog | Self::SigningKey | Self::MasterKey => Care::Elsewhere,
        }
    }
}

/// Every file that belongs to the ledger at `database`, whether it exists or not: the one place that knows. The
/// secrets may have been named elsewhere.
#[must_use]
pub fn belongings(
    database: &Path,
    signing_key: Option<PathBuf>,
    master_key: Option<PathBuf>,
) -> [(What, PathBuf); 8] {
    let beside = |ending| beside(database, ending);
    [
        (What::Ledger, database.to_owned()),
        (What::SealingKeys, beside(KEYS)),
        (What::AccessLog, beside(ACCESSES)),
        (What::Projections, beside(PROJECTIONS)),
        (What::Facts, beside(FACTS)),
        (What::Archive, beside(ARCHIVE)),
        (What::SigningKey, signing_key.unwrap_or_else(|| beside(".signing-key"))),
        (What::MasterKey, master_key.unwrap_or_else(|| beside(".master-key"))),
    ]
}

pub(super) const KEYS: &str = "-keys";
pub(super) const ACCESSES: &str = "-access";
pub(super) const PROJECTIONS: &str = "-projections";
pub(crate) const FACTS: &str = "-facts";
pub(crate) const ARCHIVE: &str = "-archive";

/// What the engine keeps beside a file while it is open, or leaves there when a program dies.
pub(super) const LOGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The file whose name goes on like this.
pub(crate) fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = database.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
