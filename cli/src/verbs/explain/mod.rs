mod question;
mod shown;

use std::path::PathBuf;

use application::Coordinates;
use domain::ids::HouseholdId;
use jiff::Timestamp;
use projections::figures::Otherwise;
use projections::rules::{Changes, Given};

use self::question::Question;
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{plain, print};
use crate::session::Session;
use crate::verbs::figures::{change, error_text, workers};
use crate::verbs::rules;

/// Tell who is behind a figure, and why a household is counted in it or not
///
/// Without HOUSEHOLD: every unit of the figure, and where it stands. With it: its units, the events behind them and, when
/// it is not counted, each single change of the question (the window, an argument, a parameter) by which it would be.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours explain --figure F000-09
  parcours explain --line exited.households --programme para --from 2017-01-01 --to 2017-12-31
  parcours explain dbbf675a-0ce3-55c1-9667-ec123fe0da3b --figure F003-14
  parcours explain dbbf675a-0ce3-55c1-9667-ec123fe0da3b --indicator T01 \\
      --with unit=household --with programme=para --from 2017-01-01 --to 2017-12-31")]
pub(crate) struct ExplainArgs {
    /// A household; every unit when absent
    #[arg(value_name = "HOUSEHOLD", value_parser = super::replay::household)]
    household: Option<HouseholdId>,
    #[command(flatten)]
    question: Question,
    /// A parameter changed; may be repeated
    #[arg(long = "set", value_name = "RPnn=VALUE", value_parser = change)]
    changes: Vec<(String, Given)>,
    /// What was known at this instant; as the figure says when absent
    #[arg(long, value_name = "INSTANT")]
    known_at: Option<Timestamp>,
    /// Folder of rule sets, beside and in the place of those of the program
    #[arg(long, value_name = "FOLDER")]
    rules: Option<PathBuf>,
    /// How many fold households at once; as many as the machine has processors when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

pub(super) async fn run(args: ExplainArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    let rule_sets = rules::load(args.rules.as_deref(), texts)?;
    if let Some(name) = args.question.rule_set.as_ref().filter(|name| rule_sets.find(name).is_none()) {
        return Err(Failure::misuse("rules-unknown", [("set", plain(name))]));
    }
    let (file, figure) = args.question.read(&rule_sets, texts)?;
    let changes: Changes = args.changes.into_iter().map(|(id, given)| (id, (0, given))).collect();
    let name = args.question.rule_set.as_deref().unwrap_or(&figure.rule_set);
    if let Some(set) = rule_sets.find(name) {
        rules::fits(&changes, set, texts)?;
    }
    let coordinates = Coordinates {
        rules: Otherwise { rule_set: args.question.rule_set, changes },
        known_at: args.known_at,
    };
    let (household, workers) = (args.household, workers(args.workers));
    let shown = session
        .on_ledger(move |application| async move {
            let asked = (file.as_ref(), &figure);
            let refused =
                |error| Failure::refused("explain-refused", [("reason", error_text(&error, texts))]);
            let Some(household) = household else {
                let side = application.units(asked, &rule_sets, &coordinates, workers).await?;
                let side = side.map_err(refused)?;
                return Ok(match format {
                    Format::Json => shown::units_json(&side).to_string(),
                    Format::Table => shown::units_text(&figure, &side, texts),
                });
            };
            let told = application.explain(household, asked, &rule_sets, &coordinates, workers).await?;
            let unknown = || Failure::refused("unknown-household", [("household", household.to_string())]);
            let told = told.ok_or_else(unknown)?.map_err(refused)?;
            Ok(match format {
                Format::Json => shown::explained_json(household, &told).to_string(),
                Format::Table => shown::explained_text(household, &figure, &told, texts),
            })
        })
        .await?;
    print(&shown)?;
    Ok(Outcome::Done)
}
