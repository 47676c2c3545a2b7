//! The source tree the tests were built from.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the workspace, where `Cargo.lock` is.
///
/// # Panics
/// When the tests crate no longer sits in a folder of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests crate is in a folder of the workspace")
}

/// `cargo`, the one that runs the tests when there is one, in the root of the workspace.
#[must_use]
pub fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let mut cargo = Command::new(program);
    cargo.current_dir(root());
    cargo
}

/// Every file of the project, as paths from the root: those git tracks and those it would.
///
/// # Panics
/// When git is missing, or when the tree is not a git repository.
#[must_use]
pub fn files() -> Vec<PathBuf> {
    // A clone made by another user, as in a container, is still the tree under test.
    let out = Command::new("git")
        .args(["-c", "safe.directory=*", "ls-files", "-z"])
        .args(["--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git is needed to list the files of the project");
    assert!(
        out.status.success(),
        "git could not list the files of {}: {}",
        root().display(),
        String::from_utf8_lossy(&out.stderr)
    );
    let names = String::from_utf8(out.stdout).expect("file names in UTF-8");
    names
        .split_terminator('\0')
        .map(PathBuf::from)
        // Removed, and the removal not yet committed.
        .filter(|path| root().join(path).is_file())
        .collect()
}
