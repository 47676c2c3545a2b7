mod shown;

use std::path::PathBuf;

use application::Coordinates;
use jiff::Timestamp;
use projections::figures::Otherwise;
use projections::rules::{Changes, Given};

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{plain, print};
use crate::session::Session;
use crate::verbs::bar::Bar;
use crate::verbs::figures::{Selection, change, workers};
use crate::verbs::rules::applicable;

/// Compute figures under two rules, or as known at two instants: which units moved, and what moved each
///
/// Without A and B each figure is computed under its own rules on both sides. Every difference between the sides is
/// tried alone, then in pairs, until each unit that moved has the smallest cause; of units that move because more is known,
/// the events recorded in between are tried one by one.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours rules compare PARA-2017 AGIR-2024 --programme para
  parcours rules compare --set RP29=transfer --programme para
  parcours rules compare --set 'RP06={min_weekly_hours=24}' --figure F003-14
  parcours rules compare --known-at 2011-01-05T23:59:59Z 2012-01-01T00:00:00Z --figure F003-14")]
pub(in crate::verbs) struct CompareArgs {
    /// Rule set before: CODE or CODE/VERSION
    #[arg(value_name = "A", requires = "after")]
    before: Option<String>,
    /// Rule set after
    #[arg(value_name = "B")]
    after: Option<String>,
    /// A parameter changed after; may be repeated
    #[arg(long = "set", value_name = "RPnn=VALUE", value_parser = change)]
    changes: Vec<(String, Given)>,
    /// What was known at these instants, before and after
    #[arg(long, num_args = 2, value_names = ["BEFORE", "AFTER"])]
    known_at: Vec<Timestamp>,
    #[command(flatten)]
    selection: Selection,
    /// Folder of rule sets, beside and in the place of those of the program
    #[arg(long, value_name = "FOLDER")]
    rules: Option<PathBuf>,
    /// Tell figures that do not change as well
    #[arg(long)]
    all: bool,
    /// How many fold households at once; as many as the machine has processors when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

pub(super) async fn run(args: CompareArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    if args.after.is_none() && args.changes.is_empty() && args.known_at.is_empty() {
        return Err(Failure::misuse("compare-same", []));
    }
    let rule_sets = super::load(args.rules.as_deref(), texts)?;
    for name in [&args.before, &args.after].into_iter().flatten() {
        if rule_sets.find(name).is_none() {
            return Err(Failure::misuse("rules-unknown", [("set", plain(name))]));
        }
    }
    let files = args.selection.read(texts)?;
    let names = match &args.after {
        Some(name) => vec![name.as_str()],
        None => files.iter().flat_map(|file| &file.figures).map(|figure| figure.rule_set.as_str()).collect(),
    };
    let changes = applicable(args.changes, names, &rule_sets, texts)?;
    let before = Coordinates {
        rules: Otherwise { rule_set: args.before, changes: Changes::new() },
        known_at: args.known_at.first().copied(),
    };
    let after = Coordinates {
        rules: Otherwise { rule_set: args.after, changes },
        known_at: args.known_at.get(1).copied(),
    };
    let (workers, all) = (workers(args.workers), args.all);
    let shown = session
        .on_ledger(move |application| async move {
            let mut bar = Bar::new(texts);
            let mut show = |done, all| bar.show("figures-computing", done, all);
            let sides = (&before, &after);
            let compared = application.compare(&files, &rule_sets, sides, workers, &mut show).await?;
            drop(bar);
            Ok(match format {
                Format::Json => shown::as_json(&compared, all, texts).to_string(),
                Format::Table => shown::as_text(&compared, all, texts),
            })
        })
        .await?;
    print(&shown)?;
    Ok(Outcome::Done)
}
