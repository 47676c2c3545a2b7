use application::Reflected;
use domain::ids::HouseholdId;
use jiff::civil::Date;
use projections::deadlines::{Deadline, DeadlineKind, Query};
use serde_json::{Value, json};

use super::households::due_label;
use crate::arguments::{Format, day};
use crate::failure::{Failure, Outcome};
use crate::output::{DIM, print, styled};
use crate::session::Session;
use crate::table::table;
use crate::texts::Texts;

/// List what falls due: permits, rights, planned ends, terms
///
/// Only what nothing has settled yet. Brings the list up to date first.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours deadlines
  parcours deadlines --from 2024-01-01 --before 2024-04-01 --kind permit
  parcours deadlines --household dbbf675a-0ce3-55c1-9667-ec123fe0da3b --from 2000-01-01")]
pub(crate) struct DeadlinesArgs {
    /// From this day on; today when absent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: Option<Date>,
    /// Before this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    before: Option<Date>,
    /// Only of this kind: permit, right, contract, training, `enrolment_planned_end`, `enrolment_term`,
    /// `enrolment_max_term`
    #[arg(long)]
    kind: Option<DeadlineKind>,
    /// Only of this household
    #[arg(long, value_name = "UUID")]
    household: Option<HouseholdId>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
}

pub(super) async fn run(args: DeadlinesArgs, session: Session) -> Result<Outcome, Failure> {
    let texts = session.texts;
    let DeadlinesArgs { from, before, kind, household, limit } = args;
    let read = session
        .on_ledger(move |application| async move {
            application.catch_up().await?;
            let from = Some(from.unwrap_or_else(|| application.clock().today()));
            let query = Query { from, before, kind, household, after: None, limit };
            Ok(application.deadlines(&query, None).await?)
        })
        .await?;
    let Reflected { position, answer } = read;
    print(&match session.format {
        Format::Json => {
            let deadlines: Vec<Value> = answer.iter().map(as_json).collect();
            json!({ "position": position, "deadlines": deadlines }).to_string()
        }
        Format::Table => as_table(&answer, position, texts),
    })?;
    Ok(Outcome::Done)
}

fn as_json(deadline: &Deadline) -> Value {
    json!({
        "due_on": deadline.due_on.to_string(),
        "kind": deadline.kind.code(),
        "household": deadline.household.to_string(),
        "subject": deadline.subject.to_string(),
        "person": deadline.person.map(|person| person.to_string()),
        "programme": deadline.programme.as_ref().map(ToString::to_string),
        "about": deadline.about,
    })
}

fn as_table(deadlines: &[Deadline], position: u64, texts: Texts) -> String {
    let head = ["due", "kind", "household", "about"];
    let head = head.iter().map(|column| texts.say(&format!("list-{column}"), &[])).collect();
    let row = |one: &Deadline| {
        let programme = one.programme.as_ref().map(ToString::to_string);
        vec![
            one.due_on.to_string(),
            due_label(one.kind.code(), texts),
            one.household.to_string(),
            programme.or_else(|| one.about.clone()).unwrap_or_default(),
        ]
    };
    let shown = table(head, deadlines.iter().map(row).collect(), &[]);
    let position = position.to_string();
    format!("{shown}\n{}", styled(DIM, texts.say("list-position", &[("position", &position)])))
}
