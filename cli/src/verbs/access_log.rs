use application::access::{AccessEntry, Reading};
use domain::StreamId;
use domain::ids::HouseholdId;
use serde_json::{Value, json};

use super::replay::household;
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{DIM, plain, print, styled};
use crate::session::Session;

/// Longest reason kept.
const REASON: usize = 200;

/// Who reads when the system names nobody.
const NOBODY: &str = "local";

/// List who has read personal data: who, whose, by which way, why and when
///
/// Entries are never changed or deleted, and `verify` recomputes them.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours access-log
  parcours access-log --household dbbf675a-0ce3-55c1-9667-ec123fe0da3b
  parcours access-log --after 1000 --format json")]
pub(crate) struct AccessLogArgs {
    /// Only readings of this household, those of everybody included
    #[arg(long, value_name = "UUID", value_parser = household)]
    household: Option<HouseholdId>,
    /// Only entries after this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    after: u64,
    /// At most so many entries
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    limit: u32,
}

/// A reason for the access log: one line.
pub(super) fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > REASON || text.chars().any(char::is_control) {
        return Err(format!("expected one line of at most {REASON} characters"));
    }
    Ok(text.to_owned())
}

/// A reading by whoever runs the program.
pub(super) fn reading(via: &'static str, reason: Option<String>) -> Reading {
    let user = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let named = user.filter(|name| !name.is_empty() && name.len() <= REASON);
    Reading { reader: named.unwrap_or_else(|| NOBODY.to_owned()), via, reason }
}

pub(super) async fn run(args: AccessLogArgs, session: Session) -> Result<Outcome, Failure> {
    let AccessLogArgs { household, after, limit } = args;
    let household = household.map(StreamId::Household);
    let (format, texts) = (session.format, session.texts);
    let entries = session
        .on_ledger(move |application| async move {
            Ok(application.accesses(household.as_ref(), after, limit).await?)
        })
        .await?;
    print(&match format {
        Format::Json => Value::Array(entries.iter().map(as_json).collect()).to_string(),
        Format::Table if entries.is_empty() => texts.say("access-none", &[]),
        Format::Table => entries.iter().map(as_line).collect::<Vec<_>>().join("\n"),
    })?;
    Ok(Outcome::Done)
}

fn as_json(entry: &AccessEntry) -> Value {
    let access = &entry.access;
    json!({
        "number": entry.number, "read_at": entry.read_at.to_string(), "reader": access.reader,
        "household": access.household, "via": access.via, "reason": access.reason,
    })
}

fn as_line(entry: &AccessEntry) -> String {
    let access = &entry.access;
    let [reader, household, via] = [&access.reader, &access.household, &access.via].map(|text| plain(text));
    let reason = access.reason.as_deref().map(|reason| format!("  {}", styled(DIM, plain(reason))));
    let (number, at) = (entry.number, entry.read_at);
    format!("{number:>8}  {at:.0}  {reader}  {household}  {via}{}", reason.unwrap_or_default())
}
