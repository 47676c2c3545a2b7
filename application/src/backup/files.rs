//! Files: names that are given in one step, and what is on the disk for certain.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::belongings::{LOGS, beside};
use crate::error::{Fault, file};

pub(super) fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |found| found.len())
}

/// A log that is left of the old file would be taken for one of the new.
pub(super) fn remove_logs(database: &Path) -> Result<(), Fault> {
    LOGS.into_iter().try_for_each(|ending| remove(&beside(database, ending)))
}

pub(super) fn remove(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(file(path, "written", error)),
        _ => Ok(()),
    }
}

/// Gives a file a name that nothing has.
pub(super) fn name_new(path: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(path, to) {
        // Sticks and network drives often know no links.
        Err(error) if error.kind() != ErrorKind::AlreadyExists && fs::symlink_metadata(to).is_err() => {
            fs::rename(path, to)
        }
        linked => linked,
    }
}

/// Opens a file after making it one that its owner alone may read, for it holds personal data.
#[cfg(unix)]
pub(super) fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    File::open(path)
}

#[cfg(not(unix))]
pub(super) fn private(path: &Path) -> io::Result<File> {
    File::options().write(true).open(path)
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A name is on the disk once its folder is.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
