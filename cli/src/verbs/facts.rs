use std::path::PathBuf;

use application::{KeepError, RebuildError};
use event_store::Sum;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::access_log::{reading, reason};
use super::figures::workers;
use super::rebuild::Bar;
use crate::arguments::{Format, instant};
use crate::failure::{Failure, Outcome};
use crate::output::{plain, print};
use crate::session::Session;

/// Keep the facts tables in files, or write them for DuckDB, pandas and R
///
/// Without --out the tables are kept beside an SQLite ledger, in the folder whose name ends with -facts (another one, or
/// that of a ledger on a server: `PARCOURS_FACTS_FOLDER`): whatever counts figures takes them from there and reads only
/// what was recorded since. Run it again to bring them up to date, or to go on after an interruption. They hold days of
/// birth; they can be deleted at any time, and after an erasure they are made anew.
///
/// With --out they are written into a new folder, a Parquet file for each table, to be opened elsewhere: births are told
/// by year, communes by department, permits by month. That is still about persons, under identifiers instead of names:
/// keep such files as you would keep a list of them. docs/FACTS-TABLES.md says what the tables hold.
///
/// Either is in the access log.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours facts
  parcours facts --out facts-2026
  parcours facts --out early --known-at 2011-01-05T23:59:59Z --format json")]
pub(crate) struct FactsArgs {
    /// Write coarse tables into this new folder instead
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// The tables as they were known at this instant
    #[arg(long, value_name = "RFC 3339", value_parser = instant, requires = "out")]
    known_at: Option<Timestamp>,
    /// Why, for the access log
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: Option<String>,
    /// How many fold households at once; as many as the machine has processors when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

pub(super) async fn run(args: FactsArgs, session: Session) -> Result<Outcome, Failure> {
    let texts = session.texts;
    let FactsArgs { out, known_at, reason, workers: asked } = args;
    let workers = workers(asked);
    let (folder, position, proof, written) = session
        .on_ledger(move |application| async move {
            let mut bar = Bar::new(texts);
            let mut show = |done, all| bar.show(done, all);
            application.log_reading(None, &reading("facts", reason)).await?;
            if let Some(folder) = out {
                let facts = application.write_facts(&folder, known_at, workers, &mut show).await?;
                return Ok((folder, facts.position, facts.proof, None));
            }
            let kept = application.keep_facts(workers, &mut show).await?;
            Ok((kept.folder, kept.position, kept.proof, Some((kept.written, kept.buckets))))
        })
        .await?;
    print(&match session.format {
        Format::Json => as_json(&folder.display().to_string(), position, &proof, written).to_string(),
        Format::Table => {
            let (of, buckets) = written.unwrap_or_default();
            let args = [
                ("folder", plain(&folder.display().to_string())),
                ("events", proof.count.to_string()),
                ("position", position.to_string()),
                ("digest", proof.hex()),
                ("written", of.to_string()),
                ("buckets", buckets.to_string()),
            ];
            let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let id = if written.is_some() { "facts-kept" } else { "facts-written" };
            [texts.say(id, &args), texts.say("facts-digest", &args)].join("\n")
        }
    })?;
    Ok(Outcome::Done)
}

fn as_json(folder: &str, position: u64, proof: &Sum, written: Option<(usize, usize)>) -> Value {
    let mut told =
        json!({ "folder": folder, "position": position, "events": proof.count, "digest": proof.hex() });
    if let (Some((written, buckets)), Some(told)) = (written, told.as_object_mut()) {
        told.insert("written".to_owned(), json!(written));
        told.insert("buckets".to_owned(), json!(buckets));
    }
    told
}

impl From<KeepError> for Failure {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::NoFolder => Self::misuse("facts-no-folder", []),
            KeepError::Exists { folder } => {
                Self::refused("facts-exist", [("folder", plain(&folder.display().to_string()))])
            }
            KeepError::NotOurs { folder } => {
                Self::refused("facts-not-ours", [("folder", plain(&folder.display().to_string()))])
            }
            KeepError::Erasing => Self::refused("facts-erasing", []),
            KeepError::Facts(RebuildError::Fault(fault)) => fault.into(),
            KeepError::Facts(error) => Self::fault("fault-facts", [], error),
        }
    }
}
