//! The browser that people use, for what they do on the pages.

use std::path::PathBuf;
use std::sync::OnceLock;

use crate::system;

/// What the browser is called, by those who package it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The program of the browser: that of `PARCOURS_TEST_CHROMIUM`, else one on the path, else it is installed when this
/// process is root and the system has `apt-get`.
///
/// Blocks: not to be called from a task.
///
/// # Panics
/// When there is none; the message says what to do.
#[must_use]
pub fn program() -> PathBuf {
    // One search, and at most one installation, however many tests browse at once.
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    FOUND.get_or_init(find_or_install).clone().unwrap_or_else(|why| panic!("{why}"))
}

fn find_or_install() -> Result<PathBuf, String> {
    if let Some(given) = std::env::var_os("PARCOURS_TEST_CHROMIUM") {
        return Ok(given.into());
    }
    if let Some(found) = on_the_path() {
        return Ok(found);
    }
    if system::installs() {
        system::install("Chromium", &["chromium", "fonts-dejavu"])?;
        if let Some(found) = on_the_path() {
            return Ok(found);
        }
    }
    Err("the tests of the pages need Chromium and found none: install it (Debian: apt-get install chromium; Fedora: dnf \
         install chromium; macOS: brew install --cask chromium), or give its program in PARCOURS_TEST_CHROMIUM"
        .to_owned())
}

fn on_the_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let programs = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    programs.into_iter().find(|program| program.is_file())
}
