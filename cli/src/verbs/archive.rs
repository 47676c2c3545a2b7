use application::archive::{ArchiveError, Archived, ArchivingError};
use serde_json::json;

use super::bar::Bar;
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{plain, print};
use crate::session::Session;

/// Write the archive: complete blocks of events, in files that are read fast
///
/// Each block of 65 536 events becomes a Parquet file once it is complete, its personal values sealed as they are stored,
/// in the folder beside an SQLite ledger whose name ends with -archive (another one, or that of a ledger on a server:
/// `PARCOURS_ARCHIVE_FOLDER`). `facts`, `export` and `verify --archive` read these files and take only the rest from the
/// database. `serve` writes them by itself.
///
/// Blocks that do not verify are not archived. The files can be deleted at any time: nothing is lost, and they are written
/// again.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours archive
  parcours archive --format json
  parcours verify --archive")]
pub(crate) struct ArchiveArgs {}

pub(super) async fn run(_: ArchiveArgs, session: Session) -> Result<Outcome, Failure> {
    let texts = session.texts;
    let (folder, archived) = session
        .on_ledger(|application| async move {
            let mut bar = Bar::new(texts);
            let archived =
                application.archive(&mut |done, all| bar.show("archive-writing", done, all)).await?;
            Ok((application.archive_folder().unwrap_or_default(), archived))
        })
        .await?;
    let folder = folder.display().to_string();
    let Archived { written, segments, upto } = archived;
    print(&match session.format {
        Format::Json => {
            json!({ "folder": folder, "written": written, "segments": segments, "position": upto })
                .to_string()
        }
        Format::Table if segments == 0 => texts.say("archive-none", &[]),
        Format::Table => {
            let (written, segments, upto) = (written.to_string(), segments.to_string(), upto.to_string());
            let args = [
                ("folder", plain(&folder)),
                ("written", written),
                ("segments", segments),
                ("position", upto),
            ];
            let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            texts.say("archive-done", &args)
        }
    })?;
    Ok(Outcome::Done)
}

impl From<ArchivingError> for Failure {
    fn from(error: ArchivingError) -> Self {
        match error {
            ArchivingError::None => Self::refused("archive-not-there", []),
            ArchivingError::NoFolder => Self::misuse("archive-no-folder", []),
            ArchivingError::Archive(error) => error.into(),
        }
    }
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Ledger(error) => error.into(),
            ArchiveError::NotOfTree { first, last } => Self::refused(
                "archive-not-of-tree",
                [("first", first.to_string()), ("last", last.to_string())],
            ),
            error @ (ArchiveError::Folder { .. }
            | ArchiveError::Store { .. }
            | ArchiveError::Damaged { .. }
            | ArchiveError::Proof(_)) => Self::fault("fault-archive", [], error),
        }
    }
}
