//! The verbs, one file each.

mod access_log;
mod bench;
mod demo;
mod erase;
mod export;
mod import;
mod keys;
mod replay;
mod serve;
mod verify;

use crate::failure::{Failure, Outcome};
use crate::session::Session;

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    Demo(demo::DemoArgs),
    Serve(serve::ServeArgs),
    Import(import::ImportArgs),
    Export(export::ExportArgs),
    Replay(replay::ReplayArgs),
    Verify(verify::VerifyArgs),
    Erase(erase::EraseArgs),
    Keys(keys::KeysArgs),
    AccessLog(access_log::AccessLogArgs),
    Bench(bench::BenchArgs),
}

/// Does what the command line asks for.
///
/// # Errors
/// What the verb cannot do.
pub(crate) async fn run(verb: Verb, session: Session) -> Result<Outcome, Failure> {
    match verb {
        Verb::Demo(args) => demo::run(args, session).await,
        Verb::Serve(args) => serve::run(args, session).await,
        Verb::Import(args) => import::run(args, session).await,
        Verb::Export(args) => export::run(args, session).await,
        Verb::Replay(args) => replay::run(args, session).await,
        Verb::Verify(args) => verify::run(args, session).await,
        Verb::Erase(args) => erase::run(args, session).await,
        Verb::Keys(args) => keys::run(args, session).await,
        Verb::AccessLog(args) => access_log::run(args, session).await,
        Verb::Bench(args) => bench::run(args, session).await,
    }
}
