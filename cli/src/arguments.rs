//! What may be written on the command line.

use clap::builder::TypedValueParser as _;
use domain::PartialDate;
use domain::codes::Coded;
use domain::ids::OrgCode;
use domain::messages::Language;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::verbs::Verb;

/// Record, replay and serve integration pathways
#[derive(clap::Parser)]
#[command(name = "parcours", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "\
Exit codes:
  0 done · 1 refused or not equal · 2 misuse · 3 fault (database, disk, network) · 130 interrupted

Start with:
  parcours demo")]
pub(crate) struct Parcours {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Where help lists what every verb understands.
const GLOBAL: &str = "Global options";

/// What every verb understands.
#[derive(clap::Args)]
pub(crate) struct Global {
    // Said here and not to clap: its help would print the variable, which may hold a password.
    #[arg(
        long,
        global = true, help_heading = GLOBAL,
        value_name = "URL",
        help = "\
Ledger: sqlite:PATH (made when missing) or postgres://USER@HOST/NAME; that of PARCOURS_DATABASE \
when absent, else sqlite:parcours.db"
    )]
    pub(crate) database: Option<String>,
    /// Shape of the results: tables for people, JSON for programs
    #[arg(long, global = true, help_heading = GLOBAL, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    #[arg(long, global = true, help_heading = GLOBAL, value_parser = language(), value_name = "fr|en", hide_possible_values = true, help = "\
Language of tables and messages; that of LC_ALL, LC_MESSAGES or LANG when absent, else fr")]
    pub(crate) lang: Option<Language>,
    /// Shape of the log on standard error: lines for people, JSON objects for programs
    #[arg(
        long,
        global = true, help_heading = GLOBAL,
        env = "PARCOURS_LOG_FORMAT",
        value_name = "text|json", value_enum, default_value_t = LogFormat::Text, hide_possible_values = true
    )]
    pub(crate) log_format: LogFormat,
}

/// The shape of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
}

/// The shape of logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

fn language() -> impl clap::builder::TypedValueParser<Value = Language> {
    clap::builder::PossibleValuesParser::new(["fr", "en"]).try_map(|text| text.parse::<Language>())
}

/// One of the codes of an enumeration.
pub(crate) fn code<C: Coded>(text: &str) -> Result<C, String> {
    C::parse(text).ok_or_else(|| {
        let codes: Vec<&str> = C::ALL.iter().map(|code| code.code()).collect();
        format!("expected one of {}", codes.join(", "))
    })
}

/// The code of an organisation.
pub(crate) fn organisation(text: &str) -> Result<OrgCode, String> {
    text.parse().map_err(|_| "expected a code of 2 to 64 of a-z, 0-9 and -".to_owned())
}

/// A civil day, `2010-12-31`.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    let date: Option<PartialDate> = text.parse().ok();
    let day = date.filter(|date| date.is_day()).map(PartialDate::earliest);
    day.ok_or_else(|| "expected a day of the calendar, such as 2010-12-31".to_owned())
}

/// An instant, `2011-01-05T23:59:59Z`.
pub(crate) fn instant(text: &str) -> Result<Timestamp, String> {
    let instant = domain::wire::parse_instant(text);
    instant.ok_or_else(|| "expected an instant, such as 2011-01-05T23:59:59Z".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Parcours::command().debug_assert();
    }

    #[test]
    fn only_days_are_days() {
        assert_eq!(day("2010-12-31"), Ok(jiff::civil::date(2010, 12, 31)));
        for text in ["2010-12", "2009-13", "2010-02-30", "20101231", "../2010-12-31", ""] {
            assert!(day(text).is_err(), "{text}");
        }
    }
}
