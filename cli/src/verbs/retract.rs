use application::{RecordError, Retraction};
use domain::codes::CorrectionReason;
use domain::ids::{BatchId, OrgCode};

use super::bar::Bar;
use super::import::{as_json, as_table};
use super::record::refused;
use crate::arguments::{Format, code, organisation};
use crate::failure::{Failure, Outcome};
use crate::output::print;
use crate::session::Session;

/// Undo a batch: retract every fact that was recorded in it, or none
///
/// Nothing is deleted: what is retracted is told of the past as it was known then, and a retraction is final. Facts
/// retracted before are ignored, so it may be repeated. Batches are named in exports. A batch whose facts others rest on
/// is refused, and so is one that holds a correction or a retraction of another batch, or an erasure; each refusal names
/// the stream and the position of the fact that cannot be retracted.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours retract --batch 2b6f0c1e-7b52-4cc1-9a53-0d7c5c1f9d10 --reason duplicate --dry-run
  parcours retract --batch 2b6f0c1e-7b52-4cc1-9a53-0d7c5c1f9d10 --reason wrong_household --org elia")]
pub(crate) struct RetractArgs {
    /// Batch to undo
    #[arg(long, value_name = "UUID")]
    batch: BatchId,
    /// Why: `typing_error`, `late_information`, `wrong_person`, `wrong_household`, `duplicate`, `reclassification` or
    /// `source_restated`
    #[arg(long, value_name = "CODE", value_parser = code::<CorrectionReason>)]
    reason: CorrectionReason,
    /// Organisation that retracts; of each fact the one that recorded it when absent
    #[arg(long, value_name = "CODE", value_parser = organisation)]
    org: Option<OrgCode>,
    /// Report, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(args: RetractArgs, session: Session) -> Result<Outcome, Failure> {
    let RetractArgs { batch, reason, org: organisation, dry_run } = args;
    let texts = session.texts;
    let report = session
        .on_ledger(move |application| async move {
            let mut bar = Bar::new(texts);
            let mut show = |done, all| bar.show("retract-looking", done, all);
            let retraction = Retraction { batch, reason, organisation };
            let report = application.retract_batch(retraction, dry_run, &mut show).await;
            let report = report.map_err(|error: RecordError| refused("retract-refused", error, texts))?;
            report.ok_or_else(|| Failure::refused("retract-unknown", [("batch", batch.to_string())]))
        })
        .await?;
    print(&match session.format {
        Format::Json => as_json(&report, true, texts).to_string(),
        Format::Table => as_table(&report, true, texts),
    })?;
    Ok(if report.refused_in_all == 0 { Outcome::Done } else { Outcome::Refused })
}
