use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use application::{RebuildError, Rebuilt};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use serde_json::json;

use super::figures;
use crate::arguments::{Format, instant};
use crate::failure::{Failure, Outcome};
use crate::output::print;
use crate::session::Session;
use crate::texts::Texts;

/// Rebuild projections from the ledger, beside those that serve
///
/// The new rows replace the old ones in one step, once they are proved complete; until then the old ones serve.
/// May be interrupted at any point and run again. The digest is over all rows as they follow from the events up to
/// the position: the same for any number of workers.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours rebuild
  parcours rebuild --projection deadlines --workers 4
  parcours rebuild --known-at 2011-01-05T23:59:59Z --format json")]
pub(crate) struct RebuildArgs {
    /// Only this projection; may be repeated
    #[arg(long = "projection", value_name = "NAME")]
    projections: Vec<String>,
    /// How many fold households at once; as many as the machine has processors when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
    /// Fold what was known at this instant, print its digest and keep nothing
    #[arg(long, value_name = "RFC 3339", value_parser = instant)]
    known_at: Option<Timestamp>,
}

pub(super) async fn run(args: RebuildArgs, session: Session) -> Result<Outcome, Failure> {
    let texts = session.texts;
    let RebuildArgs { projections, workers, known_at } = args;
    let workers = figures::workers(workers);
    let rebuilt = session
        .on_ledger(move |application| async move {
            let mut bar = Bar::new(texts);
            let mut show = |done, all| bar.show(done, all);
            Ok(application.rebuild(&projections, workers, known_at, &mut show).await?)
        })
        .await?;
    print(&match session.format {
        Format::Json => as_json(&rebuilt),
        Format::Table => as_text(&rebuilt, texts),
    })?;
    Ok(Outcome::Done)
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn rate(rebuilt: &Rebuilt) -> f64 {
    rebuilt.events as f64 / rebuilt.seconds.max(0.001)
}

fn as_json(rebuilt: &Rebuilt) -> String {
    let rounded = |number: f64| (number * 1000.0).round() / 1000.0;
    json!({
        "events": rebuilt.events,
        "seconds": rounded(rebuilt.seconds),
        "events_per_second": rounded(rate(rebuilt)),
        "position": rebuilt.position,
        "digest": event_store::hex(&rebuilt.digest),
    })
    .to_string()
}

fn as_text(rebuilt: &Rebuilt, texts: Texts) -> String {
    let (events, position) = (rebuilt.events.to_string(), rebuilt.position.to_string());
    let (seconds, rate) = (format!("{:.1}", rebuilt.seconds), format!("{:.0}", rate(rebuilt)));
    let digest = event_store::hex(&rebuilt.digest);
    let args = [
        ("events", events.as_str()),
        ("seconds", &seconds),
        ("rate", &rate),
        ("position", &position),
        ("digest", &digest),
    ];
    [texts.say("rebuild-done", &args), texts.say("rebuild-digest", &args)].join("\n")
}

impl From<RebuildError> for Failure {
    fn from(error: RebuildError) -> Self {
        match error {
            RebuildError::Unknown { name } => {
                Self::misuse("projection-unknown", [("name", crate::output::plain(&name))])
            }
            RebuildError::BeingRebuilt { name } => Self::refused("rebuild-busy", [("name", name.to_owned())]),
            RebuildError::Fault(fault) => fault.into(),
            error @ (RebuildError::Incomplete { .. }
            | RebuildError::Poison { .. }
            | RebuildError::Archive(_)) => Self::fault("fault-rebuild", [], error),
        }
    }
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

    pub(super) fn show(&mut self, done: u64, all: u64) {
        if self.shown.is_hidden() && self.since.elapsed() > Self::PATIENCE && std::io::stderr().is_terminal()
        {
            self.shown.set_draw_target(ProgressDrawTarget::stderr());
            let template = "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.shown.set_style(style);
            }
            self.shown.set_message(self.texts.say("rebuild-folding", &[]));
        }
        self.shown.set_length(all);
        self.shown.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.shown.finish_and_clear();
    }
}
