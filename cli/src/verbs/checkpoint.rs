use application::verify::{KeptCheckpoint, hex};
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::print;
use crate::session::Session;

/// Print the newest checkpoints, to be kept elsewhere
///
/// There is one of the ledger and one of the access log. `serve` signs them each minute in which something was recorded
/// or read, `verify --checkpoint` after verifying. Printed, or with a partner, they show later that nothing was altered
/// since: verify --against compares.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours checkpoint
  parcours checkpoint > printed-today.txt
  parcours checkpoint --format json | jq .size")]
pub(crate) struct CheckpointArgs {}

pub(super) async fn run(_: CheckpointArgs, session: Session) -> Result<Outcome, Failure> {
    let format = session.format;
    let kept = session.on_ledger(|ledger| async move { Ok(ledger.last_checkpoints().await?) }).await?;
    if kept.is_empty() {
        return Err(Failure::refused("checkpoint-none", []));
    }
    print(&match format {
        Format::Table => kept.notes().trim_end().to_owned(),
        Format::Json => {
            let mut told = as_json(kept.ledger.as_ref());
            told["access_log"] = kept.accesses.as_ref().map(|kept| as_json(Some(kept))).into();
            told.to_string()
        }
    })?;
    Ok(Outcome::Done)
}

fn as_json(kept: Option<&KeptCheckpoint>) -> Value {
    json!({
        "size": kept.map(|kept| kept.size),
        "root": kept.map(|kept| hex(&kept.root)),
        "created_at": kept.map(|kept| format!("{:.6}", kept.created_at)),
        "checkpoint": kept.map(|kept| kept.note.as_str()),
    })
}
