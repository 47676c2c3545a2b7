use std::io::{IsTerminal as _, stdin};

use application::erase::{Erased, Erasure};
use domain::codes::{ErasureBasis, ErasureLevel};
use domain::facts::personal_data_erased::Residue;
use domain::ids::{CounterpartId, OrgCode, PersonId};
use domain::wire::ShapeFaults;
use domain::{Actor, At, Wire as _};
use serde_json::{Map, Value, json};

use crate::arguments::{Format, code};
use crate::failure::{Failure, Outcome};
use crate::output::{GOOD, NOTICE, print, styled, tell};
use crate::session::Session;
use crate::texts::Texts;
use crate::verbs::record::refused;

/// Erase the personal data of a person: destroy the keys that open them
///
/// No event is changed and every proof still holds; what was sealed reads as erased from then on, everywhere and
/// for ever, and nothing more can be sealed for the person. With the last member of a household goes what was
/// sealed for the household. Copies of the keys in backups must be destroyed as well.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours erase c0f18a44-d27b-5e5f-ad06-5c13e3fab01a --basis request --level all --dry-run
  parcours erase c0f18a44-d27b-5e5f-ad06-5c13e3fab01a --basis retention --level all \\
      --residue age_band=25-59,department=69,route=asylum_in_france
  parcours erase --counterpart 1f0c8f3e-5f0e-5d2b-9a53-0d7c5c1f9d10")]
pub(crate) struct EraseArgs {
    /// Person to erase: UUID
    #[arg(required_unless_present = "counterpart", conflicts_with = "counterpart")]
    person: Option<PersonId>,
    /// Erase a host, sponsor or mentor instead, whom no file opens
    #[arg(long, value_name = "UUID")]
    counterpart: Option<CounterpartId>,
    /// On what basis: request, retention, order or error
    #[arg(long, value_parser = code::<ErasureBasis>, required_unless_present = "counterpart")]
    basis: Option<ErasureBasis>,
    /// What: identity (names and file numbers) or all
    #[arg(long, value_parser = code::<ErasureLevel>, required_unless_present = "counterpart")]
    level: Option<ErasureLevel>,
    /// Coarse values kept for statistics: `age_band=25-59,department=69,route=CODE`
    #[arg(long, value_name = "NAME=VALUE,…", value_parser = residue)]
    residue: Option<Residue>,
    /// Organisation that erases; the one that opened the file when absent
    #[arg(long, value_name = "CODE")]
    org: Option<OrgCode>,
    /// Tell what would be erased, and erase nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

fn residue(text: &str) -> Result<Residue, String> {
    let mut object = Map::new();
    for part in text.split(',') {
        let (name, value) = part.split_once('=').ok_or("expected NAME=VALUE, separated by commas")?;
        object.insert(name.trim().to_owned(), value.trim().into());
    }
    let mut faults = ShapeFaults::default();
    let read = Residue::read(&Value::Object(object), &At::Root(""), &mut faults);
    read.filter(|_| faults.0.is_empty()).ok_or_else(|| {
        let places: Vec<&str> = faults.0.iter().map(|fault| fault.pointer.trim_start_matches('/')).collect();
        format!("age_band, department and route are kept, in their codes: look at {}", places.join(", "))
    })
}

pub(super) async fn run(args: EraseArgs, session: Session) -> Result<Outcome, Failure> {
    let (texts, format) = (session.texts, session.format);
    let whom = args.person.map(|person| person.to_string());
    let whom = whom.or(args.counterpart.map(|id| id.to_string())).unwrap_or_default();
    if !args.dry_run && !args.yes && !confirmed(&whom, texts) {
        return Err(Failure::refused("erase-not-confirmed", []));
    }
    let dry_run = args.dry_run;
    let person = whom.clone();
    let erased = session
        .on_ledger(move |application| async move {
            if let Some(counterpart) = args.counterpart {
                return Ok(application.erase_counterpart(counterpart, dry_run).await?);
            }
            let (Some(person), Some(basis), Some(level)) = (args.person, args.basis, args.level) else {
                return Err(Failure::misuse("erase-incomplete", []));
            };
            let actor = args.org.map(|organisation| Actor { organisation, role: None, user: None });
            let erasure = Erasure { person, basis, level, residue: args.residue, actor };
            let erased = application
                .erase(erasure, dry_run)
                .await
                .map_err(|error| refused("erase-refused", error, texts))?;
            erased.ok_or_else(|| Failure::refused("erase-unknown", [("person", person.to_string())]))
        })
        .await?;
    print(&match format {
        Format::Json => as_json(&person, erased, dry_run).to_string(),
        Format::Table => as_table(&whom, erased, dry_run, texts),
    })?;
    if !dry_run {
        tell(&styled(NOTICE, texts.say("erase-backups", &[])));
    }
    Ok(Outcome::Done)
}

/// Asks, when there is somebody to answer.
fn confirmed(whom: &str, texts: Texts) -> bool {
    if !stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return true;
    }
    tell(&texts.say("erase-sure", &[("whom", whom)]));
    let mut answer = String::new();
    let read = stdin().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "o" | "oui")
}

fn as_json(person: &str, erased: Erased, dry_run: bool) -> Value {
    json!({
        "person": person, "events_sealed": erased.events_sealed, "position": erased.position,
        "dry_run": dry_run,
    })
}

fn as_table(whom: &str, erased: Erased, dry_run: bool, texts: Texts) -> String {
    let events = erased.events_sealed.to_string();
    let id = if dry_run { "erase-would" } else { "erase-done" };
    let mut lines = vec![styled(GOOD, texts.say(id, &[("whom", whom), ("events", &events)]))];
    if let Some(position) = erased.position {
        lines.push(texts.say("erase-position", &[("position", &position.to_string())]));
    }
    lines.join("\n")
}
