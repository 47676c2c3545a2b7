//! What is asked: a printed figure, or an indicator with its arguments.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use projections::figures::Figure;
use projections::rules::{File, Given, Window};

use crate::failure::Failure;
use crate::texts::Texts;
use crate::verbs::figures::{Selection, argument};

#[derive(clap::Args)]
pub(super) struct Question {
    /// A figure of the files of figures
    #[arg(long, value_name = "ID", required_unless_present = "indicator", conflicts_with = "indicator")]
    figure: Option<String>,
    /// The file that the figure is in; those that are part of the program when absent
    #[arg(long, value_name = "FIGURES.toml", requires = "figure")]
    file: Option<PathBuf>,
    /// An indicator of the rule set
    #[arg(long, value_name = "CODE")]
    indicator: Option<String>,
    /// An argument of the indicator; may be repeated
    #[arg(long = "with", value_name = "NAME=VALUE", value_parser = argument, requires = "indicator")]
    arguments: Vec<(String, Given)>,
    /// First day of the window; a single day when absent
    #[arg(long, value_name = "DAY", requires = "to", requires = "indicator")]
    from: Option<Date>,
    /// Last day of the window
    #[arg(long, value_name = "DAY", requires = "indicator")]
    to: Option<Date>,
    /// The rule set, CODE or CODE/VERSION; that of the figure, or the base, when absent
    #[arg(long, value_name = "CODE")]
    pub(super) rule_set: Option<String>,
}

impl Question {
    /// The figure asked for, and its file.
    ///
    /// # Errors
    /// Files that cannot be read or are wrong, figures that there are not.
    pub(super) fn read(&self, texts: Texts) -> Result<(Arc<File>, Figure), Failure> {
        if let Some(indicator) = &self.indicator {
            let arguments: BTreeMap<_, _> =
                self.arguments.iter().map(|(name, given)| (name.clone(), (0, given.clone()))).collect();
            let window = Window { from: self.from, to: self.to };
            let file = File { name: String::new(), text: String::new() };
            let asked = Figure::question(indicator.clone(), arguments, window, "default".to_owned());
            return Ok((Arc::new(file), asked));
        }
        let id = self.figure.clone().unwrap_or_default();
        let files = Selection::of_one(&id, self.file.clone()).read(texts)?;
        let found = files.into_iter().find_map(|file| {
            let figure = file.figures.into_iter().next()?;
            Some((file.file, figure))
        });
        found.ok_or_else(|| Failure::misuse("figures-no-figure", [("figure", crate::output::plain(&id))]))
    }
}
