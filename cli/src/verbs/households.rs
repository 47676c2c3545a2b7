use application::{ReadError, Reflected};
use domain::codes::{AccommodationKind, Coded};
use domain::ids::ProgrammeCode;
use jiff::civil::Date;
use projections::household_list::{Household, Query, Sort};
use serde_json::{Value, json};

use crate::arguments::{Format, day};
use crate::failure::{Failure, Outcome};
use crate::output::{DIM, print, styled};
use crate::session::Session;
use crate::table::table;
use crate::texts::Texts;

/// List households: where they live, in which programmes, what falls due
///
/// Nothing in the list identifies anybody. Brings the list up to date first.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours households
  parcours households --programme para --open --sort deadline
  parcours households --id dbbf --format json")]
pub(crate) struct HouseholdsArgs {
    /// Only those whose identifier begins with this
    #[arg(long, value_name = "PREFIX")]
    id: Option<String>,
    /// Only those in this programme now
    #[arg(long, value_name = "CODE")]
    programme: Option<ProgrammeCode>,
    /// Only those in this kind of home, such as `shared_flat`
    #[arg(long, value_name = "KIND", value_parser = kind)]
    housing: Option<AccommodationKind>,
    /// Only those with an open enrolment
    #[arg(long, conflicts_with = "closed")]
    open: bool,
    /// Only those without
    #[arg(long)]
    closed: bool,
    /// Only those with a deadline before this day, past ones included
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    due_before: Option<Date>,
    /// The order
    #[arg(long, value_enum, default_value_t = Order::Id)]
    sort: Order,
    /// The other way round
    #[arg(long)]
    descending: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Order {
    Id,
    Entered,
    LastEvent,
    Deadline,
}

fn kind(text: &str) -> Result<AccommodationKind, String> {
    AccommodationKind::parse(text).ok_or_else(|| "expected a kind of home, such as shared_flat".to_owned())
}

pub(super) async fn run(args: HouseholdsArgs, session: Session) -> Result<Outcome, Failure> {
    let texts = session.texts;
    let query = Query {
        among: None,
        id_prefix: args.id,
        programme: args.programme,
        housing_kind: args.housing,
        is_open: (args.open || args.closed).then_some(args.open),
        deadline_before: args.due_before,
        sort: match args.sort {
            Order::Id => Sort::Id,
            Order::Entered => Sort::Entered,
            Order::LastEvent => Sort::LastEvent,
            Order::Deadline => Sort::Deadline,
        },
        descending: args.descending,
        after: None,
        limit: args.limit,
    };
    let read = session
        .on_ledger(move |application| async move {
            application.catch_up().await?;
            Ok(application.household_list(&query, None).await?)
        })
        .await?;
    let Reflected { position, answer } = read;
    print(&match session.format {
        Format::Json => {
            let households: Vec<Value> = answer.iter().map(as_json).collect();
            json!({ "position": position, "households": households }).to_string()
        }
        Format::Table => as_table(&answer, position, texts),
    })?;
    Ok(Outcome::Done)
}

fn as_json(household: &Household) -> Value {
    json!({
        "household": household.id.to_string(),
        "version": household.version,
        "position": household.position,
        "entered_on": household.entered_on.map(|day| day.to_string()),
        "last_event_on": household.last_event_on.map(|day| day.to_string()),
        "members": household.members,
        "housing_kind": household.housing_kind.map(Coded::code),
        "housing_class": household.housing_class,
        "open": household.is_open,
        "programmes": household.programmes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "next_deadline_on": household.next_deadline.map(|(day, _)| day.to_string()),
        "next_deadline_kind": household.next_deadline.map(|(_, kind)| kind.code()),
    })
}

fn as_table(households: &[Household], position: u64, texts: Texts) -> String {
    let say = |id: &str| texts.say(id, &[]);
    let head = ["id", "members", "home", "programmes", "entered", "last", "due"];
    let head = head.iter().map(|column| say(&format!("list-{column}"))).collect();
    let written = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let row = |one: &Household| {
        let programmes: Vec<String> = one.programmes.iter().map(ToString::to_string).collect();
        let due = one.next_deadline.map(|(day, kind)| format!("{day} {}", due_label(kind.code(), texts)));
        vec![
            one.id.to_string(),
            one.members.to_string(),
            one.housing_kind.map(|kind| texts.label(kind)).unwrap_or_default(),
            programmes.join(", "),
            written(one.entered_on),
            written(one.last_event_on),
            due.unwrap_or_default(),
        ]
    };
    let shown = table(head, households.iter().map(row).collect(), &[1]);
    let position = position.to_string();
    format!("{shown}\n{}", styled(DIM, texts.say("list-position", &[("position", &position)])))
}

/// What a deadline is about, in words.
pub(super) fn due_label(code: &str, texts: Texts) -> String {
    texts.say(&format!("due-{}", code.replace('_', "-")), &[])
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Fault(fault) => fault.into(),
            error @ ReadError::NotYet { .. } => Self::fault("fault-not-yet", [], error),
        }
    }
}
