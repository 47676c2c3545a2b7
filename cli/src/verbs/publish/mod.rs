mod shown;

use application::publication::{Mode, PublicationOf, PublishError};
use domain::ids::OrgCode;
use projections::publication::{PUBLISHED_MIN, Secrecy};

use super::bar::Bar;
use super::figures::workers;
use super::record::refused as not_recorded;
use super::report::{Coordinates, refused as no_report};
use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{NOTICE, plain, print, styled, tell};
use crate::session::Session;
use crate::texts::Texts;
pub(super) use shown::{numbers_json, numbers_text};

/// Publish the yearly report of a programme: its figures, each with the rule version and the belief that rebuild it
///
/// Nothing is recorded without --confirm. The rule set must be published (`parcours rules publish`). Everybody may read a
/// published figure: numbers of few people (RP22, 5 at least) are not published, nor numbers from which they would follow,
/// those published before included. What was published stays: --restate publishes a period once more, and --splice begins a new series under other rules.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours publish --programme para --rules PARA-2017@1 --from 2017-01-01 --to 2017-12-31
  parcours publish --programme para --rules PARA-2017@1 --from 2017-01-01 --to 2017-12-31 --confirm
  parcours publish --programme para --rules PARA-2017@2 --from 2017-01-01 --to 2017-12-31 --restate --confirm
  parcours publish --programme para --rules PARA-2017@2 --from 2018-01-01 --to 2018-12-31 --splice --confirm
  parcours figures published --programme para")]
pub(crate) struct PublishArgs {
    #[command(flatten)]
    coordinates: Coordinates,
    /// Publish figures of this period once more; under other rules, of all periods published. The earlier ones stay
    #[arg(long, conflicts_with = "splice")]
    restate: bool,
    /// Begin a new series under these rules, with a period that ends after all of the others: both series are shown
    #[arg(long)]
    splice: bool,
    /// Organisation that publishes; the one that registered the programme when absent
    #[arg(long, value_name = "CODE")]
    org: Option<OrgCode>,
    /// Record the figures; without it they are only told
    #[arg(long)]
    confirm: bool,
    /// How many fold households at once; as many as the machine has processors when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

pub(super) async fn run(args: PublishArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    let mode = match (args.restate, args.splice) {
        (true, _) => Mode::Restate,
        (false, true) => Mode::Splice,
        (false, false) => Mode::Continue,
    };
    let (report, rule_sets) = args.coordinates.read(Secrecy::Public, texts)?;
    let of = PublicationOf { report, mode, organisation: args.org };
    let (workers, is_trial) = (workers(args.workers), !args.confirm);
    let publication = session
        .on_ledger(move |application| async move {
            let mut bar = Bar::new(texts);
            let mut show = |done, all| bar.show("figures-computing", done, all);
            let published = application.publish(of, &rule_sets, is_trial, workers, &mut show).await;
            drop(bar);
            published.map_err(|error| refused(error, texts))
        })
        .await?;
    print(&match format {
        Format::Json => shown::as_json(&publication).to_string(),
        Format::Table => shown::as_text(&publication, texts),
    })?;
    if is_trial {
        tell(&styled(NOTICE, texts.say("publish-trial", &[])));
    }
    Ok(Outcome::Done)
}

fn refused(error: PublishError, texts: Texts) -> Failure {
    let of_figure = |id, figure: &str, position: u64| {
        Failure::refused(id, [("figure", plain(figure)), ("position", position.to_string())])
    };
    match error {
        PublishError::Report(error) => no_report(error, texts),
        PublishError::Changed => Failure::misuse("publish-changed", []),
        PublishError::NotPublic { secrecy } => {
            Failure::misuse("publish-not-public", [("secrecy", secrecy.code().to_owned())])
        }
        PublishError::Threshold { rule_set, threshold } => {
            let (threshold, least) = (threshold.to_string(), PUBLISHED_MIN.to_string());
            let args = [("set", plain(&rule_set)), ("threshold", threshold), ("least", least)];
            Failure::refused("publish-threshold", args)
        }
        PublishError::RulesNotPublished { rule_set } => {
            Failure::refused("publish-rules", [("set", plain(&rule_set))])
        }
        PublishError::Published { figure, position } => of_figure("publish-published", &figure, position),
        PublishError::OtherRules { figure, rule_set } => {
            Failure::refused("publish-other-rules", [("figure", plain(&figure)), ("set", plain(&rule_set))])
        }
        PublishError::NotAfter { figure, rule_set, to } => {
            let args = [("figure", plain(&figure)), ("set", plain(&rule_set)), ("to", to)];
            Failure::refused("publish-not-after", args)
        }
        PublishError::NotOver { to, known_at } => {
            Failure::refused("publish-not-over", [("to", to.to_string()), ("known_at", known_at.to_string())])
        }
        PublishError::Unknown { figure, position, rule_set } => {
            let position = position.to_string();
            let args = [("figure", plain(&figure)), ("position", position), ("set", plain(&rule_set))];
            Failure::refused("publish-unknown", args)
        }
        PublishError::NotComputed { figure } => {
            Failure::refused("publish-not-computed", [("figure", plain(&figure))])
        }
        PublishError::Unfit { figure } => Failure::refused("publish-unfit", [("figure", plain(&figure))]),
        PublishError::Overtaken { stream } => {
            Failure::refused("publish-overtaken", [("stream", plain(&stream))])
        }
        PublishError::Record(error) => not_recorded("publish-refused", error, texts),
    }
}
