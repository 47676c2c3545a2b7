use std::path::{Path, PathBuf};

use application::backup::{Care, Copied, What, back_up, back_up_keys, belongings};
use application::verify::VerifierKey;
use serde_json::{Value, json};

use super::bar::Bar;
use super::copies::{
    Place, as_json, as_lines, existing, failure, named_master_key_file, on_server, place, show,
};
use super::verify::{believed, named_key_file};
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::interrupt::unless_asked;
use crate::output::{DIM, plain, print, styled};
use crate::session::Session;
use crate::texts::Texts;

/// Back up the ledger while it is in use
///
/// Copies an SQLite ledger as it is at one moment, verifies the copy by proof, and gives it its name once all of
/// it is on the disk. The sealing keys have a backup of their own, to be kept elsewhere and not as long: restoring
/// old ones would undo erasures. A ledger on a server is backed up by the server’s own tools; the commands are
/// printed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours backup /media/safe/parcours-2024-03-01.db
  parcours backup --keys /media/other-safe/parcours-keys.db
  parcours backup --database postgres://parcours@localhost/parcours ledger.dump")]
pub(crate) struct BackupArgs {
    /// File to copy the ledger to
    #[arg(required_unless_present = "sealing_keys")]
    path: Option<PathBuf>,
    /// Copy the sealing keys to this file
    #[arg(long = "keys", value_name = "PATH")]
    sealing_keys: Option<PathBuf>,
    /// Replace what is there
    #[arg(long)]
    force: bool,
    /// Leave the copy unverified, as for a ledger that is known to be damaged
    #[arg(long)]
    unverified: bool,
    /// Believe checkpoints signed by this public key as well; may be repeated
    #[arg(long = "key", value_name = "VERIFIER_KEY")]
    trusted: Vec<VerifierKey>,
}

pub(super) async fn run(args: BackupArgs, session: Session) -> Result<Outcome, Failure> {
    let texts = session.texts;
    let database = match place(&session)? {
        Place::File(path) => path,
        Place::Server(server) => return Err(on_server("backup-on-server", &server, args.path.as_deref())),
    };
    let belongings = belongings(&database, named_key_file(), named_master_key_file());
    let copied = unless_asked(copy(&args, &database, &belongings, texts)).await?;
    let left: Vec<_> =
        belongings.into_iter().filter(|(what, path)| path.exists() && !is_copied(*what, &args)).collect();
    print(&match session.format {
        Format::Json => {
            let left =
                left.iter().map(|(what, path)| (word(*what).to_owned(), json!(path.display().to_string())));
            let copied = copied
                .iter()
                .map(|(what, path, copied)| (word(*what).to_owned(), as_json(path, copied, texts)));
            json!({ "copied": copied.collect::<serde_json::Map<_, _>>(), "left": Value::Object(left.collect()) })
                .to_string()
        }
        Format::Table => as_table(&copied, &left, texts),
    })?;
    Ok(Outcome::Done)
}

type Copies = Vec<(What, PathBuf, Copied)>;

async fn copy(
    args: &BackupArgs,
    database: &Path,
    belongings: &[(What, PathBuf)],
    texts: Texts,
) -> Result<Copies, Failure> {
    let (existing, mut made) = (existing(args.force), Copies::new());
    if let Some(path) = &args.path {
        let signing_key = belongings.iter().find(|(what, _)| *what == What::SigningKey);
        let signing_key = signing_key.map(|(_, path)| path.as_path());
        let trust = (!args.unverified).then(|| believed(&args.trusted, &[], signing_key)).transpose()?;
        let mut bar = Bar::new(texts);
        let progress = &mut |progress| show(&mut bar, progress);
        let copied = back_up(database, path, existing, trust.as_ref(), progress).await;
        made.push((What::Ledger, path.clone(), copied.map_err(|error| failure(error, texts))?));
    }
    if let Some(path) = &args.sealing_keys {
        let copied = back_up_keys(database, path, existing).await;
        made.push((What::SealingKeys, path.clone(), copied.map_err(|error| failure(error, texts))?));
    }
    Ok(made)
}

fn is_copied(what: What, args: &BackupArgs) -> bool {
    match what.care() {
        // When only the keys are copied there is no need to speak of everything else.
        Care::Backup => true,
        Care::OwnBackup => args.sealing_keys.is_some(),
        Care::Rebuilt | Care::Elsewhere => args.path.is_none(),
    }
}

fn word(what: What) -> &'static str {
    match what {
        What::Ledger => "ledger",
        What::SealingKeys => "sealing-keys",
        What::AccessLog => "access-log",
        What::Projections => "projections",
        What::Facts => "facts",
        What::Archive => "archive",
        What::SigningKey => "signing-key",
        What::MasterKey => "master-key",
    }
}

fn as_table(copies: &Copies, left: &[(What, PathBuf)], texts: Texts) -> String {
    let mut lines = Vec::new();
    for (what, path, copied) in copies {
        lines.extend(as_lines(&format!("backup-{}", word(*what)), path, copied, texts));
        if *what == What::Ledger && copied.audit.is_none() {
            lines.push(texts.say("backup-unverified", &[]));
        }
    }
    for (what, path) in left {
        let path = plain(&path.display().to_string());
        lines.push(styled(DIM, texts.say(&format!("backup-left-{}", word(*what)), &[("path", &path)])));
    }
    lines.join("\n")
}
