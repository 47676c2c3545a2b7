//! The verbs, one file each.

mod access_log;
mod archive;
mod audit_bundle;
mod backup;
mod bar;
mod bench;
mod checkpoint;
mod copies;
mod deadlines;
mod demo;
mod erase;
mod explain;
mod export;
mod facts;
mod figures;
mod households;
mod import;
mod keys;
mod migrate;
mod projections;
mod prove;
mod publish;
mod rebuild;
mod record;
mod replay;
mod report;
mod restore;
mod retract;
mod rules;
mod serve;
mod token;
mod verify;

use api::traces::{Traces, TracesError};

use crate::failure::{Failure, Outcome};
use crate::session::Session;

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    Demo(demo::DemoArgs),
    Serve(serve::ServeArgs),
    Import(import::ImportArgs),
    Retract(retract::RetractArgs),
    Export(export::ExportArgs),
    Replay(replay::ReplayArgs),
    Households(households::HouseholdsArgs),
    Deadlines(deadlines::DeadlinesArgs),
    Projections(projections::ProjectionsArgs),
    Rebuild(rebuild::RebuildArgs),
    Facts(facts::FactsArgs),
    Figures(figures::FiguresArgs),
    Report(report::ReportArgs),
    Publish(publish::PublishArgs),
    Explain(explain::ExplainArgs),
    Rules(rules::RulesArgs),
    Verify(verify::VerifyArgs),
    Archive(archive::ArchiveArgs),
    Migrate(migrate::MigrateArgs),
    Backup(backup::BackupArgs),
    Restore(restore::RestoreArgs),
    Prove(prove::ProveArgs),
    Checkpoint(checkpoint::CheckpointArgs),
    AuditBundle(audit_bundle::AuditBundleArgs),
    Erase(erase::EraseArgs),
    Keys(keys::KeysArgs),
    Token(token::TokenArgs),
    AccessLog(access_log::AccessLogArgs),
    Bench(bench::BenchArgs),
}

impl Verb {
    /// Traces, where there is a collector: of a server, whose work others wait for.
    ///
    /// # Errors
    /// What the environment says of it cannot be followed.
    pub(crate) fn traces(&self) -> Result<Option<Traces>, TracesError> {
        if matches!(self, Self::Serve(_)) { Traces::from_environment() } else { Ok(None) }
    }
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
        Verb::Retract(args) => retract::run(args, session).await,
        Verb::Export(args) => export::run(args, session).await,
        Verb::Replay(args) => replay::run(args, session).await,
        Verb::Households(args) => households::run(args, session).await,
        Verb::Deadlines(args) => deadlines::run(args, session).await,
        Verb::Projections(args) => projections::run(args, session).await,
        Verb::Rebuild(args) => rebuild::run(args, session).await,
        Verb::Facts(args) => facts::run(args, session).await,
        Verb::Explain(args) => explain::run(args, session).await,
        Verb::Report(args) => report::run(args, session).await,
        Verb::Publish(args) => publish::run(args, session).await,
        Verb::Figures(args) => figures::run(args, session).await,
        Verb::Rules(args) => rules::run(args, session).await,
        Verb::Verify(args) => verify::run(args, session).await,
        Verb::Archive(args) => archive::run(args, session).await,
        Verb::Migrate(args) => migrate::run(args, session).await,
        Verb::Backup(args) => backup::run(args, session).await,
        Verb::Restore(args) => restore::run(args, session).await,
        Verb::Prove(args) => prove::run(args, session).await,
        Verb::Checkpoint(args) => checkpoint::run(args, session).await,
        Verb::AuditBundle(args) => audit_bundle::run(args, session).await,
        Verb::Erase(args) => erase::run(args, session).await,
        Verb::Keys(args) => keys::run(args, session).await,
        Verb::Token(args) => token::run(args, session).await,
        Verb::AccessLog(args) => access_log::run(args, session).await,
        Verb::Bench(args) => bench::run(args, session).await,
    }
}
