//! What backing up and restoring have in common.

use std::path::{Path, PathBuf};

use application::backup::{BackupError, Copied, Existing, Progress};
use application::verify::hex;
use serde_json::{Value, json};
use sqlx::postgres::PgConnectOptions;

use crate::failure::Failure;
use crate::output::plain;
use crate::session::Session;
use crate::texts::Texts;
use crate::verbs::bar::Bar;
use crate::verbs::verify::accesses;

/// Names the file of the master key.
const MASTER_KEY_FILE: &str = "PARCOURS_MASTER_KEY_FILE";

/// The file of the master key, when the environment names one.
pub(super) fn named_master_key_file() -> Option<PathBuf> {
    std::env::var_os(MASTER_KEY_FILE).filter(|name| !name.is_empty()).map(PathBuf::from)
}

pub(super) fn existing(force: bool) -> Existing {
    if force { Existing::Replace } else { Existing::Keep }
}

/// Where the ledger is.
pub(super) enum Place {
    File(PathBuf),
    Server(Box<PgConnectOptions>),
}

/// # Errors
/// An address that is neither of a file nor of a server.
pub(super) fn place(session: &Session) -> Result<Place, Failure> {
    let address = session.address();
    if let Some(path) = crate::session::file_of(&address) {
        return Ok(Place::File(path.into()));
    }
    let server = address.parse::<PgConnectOptions>();
    server
        .map(|server| Place::Server(Box::new(server)))
        .map_err(|error| Failure::misuse("database-address", [("detail", plain(&error.to_string()))]))
}

/// The commands of the server’s own tools. Passwords are left to `~/.pgpass` or the prompt.
pub(super) fn on_server(message: &'static str, server: &PgConnectOptions, path: Option<&Path>) -> Failure {
    let host =
        server.get_socket().map_or_else(|| server.get_host().to_owned(), |path| path.display().to_string());
    let reach = format!("--host={host} --port={} --username={}", server.get_port(), server.get_username());
    let path = path.map_or_else(|| "ledger.dump".to_owned(), |path| plain(&path.display().to_string()));
    let database = server.get_database().unwrap_or("parcours").to_owned();
    Failure::misuse(message, [("reach", reach), ("path", path), ("name", database)])
}

/// Shows how far a copy is.
pub(super) fn show(bar: &mut Bar, progress: Progress) {
    match progress {
        Progress::Copying(done, all) => bar.show("copy-copying", done, all),
        Progress::Verifying(done, all) => bar.show("verify-hashing", done, all),
    }
}

/// What was copied, for programs.
pub(super) fn as_json(path: &Path, copied: &Copied, texts: Texts) -> Value {
    let audit = copied.audit.as_ref();
    json!({
        "path": path.display().to_string(),
        "bytes": copied.bytes,
        "verified": audit.is_some(),
        "events": audit.map(|audit| audit.events),
        "head": audit.map(|audit| audit.head),
        "root": audit.map(|audit| hex(&audit.root)),
        "checkpoints": audit.map(|audit| audit.checkpoints),
        "accesses": copied.accesses.as_ref().map(|accesses| accesses::as_json(accesses, texts)),
    })
}

/// What was copied, for people.
pub(super) fn as_lines(id: &str, path: &Path, copied: &Copied, texts: Texts) -> Vec<String> {
    let path = plain(&path.display().to_string());
    let mut lines = vec![texts.say(id, &[("path", &path), ("bytes", &copied.bytes.to_string())])];
    if let Some(audit) = &copied.audit {
        let (events, head) = (audit.events.to_string(), audit.head.to_string());
        lines.push(texts.say("verify-events", &[("events", &events), ("head", &head)]));
        lines.push(texts.say("verify-checkpoints", &[("checkpoints", &audit.checkpoints.to_string())]));
        lines.push(texts.say("verify-root", &[("root", &hex(&audit.root))]));
    }
    if let Some(found) = &copied.accesses {
        lines.extend(accesses::as_lines(found, texts));
    }
    lines
}

/// Why nothing was copied.
pub(super) fn failure(error: BackupError, texts: Texts) -> Failure {
    let named = |path: &Path| vec![("path", plain(&path.display().to_string()))];
    match error {
        BackupError::Nothing { path } => Failure::refused("copy-nothing", named(&path)),
        BackupError::Exists { path } => Failure::refused("copy-exists", named(&path)),
        BackupError::InUse { path } => Failure::refused("copy-in-use", named(&path)),
        BackupError::Altered { from, first_bad } => {
            let position = first_bad.position.to_string();
            let reason = super::verify::say(&first_bad, texts);
            let bad = texts.say("verify-first-bad", &[("position", &position), ("reason", &reason)]);
            Failure::refused("copy-altered", [named(&from), vec![("bad", bad)]].concat())
        }
        BackupError::Fault(fault) => fault.into(),
    }
}
