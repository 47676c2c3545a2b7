mod shown;
mod waiting;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use application::Application;
use application::import::{Options, Progress, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

pub(super) use shown::{as_json, as_table};
use waiting::Waiting;

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{print, tell};
use crate::session::Session;
use crate::texts::Texts;

/// Import interchange lines: all of them, or none
///
/// Refused lines are reported with file, line, JSON pointer, rule and value: all are counted, the first 10 000
/// listed. Lines recorded before are ignored, so an import may be repeated.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours import events.ndjson --dry-run
  parcours import events.ndjson
  parcours import --as-recorded programmes/*/events.ndjson
  parcours import events.ndjson --format json | jq '.refused[]'")]
pub(crate) struct ImportArgs {
    /// Files of interchange lines, one event per line
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Report, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write what is accepted even when other lines are refused
    #[arg(long)]
    partial: bool,
    /// Take the recording times of the lines as the ledger's own; only into an empty ledger. The lines of a batch get
    /// that of its last line
    #[arg(long)]
    as_recorded: bool,
}

pub(super) async fn run(args: ImportArgs, session: Session) -> Result<Outcome, Failure> {
    let ImportArgs { files, dry_run, partial, as_recorded } = args;
    let options = Options { dry_run, partial, as_recorded };
    let texts = session.texts;
    // Before a ledger is made for them.
    for path in &files {
        let about = || [("path", path.display().to_string())];
        match std::fs::metadata(path) {
            // A pipe without a name: nobody can open it again to say the same.
            Ok(file) if !file.is_file() && std::fs::canonicalize(path).is_err() => {
                return Err(Failure::misuse("import-pipe", about()));
            }
            Ok(_) => {}
            Err(_) if path.as_os_str() == "-" => return Err(Failure::misuse("import-pipe", about())),
            Err(error) => return Err(Failure::fault("fault-read", about(), error)),
        }
    }
    let work = |application: Application| async move {
        let (mut bar, mut waiting) = (Bar::new(texts), Waiting::new(&files, texts));
        let mut show = |progress| {
            waiting.see(progress);
            bar.show(progress);
        };
        Ok(application.import(&files, options, &mut show).await?)
    };
    let report = if dry_run { session.on_trial(work).await } else { session.on_ledger(work).await }?;
    let shown = match session.format {
        Format::Json => as_json(&report, partial, texts).to_string(),
        Format::Table => as_table(&report, partial, texts),
    };
    print(&shown)?;
    if report.refused_in_all == 0 {
        return Ok(Outcome::Done);
    }
    let kept = report.refused.len().to_string();
    if report.refused_in_all > report.refused.len() as u64 {
        let all = report.refused_in_all.to_string();
        tell(&texts.say("import-more-refused", &[("shown", &kept), ("all", &all)]));
    }
    if !partial && !dry_run {
        tell(&texts.say("import-nothing-written", &[]));
    }
    Ok(Outcome::Refused)
}

/// A progress bar on standard error, for terminals and work of more than two seconds.
pub(super) struct Bar {
    shown: ProgressBar,
    texts: Texts,
    since: Instant,
}

impl Bar {
    const PATIENCE: Duration = Duration::from_secs(2);

    pub(super) fn new(texts: Texts) -> Self {
        Self { shown: ProgressBar::hidden(), texts, since: Instant::now() }
    }

    pub(super) fn show(&mut self, progress: Progress) {
        if self.shown.is_hidden() && self.since.elapsed() > Self::PATIENCE && std::io::stderr().is_terminal()
        {
            self.shown.set_draw_target(ProgressDrawTarget::stderr());
            let template = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.shown.set_style(style);
            }
        }
        let stage = match progress.stage {
            Stage::Checking => "import-checking",
            Stage::Writing => "import-writing",
        };
        self.shown.set_length(progress.total_bytes);
        self.shown.set_position(progress.bytes);
        self.shown.set_message(self.texts.say(stage, &[]));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.shown.finish_and_clear();
    }
}
