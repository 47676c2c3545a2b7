use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use application::Application;
use application::import::{Options, Progress, Refusal, Report, Stage};
use domain::messages::{contradiction, misshapen};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{DIM, GOOD, NOTICE, WRONG, plain, print, styled, tell};
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
        let mut bar = Bar::new(texts);
        Ok(application.import(&files, options, &mut |progress| bar.show(progress)).await?)
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

/// Whether a dry run found that an import would write nothing: all of the lines, or none.
fn would_write_nothing(report: &Report, partial: bool) -> bool {
    report.dry_run && !partial && report.refused_in_all > 0
}

fn as_json(report: &Report, partial: bool, texts: Texts) -> Value {
    let would_write = if would_write_nothing(report, partial) { 0 } else { report.accepted };
    let refused = |refusal: &Refusal| {
        json!({
            "file": refusal.file, "line": refusal.line, "pointer": refusal.pointer,
            "rule": refusal.rule.code(), "value": refusal.value, "message": sentence(refusal, texts),
        })
    };
    json!({
        "accepted": report.accepted,
        "ignored": report.ignored,
        "warnings": report.warnings,
        "refused_in_all": report.refused_in_all,
        "refused": report.refused.iter().map(refused).collect::<Vec<_>>(),
        "first_position": report.first_position,
        "last_position": report.last_position,
        "dry_run": report.dry_run,
        "would_write": report.dry_run.then_some(would_write),
    })
}

fn as_table(report: &Report, partial: bool, texts: Texts) -> String {
    let counts = [
        ("import-accepted", report.accepted, GOOD),
        ("import-ignored", report.ignored, DIM),
        ("import-warnings", report.warnings, NOTICE),
        ("import-refused", report.refused_in_all, WRONG),
    ];
    let mut lines: Vec<String> = counts
        .into_iter()
        .map(|(id, count, style)| {
            let what = texts.count(id, i64::try_from(count).unwrap_or(i64::MAX));
            let shown = format!("{count:>9}");
            let shown = if count == 0 { shown } else { styled(style, shown) };
            format!("{shown}  {what}")
        })
        .collect();
    if let (Some(first), Some(last)) = (report.first_position, report.last_position) {
        let (first, last) = (first.to_string(), last.to_string());
        lines.push(texts.say("import-positions", &[("first", &first), ("last", &last)]));
    }
    if would_write_nothing(report, partial) {
        lines.push(texts.say("import-dry-run-refused", &[]));
    } else if report.dry_run {
        lines.push(texts.say("import-dry-run", &[]));
    }
    lines.extend(report.refused.iter().map(|refusal| {
        let Refusal { file, line, pointer, rule, value, .. } = refusal;
        let [file, pointer, value] = [file, pointer, value].map(|text| plain(text));
        let (rule, message) = (styled(WRONG, rule.code()), plain(&sentence(refusal, texts)));
        format!("{file}:{line}  {pointer}  {rule}  {value}  {message}")
    }));
    lines.join("\n")
}

fn sentence(refusal: &Refusal, texts: Texts) -> String {
    let Refusal { pointer, rule, value, other, expected, .. } = refusal;
    match other {
        None => misshapen(texts.language, *rule, pointer, value, *expected),
        Some(other) => contradiction(texts.language, *rule, pointer, value, Some(other)),
    }
}
