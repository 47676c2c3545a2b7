//! Files that a verb writes.

use std::io::{self, Write as _};
use std::path::Path;

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It stays: nothing is written.
    Kept,
    /// It is replaced.
    Replaced,
}

/// Writes a file whole under its name or not at all, readable by its owner alone.
///
/// # Errors
/// Faults of the disk, and a file that is to be kept.
pub(crate) fn write(path: &Path, bytes: &[u8], existing: Existing) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    match existing {
        Existing::Kept => file.persist_noclobber(path),
        Existing::Replaced => file.persist(path),
    }
    .map_err(|error| error.error)?;
    Ok(())
}
