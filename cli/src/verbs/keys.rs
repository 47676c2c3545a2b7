use std::path::PathBuf;

use application::Application;
use application::keys::{KeyCount, Rotated};
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{GOOD, NOTICE, plain, print, styled, tell};
use crate::session::Session;
use crate::texts::Texts;

/// Look at the keys that seal personal data, and change the master key
///
/// The master key is in the file that `PARCOURS_MASTER_KEY_FILE` names, else in DATABASE.master-key beside an
/// SQLite database. Without it personal data cannot be read: keep a copy in a safe place.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours keys status
  parcours keys rotate
  parcours keys rotate --new-master-key /media/safe/master-2027.key")]
pub(crate) struct KeysArgs {
    #[command(subcommand)]
    verb: KeysVerb,
}

#[derive(clap::Subcommand)]
enum KeysVerb {
    /// Tell how many keys there are, and whether the master key opens them
    Status,
    /// Wrap every key with another master key, without touching any event
    ///
    /// Without --new-master-key the new key takes the place of the old one in its file. With it, the file that
    /// is named holds the key to use from then on; it is made when missing. All keys are wrapped anew, or none.
    Rotate {
        /// File of the new master key
        #[arg(long, value_name = "FILE")]
        new_master_key: Option<PathBuf>,
    },
}

pub(super) async fn run(args: KeysArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    let shown = match args.verb {
        KeysVerb::Status => {
            let status = session.on_ledger(|application| async move { status(&application).await }).await?;
            match format {
                Format::Json => status.as_json().to_string(),
                Format::Table => status.as_table(texts),
            }
        }
        KeysVerb::Rotate { new_master_key } => {
            let named = new_master_key.is_some();
            let rotated = session
                .on_ledger(|application| async move {
                    Ok(application.rotate_keys(new_master_key.as_deref()).await?)
                })
                .await?;
            let path = plain(&rotated.file.display().to_string());
            tell(&styled(
                NOTICE,
                texts.say(if named { "keys-name-it" } else { "keys-keep-it" }, &[("path", &path)]),
            ));
            match format {
                Format::Json => as_json(&rotated).to_string(),
                Format::Table => {
                    styled(GOOD, texts.say("keys-rotated", &[("keys", &rotated.keys.to_string())]))
                }
            }
        }
    };
    print(&shown)?;
    Ok(Outcome::Done)
}

struct Status {
    file: Option<PathBuf>,
    counts: Vec<KeyCount>,
}

async fn status(application: &Application) -> Result<Status, Failure> {
    let counts = application.key_counts().await?;
    if !counts.is_empty() {
        application.check_master_key().await?;
    }
    Ok(Status { file: application.master_key_file(), counts })
}

impl Status {
    fn as_json(&self) -> Value {
        let count = |count: &KeyCount| json!({ "class": count.class.as_str(), "state": count.state, "keys": count.keys });
        json!({
            "master_key_file": self.file.as_ref().map(|file| file.display().to_string()),
            "keys": self.counts.iter().map(count).collect::<Vec<_>>(),
        })
    }

    fn as_table(&self, texts: Texts) -> String {
        let file = self.file.as_ref().map(|file| plain(&file.display().to_string()));
        let mut lines = vec![match file {
            Some(path) => texts.say("keys-master", &[("path", &path)]),
            None => texts.say("keys-no-master", &[]),
        }];
        if self.counts.is_empty() {
            lines.push(texts.say("keys-none", &[]));
        }
        lines.extend(self.counts.iter().map(|count| {
            let class = texts.say(&format!("keys-{}", count.class.as_str()), &[]);
            let state = texts.say(&format!("keys-{}", count.state), &[]);
            format!("{:>9}  {class}, {state}", count.keys)
        }));
        lines.join("\n")
    }
}

fn as_json(rotated: &Rotated) -> Value {
    json!({ "keys": rotated.keys, "master_key_file": rotated.file.display().to_string() })
}
