use std::path::{Path, PathBuf};

use application::bundle::open_bundle;
use application::verify::Trust;
use application::{Clock, Replayed};
use domain::StreamId;
use domain::ids::HouseholdId;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::arguments::{Format, day, instant};
use crate::failure::{Failure, Outcome};
use crate::output::{plain, print};
use crate::readable;
use crate::session::Session;
use crate::verbs::access_log::{reading, reason};
use crate::verbs::verify::bundle;

/// Replay a household's pathway: its state on a day and its history, as known at an instant
///
/// Names and file numbers are never shown. Who read what is kept in the access log. An audit bundle is verified
/// first, by the key that it brings, and no database is opened.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours replay dbbf675a-0ce3-55c1-9667-ec123fe0da3b
  parcours replay dbbf675a-0ce3-55c1-9667-ec123fe0da3b --as-of 2010-12-31
  parcours replay household/dbbf675a-0ce3-55c1-9667-ec123fe0da3b --recorded
  parcours replay dbbf675a-0ce3-55c1-9667-ec123fe0da3b --as-of 2011-03-31 \\
      --known-at 2011-01-05T23:59:59Z --format json
  parcours replay famille-k.ndjson --as-of 2010-12-31")]
pub(crate) struct ReplayArgs {
    /// Household to replay: UUID, or household/UUID as exports have it; or the file of an audit bundle
    #[arg(value_name = "HOUSEHOLD|BUNDLE", value_parser = subject)]
    subject: Subject,
    /// Day to look at; today when absent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<Date>,
    /// What was known at this instant; now when absent
    #[arg(long, value_name = "RFC 3339", value_parser = instant)]
    known_at: Option<Timestamp>,
    /// Tell under each step who recorded it, when and how (tables only)
    #[arg(long)]
    recorded: bool,
    /// Why: kept in the access log
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: Option<String>,
}

/// What to replay.
#[derive(Debug, Clone)]
enum Subject {
    Household(HouseholdId),
    Bundle(PathBuf),
}

fn subject(text: &str) -> Result<Subject, String> {
    match household(text) {
        Ok(household) => Ok(Subject::Household(household)),
        Err(_) if Path::new(text).is_file() => Ok(Subject::Bundle(text.into())),
        Err(error) => Err(error),
    }
}

/// `dbbf675a-…` or `household/dbbf675a-…`
pub(super) fn household(text: &str) -> Result<HouseholdId, String> {
    let id = text.strip_prefix("household/").unwrap_or(text);
    id.parse().map_err(|_| format!("expected a UUID, such as {EXAMPLE}"))
}

/// Famille K., as everywhere.
const EXAMPLE: &str = "dbbf675a-0ce3-55c1-9667-ec123fe0da3b";

pub(super) async fn run(args: ReplayArgs, session: Session) -> Result<Outcome, Failure> {
    let ReplayArgs { subject, as_of, known_at, recorded, reason } = args;
    let (texts, format) = (session.texts, session.format);
    let shown = move |replayed: &Replayed, zone: &TimeZone| {
        print(&match format {
            Format::Json => replayed.state.to_json().to_string(),
            Format::Table => readable::page(replayed, texts, zone, recorded),
        })
    };
    let unknown = |household: HouseholdId| {
        Failure::refused("unknown-household", [("household", household.to_string())])
    };
    let household = match subject {
        Subject::Household(household) => household,
        Subject::Bundle(path) => {
            let bundle = open_bundle(&bundle::read(&path)?, &Trust::default());
            let bundle = bundle.map_err(|error| {
                let path = plain(&path.display().to_string());
                Failure::refused("bundle-refused", [("path", path), ("reason", bundle::say(&error, texts))])
            })?;
            let clock = Clock::system();
            let replayed = bundle.replay(&clock, as_of, known_at)?;
            shown(&replayed.ok_or_else(|| unknown(bundle.household))?, &clock.time_zone())?;
            return Ok(Outcome::Done);
        }
    };
    session
        .on_ledger(move |application| async move {
            let replayed = application.replay(household, as_of, known_at).await?;
            let replayed = replayed.ok_or_else(|| unknown(household))?;
            let stream = [StreamId::Household(household)];
            application.log_reading(Some(&stream), &reading("replay", reason)).await?;
            shown(&replayed, &application.time_zone())?;
            Ok(Outcome::Done)
        })
        .await
}
