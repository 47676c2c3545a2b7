use domain::ids::HouseholdId;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::arguments::{Format, day, instant};
use crate::failure::{Failure, Outcome};
use crate::output::print;
use crate::readable;
use crate::session::Session;

/// Replay a household's pathway: its state on a day and its history, as known at an instant
///
/// Names and file numbers are never shown.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours replay dbbf675a-0ce3-55c1-9667-ec123fe0da3b
  parcours replay dbbf675a-0ce3-55c1-9667-ec123fe0da3b --as-of 2010-12-31
  parcours replay dbbf675a-0ce3-55c1-9667-ec123fe0da3b --as-of 2011-03-31 \\
      --known-at 2011-01-05T23:59:59Z --format json")]
pub(crate) struct ReplayArgs {
    /// Household to replay
    household: HouseholdId,
    /// Day to look at; today when absent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<Date>,
    /// What was known at this instant; now when absent
    #[arg(long, value_name = "RFC 3339", value_parser = instant)]
    known_at: Option<Timestamp>,
}

pub(super) async fn run(args: ReplayArgs, session: Session) -> Result<Outcome, Failure> {
    let ReplayArgs { household, as_of, known_at } = args;
    let (texts, format) = (session.texts, session.format);
    session
        .on_ledger(move |application| async move {
            let replayed = application.replay(household, as_of, known_at).await?;
            let unknown = || Failure::refused("unknown-household", [("household", household.to_string())]);
            let replayed = replayed.ok_or_else(unknown)?;
            print(&match format {
                Format::Json => replayed.state.to_json().to_string(),
                Format::Table => readable::page(&replayed, texts, &application.time_zone()),
            })?;
            Ok(Outcome::Done)
        })
        .await
}
