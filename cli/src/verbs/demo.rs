use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use api::server::ServeError;
use application::Application;
use application::import::Options;
use domain::messages::Language;
use serde_json::json;

use super::serve;
use crate::failure::{Failure, Outcome};
use crate::output::{TITLE, print, styled, tell};
use crate::session::Session;
use crate::texts::Texts;

const DATABASE: &str = "sqlite:parcours-demo.db";

/// The programmes shown: the worked streams of Familles K. and D. are in the first.
pub(super) const PROGRAMMES: [(&str, &str); 2] = [
    (
        "plateforme-regularises.ndjson",
        include_str!("../../../programmes/plateforme-regularises/events.ndjson"),
    ),
    ("para.ndjson", include_str!("../../../programmes/para/events.ndjson")),
];

const FAMILLE_K: &str = "dbbf675a-0ce3-55c1-9667-ec123fe0da3b";

/// The day on which it lived in a home on the way.
const REPLAY: &str = "--as-of 2010-12-31";

/// What to try, with the message that says what it is.
const QUERIES: [(&str, &str); 3] = [
    (
        "demo-replay",
        r#"{ household(id: "dbbf675a-0ce3-55c1-9667-ec123fe0da3b", asOf: "2010-12-31") { state { members { person roleLabel birth } occupancies { kindLabel } contracts { kindLabel weeklyHours } } } }"#,
    ),
    (
        "demo-history",
        r#"{ household(id: "dbbf675a-0ce3-55c1-9667-ec123fe0da3b") { history { occurredOn typeLabel recordedAt believed } } }"#,
    ),
    ("demo-programmes", "{ programmes(first: 20) { nodes { code name operator stateLabel } } }"),
];

/// Fill a ledger with two example programmes and serve it
///
/// The persons are invented. Without --database the ledger is parcours-demo.db in the working folder; it is
/// used again the next time.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours demo
  parcours demo --listen 127.0.0.1:9000 --database sqlite:/tmp/demo.db")]
pub(crate) struct DemoArgs {
    /// Address to listen on; 127.0.0.1:8080 when absent, or a free port when that one is taken
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
}

pub(super) async fn run(args: DemoArgs, session: Session) -> Result<Outcome, Failure> {
    let localhost = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listen = args.listen.unwrap_or(localhost(8080));
    serve::local_only(listen, "demo-not-loopback")?;
    let (database, texts) = (session.named_database().unwrap_or(DATABASE), session.texts);
    let application = session.open_at(database).await?;
    fill(&application, database, texts).await?;
    let beside = serve::Beside::begin(&application);
    let ready = |address| {
        let _ = print(&page(address, database));
        tell(&texts.say("serving", &[]));
    };
    let served = match serve::until_asked(&application, listen, ready).await {
        Err(ServeError::Listen { source, .. })
            if args.listen.is_none() && source.kind() == ErrorKind::AddrInUse =>
        {
            tell(&texts.say("demo-port", &[("port", &listen.port().to_string())]));
            serve::until_asked(&application, localhost(0), ready).await
        }
        other => other,
    };
    beside.end(served.is_ok()).await;
    application.close().await;
    served?;
    Ok(Outcome::Done)
}

/// Loads the programmes into an empty ledger; one that holds anything is used as it is.
async fn fill(application: &Application, database: &str, texts: Texts) -> Result<(), Failure> {
    let say = |id, events: u64| {
        tell(&texts.say(id, &[("database", without_password(database)), ("events", &events.to_string())]));
    };
    let events = application.ledger().head().await?.position;
    if events > 0 {
        say("demo-kept", events);
    } else {
        say("demo-filled", load(application).await?);
    }
    Ok(())
}

/// Imports the programmes into an empty ledger; answers how many events they have.
pub(super) async fn load(application: &Application) -> Result<u64, Failure> {
    let unpacked = |error| Failure::fault("fault-unpack", [], error);
    let folder = tempfile::tempdir().map_err(unpacked)?;
    let mut files: Vec<PathBuf> = Vec::new();
    for (name, lines) in PROGRAMMES {
        let path = folder.path().join(name);
        std::fs::write(&path, lines).map_err(unpacked)?;
        files.push(path);
    }
    let options = Options { as_recorded: true, ..Options::default() };
    let report = application.import(&files, options, &mut |_progress| {}).await?;
    if let Some(refusal) = report.refused.first() {
        return Err(Failure::refused("demo-refused", [("rule", refusal.rule.code().to_owned())]));
    }
    Ok(report.accepted)
}

/// Where to look and what to try, in French and in English.
fn page(address: SocketAddr, database: &str) -> String {
    let mut lines = vec![
        format!("http://{address}/          {}", both("demo-pages")),
        format!("http://{address}/households/{FAMILLE_K}?as-of=2010-12-31"),
        format!("    {}", both("demo-household")),
        format!("http://{address}/graphiql  {}", both("demo-queries")),
        format!("http://{address}/graphql   {}", both("demo-endpoint")),
        String::new(),
        styled(TITLE, both("demo-try")),
    ];
    for (about, query) in QUERIES {
        let body = json!({ "query": query });
        lines.push(format!("\n# {}", both(about)));
        lines.push(format!(
            "curl -s http://{address}/graphql -H 'content-type: application/json' -d '{body}'"
        ));
    }
    // The address of a server may hold a password: the environment holds it instead.
    let (same, database) = if database.starts_with("sqlite:") {
        ("demo-same", quoted(database))
    } else {
        ("demo-same-server", "\"$PARCOURS_DATABASE\"".to_owned())
    };
    lines.push(format!("\n# {}", both(same)));
    let program = std::env::args().next().unwrap_or_else(|| "parcours".to_owned());
    lines.push(format!("{} replay {FAMILLE_K} {REPLAY} --database {database}", quoted(&program)));
    lines.join("\n")
}

/// A word as shells read it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./:+,@%=".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn both(id: &str) -> String {
    let [french, english] =
        [Language::French, Language::English].map(|language| Texts { language }.say(id, &[]));
    format!("{french} / {english}")
}

/// The address of a server may hold a password: it is not repeated.
fn without_password(database: &str) -> &str {
    if database.starts_with("sqlite:") { database } else { "postgres://…" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_copied_is_read_by_a_shell_as_one_word() {
        assert_eq!(quoted("target/debug/parcours"), "target/debug/parcours");
        assert_eq!(quoted("sqlite:/tmp/a b.db"), "'sqlite:/tmp/a b.db'");
        assert_eq!(quoted("l'essai"), r"'l'\''essai'");
    }

    #[test]
    fn the_password_of_a_server_is_not_repeated() {
        let page = page(SocketAddr::from((Ipv4Addr::LOCALHOST, 1)), "postgres://me:open-sesame@h/d");
        assert!(page.ends_with("--database \"$PARCOURS_DATABASE\""), "{page}");
        assert!(!page.contains("open-sesame") && !page.contains("postgres:"), "{page}");
    }
}
