mod compare;
mod problems;
mod publish;
mod shown;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use projections::facts_tables::described;
use projections::rules::{Changes, Files, Problem, RuleSet, RuleSets, check};
use serde_json::json;

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
  parcours rules check my-rules/MINE/1/rules.toml --format json
  parcours rules compare PARA-2017 AGIR-2024 --programme para
  parcours rules publish PARA-2017@1 --org ftda --rationale 'first report'")]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    verb: RulesVerb,
}

#[derive(clap::Subcommand)]
enum RulesVerb {
    /// List rule sets, with what they are based on, their digest, and when they were published
    List {
        /// Folder of rule sets, or file of one, beside and in the place of those of the program
        #[arg(long, value_name = "FOLDER")]
        rules: Option<PathBuf>,
    },
    /// Show a rule set: its parameters with their values and reasons, its indicators
    Show {
        /// CODE, CODE/VERSION or CODE@VERSION; the newest version when none is named
        #[arg(value_name = "SET")]
        code: String,
        /// Folder of rule sets, or file of one, beside and in the place of those of the program
        #[arg(long, value_name = "FOLDER")]
        rules: Option<PathBuf>,
    },
    /// Try rules out: read every file, plan every query over the facts tables, and tell everything that is wrong
    Check {
        /// File of a rule set (rules.toml, with what lies beside it), or folder of rule sets; those of the program when
        /// absent
        #[arg(value_name = "FILE|FOLDER")]
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
            let published = publish::known(&session).await?;
            print(&match session.format {
                Format::Json => shown::list_json(&sets, &published).to_string(),
                Format::Table => shown::list_table(&sets, &published, texts),
            })?;
        }
        RulesVerb::Show { code, rules } => {
            let sets = load(rules.as_deref(), texts)?;
            let Some(set) = sets.find(&code) else {
                return Err(Failure::misuse("rules-unknown", [("set", plain(&code))]));
            };
            print(&match session.format {
                Format::Json => json!([shown::set_json(set, &publish::known(&session).await?)]).to_string(),
                Format::Table => shown::set_text(set, texts),
            })?;
        }
        RulesVerb::Check { rules } => {
            let (sets, mut problems) = read(rules.as_deref())?;
            problems.extend(planned(sets.all()).await?);
            print(&match session.format {
                Format::Json => shown::problems_json(&problems, texts).to_string(),
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

/// Whether parameters of a rule set may be changed so.
///
/// # Errors
/// Parameters that there are not, values that may not be.
pub(super) fn fits(changes: &Changes, set: &RuleSet, texts: Texts) -> Result<(), Failure> {
    let problem = |(_, subject, fault)| Problem { file: String::new(), place: None, subject, fault };
    match set.resolve(changes) {
        Ok(_) => Ok(()),
        Err(wrong) => {
            let problems: Vec<Problem> = wrong.into_iter().map(problem).collect();
            Err(Failure::misuse("report-changes", [("why", told_all(&problems, texts))]))
        }
    }
}

/// The rule sets of the program, and those of a folder, or that of a file, in their place.
///
/// # Errors
/// A folder or file that cannot be read.
fn read(folder: Option<&Path>) -> Result<(RuleSets, Vec<Problem>), Failure> {
    let mut files = Files::bundled();
    if let Some(folder) = folder {
        let over = if folder.is_file() { Files::of_file(folder) } else { Files::of_folder(folder) };
        let over = over.map_err(|error| {
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

/// What is wrong with the queries of rule sets.
async fn planned(sets: impl IntoIterator<Item = &Arc<RuleSet>>) -> Result<Vec<Problem>, Failure> {
    let tables: Vec<_> = described().into_iter().map(|one| (one.name.to_owned(), one.schema)).collect();
    check(sets, &tables).await.map_err(|error| Failure::fault("fault-figures", [], error))
}

/// The same, to count by: what is wrong with them is told, and is a refusal.
///
/// # Errors
/// A folder or file that cannot be read, files that are wrong.
pub(super) fn load(folder: Option<&Path>, texts: Texts) -> Result<RuleSets, Failure> {
    let (sets, problems) = read(folder)?;
    if problems.is_empty() {
        return Ok(sets);
    }
    Err(wrong(&problems, texts))
}

/// Tells what is wrong, which is a refusal.
fn wrong(problems: &[Problem], texts: Texts) -> Failure {
    tell(&told_all(problems, texts));
    Failure::refused("rules-wrong", [("n", problems.len().to_string())])
}

pub(super) fn told_all(problems: &[Problem], texts: Texts) -> String {
    problems.iter().map(|problem| told(problem, texts)).collect::<Vec<_>>().join("\n")
}
