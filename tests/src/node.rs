//! Node packages, for suites that are not ours and clients as partners have them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// The oldest major version that the suites run on.
const OLDEST: u32 = 20;

const LOCK: &str = "package-lock.json";

/// A copy of the files of `from` beside the packages of their lock file, in a folder of its own in `folder`; the packages
/// are left for the next time.
///
/// Blocks: not to be called from a task.
///
/// # Panics
/// When there is no recent Node with npm, or the packages cannot be fetched; the message says what to do.
#[must_use]
pub fn with(from: &Path, folder: &Path) -> PathBuf {
    static ONE_BY_ONE: Mutex<()> = Mutex::new(());
    let _turn = ONE_BY_ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let needs = format!(
        "this test runs programs of others in Node: it needs node {OLDEST} or later with npm (nodejs.org; Debian 13, Ubuntu \
         25.04 and later: apt-get install nodejs npm) and a package registry that npm can reach"
    );
    let version = run(Command::new("node").arg("--version"), &needs);
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    assert!(major.is_some_and(|major: u32| major >= OLDEST), "{needs}; this is {version}");
    let name = from.file_name().unwrap_or_else(|| panic!("{} has no name", from.display()));
    let made = folder.join("node").join(name);
    let is_done = made.join("node_modules").exists()
        && std::fs::read(made.join(LOCK)).ok() == std::fs::read(from.join(LOCK)).ok();
    std::fs::create_dir_all(&made)
        .unwrap_or_else(|error| panic!("could not make {}: {error}", made.display()));
    for entry in std::fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        // Packages of whoever works there are theirs.
        if entry.path().is_dir() {
            continue;
        }
        let copied = std::fs::copy(entry.path(), made.join(entry.file_name()));
        copied.unwrap_or_else(|error| panic!("could not copy {}: {error}", entry.path().display()));
    }
    if !is_done {
        run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&made), &needs);
    }
    made
}

fn run(command: &mut Command, needs: &str) -> String {
    let ran = command.stdin(Stdio::null()).output();
    let out = ran.unwrap_or_else(|error| panic!("{needs}\n{command:?}: {error}"));
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{needs}\n{command:?}: {}\n{stderr}", out.status);
    String::from_utf8_lossy(&out.stdout).into_owned()
}
