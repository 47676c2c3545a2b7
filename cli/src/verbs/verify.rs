use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use application::Application;
use application::access::AccessAudit;
use application::verify::{
    Audit, CheckpointError, FirstBad, KeyFileError, ProofError, Reason, SigningKeys, Trust, VerifierKey, hex,
    open_checkpoint,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{DIM, GOOD, WRONG, plain, print, styled};
use crate::session::Session;
use crate::texts::Texts;

/// Names the file of the signing key.
const KEY_FILE: &str = "PARCOURS_SIGNING_KEY_FILE";

/// Verify that nothing in the ledger was altered
///
/// Recomputes the hash of every event and compares all of it with what is stored and with what was signed.
/// Names the first position that is wrong, and why. Other programs may go on writing meanwhile.
///
/// The signing key is in the file that `PARCOURS_SIGNING_KEY_FILE` names, else in DATABASE.signing-key beside
/// an SQLite database.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours verify
  parcours verify --checkpoint > printed-today.txt
  parcours verify --key 'parcours/0123456789abcdef+01234567+ARpc…' --against printed-last-year.txt
  parcours verify --format json | jq .first_bad")]
pub(crate) struct VerifyArgs {
    /// Sign what was verified: write a checkpoint, print it, and keep it in the ledger
    #[arg(long)]
    checkpoint: bool,
    /// Believe checkpoints signed by this public key as well; may be repeated
    #[arg(long = "key", value_name = "VERIFIER_KEY")]
    keys: Vec<VerifierKey>,
    /// Compare with a checkpoint that was kept outside of the ledger; may be repeated
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
}

/// Where the signing key of a ledger is, if anywhere.
pub(super) fn key_file(application: &Application) -> Option<PathBuf> {
    let named = std::env::var_os(KEY_FILE).filter(|name| !name.is_empty());
    application.signing_key_file(named.map(PathBuf::from))
}

/// What was found, and the checkpoint that was asked for.
struct Verified {
    audit: Audit,
    accesses: AccessAudit,
    note: Option<String>,
}

pub(super) async fn run(args: VerifyArgs, session: Session) -> Result<Outcome, Failure> {
    let texts = session.texts;
    let verified = session
        .on_ledger(|application| async move {
            let key_file = key_file(&application);
            let trust = trust(&args, key_file.clone())?;
            let mut bar = Bar::new(texts);
            let audit = application.verify(&trust, &mut |done, all| bar.show(done, all)).await?;
            drop(bar);
            let accesses = application.verify_accesses().await?;
            let sign = args.checkpoint && audit.first_bad.is_none() && accesses.first_bad.is_none();
            let note = if sign { checkpoint(&application, key_file).await? } else { None };
            Ok(Verified { audit, accesses, note })
        })
        .await?;
    let shown = match session.format {
        Format::Json => as_json(&verified, texts).to_string(),
        Format::Table => as_table(&verified, texts),
    };
    print(&shown)?;
    Ok(if verified.is_right() { Outcome::Done } else { Outcome::Refused })
}

impl Verified {
    fn is_right(&self) -> bool {
        self.audit.first_bad.is_none() && self.accesses.first_bad.is_none()
    }
}

/// The keys of the command line and of the key file, and what they signed.
fn trust(args: &VerifyArgs, key_file: Option<PathBuf>) -> Result<Trust, Failure> {
    let mut keys = args.keys.clone();
    if let Some(path) = key_file
        && let Some(own) = SigningKeys::read(&path)?
    {
        keys.extend_from_slice(own.trusted());
    }
    let mut trust = Trust { keys, checkpoints: Vec::new() };
    for path in &args.against {
        let named = || vec![("path", plain(&path.display().to_string()))];
        let note =
            std::fs::read_to_string(path).map_err(|error| Failure::fault("fault-read", named(), error))?;
        let opened = open_checkpoint(&note, &trust);
        let opened = opened.map_err(|error| {
            let detail = ("detail", plain(&error.to_string()));
            Failure::refused("verify-note", [named(), vec![detail]].concat())
        })?;
        trust.checkpoints.push(opened);
    }
    Ok(trust)
}

async fn checkpoint(application: &Application, key_file: Option<PathBuf>) -> Result<Option<String>, Failure> {
    Ok(application.checkpoint(key_file).await?.map(|kept| kept.note))
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

/// A progress bar on standard error, for terminals and work of more than two seconds.
struct Bar {
    shown: ProgressBar,
    texts: Texts,
    since: Instant,
}

impl Bar {
    const PATIENCE: Duration = Duration::from_secs(2);

    fn new(texts: Texts) -> Self {
        Self { shown: ProgressBar::hidden(), texts, since: Instant::now() }
    }

    fn show(&mut self, done: u64, all: u64) {
        if self.shown.is_hidden() && self.since.elapsed() > Self::PATIENCE && std::io::stderr().is_terminal()
        {
            self.shown.set_draw_target(ProgressDrawTarget::stderr());
            let template = "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.shown.set_style(style);
            }
            self.shown.set_message(self.texts.say("verify-hashing", &[]));
        }
        self.shown.set_length(all);
        self.shown.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.shown.finish_and_clear();
    }
}

fn as_json(verified: &Verified, texts: Texts) -> Value {
    let Verified { audit, accesses, note } = verified;
    let first_bad = audit.first_bad.as_ref().map(|bad| {
        let message = say(bad, texts);
        json!({ "position": bad.position, "reason": bad.reason.code(), "message": message })
    });
    let mut value = json!({
        "ok": verified.is_right(),
        "events": audit.events,
        "head": audit.head,
        "root": hex(&audit.root),
        "checkpoints": audit.checkpoints,
        "first_bad": first_bad,
        "accesses": {
            "entries": accesses.entries, "root": hex(&accesses.root), "first_bad": accesses.first_bad,
        },
    });
    if let Some(note) = note {
        value["checkpoint"] = note.as_str().into();
    }
    value
}

fn as_table(verified: &Verified, texts: Texts) -> String {
    let Verified { audit, accesses, note } = verified;
    let (style, id) = if verified.is_right() { (GOOD, "verify-right") } else { (WRONG, "verify-wrong") };
    let mut lines = vec![styled(style, texts.say(id, &[]))];
    if let Some(bad) = &audit.first_bad {
        let position = bad.position.to_string();
        lines.push(texts.say("verify-first-bad", &[("position", &position), ("reason", &say(bad, texts))]));
    }
    let (events, head) = (audit.events.to_string(), audit.head.to_string());
    lines.push(texts.say("verify-events", &[("events", &events), ("head", &head)]));
    lines.push(texts.say("verify-checkpoints", &[("checkpoints", &audit.checkpoints.to_string())]));
    if accesses.entries > 0 || accesses.first_bad.is_some() {
        lines.push(texts.say("verify-accesses", &[("entries", &accesses.entries.to_string())]));
    }
    if let Some(number) = accesses.first_bad {
        lines.push(texts.say("verify-access-bad", &[("number", &number.to_string())]));
    }
    if audit.first_bad.is_none() {
        lines.push(styled(DIM, texts.say("verify-root", &[("root", &hex(&audit.root))])));
    }
    if let Some(note) = note {
        lines.push(String::new());
        lines.push(note.trim_end().to_owned());
    }
    lines.join("\n")
}

/// What is wrong, in a sentence.
fn say(bad: &FirstBad, texts: Texts) -> String {
    let id = format!("verify-{}", bad.reason.code().replace('_', "-"));
    let text = |text: &dyn std::fmt::Display| plain(&text.to_string());
    let args: Vec<(&str, String)> = match &bad.reason {
        Reason::Missing | Reason::LeafHash | Reason::RecordedAt | Reason::LedgerHead => Vec::new(),
        Reason::Unreadable { detail } | Reason::Checkpoint { detail } => vec![("detail", text(detail))],
        Reason::Version { stream, expected, found } => {
            vec![("stream", text(stream)), ("expected", text(expected)), ("found", text(found))]
        }
        Reason::Tile { level, index, last } | Reason::TileMissing { level, index, last } => {
            vec![("level", text(level)), ("index", text(index)), ("last", text(last))]
        }
        Reason::TileBeyond { level, index } => vec![("level", text(level)), ("index", text(index))],
        Reason::StreamHead { stream } => vec![("stream", text(stream))],
        Reason::CheckpointKey { signers } => vec![("signers", text(signers))],
        Reason::CheckpointRoot { since } => vec![("since", text(since))],
        Reason::CheckpointBeyond { size } => vec![("size", text(size))],
    };
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    texts.say(&id, &args)
}

#[cfg(test)]
mod tests {
    use domain::messages::Language;

    use super::*;

    #[test]
    fn every_reason_is_a_sentence_in_both_languages() {
        let stream: event_store::StreamName = "household/1".try_into().unwrap();
        let detail = "detail".to_owned();
        let (level, index, last) = (1, 2, 196_608);
        let reasons = [
            Reason::Missing,
            Reason::Unreadable { detail: detail.clone() },
            Reason::LeafHash,
            Reason::RecordedAt,
            Reason::Version { stream: stream.clone(), expected: 2, found: 3 },
            Reason::Tile { level, index, last },
            Reason::TileMissing { level, index, last },
            Reason::TileBeyond { level, index },
            Reason::StreamHead { stream },
            Reason::LedgerHead,
            Reason::Checkpoint { detail },
            Reason::CheckpointKey { signers: "somebody+01234567".into() },
            Reason::CheckpointRoot { since: 7 },
            Reason::CheckpointBeyond { size: 9 },
        ];
        for language in [Language::French, Language::English] {
            for reason in reasons.clone() {
                let said = say(&FirstBad { position: 1, reason: reason.clone() }, Texts { language });
                // A message or a variable that is missing shows its name in braces or instead.
                let whole = !said.contains("verify-") && !said.contains(['{', '}']);
                assert!(whole, "{reason:?}: {said}");
            }
        }
    }
}
