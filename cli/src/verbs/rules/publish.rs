//! Publishing a rule set, and those that are published.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use application::publication::{PublishRulesError, PublishedRules};
use domain::ids::OrgCode;
use domain::messages::Language;
use projections::rules::RuleSet;
use serde_json::{Value as Json, json};

use super::shown::{DIGEST_SHOWN, Published};
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{plain, print};
use crate::session::Session;
use crate::table::table;
use crate::texts::Texts;
use crate::verbs::record::refused as not_recorded;

/// Publish a version of a rule set: it never changes after
///
/// Everything is checked first, and refused when it does not fit. The digest of every file is recorded. From then on this version is refused wherever figures are computed when its
/// files are others; change the folder of the next version instead. Publishing the same once more changes nothing.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours rules publish my-rules/MINE/1/rules.toml
  parcours rules publish PARA-2017@1 --org ftda --rationale 'first report'
  parcours rules publish MINE@2 --rules my-rules --org ftda --rationale 'relay flats are transfers'")]
pub(super) struct PublishArgs {
    /// File of the rule set (rules.toml, with what lies beside it); or CODE, CODE/VERSION or CODE@VERSION of one of the
    /// program or of --rules, the newest version when none is named
    #[arg(value_name = "FILE|SET")]
    set: String,
    /// Folder of rule sets, beside and in the place of those of the program
    #[arg(long, value_name = "FOLDER")]
    rules: Option<PathBuf>,
    /// Organisation that publishes; when absent it is told that this installation did (`parcours`)
    #[arg(long, value_name = "CODE", default_value = INSTALLATION, hide_default_value = true)]
    org: OrgCode,
    /// Why: kept with the publication; what the rule set is called, when absent
    #[arg(long, value_name = "TEXT")]
    rationale: Option<String>,
}

/// Stands for an organisation where none is named.
const INSTALLATION: &str = "parcours";

pub(super) async fn run(args: PublishArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    let set = named(&args.set, args.rules.as_deref(), texts)?;
    // It never changes after: what does not fit would never be of use.
    let with_those_below = std::iter::successors(Some(&set), |set| set.base.as_ref());
    let problems = super::planned(with_those_below).await?;
    if !problems.is_empty() {
        return Err(super::wrong(&problems, texts));
    }
    let org = args.org;
    let rationale = args.rationale.unwrap_or_else(|| set.label.say(Language::French).to_owned());
    let published = session
        .on_ledger(move |application| async move {
            let published = application.publish_rules(&set, &rationale, org).await;
            published.map_err(|error| refused(error, texts))
        })
        .await?;
    shown(&[published], format, texts)
}

/// The rule set of a file, or of a name.
///
/// # Errors
/// Files that cannot be read or are wrong, a rule set that there is not.
fn named(name: &str, rules: Option<&Path>, texts: Texts) -> Result<Arc<RuleSet>, Failure> {
    let unknown = || Failure::misuse("rules-unknown", [("set", plain(name))]);
    let file = Path::new(name);
    if !file.is_file() {
        return super::load(rules, texts)?.find(name).map(Arc::clone).ok_or_else(unknown);
    }
    let sets = super::load(Some(file), texts)?;
    let place = file.display().to_string();
    sets.all().find(|set| set.is_of_file(&place)).map(Arc::clone).ok_or_else(unknown)
}

/// What is published, where there is a ledger.
///
/// # Errors
/// As [`published`].
pub(super) async fn known(session: &Session) -> Result<Published, Failure> {
    session.on_trial(move |application| async move { Ok(application.published_rules().await?) }).await
}

/// Tells what is published.
pub(super) async fn published(session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    let published =
        session.on_ledger(move |application| async move { Ok(application.published_rules().await?) }).await?;
    shown(&published.into_values().collect::<Vec<_>>(), format, texts)
}

fn shown(published: &[PublishedRules], format: Format, texts: Texts) -> Result<Outcome, Failure> {
    print(&match format {
        Format::Json => published.iter().map(rules_json).collect::<Json>().to_string(),
        Format::Table => {
            let head = ["rules-set", "rules-published", "report-position", "rules-digest"];
            let row = |one: &PublishedRules| {
                vec![
                    format!("{}/{}", plain(&one.code), one.version),
                    one.published_at.to_string(),
                    one.position.to_string(),
                    one.digest.chars().take(DIGEST_SHOWN).collect(),
                ]
            };
            table(head.map(|id| texts.say(id, &[])).to_vec(), published.iter().map(row).collect(), &[2])
        }
    })?;
    Ok(Outcome::Done)
}

fn rules_json(one: &PublishedRules) -> Json {
    json!({
        "rule_set": one.code,
        "version": one.version,
        "published_at": one.published_at.to_string(),
        "position": one.position,
        "digest": one.digest,
    })
}

fn refused(error: PublishRulesError, texts: Texts) -> Failure {
    match error {
        PublishRulesError::Belief(error) => error.into(),
        PublishRulesError::Unfit { what, value } => {
            Failure::misuse("rules-unfit", [("what", what.to_owned()), ("value", plain(&value))])
        }
        PublishRulesError::Record(error) => not_recorded("publish-refused", error, texts),
    }
}
