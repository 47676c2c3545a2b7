use application::verify::{ProofError, ProveError, Which, hex};
use serde_json::json;

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::print;
use crate::session::Session;

/// Prove that an event is part of the ledger that was signed
///
/// Prints a C2SP tlog-proof: the index of the leaf, the hashes beside it from the leaf up, and the newest
/// checkpoint. It reveals nothing about the event. docs/AUDIT-BUNDLE.md tells what the leaf hash is computed of.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours prove 1500
  parcours prove 019f8ad1-2c3d-7000-8000-0123456789ab > event.tlog-proof
  parcours prove 1500 --format json | jq .proof")]
pub(crate) struct ProveArgs {
    /// Position of the event, or its identifier
    #[arg(value_name = "POSITION|EVENT", value_parser = which)]
    event: Which,
}

fn which(text: &str) -> Result<Which, String> {
    if let Ok(position) = text.parse() {
        return Ok(Which::Position(position));
    }
    let id = text.parse().map(Which::Event);
    id.map_err(|_| "expected a position, such as 1500, or the UUID of an event".to_owned())
}

pub(super) async fn run(args: ProveArgs, session: Session) -> Result<Outcome, Failure> {
    let format = session.format;
    let proof = session.on_ledger(move |ledger| async move { Ok(ledger.prove(args.event).await?) }).await?;
    let hashes: Vec<String> = proof.hashes.iter().map(|hash| hex(hash)).collect();
    print(&match format {
        Format::Table => proof.to_tlog_proof().trim_end().to_owned(),
        Format::Json => json!({
            "position": proof.position,
            "index": proof.position.saturating_sub(1),
            "event": proof.event.to_string(),
            "leaf_hash": hex(&proof.leaf_hash),
            "size": proof.checkpoint.size,
            "root": hex(&proof.checkpoint.root),
            "proof": hashes,
            "checkpoint": proof.checkpoint.note,
        })
        .to_string(),
    })?;
    Ok(Outcome::Done)
}

impl From<ProveError> for Failure {
    fn from(error: ProveError) -> Self {
        match error {
            ProveError::Unknown => Self::refused("prove-unknown", []),
            ProveError::NoCheckpoint { position } => {
                Self::refused("prove-no-checkpoint", [("position", position.to_string())])
            }
            ProveError::Proof(ProofError::Store(error)) => error.into(),
            error @ (ProveError::Altered { .. } | ProveError::Proof(_)) => {
                Self::fault("fault-prove", [], error)
            }
        }
    }
}
