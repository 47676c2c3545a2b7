mod coordinates;
mod files;
mod passport;
mod shown;

use std::path::PathBuf;

use application::{Report, ReportError};
use projections::publication::Secrecy;

use super::bar::Bar;
use super::figures::workers;
use super::rules;
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::file::{Existing, write};
use crate::output::{plain, print};
use crate::session::Session;
use crate::texts::Texts;
pub(super) use coordinates::Coordinates;
use files::Kind;
use passport::Passport;
pub(super) use passport::hidden_lines;
pub(super) use shown::{head_lines, hidden_json};

/// Print the yearly report of a programme, each number with what it takes to recompute it
///
/// The lines are those of the rule set (report.toml). For partners and for the public, numbers of few people are hidden,
/// and so are those from which they would follow; each says why. A file is a table (.csv), a workbook (.xlsx) or what
/// --format json prints (.json), and has the definition, the coordinates and the proof of every number beside it. Ends
/// with 1 when a line cannot be computed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours report --programme para --rules PARA-2017 --from 2017-01-01 --to 2017-12-31
  parcours report --programme para --rules PARA-2017 --from 2017-01-01 --to 2017-12-31 \\
      --secrecy public --out para-2017.xlsx
  parcours report --programme para --rules PARA-2017@1 --from 2017-01-01 --to 2017-12-31 \\
      --known-at 2018-03-01T00:00:00Z --line exited.households --format json")]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    coordinates: Coordinates,
    /// Only this line, of the same report; may be repeated
    #[arg(long = "line", value_name = "ID")]
    lines: Vec<String>,
    /// File to write: .csv, .xlsx or .json
    #[arg(long, value_name = "FILE", value_parser = files::named)]
    out: Option<PathBuf>,
    /// Replace the file when it is there already
    #[arg(long, requires = "out")]
    force: bool,
    /// How many fold households at once; as many as the machine has processors when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

pub(super) async fn run(args: ReportArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    let ReportArgs { coordinates, lines, out, force, workers: asked } = args;
    let existing = if force { Existing::Replaced } else { Existing::Kept };
    if let Some(path) = out.as_ref().filter(|path| existing == Existing::Kept && path.exists()) {
        return Err(exists(path));
    }
    let folder = coordinates.folder();
    let (of, _) = coordinates.read(Secrecy::Auditor, texts)?;
    let report = of.rule_set.report.as_ref();
    for id in &lines {
        if report.is_some_and(|report| !report.lines().any(|line| line.id == *id)) {
            return Err(Failure::misuse("report-no-line", [("line", plain(id))]));
        }
    }
    let workers = workers(asked);
    let mut report: Report = session
        .on_ledger(move |application| async move {
            let mut bar = Bar::new(texts);
            let mut show = |done, all| bar.show("figures-computing", done, all);
            let report = application.report(of, workers, &mut show).await;
            drop(bar);
            report.map_err(|error| refused(error, texts))
        })
        .await?;
    if !lines.is_empty() {
        report.cells.retain(|cell| lines.contains(&cell.line.id));
    }
    let is_whole = report.cells.iter().all(|cell| cell.printed.is_ok());
    let cells = report.cells.len().to_string();
    let passport = Passport { report, folder };
    if let Some(path) = out {
        let bytes = match files::kind(&path) {
            Some(Kind::Csv) => files::csv(&passport, texts).into_bytes(),
            Some(Kind::Workbook) => files::workbook(&passport, texts)?,
            Some(Kind::Json) | None => format!("{}\n", shown::as_json(&passport, texts)).into_bytes(),
        };
        write(&path, &bytes, existing).map_err(|error| {
            if error.kind() == std::io::ErrorKind::AlreadyExists {
                return exists(&path);
            }
            Failure::fault("fault-write", [("path", plain(&path.display().to_string()))], error)
        })?;
        let path = plain(&path.display().to_string());
        crate::output::tell(&texts.say("report-written", &[("path", &path), ("lines", &cells)]));
    } else {
        print(&match format {
            Format::Json => shown::as_json(&passport, texts).to_string(),
            Format::Table => shown::as_text(&passport, texts),
        })?;
    }
    Ok(if is_whole { Outcome::Done } else { Outcome::Refused })
}

fn exists(path: &std::path::Path) -> Failure {
    Failure::refused("report-exists", [("path", plain(&path.display().to_string()))])
}

pub(super) fn refused(error: ReportError, texts: Texts) -> Failure {
    match error {
        ReportError::Belief(error) => error.into(),
        ReportError::NoProgramme { programme } => {
            Failure::refused("report-no-programme", [("programme", plain(&programme))])
        }
        ReportError::Future { known_at } => {
            Failure::misuse("report-future", [("instant", known_at.to_string())])
        }
        ReportError::NoReport { rule_set } => {
            Failure::refused("report-no-report", [("set", plain(&rule_set))])
        }
        ReportError::Changes(problems) => {
            Failure::misuse("report-changes", [("why", rules::told_all(&problems, texts))])
        }
        ReportError::TooFine(error) => {
            Failure::refused("report-too-fine", [("atoms", error.atoms.to_string())])
        }
    }
}
