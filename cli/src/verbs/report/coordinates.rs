//! Which report: of what, when, as known when, counted how, for whom.

use std::path::PathBuf;
use std::sync::Arc;

use application::ReportOf;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use jiff::Timestamp;
use jiff::civil::Date;
use projections::publication::Secrecy;
use projections::rules::{Given, RuleSets, Window};

use crate::arguments::day;
use crate::failure::Failure;
use crate::output::plain;
use crate::texts::Texts;
use crate::verbs::figures::change;
use crate::verbs::rules;

#[derive(clap::Args)]
pub(in crate::verbs) struct Coordinates {
    /// The programme, with those below it
    #[arg(long, value_name = "CODE")]
    programme: String,
    /// The rule set: CODE, CODE/VERSION or CODE@VERSION; the newest version when none is named
    #[arg(long, value_name = "SET")]
    rules: String,
    /// First day of the period
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Date,
    /// Last day of the period
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Date,
    /// What was known at this instant; now when absent
    #[arg(long, value_name = "INSTANT")]
    known_at: Option<Timestamp>,
    /// A parameter changed; may be repeated
    #[arg(long = "set", value_name = "RPnn=VALUE", value_parser = change)]
    changes: Vec<(String, Given)>,
    /// For whom: auditors see all, partners numbers from 5, the public those from RP22; a report is for auditors when
    /// absent, a publication is for the public alone
    #[arg(long, value_name = "auditor|partner|public", value_parser = secrecy(), hide_possible_values = true)]
    secrecy: Option<Secrecy>,
    /// Folder of rule sets, beside and in the place of those of the program
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

fn secrecy() -> impl clap::builder::TypedValueParser<Value = Secrecy> {
    let codes = PossibleValuesParser::new(Secrecy::ALL.map(Secrecy::code));
    codes.try_map(|code| Secrecy::ALL.into_iter().find(|one| one.code() == code).ok_or("no reader"))
}

impl Coordinates {
    /// The folder that is named, if one is.
    pub(in crate::verbs) fn folder(&self) -> Option<PathBuf> {
        self.folder.clone()
    }

    /// The report asked for, and the rule sets there are; for `reader` when nobody is named.
    ///
    /// # Errors
    /// Rules that cannot be read or are wrong, a rule set that there is not, a period that ends before it begins.
    pub(in crate::verbs) fn read(
        self,
        reader: Secrecy,
        texts: Texts,
    ) -> Result<(ReportOf, RuleSets), Failure> {
        let Self { programme, rules: name, from, to, known_at, changes, secrecy, folder } = self;
        if from > to {
            let days = [("from", from.to_string()), ("to", to.to_string())];
            return Err(Failure::misuse("report-period", days));
        }
        let rule_sets = rules::load(folder.as_deref(), texts)?;
        let Some(rule_set) = rule_sets.find(&name).map(Arc::clone) else {
            return Err(Failure::misuse("rules-unknown", [("set", plain(&name))]));
        };
        let changes = changes.into_iter().map(|(id, given)| (id, (0, given))).collect();
        let window = Window { from: Some(from), to: Some(to) };
        let secrecy = secrecy.unwrap_or(reader);
        Ok((ReportOf { programme, rule_set, changes, window, known_at, secrecy }, rule_sets))
    }
}
