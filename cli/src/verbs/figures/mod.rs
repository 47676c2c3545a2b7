mod answer;
mod published;
mod selection;
mod shown;

use std::path::PathBuf;

use application::BeliefError;
use projections::rules::Given;

use super::rules;

pub(super) use answer::{event_json, event_text, printed, side_json, side_text, standing_text, values_text};
pub(super) use selection::Selection;
pub(super) use shown::{alone, error_text, number_json, number_text, told_json};

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{plain, print};
use crate::session::Session;
use crate::verbs::bar::Bar;

/// Compute printed figures from the facts, beside what was printed
///
/// Each figure is computed under its own rules, window and belief. It agrees when what was printed is what is computed,
/// rounded as its rules say, or near it when it is printed as “about”. Ends with 1 when any does not.
#[derive(clap::Args)]
#[command(
    after_help = "\
Examples:
  parcours figures
  parcours figures --programme para --programme elan
  parcours figures --file my-figures.toml --rules my-rules --format json
  parcours figures published --programme para",
    args_conflicts_with_subcommands = true
)]
pub(crate) struct FiguresArgs {
    #[command(subcommand)]
    verb: Option<FiguresVerb>,
    #[command(flatten)]
    selection: Selection,
    /// Folder of rule sets, beside and in the place of those of the program
    #[arg(long, value_name = "FOLDER")]
    rules: Option<PathBuf>,
    /// How many fold households at once; as many as the machine has processors when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

#[derive(clap::Subcommand)]
enum FiguresVerb {
    Published(published::PublishedArgs),
}

pub(super) async fn run(args: FiguresArgs, session: Session) -> Result<Outcome, Failure> {
    if let Some(FiguresVerb::Published(args)) = args.verb {
        return published::run(args, session).await;
    }
    let (texts, format) = (session.texts, session.format);
    let files = args.selection.read(texts)?;
    let rule_sets = rules::load(args.rules.as_deref(), texts)?;
    let workers = workers(args.workers);
    let (shown, all_agree) = session
        .on_ledger(move |application| async move {
            let mut bar = Bar::new(texts);
            let mut show = |done, all| bar.show("figures-computing", done, all);
            let reports = application.figures(&files, &rule_sets, workers, &mut show).await?;
            drop(bar);
            let shown = match format {
                Format::Json => shown::as_json(&reports, texts).to_string(),
                Format::Table => shown::as_table(&reports, texts),
            };
            Ok((shown, reports.iter().all(shown::agrees)))
        })
        .await?;
    print(&shown)?;
    Ok(if all_agree { Outcome::Done } else { Outcome::Refused })
}

/// How many fold households at once.
pub(super) fn workers(asked: Option<u16>) -> usize {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.map_or(processors, usize::from)
}

/// `RP29=transfer`, `RP06={min_weekly_hours=24}`; a word is a code.
pub(super) fn change(text: &str) -> Result<(String, Given), String> {
    named(text).ok_or_else(|| "expected RPnn=VALUE".to_owned())
}

/// `unit=household`, `kinds=["cdi"]`; a word is a code.
pub(super) fn argument(text: &str) -> Result<(String, Given), String> {
    named(text).ok_or_else(|| "expected NAME=VALUE".to_owned())
}

fn named(text: &str) -> Option<(String, Given)> {
    let (name, value) = text.split_once('=')?;
    Some((name.trim().to_owned(), Given::of_text(value.trim())))
}

impl From<BeliefError> for Failure {
    fn from(error: BeliefError) -> Self {
        match error {
            BeliefError::Facts(error) => error.into(),
            BeliefError::Altered { rule_set, published, found } => {
                let digests = [("set", plain(&rule_set)), ("published", published), ("found", found)];
                Self::refused("rules-altered", digests)
            }
            error @ BeliefError::Engine(_) => Self::fault("fault-figures", [], error),
        }
    }
}
