use serde_json::json;

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::print;
use crate::session::Session;

/// Print the newest checkpoint, to be kept outside of the ledger
///
/// `serve` signs one each minute in which something was recorded, `verify --checkpoint` after verifying. Printed, or
/// with a partner, it shows later that nothing was altered since: verify --against compares.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours checkpoint
  parcours checkpoint > printed-today.txt
  parcours checkpoint --format json | jq .size")]
pub(crate) struct CheckpointArgs {}

pub(super) async fn run(_: CheckpointArgs, session: Session) -> Result<Outcome, Failure> {
    let format = session.format;
    let kept = session.on_ledger(|ledger| async move { Ok(ledger.last_checkpoint().await?) }).await?;
    let kept = kept.ok_or_else(|| Failure::refused("checkpoint-none", []))?;
    print(&match format {
        Format::Table => kept.note.trim_end().to_owned(),
        Format::Json => json!({
            "size": kept.size,
            "root": application::verify::hex(&kept.root),
            "created_at": format!("{:.6}", kept.created_at),
            "checkpoint": kept.note,
        })
        .to_string(),
    })?;
    Ok(Outcome::Done)
}
