//! Python packages, for implementations that are not ours.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A Python that has this package, `name==version`, in an environment of its own in `folder`. Made when it is not
/// there; left for the next time.
///
/// Blocks: not to be called from a task.
///
/// # Panics
/// When there is no Python 3 with `venv`, or the package cannot be fetched; the message says what to do.
#[must_use]
pub fn with(package: &str, folder: &Path) -> PathBuf {
    let environment = folder.join(package);
    let python = environment.join("bin/python");
    if python.exists() {
        return python;
    }
    // Complete before it has its name: two processes may make it at once.
    std::fs::create_dir_all(folder)
        .unwrap_or_else(|error| panic!("could not make {}: {error}", folder.display()));
    let unnamed = tempfile::Builder::new()
        .prefix("python-")
        .tempdir_in(folder)
        .unwrap_or_else(|error| panic!("could not make a folder in {}: {error}", folder.display()));
    let needs = format!(
        "this test compares with the Python package {package}: it needs python3 with venv and pip (Debian, Ubuntu: \
         apt-get install python3-venv; elsewhere they come with Python) and a package index that pip can reach"
    );
    run(Command::new("python3").args(["-m", "venv"]).arg(unnamed.path()), &needs);
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", package];
    run(Command::new(unnamed.path().join("bin/python")).args(pip), &needs);
    // Somebody else may have been faster, with the same.
    if std::fs::rename(unnamed.path(), &environment).is_ok() {
        let _ = unnamed.keep();
    }
    assert!(python.exists(), "{needs}; {} is missing", python.display());
    python
}

fn run(command: &mut Command, needs: &str) {
    let ran = command.stdin(Stdio::null()).output();
    let out = ran.unwrap_or_else(|error| panic!("{needs}\n{command:?}: {error}"));
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{needs}\n{command:?}: {}\n{stderr}", out.status);
}
