//! Publishing a rule set, and those that are published.

use std::path::PathBuf;
use std::sync::Arc;

use application::publication::{PublishRulesError, PublishedRules};
use domain::ids::OrgCode;
use serde_json::{Value as Json, json};

use super::shown::DIGEST_SHOWN;
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
  parcours rules publish PARA-2017@1 --org ftda --rationale 'first report'
  parcours rules publish MINE@2 --rules my-rules --org ftda --rationale 'relay flats are transfers'")]
pub(super) struct PublishArgs {
    /// CODE, CODE/VERSION or CODE@VERSION; the newest version when none is named
    #[arg(value_name = "SET")]
    set: String,
    /// Folder of rule sets, beside and in the place of those of the program
    #[arg(long, value_name = "FOLDER")]
    rules: Option<PathBuf>,
    /// Organisation that publishes
    #[arg(long, value_name = "CODE")]
    org: OrgCode,
    /// Why: kept with the publication
    #[arg(long, value_name = "TEXT")]
    rationale: String,
}

pub(super) async fn run(args: PublishArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    let sets = super::load(args.rules.as_deref(), texts)?;
    let Some(set) = sets.find(&args.set).map(Arc::clone) else {
        return Err(Failure::misuse("rules-unknown", [("set", plain(&args.set))]));
    };
    // It never changes after: what does not fit would never be of use.
    let with_those_below = std::iter::successors(Some(&set), |set| set.base.as_ref());
    let problems = super::planned(with_those_below).await?;
    if !problems.is_empty() {
        return Err(super::wrong(&problems, texts));
    }
    let (org, rationale) = (args.org, args.rationale);
    let published = session
        .on_ledger(move |application| async move {
            let published = application.publish_rules(&set, &rationale, org).await;
            published.map_err(|error| refused(error, texts))
        })
        .await?;
    shown(&[published], format, texts)
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
