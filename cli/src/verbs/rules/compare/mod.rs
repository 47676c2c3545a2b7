mod shown;
mod side;

use std::path::PathBuf;

use application::Coordinates;
use jiff::Timestamp;
use jiff::civil::Date;
use projections::rules::{Changes, Given};

use side::Rules;

use crate::arguments::{Format, day};
use crate::failure::{Failure, Outcome};
use crate::output::print;
use crate::session::Session;
use crate::verbs::bar::Bar;
use crate::verbs::figures::{Selection, change, workers};

/// Compute figures under two rules, or as known at two instants: which units moved, and what moved each
///
/// Without A and B each figure is computed under its own rules on both sides. With --from and --to, the lines of the report of
/// A are compared, over these days; without, figures as they were printed. Every difference between the sides is
/// tried alone, then in pairs, until each unit that moved has the smallest cause; of units that move because more is known,
/// the events recorded in between are tried one by one.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours rules compare PARA-2017 AGIR-2024 --programme para
  parcours rules compare PARA-2017@1 PARA-2017@1+RP29=transfer --programme para --from 2017-01-01 --to 2017-12-31
  parcours rules compare --set RP29=transfer --programme para
  parcours rules compare --set 'RP06={min_weekly_hours=24}' --figure F003-14
  parcours rules compare --known-at 2011-01-05T23:59:59Z 2012-01-01T00:00:00Z --figure F003-14")]
pub(in crate::verbs) struct CompareArgs {
    /// Rules before: CODE, CODE/VERSION or CODE@VERSION, with parameters changed: SET+RPnn=VALUE
    #[arg(value_name = "A", requires = "after", value_parser = side::read)]
    before: Option<Rules>,
    /// Rules after
    #[arg(value_name = "B", value_parser = side::read)]
    after: Option<Rules>,
    /// First day, of lines of the report
    #[arg(long, value_name = "DAY", value_parser = day, requires_all = ["to", "before", "programmes"])]
    from: Option<Date>,
    /// Last day
    #[arg(long, value_name = "DAY", value_parser = day, requires = "from")]
    to: Option<Date>,
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
    /// Tell figures that do not change as well (tables only: programs are told all)
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
    for side in [&args.before, &args.after].into_iter().flatten() {
        side.check(&rule_sets, texts)?;
    }
    let files = match (&args.before, args.from, args.to) {
        (Some(before), Some(from), Some(to)) => {
            let window = side::window(from, to)?;
            args.selection.lines(before.find(&rule_sets)?, window)?
        }
        _ => args.selection.read(texts)?,
    };
    let programmes = args.from.map(|_| files.iter().map(|file| file.programme.clone()).collect());
    let changes: Changes = args.changes.into_iter().map(|(id, given)| (id, (0, given))).collect();
    let after = if let Some(after) = args.after {
        let after = after.changed(changes);
        after.check(&rule_sets, texts)?;
        after
    } else {
        // Each figure is computed under its own rules.
        let figures = files.iter().flat_map(|file| &file.figures);
        for set in figures.filter_map(|figure| rule_sets.find(&figure.rule_set)) {
            super::fits(&changes, set, texts)?;
        }
        Rules::default().changed(changes)
    };
    let before = Coordinates {
        rules: args.before.unwrap_or_default().otherwise(),
        known_at: args.known_at.first().copied(),
    };
    let after = Coordinates { rules: after.otherwise(), known_at: args.known_at.get(1).copied() };
    let (workers, all) = (workers(args.workers), args.all);
    let shown = session
        .on_ledger(move |application| async move {
            side::registered(&application, programmes.unwrap_or_default()).await?;
            let mut bar = Bar::new(texts);
            let mut show = |done, all| bar.show("figures-computing", done, all);
            let sides = (&before, &after);
            let compared = application.compare(&files, &rule_sets, sides, workers, &mut show).await?;
            drop(bar);
            Ok(match format {
                Format::Json => shown::as_json(&compared, texts).to_string(),
                Format::Table => shown::as_text(&compared, all, texts),
            })
        })
        .await?;
    print(&shown)?;
    Ok(Outcome::Done)
}
