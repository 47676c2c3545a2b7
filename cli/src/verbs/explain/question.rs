//! What is asked: a printed figure, a line of a report, or an indicator with its arguments.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use projections::figures::Figure;
use projections::rules::{File, Given, RuleSets, Window};

use crate::failure::Failure;
use crate::output::plain;
use crate::texts::Texts;
use crate::verbs::figures::{Selection, argument};

#[derive(clap::Args)]
pub(super) struct Question {
    /// A figure of the files of figures
    #[arg(long, value_name = "ID", required_unless_present_any = ["line", "indicator"])]
    figure: Option<String>,
    /// The file that the figure is in; those that are part of the program when absent
    #[arg(long, value_name = "FIGURES.toml", requires = "figure")]
    file: Option<PathBuf>,
    /// A line of the report of the rule set
    #[arg(long, value_name = "LINE", requires = "programme", requires = "to", conflicts_with = "figure")]
    line: Option<String>,
    /// The programme that the line is about, with those below it
    #[arg(long, value_name = "CODE", requires = "line")]
    programme: Option<String>,
    /// An indicator of the rule set
    #[arg(long, value_name = "CODE", conflicts_with_all = ["figure", "line"])]
    indicator: Option<String>,
    /// An argument of the indicator; may be repeated
    #[arg(long = "with", value_name = "NAME=VALUE", value_parser = argument, requires = "indicator")]
    arguments: Vec<(String, Given)>,
    /// First day of the window; a single day when absent
    #[arg(long, value_name = "DAY", requires = "to", conflicts_with = "figure")]
    from: Option<Date>,
    /// Last day of the window
    #[arg(long, value_name = "DAY", conflicts_with = "figure")]
    to: Option<Date>,
    /// The rule set, CODE or CODE/VERSION; that of the figure, or the base, when absent
    #[arg(long, value_name = "CODE")]
    pub(super) rule_set: Option<String>,
}

impl Question {
    /// The figure asked for, and its file.
    ///
    /// # Errors
    /// Files that cannot be read or are wrong, figures and lines that there are not.
    pub(super) fn read(&self, rule_sets: &RuleSets, texts: Texts) -> Result<(Arc<File>, Figure), Failure> {
        let window = Window { from: self.from, to: self.to };
        let name = self.rule_set.as_deref().unwrap_or("default");
        if let Some(line) = &self.line {
            let report = rule_sets.find(name).and_then(|set| set.report.as_ref());
            let found = report.and_then(|report| {
                let asked = report.lines().find(|one| one.id == *line)?;
                Some((Arc::clone(&report.file), asked))
            });
            let Some((file, asked)) = found else {
                return Err(Failure::misuse("report-no-line", [("line", plain(line))]));
            };
            let programme = self.programme.as_deref().unwrap_or_default();
            return Ok((file, Figure::of_line(asked, programme, window, name.to_owned())));
        }
        if let Some(indicator) = &self.indicator {
            let arguments: BTreeMap<_, _> =
                self.arguments.iter().map(|(name, given)| (name.clone(), (0, given.clone()))).collect();
            let file = File { name: String::new(), text: String::new() };
            let asked = Figure::question(indicator.clone(), arguments, window, name.to_owned());
            return Ok((Arc::new(file), asked));
        }
        let id = self.figure.clone().unwrap_or_default();
        let files = Selection::of_one(&id, self.file.clone()).read(texts)?;
        let found = files.into_iter().find_map(|file| {
            let figure = file.figures.into_iter().next()?;
            Some((file.file, figure))
        });
        found.ok_or_else(|| Failure::misuse("figures-no-figure", [("figure", plain(&id))]))
    }
}
