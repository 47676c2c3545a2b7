pub(super) mod accesses;
pub(super) mod bundle;
mod shown;

use std::path::{Path, PathBuf};

use application::Application;
use application::access::AccessAudit;
use application::archive::Checked;
use application::verify::{
    Audit, CheckpointError, Checkpoints, GuardAudit, KeyAudit, KeyFileError, ProofError, SigningKeys, Trust,
    VerifierKey,
};

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{plain, print};
use crate::session::Session;

use super::bar::Bar;

pub(super) use shown::say;

/// Names the file of the signing key.
const KEY_FILE: &str = "PARCOURS_SIGNING_KEY_FILE";

/// Verify that nothing in the ledger was altered
///
/// Recomputes the hash of every event and compares all of it with what is stored and with what was signed. Names
/// the first position that is wrong, and why. Other programs may go on writing meanwhile.
///
/// The access log is recomputed as well, and compared with what was signed of it.
///
/// The keys that seal personal data are compared with the events: that none of them is missing, altered or destroyed
/// without an erasure, and that those of erased persons are gone. Whether they are what the master key wrapped is only
/// found out where that key is.
///
/// The archive, if there is one, is compared with the ledger too. With --archive its files are read in place of the rows
/// that they were written from, which is faster and says nothing about those rows.
///
/// Of an audit bundle, everything is in the file: no database is opened. The key that is believed must come from
/// elsewhere: with --key, or from the file of the signing key.
///
/// The signing key is in the file that `PARCOURS_SIGNING_KEY_FILE` names, else in DATABASE.signing-key beside
/// an SQLite database.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours verify
  parcours verify --checkpoint > printed-today.txt
  parcours verify --key 'parcours/0123456789abcdef+01234567+ARpc…' --against printed-last-year.txt
  parcours verify --format json | jq '.ok, (.. | .first_bad? // empty)'
  parcours verify --archive
  parcours verify famille-k.ndjson --key 'parcours/0123456789abcdef+01234567+ARpc…'")]
pub(crate) struct VerifyArgs {
    /// Audit bundle to verify instead of the ledger
    #[arg(conflicts_with_all = ["checkpoint", "guards", "archive"])]
    bundle: Option<PathBuf>,
    /// Sign what was verified, the ledger and the access log: write a checkpoint of each, print and keep them
    #[arg(long)]
    checkpoint: bool,
    /// Compare the guards with the events that move them as well, which takes many times longer
    #[arg(long)]
    guards: bool,
    /// Read complete blocks from the archive instead of the database
    #[arg(long, conflicts_with = "checkpoint")]
    archive: bool,
    /// Believe checkpoints signed by this public key as well; may be repeated
    #[arg(long = "key", value_name = "VERIFIER_KEY")]
    keys: Vec<VerifierKey>,
    /// Compare with checkpoints that were kept elsewhere, of the ledger or the access log; may be repeated
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
}

/// Where the signing key of a ledger is, if anywhere.
pub(super) fn key_file(application: &Application) -> Option<PathBuf> {
    application.signing_key_file(named_key_file())
}

/// The file of the signing key, when the environment names one.
pub(super) fn named_key_file() -> Option<PathBuf> {
    std::env::var_os(KEY_FILE).filter(|name| !name.is_empty()).map(PathBuf::from)
}

/// What was found, and the checkpoint that was asked for.
struct Verified {
    audit: Audit,
    accesses: AccessAudit,
    /// None when the events are wrong already.
    keys: Option<KeyAudit>,
    /// None when there is no archive, or when the events are wrong already.
    archive: Option<Checked>,
    /// None when the events are wrong already, or nobody asked.
    guards: Option<GuardAudit>,
    signed: Option<Checkpoints>,
}

impl Verified {
    fn is_right(&self) -> bool {
        let guards = self.guards.as_ref().is_none_or(|guards| guards.first_bad.is_none());
        let archive = self.archive.as_ref().is_none_or(|archive| archive.first_bad.is_none());
        let keys = self.keys.as_ref().is_none_or(|keys| keys.first_bad.is_none());
        self.audit.first_bad.is_none() && self.accesses.first_bad.is_none() && keys && archive && guards
    }
}

pub(super) async fn run(args: VerifyArgs, session: Session) -> Result<Outcome, Failure> {
    if let Some(path) = args.bundle.clone() {
        return bundle::run(&path, &args, &session);
    }
    let texts = session.texts;
    let verified = session
        .on_ledger(|application| async move {
            let key_file = key_file(&application);
            let trust = believed(&args.keys, &args.against, key_file.as_deref())?;
            let mut bar = Bar::new(texts);
            let hashing = &mut |done, all| bar.show("verify-hashing", done, all);
            let (audit, noted) = if args.archive {
                application.verify_archived(&trust, hashing).await?
            } else {
                application.verify_noting(&trust, hashing).await?
            };
            drop(bar);
            let mut bar = Bar::new(texts);
            let reading = &mut |done, all| bar.show("verify-reading-accesses", done, all);
            let accesses = application.verify_accesses(&trust, reading).await?;
            drop(bar);
            let mut verified =
                Verified { audit, accesses, keys: None, archive: None, guards: None, signed: None };
            if verified.is_right() {
                let mut bar = Bar::new(texts);
                let unwrapping = &mut |done, all| bar.show("verify-unwrapping", done, all);
                verified.keys = Some(application.verify_keys(&verified.audit, noted, unwrapping).await?);
            }
            if verified.is_right() {
                let mut bar = Bar::new(texts);
                let comparing = &mut |done, all| bar.show("verify-archiving", done, all);
                verified.archive = application.check_archive(comparing).await?;
            }
            if verified.is_right() && args.guards {
                let mut bar = Bar::new(texts);
                let guarding = &mut |done, all| bar.show("verify-guarding", done, all);
                verified.guards = Some(application.verify_guards(guarding).await?);
            }
            if args.checkpoint && verified.is_right() {
                verified.signed = Some(application.checkpoint(key_file).await?);
            }
            Ok(verified)
        })
        .await?;
    let shown = match session.format {
        Format::Json => shown::as_json(&verified, texts).to_string(),
        Format::Table => shown::as_table(&verified, texts),
    };
    print(&shown)?;
    Ok(if verified.is_right() { Outcome::Done } else { Outcome::Refused })
}

/// The keys of the command line and of the key file, and what they signed.
///
/// # Errors
/// A key file that cannot be read, and a file that holds no checkpoint to rely on.
pub(super) fn believed(
    keys: &[VerifierKey],
    against: &[PathBuf],
    key_file: Option<&Path>,
) -> Result<Trust, Failure> {
    let keys = [keys, &SigningKeys::trusted_in(key_file)?].concat();
    let mut trust = Trust::of(keys);
    for path in against {
        let named = || vec![("path", plain(&path.display().to_string()))];
        let kept =
            std::fs::read_to_string(path).map_err(|error| Failure::fault("fault-read", named(), error))?;
        trust.rely_on(&kept).map_err(|error| {
            let detail = ("detail", plain(&error.to_string()));
            Failure::refused("verify-note", [named(), vec![detail]].concat())
        })?;
    }
    Ok(trust)
}

impl From<KeyFileError> for Failure {
    fn from(error: KeyFileError) -> Self {
        Self::fault("fault-signing-key", [], error)
    }
}

impl From<CheckpointError> for Failure {
    fn from(error: CheckpointError) -> Self {
        match error {
            CheckpointError::NoKeyFile => Self::misuse("verify-no-key-file", []),
            CheckpointError::KeyLost { path } => {
                Self::refused("verify-key-lost", [("path", plain(&path.display().to_string()))])
            }
            CheckpointError::KeyFile(error) => error.into(),
            CheckpointError::Proof(ProofError::Store(error)) => error.into(),
            CheckpointError::Proof(error) => Self::fault("fault-checkpoint", [], error),
        }
    }
}
