use application::{ProjectionStatus, State};
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::output::{plain, print, tell};
use crate::session::Session;
use crate::table::table;
use crate::texts::Texts;

/// Show how far the projections follow the ledger, and whether they are complete
///
/// Complete means that what a projection applied is exactly what the ledger holds up to its position, by count
/// and digest: no event skipped, none applied twice. Exits 1 when one is not, or is paused.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours projections
  parcours projections --format json | jq '.[] | select(.complete | not)'
  parcours projections retry deadlines")]
pub(crate) struct ProjectionsArgs {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Let a paused projection try again the event that it stopped at
    Retry {
        /// Its name
        name: String,
    },
}

pub(super) async fn run(args: ProjectionsArgs, session: Session) -> Result<Outcome, Failure> {
    let texts = session.texts;
    match args.what {
        None => {
            let told =
                session.on_ledger(|application| async move { Ok(application.projections().await?) }).await?;
            print(&match session.format {
                Format::Json => Value::Array(told.iter().map(as_json).collect()).to_string(),
                Format::Table => as_table(&told, texts),
            })?;
            let well = told.iter().all(|one| one.is_complete && one.status.state != State::Paused);
            Ok(if well { Outcome::Done } else { Outcome::Refused })
        }
        Some(What::Retry { name }) => {
            let asked = name.clone();
            let resumed = session
                .on_ledger(|application| async move { Ok(application.retry_projection(&asked).await?) })
                .await?;
            if !resumed {
                return Err(Failure::refused("projection-not-paused", [("name", plain(&name))]));
            }
            tell(&texts.say("projection-resumed", &[("name", &plain(&name))]));
            Ok(Outcome::Done)
        }
    }
}

fn state(of: &ProjectionStatus) -> &'static str {
    match of.status.state {
        State::Running => "running",
        State::Paused => "paused",
        State::Building => "building",
    }
}

fn as_json(told: &ProjectionStatus) -> Value {
    let status = &told.status;
    let letter = status.dead_letter.as_ref();
    json!({
        "name": status.name,
        "version": status.version,
        "position": status.position,
        "lag": told.lag,
        "state": state(told),
        "complete": told.is_complete,
        "count": status.sum.count,
        "digest": status.sum.hex(),
        "holder": status.holder,
        "last_error": letter.map(|letter| &letter.error),
        "stopped_at": letter.map(|letter| letter.position),
        "attempts": letter.map(|letter| letter.attempts),
    })
}

fn as_table(told: &[ProjectionStatus], texts: Texts) -> String {
    let say = |id: &str| texts.say(id, &[]);
    let head = ["name", "version", "position", "lag", "state", "complete", "error"];
    let head = head.iter().map(|column| say(&format!("projection-{column}"))).collect();
    let row = |one: &ProjectionStatus| {
        let status = &one.status;
        let complete = if one.is_complete { "yes" } else { "no" };
        let error = status.dead_letter.as_ref().map(|letter| {
            let (position, attempts) = (letter.position.to_string(), letter.attempts.to_string());
            let args = [
                ("position", position.as_str()),
                ("attempts", attempts.as_str()),
                ("error", letter.error.as_str()),
            ];
            plain(&texts.say("projection-stopped", &args))
        });
        vec![
            status.name.clone(),
            status.version.to_string(),
            status.position.to_string(),
            one.lag.to_string(),
            say(&format!("projection-{}", state(one))),
            say(&format!("projection-{complete}")),
            error.unwrap_or_default(),
        ]
    };
    table(head, told.iter().map(row).collect(), &[1, 2, 3])
}
