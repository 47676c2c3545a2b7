use std::path::{Path, PathBuf};

use application::backup::{Copied, What, belongings, restore, restore_keys};
use application::verify::{Trust, VerifierKey};
use serde_json::{Map, json};

use super::bar::Bar;
use super::copies::{Place, as_json, as_lines, existing, failure, on_server, place, show};
use super::verify::{believed, named_key_file};
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::interrupt::unless_asked;
use crate::output::{plain, print};
use crate::session::Session;
use crate::texts::Texts;

/// Restore the ledger from a backup, verified by proof
///
/// Copies the backup, brings the copy to the schema of this program, recomputes all of it as `verify` does, compares
/// it with its checkpoints and with those kept elsewhere, and only then puts it in its place in one step. Only a
/// place where nothing would be lost is taken. An access log that stands beside it is verified as well, and left as it is.
/// A ledger on a server is restored by the server’s own tools; without
/// PATH, what was restored there is verified.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours restore /media/safe/parcours-2024-03-01.db
  parcours restore /media/safe/parcours-2024-03-01.db --against printed-2024-03-01.txt --force
  parcours restore --database postgres://parcours@localhost/restored --against printed-2024-03-01.txt")]
pub(crate) struct RestoreArgs {
    /// Backup of the ledger
    path: Option<PathBuf>,
    /// Backup of the sealing keys
    #[arg(long = "keys", value_name = "PATH")]
    sealing_keys: Option<PathBuf>,
    /// Replace a ledger that holds events, and what is derived from it
    #[arg(long)]
    force: bool,
    /// Believe checkpoints signed by this public key as well; may be repeated
    #[arg(long = "key", value_name = "VERIFIER_KEY")]
    trusted: Vec<VerifierKey>,
    /// Compare with checkpoints that were kept elsewhere, of the ledger or the access log; may be repeated
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
}

pub(super) async fn run(args: RestoreArgs, session: Session) -> Result<Outcome, Failure> {
    let texts = session.texts;
    let (database, copied) = match place(&session)? {
        Place::Server(server) => {
            if let Some(path) = &args.path {
                return Err(on_server("restore-on-server", &server, Some(path)));
            }
            let trust = believed(&args.trusted, &args.against, named_key_file().as_deref())?;
            let (place, copied) = on_the_server(trust, &session).await?;
            (place, vec![(What::Ledger, copied)])
        }
        Place::File(database) => {
            if args.path.is_none() && args.sealing_keys.is_none() {
                return Err(Failure::misuse("restore-what", []));
            }
            let copied = unless_asked(Box::pin(copy(&args, &database, texts))).await?;
            (database, copied)
        }
    };
    print(&match session.format {
        Format::Json => {
            let said = copied
                .iter()
                .map(|(what, copied)| (word(*what).to_owned(), as_json(&database, copied, texts)));
            json!({ "restored": said.collect::<Map<_, _>>() }).to_string()
        }
        Format::Table => {
            let said = copied.iter().flat_map(|(what, copied)| {
                as_lines(&format!("restore-{}", word(*what)), &database, copied, texts)
            });
            said.collect::<Vec<_>>().join("\n")
        }
    })?;
    let wrong = |(_, copied): &(What, Copied)| {
        copied.accesses.as_ref().is_some_and(|accesses| accesses.first_bad.is_some())
    };
    Ok(if copied.iter().any(wrong) { Outcome::Refused } else { Outcome::Done })
}

/// Keys first: a ledger without them is of less use than keys without a ledger.
async fn copy(args: &RestoreArgs, database: &Path, texts: Texts) -> Result<Vec<(What, Copied)>, Failure> {
    let (existing, mut made) = (existing(args.force), Vec::new());
    if let Some(path) = &args.sealing_keys {
        let copied = restore_keys(path, database, existing).await;
        made.push((What::SealingKeys, copied.map_err(|error| failure(error, texts))?));
    }
    if let Some(path) = &args.path {
        let signing_key = belongings(database, named_key_file(), None);
        let signing_key = signing_key.into_iter().find(|(what, _)| *what == What::SigningKey);
        let trust =
            believed(&args.trusted, &args.against, signing_key.as_ref().map(|(_, path)| path.as_path()))?;
        let mut bar = Bar::new(texts);
        let copied =
            restore(path, database, existing, &trust, &mut |progress| show(&mut bar, progress)).await;
        made.push((What::Ledger, copied.map_err(|error| failure(error, texts))?));
    }
    Ok(made)
}

/// Verifies what a server’s own tools have restored.
async fn on_the_server(trust: Trust, session: &Session) -> Result<(PathBuf, Copied), Failure> {
    let texts = session.texts;
    let place = session.address();
    let name = place.rsplit('/').next().unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
    let (audit, accesses) = session
        .on_ledger(|application| async move {
            let mut bar = Bar::new(texts);
            let hashing = &mut |done, all| bar.show("verify-hashing", done, all);
            let audit = application.verify(&trust, hashing).await?;
            let reading = &mut |done, all| bar.show("verify-reading-accesses", done, all);
            Ok((audit, application.verify_accesses(&trust, reading).await?))
        })
        .await?;
    let path = PathBuf::from(&name);
    if let Some(first_bad) = audit.first_bad {
        return Err(failure(application::backup::BackupError::Altered { from: path, first_bad }, texts));
    }
    if audit.events == 0 {
        return Err(Failure::refused("copy-nothing", [("path", plain(&name))]));
    }
    Ok((path, Copied { bytes: 0, audit: Some(audit), accesses: Some(accesses) }))
}

fn word(what: What) -> &'static str {
    match what {
        What::SealingKeys => "sealing-keys",
        What::Ledger
        | What::AccessLog
        | What::Projections
        | What::Facts
        | What::Archive
        | What::SigningKey
        | What::MasterKey => "ledger",
    }
}
