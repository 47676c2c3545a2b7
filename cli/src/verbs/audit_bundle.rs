use std::io::Write as _;
use std::path::PathBuf;

use application::bundle::{BundleFault, SealedValues};
use application::verify::ProofError;
use domain::ids::HouseholdId;
use serde_json::json;

use super::access_log::{reading, reason};
use super::verify::{believed, key_file};
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::file::{Existing, write};
use crate::output::{fault, plain, print};
use crate::session::Session;

/// Write one household to one file that proves and replays itself
///
/// The file holds what is stored of the household and of whatever its replay rests on, the proof that each event is
/// part of the ledger, and the signed checkpoint that the proofs lead to; a new one is signed first when the signing
/// key is here. Sealed values are opened, each by a key of its own, unless --sealed leaves them closed. The file is made readable by its owner alone. docs/AUDIT-BUNDLE.md describes it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours audit-bundle dbbf675a-0ce3-55c1-9667-ec123fe0da3b --out famille-k.ndjson
  parcours verify famille-k.ndjson --key 'parcours/0123456789abcdef+01234567+ARpc…'
  parcours replay famille-k.ndjson --as-of 2010-12-31
  parcours audit-bundle dbbf675a-0ce3-55c1-9667-ec123fe0da3b --against printed-last-year.txt > bundle.ndjson")]
pub(crate) struct AuditBundleArgs {
    /// Household: UUID, or household/UUID as exports have it
    #[arg(value_parser = super::replay::household)]
    household: HouseholdId,
    /// File to write; standard output when absent
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Prove agreement with a checkpoint that was kept outside of the ledger as well; may be repeated
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
    /// Leave sealed values closed: whoever replays the bundle reads them as erased
    #[arg(long)]
    sealed: bool,
    /// Why: kept in the access log
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: Option<String>,
}

pub(super) async fn run(args: AuditBundleArgs, session: Session) -> Result<Outcome, Failure> {
    let AuditBundleArgs { household, out, against, sealed, reason } = args;
    let sealed = if sealed { SealedValues::Closed } else { SealedValues::Opened };
    let bundled = session
        .on_ledger(move |application| async move {
            let key_file = key_file(&application);
            let trust = believed(&[], &against, key_file.as_deref())?;
            let bundled = application.audit_bundle(household, key_file, &trust.checkpoints, sealed).await;
            let bundled = bundled.map_err(|error| failure(error, household))?;
            if sealed == SealedValues::Opened {
                application.log_reading(Some(&bundled.households), &reading("audit-bundle", reason)).await?;
            }
            Ok(bundled)
        })
        .await?;
    let Some(path) = out else {
        let mut to = std::io::stdout().lock();
        let written = to.write_all(&bundled.bytes).and_then(|()| to.flush());
        written.or_else(fault)?;
        return Ok(Outcome::Done);
    };
    let named = plain(&path.display().to_string());
    write(&path, &bundled.bytes, Existing::Replaced)
        .map_err(|error| Failure::fault("fault-write", [("path", named.clone())], error))?;
    let (events, position) = (bundled.events.to_string(), bundled.position.to_string());
    print(&match session.format {
        Format::Json => json!({
            "household": household.to_string(),
            "events": bundled.events,
            "position": bundled.position,
            "out": path.display().to_string(),
        })
        .to_string(),
        Format::Table => session
            .texts
            .say("bundle-written", &[("path", &named), ("events", &events), ("position", &position)]),
    })?;
    Ok(Outcome::Done)
}

fn failure(error: BundleFault, household: HouseholdId) -> Failure {
    match error {
        BundleFault::Unknown => Failure::refused("unknown-household", [("household", household.to_string())]),
        BundleFault::NoCheckpoint => Failure::refused("bundle-no-checkpoint", []),
        BundleFault::Checkpoint(error) => error.into(),
        BundleFault::Altered { position } => {
            Failure::refused("bundle-altered", [("position", position.to_string())])
        }
        BundleFault::Proof(ProofError::Store(error)) => error.into(),
        BundleFault::Proof(error) => Failure::fault("fault-prove", [], error),
        BundleFault::Fault(fault) => fault.into(),
    }
}
