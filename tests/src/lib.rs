//! What the tests stand on: databases, scratch folders and the built program.
//!
//! Nothing here tests Parcours; the claims are in `tests/tests/`.
//! A harness that cannot set the stage panics: there is nobody to hand an error to.
#![expect(clippy::expect_used, reason = "a harness that cannot set the stage panics")]

pub mod binary;
pub mod chromium;
pub mod node;
pub mod postgres;
pub mod python;
mod system;
pub mod workspace;

/// The master key of every database of the tests, on both engines: programs and the tests themselves open the same
/// ones.
#[must_use]
pub fn master_key() -> std::path::PathBuf {
    workspace::root().join("tests/fixtures/master-key")
}

/// A new empty folder, removed when the value is dropped.
///
/// # Panics
/// When the folder cannot be made.
#[must_use]
pub fn scratch() -> tempfile::TempDir {
    tempfile::Builder::new().prefix("parcours-scratch-").tempdir().expect("a folder in the temporary folder")
}

/// Longest time that a claim may take, on a slow and busy machine.
const LONGEST: std::time::Duration = std::time::Duration::from_mins(10);

/// Fails the claim that does not come to an end, so that it is named, instead of all of them.
///
/// # Panics
/// When it takes longer than ten minutes.
pub async fn bounded(claim: impl Future<Output = ()>) {
    tokio::time::timeout(LONGEST, claim).await.expect("the claim comes to an end within ten minutes");
}
