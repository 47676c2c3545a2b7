//! What the GraphQL API serves, beside PostGraphile over the same facts.

mod asker;
mod documents;
mod peer;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use asker::Asker;
use documents::{Documents, OURS, RECORD, THEIRS};
use peer::Peer;

use super::failed;
use super::measure::{Report, Series};
use super::place::{Engine, Place};
use super::population::{household, later};
use super::race::race;
use super::rebuild::fill;
use super::served::Served;
use crate::failure::Failure;
use crate::texts::Texts;

/// Requests a second.
const RATE: &str = "requests/s";

/// Items of a page.
const PAGE: usize = 50;

/// Households that are asked for, evenly among all.
const ASKED: u64 = 2000;

/// Ask a server over GraphQL: one household with its events, a page of 50 households with the last event of each
///
/// The ledger holds invented households of about thirty facts each, imported first. A server like that of `serve` is
/// asked over so many connections at once, each question for another household or another page. With --postgraphile,
/// PostGraphile is asked the same of the same facts, by turns: on PostgreSQL, from tables of its own with a foreign key and
/// an index for what is asked, payloads as the ledger keeps them. Then facts are recorded over GraphQL.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours bench graphql --households 1000
  parcours --database postgres://me@localhost/empty bench graphql --postgraphile node_modules/.bin/postgraphile")]
pub(super) struct GraphqlArgs {
    /// Households to ask for
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u64).range(100..=10_000_000))]
    households: u64,
    /// Connections at once
    #[arg(long, value_delimiter = ',', default_value = "1,16", value_name = "N,…")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=256))]
    connections: Vec<u32>,
    /// How often each is measured
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Seconds of each measurement
    #[arg(long, default_value_t = 5, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// The program of PostGraphile 5, to be asked the same
    #[arg(long, value_name = "PROGRAM")]
    postgraphile: Option<PathBuf>,
}

pub(super) async fn measure(args: GraphqlArgs, place: &Place, texts: Texts) -> Result<Report, Failure> {
    let application = place.open().await?;
    let setting = place.setting(&application).await?;
    fill(args.households, place, &application, texts).await?;
    let server = Served::start(&application).await?;
    let ours = Questions::of(server.address, &OURS, args.households).await?;
    let peer = match (&args.postgraphile, &place.engine) {
        (Some(program), Engine::Postgres(options)) => Some(Peer::start(program, place, options).await?),
        (Some(_), Engine::Sqlite { .. }) => {
            return Err(failed("PostGraphile needs PostgreSQL: name it with --database"));
        }
        (None, _) => None,
    };
    let theirs = match &peer {
        Some(peer) => Some(Questions::of(peer.address, &THEIRS, args.households).await?),
        None => None,
    };
    let (mut series, mut laps) = (Vec::new(), 0);
    let seconds = Duration::from_secs(args.seconds);
    for connections in args.connections {
        for (what, asked) in KINDS {
            let name =
                |who: &str| Series::new(format!("graphql: {what}, {who}, {connections} at once"), RATE);
            let (mut here, mut there) = (name("Parcours"), name("PostGraphile"));
            for _ in 0..args.rounds {
                here.asked(askers(server.address, connections, asked(&ours)).await?, seconds).await?;
                if let (Some(theirs), Some(peer)) = (&theirs, &peer) {
                    let askers = askers(peer.address, connections, asked(theirs)).await?;
                    there.asked(askers, seconds).await?;
                }
            }
            here.limit = there.median();
            series.extend([here, there].into_iter().filter(|series| !series.values.is_empty()));
        }
        let mut recorded = Series::new(format!("graphql: record a fact, {connections} at once"), RATE);
        for _ in 0..args.rounds {
            let facts = Arc::new(records(args.households, laps)?);
            laps += 1;
            recorded.asked(askers(server.address, connections, &facts).await?, seconds).await?;
        }
        series.push(recorded);
    }
    drop(peer);
    server.stop().await?;
    application.close().await;
    Ok(Report { setting, series })
}

impl Series {
    async fn asked(&mut self, askers: Vec<Asker>, time: Duration) -> Result<(), Failure> {
        let lap = race(askers, time).await?.0;
        self.values.push(lap.rate());
        self.latencies.extend(lap.latencies);
        Ok(())
    }
}

/// One kind of questions, of those that a server is asked.
type Kind = fn(&Questions) -> &Arc<Vec<String>>;

/// What is measured.
const KINDS: [(&str, Kind); 3] = [
    ("one household with its events", |asked| &asked.households),
    ("the first page, with last events", |asked| &asked.first),
    ("any page, with last events", |asked| &asked.pages),
];

/// What one server is asked.
struct Questions {
    households: Arc<Vec<String>>,
    first: Arc<Vec<String>>,
    pages: Arc<Vec<String>>,
}

impl Questions {
    /// Each question once, and whether the answers are whole; a list is read to its end for the cursors of its pages.
    async fn of(address: SocketAddr, of: &Documents, households: u64) -> Result<Self, Failure> {
        let mut ids = Vec::new();
        for number in (0..households).step_by(usize::try_from((households / ASKED).max(1)).map_err(failed)?) {
            let first = household(number).into_iter().next().unwrap_or_default();
            let line: Value = serde_json::from_str(&first).map_err(failed)?;
            let id = line["subject"].as_str().and_then(|subject| subject.strip_prefix("household/"));
            let id: Uuid = id.unwrap_or_default().parse().map_err(failed)?;
            ids.push(json!({ "query": of.household, "variables": { "id": id } }).to_string());
        }
        let page = |after: &Value| json!({ "query": of.page, "variables": { "after": after } }).to_string();
        let mut asker = Asker::connect(address, Arc::default()).await?;
        let answer = asker.json(ids.first().map_or("", String::as_str)).await?;
        let events = answer.pointer(of.events).and_then(Value::as_array).map_or(0, Vec::len);
        let answer = asker.json(&page(&Value::Null)).await?;
        let items = answer.pointer(of.items).and_then(Value::as_array).cloned().unwrap_or_default();
        let whole = items.iter().filter(|item| item.pointer(of.latest).is_some_and(Value::is_string)).count();
        if events < 30 || whole != PAGE {
            return Err(failed(format!("{address} told {events} events of a household, {whole} of a page")));
        }
        let (mut after, mut pages) = (Value::Null, Vec::new());
        loop {
            let walk = json!({ "query": of.walk, "variables": { "after": after } }).to_string();
            let answer = asker.json(&walk).await?;
            let info = answer.pointer(of.info).cloned().unwrap_or_default();
            after = info["endCursor"].clone();
            if info["hasNextPage"] != json!(true) {
                break;
            }
            pages.push(page(&after));
        }
        // The last of them may be shorter.
        pages.pop();
        let first = Arc::new(vec![page(&Value::Null)]);
        Ok(Self { households: Arc::new(ids), first, pages: Arc::new(pages) })
    }
}

/// So many connections, that begin at different questions.
async fn askers(address: SocketAddr, count: u32, asked: &Arc<Vec<String>>) -> Result<Vec<Asker>, Failure> {
    let mut askers = Vec::new();
    for _ in 0..count {
        askers.push(Asker::connect(address, Arc::clone(asked)).await?);
    }
    let all = askers.len();
    for (number, asker) in askers.iter_mut().enumerate() {
        asker.begin_at(number, all);
    }
    Ok(askers)
}

/// Facts to record, each of another household.
fn records(households: u64, round: u64) -> Result<Vec<String>, Failure> {
    let fact = |number| -> Option<Value> {
        let line: Value = serde_json::from_str(&later(number, round)?).ok()?;
        let organisation = line["source"].as_str()?.rsplit(':').next()?.to_owned();
        let fact = json!({
            "id": line["id"], "stream": line["subject"], "type": "resources_declared",
            "occurredOn": line["occurredon"], "data": line["data"],
        });
        Some(json!({ "organisation": organisation, "role": "social_worker", "facts": [fact] }))
    };
    let asked = |input| json!({ "query": RECORD, "variables": { "input": input } }).to_string();
    let facts: Option<Vec<String>> =
        (0..households.min(20_000)).map(|number| fact(number).map(asked)).collect();
    facts.ok_or_else(|| failed("an invented fact cannot be read"))
}
