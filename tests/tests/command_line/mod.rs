//! The program as its users run it: exit codes, results on standard output, the rest on standard error.

mod contract;
mod copies;
mod faults;
mod figures;
mod help;
mod interrupted;
mod listing;
mod misuse;
mod publishing;
mod reading;
mod refusals;
mod replaying;
mod reports;
mod retracting;
mod serving;
mod transfers;
mod wrong_rules;

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;
use tests::binary::{Ran, run_in};

/// Famille K. and Famille D., whose stories the source tells.
const FAMILLE_K: &str = "dbbf675a-0ce3-55c1-9667-ec123fe0da3b";
const FAMILLE_D: &str = "34f7bc8b-0862-53fb-aef5-f2bb3dd39689";

/// A working folder, in which the default ledger is.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tests::scratch())
    }

    /// With the ledger of the programme of both families.
    fn with_families() -> Self {
        let folder = Self::new();
        let ran =
            folder.run(&["import", "--as-recorded", &events("plateforme-regularises"), "--format", "json"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file; answers its name.
    fn write<'n>(&self, name: &'n str, bytes: impl AsRef<[u8]>) -> &'n str {
        std::fs::write(self.path(name), bytes).unwrap();
        name
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run_in(self.0.path(), arguments)
    }

    /// Everything that the ledger holds.
    fn export(&self) -> String {
        let ran = self.run(&["export"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.stdout
    }
}

/// The events of a programme, as a path.
fn events(programme: &str) -> String {
    let path = tests::workspace::root().join("programmes").join(programme).join("events.ndjson");
    path.into_os_string().into_string().unwrap()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}
