//! Measures this machine: what a caller gets, beside the raw rate that the engine gives in the same run
//! through the same driver.

mod abuse;
mod append;
mod copies;
mod duckdb;
mod follow;
mod graphql;
mod import;
mod indicators;
mod measure;
mod memory;
mod pages;
mod place;
mod population;
mod proof;
mod race;
mod raw;
mod read;
mod rebuild;
mod served;
mod stage;
mod tool;
mod tried;
mod verify;

use crate::failure::{Failure, Outcome};
use crate::interrupt;
use crate::session::Session;

use measure::Report;
use place::Place;

/// Measure this machine, beside what its database can do at best
///
/// Works in a database with nothing in it and leaves nothing there: the one named with --database, or a
/// temporary SQLite file in the working folder. docs/BENCHMARKS.md says how to read the results.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours bench append
  parcours bench append --writers 1,32 --seconds 1 --format json
  parcours bench import --events 100000
  parcours bench verify --events 1000000
  parcours bench proof
  parcours bench follow
  parcours bench rebuild --households 10000
  parcours bench read
  parcours bench indicators --households 10000 --duckdb duckdb
  parcours bench pages
  parcours bench abuse
  parcours --database postgres://me@localhost/empty bench graphql --postgraphile postgraphile
  parcours --database postgres://me@localhost/empty bench append")]
pub(crate) struct BenchArgs {
    #[command(subcommand)]
    what: Bench,
}

#[derive(clap::Subcommand)]
enum Bench {
    Abuse(abuse::AbuseArgs),
    Append(append::AppendArgs),
    Import(import::ImportArgs),
    Verify(verify::VerifyArgs),
    Proof(proof::ProofArgs),
    Follow(follow::FollowArgs),
    Rebuild(rebuild::RebuildArgs),
    Read(read::ReadArgs),
    Indicators(indicators::IndicatorsArgs),
    Pages(pages::PagesArgs),
    Graphql(graphql::GraphqlArgs),
}

pub(super) async fn run(args: BenchArgs, session: Session) -> Result<Outcome, Failure> {
    let place = Place::find(session.named_database()).await?;
    let measured = tokio::select! {
        measured = measure(args.what, &place, &session) => measured,
        () = interrupt::asked() => Err(Failure::interrupted()),
    };
    place.clear().await?;
    measured?.print(&session)?;
    Ok(Outcome::Done)
}

async fn measure(what: Bench, place: &Place, session: &Session) -> Result<Report, Failure> {
    match what {
        Bench::Abuse(args) => abuse::measure(args, place, session.texts).await,
        Bench::Append(args) => append::measure(args, place, session.texts).await,
        Bench::Follow(args) => follow::measure(args, place, session.texts).await,
        Bench::Rebuild(args) => rebuild::measure(args, place, session.texts).await,
        Bench::Read(args) => read::measure(args, place, session.texts).await,
        Bench::Indicators(args) => indicators::measure(args, place, session.texts).await,
        Bench::Pages(args) => pages::measure(args, place, session.texts).await,
        Bench::Graphql(args) => graphql::measure(args, place, session.texts).await,
        Bench::Import(args) => import::measure(args, place, session.texts).await,
        Bench::Verify(args) => verify::measure(args, place, session.texts).await,
        Bench::Proof(args) => proof::measure(args, place).await,
    }
}

/// Anything that ends a benchmark early.
fn failed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Failure::fault("fault-bench", [], cause)
}
