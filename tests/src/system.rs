//! Packages of the system that the tests need, installed where that is allowed.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long another process, perhaps another test, may keep the package lists to itself.
const LOCK_WAIT: Duration = Duration::from_mins(5);

/// Whether this process may install packages, and knows how.
pub(crate) fn installs() -> bool {
    is_root() && Path::new("/usr/bin/apt-get").exists()
}

/// Whether this process runs as root.
pub(crate) fn is_root() -> bool {
    id(&["-u"]) == Some(0)
}

/// What `id` answers, a number.
pub(crate) fn id(arguments: &[&str]) -> Option<u32> {
    let out = Command::new("id").args(arguments).stdin(Stdio::null()).output().ok()?;
    let told = out.status.success().then(|| String::from_utf8(out.stdout).ok())??;
    told.trim().parse().ok()
}

/// Installs packages, which bring `what` is missing.
///
/// # Errors
/// What the package manager said.
pub(crate) fn install(what: &str, packages: &[&str]) -> Result<(), String> {
    let names = packages.join(" ");
    // Written past the capture of test output: the wait of a minute needs an explanation.
    let _ = writeln!(
        std::io::stderr(),
        "tests: no {what} found; running apt-get update and apt-get install -y {names}"
    );
    // One unreachable source among several fails the update, and need not fail the installation.
    let updated = apt(&["update"]);
    apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())
        .map_err(|why| format!("{why}{}", updated.err().unwrap_or_default()))
}

fn apt(arguments: &[&str]) -> Result<(), String> {
    let start = Instant::now();
    loop {
        let out = Command::new("apt-get")
            .args(["-q", "-o", "DPkg::Lock::Timeout=300"])
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .env("UCF_FORCE_CONFFOLD", "1")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("could not start apt-get: {error}\n"))?;
        if out.status.success() {
            return Ok(());
        }
        let stderr = String::from_utf8_lossy(&out.stderr);
        // The timeout above covers the package database, not the lists that an update writes.
        if stderr.contains("Could not get lock") && start.elapsed() < LOCK_WAIT {
            sleep(Duration::from_secs(1));
            continue;
        }
        let stdout = String::from_utf8_lossy(&out.stdout);
        let arguments = arguments.join(" ");
        return Err(format!("apt-get {arguments} failed\n{stdout}{stderr}"));
    }
}
