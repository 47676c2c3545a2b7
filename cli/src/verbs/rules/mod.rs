mod compare;
mod problems;
mod publish;
mod shown;

use std::path::{Path, PathBuf};

use projections::facts_tables::described;
use projections::rules::{Changes, Files, Given, Problem, RuleSets, check};

pub(super) use problems::told;
pub(super) use shown::{label, values};

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{GOOD, plain, print, styled, tell};
use crate::session::Session;
use crate::texts::Texts;

/// Look at the rules by which figures are counted, check changed ones, and publish them
///
/// A rule set is a folder CODE/VERSION with parameters (rules.toml), views (views/*.sql) and indicators
/// (indicators/*.toml); it may state differences from another one. Those that are part of the program need no file.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours rules list
  parcours rules show PARA-2017
  parcours rules check my-rules
  parcours rules compare PARA-2017 AGIR-2024 --programme para
  parcours rules publish PARA-2017@1 --org ftda --rationale 'first report'")]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    verb: RulesVerb,
}

#[derive(clap::Subcommand)]
enum RulesVerb {
    /// List rule sets, with what they are based on and their digest
    List {
        /// Folder of rule sets, beside and in the place of those of the program
        #[arg(long, value_name = "FOLDER")]
        rules: Option<PathBuf>,
    },
    /// Show a rule set: its parameters with their values and reasons, its indicators
    Show {
        /// Its code, or CODE/VERSION; the newest version when none is named
        #[arg(value_name = "CODE")]
        code: String,
        /// Folder of rule sets, beside and in the place of those of the program
        #[arg(long, value_name = "FOLDER")]
        rules: Option<PathBuf>,
    },
    /// Try rules out: read every file, plan every query over the facts tables, and tell everything that is wrong
    Check {
        /// Folder of rule sets, beside and in the place of those of the program
        #[arg(value_name = "FOLDER")]
        rules: Option<PathBuf>,
    },
    Compare(compare::CompareArgs),
    Publish(publish::PublishArgs),
    /// List the published versions of rule sets, with the digest that each has for ever
    Published,
}

pub(super) async fn run(args: RulesArgs, session: Session) -> Result<Outcome, Failure> {
    let texts = session.texts;
    match args.verb {
        RulesVerb::Compare(args) => return compare::run(args, session).await,
        RulesVerb::Publish(args) => return publish::run(args, session).await,
        RulesVerb::Published => return publish::published(session).await,
        RulesVerb::List { rules } => {
            let sets = load(rules.as_deref(), texts)?;
            print(&match session.format {
                Format::Json => shown::list_json(&sets).to_string(),
                Format::Table => shown::list_table(&sets, texts),
            })?;
        }
        RulesVerb::Show { code, rules } => {
            let sets = load(rules.as_deref(), texts)?;
            let Some(set) = sets.find(&code) else {
                return Err(Failure::misuse("rules-unknown", [("set", plain(&code))]));
            };
            print(&match session.format {
                Format::Json => shown::set_json(set).to_string(),
                Format::Table => shown::set_text(set, texts),
            })?;
        }
        RulesVerb::Check { rules } => {
            let (sets, mut problems) = read(rules.as_deref())?;
            let tables: Vec<_> =
                described().into_iter().map(|one| (one.name.to_owned(), one.schema)).collect();
            let planned = check(sets.all(), &tables).await;
            problems.extend(planned.map_err(|error| Failure::fault("fault-figures", [], error))?);
            print(&match session.format {
                Format::Json => shown::problems_json(&problems, &sets, texts).to_string(),
                Format::Table if problems.is_empty() => {
                    let sets = sets.all().count().to_string();
                    styled(GOOD, texts.say("rules-good", &[("sets", &sets)]))
                }
                Format::Table => told_all(&problems, texts),
            })?;
            return Ok(if problems.is_empty() { Outcome::Done } else { Outcome::Refused });
        }
    }
    Ok(Outcome::Done)
}

/// What `--set` changes, when each of these rule sets has such parameters with such values.
///
/// # Errors
/// Parameters that there are not, values that may not be.
pub(super) fn applicable<'n>(
    changes: Vec<(String, Given)>,
    names: impl IntoIterator<Item = &'n str>,
    rule_sets: &RuleSets,
    texts: Texts,
) -> Result<Changes, Failure> {
    let changes: Changes = changes.into_iter().map(|(id, given)| (id, (0, given))).collect();
    for set in names.into_iter().filter_map(|name| rule_sets.find(name)) {
        set.resolve(&changes).map_err(|wrong| {
            let problem = |(_, subject, fault)| Problem { file: String::new(), place: None, subject, fault };
            let problems: Vec<Problem> = wrong.into_iter().map(problem).collect();
            Failure::misuse("report-changes", [("why", told_all(&problems, texts))])
        })?;
    }
    Ok(changes)
}

/// The rule sets of the program, and those of a folder in their place.
///
/// # Errors
/// A folder that cannot be read.
fn read(folder: Option<&Path>) -> Result<(RuleSets, Vec<Problem>), Failure> {
    let mut files = Files::bundled();
    if let Some(folder) = folder {
        let over = Files::of_folder(folder).map_err(|error| {
            let path = plain(&error.path.display().to_string());
            Failure::fault("fault-read", [("path", path)], error)
        })?;
        if over.is_empty() {
            let path = plain(&folder.display().to_string());
            return Err(Failure::misuse("rules-none", [("path", path)]));
        }
        files = files.under(over);
    }
    Ok(RuleSets::load(&files))
}

/// The same, to count by: what is wrong with them is told, and is a refusal.
///
/// # Errors
/// A folder that cannot be read, files that are wrong.
pub(super) fn load(folder: Option<&Path>, texts: Texts) -> Result<RuleSets, Failure> {
    let (sets, problems) = read(folder)?;
    if problems.is_empty() {
        return Ok(sets);
    }
    tell(&told_all(&problems, texts));
    Err(Failure::refused("rules-wrong", [("n", problems.len().to_string())]))
}

pub(super) fn told_all(problems: &[Problem], texts: Texts) -> String {
    problems.iter().map(|problem| told(problem, texts)).collect::<Vec<_>>().join("\n")
}
