use application::migrate;
use serde_json::json;

use crate::arguments::Format;
use crate::failure::{Failure, Outcome};
use crate::interrupt::unless_asked;
use crate::output::{GOOD, plain, print, styled};
use crate::session::{Session, settings};

/// Bring the database to the schema of this program, and let another role serve it
///
/// Every verb brings it there when its role may. On a server the role that serves need own nothing: it adds to the
/// ledger and cannot change it. Then the owner runs this before the others run a new program; --grant gives that role
/// what serving takes, takes from it what it had beyond that, and may be run again at any time.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours migrate
  parcours migrate --database postgres://parcours_owner@localhost/parcours --grant parcours")]
pub(crate) struct MigrateArgs {
    /// Role of the server that is to serve the ledger
    #[arg(long, value_name = "ROLE")]
    grant: Option<String>,
}

pub(super) async fn run(args: MigrateArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, database) = (session.texts, session.address());
    let grant = args.grant.as_deref();
    let migrated = async { Ok(migrate(&database, &settings()?, grant).await?) };
    let schema = unless_asked(Box::pin(migrated)).await?;
    print(&match session.format {
        Format::Json => json!({ "schema": schema, "granted": grant }).to_string(),
        Format::Table => {
            let mut lines = vec![texts.say("migrate-done", &[("schema", &schema.to_string())])];
            lines.extend(grant.map(|role| texts.say("migrate-granted", &[("role", &plain(role))])));
            styled(GOOD, lines.join("\n"))
        }
    })?;
    Ok(Outcome::Done)
}
