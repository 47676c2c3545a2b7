//! The `parcours` program: results on standard output, everything else on standard error.
//!
//! Exit codes: 0 done, 1 refused or not equal, 2 misuse, 3 fault, 130 interrupted.

mod arguments;
mod failure;
mod interrupt;
mod output;
mod readable;
mod session;
mod table;
mod texts;
mod verbs;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use arguments::Parcours;
use session::Session;

fn main() -> ExitCode {
    let Parcours { global, verb } = Parcours::parse();
    start_logs();
    let session = Session::new(global);
    let texts = session.texts;
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failure::Failure::fault("fault-start", [], error).report(texts),
    };
    let ended = runtime.block_on(verbs::run(verb, session));
    // An interrupted verb may still be at work on another thread: nobody waits for it.
    runtime.shutdown_background();
    match ended {
        Ok(outcome) => outcome.exit_code(),
        Err(failure) => failure.report(texts),
    }
}

/// Logs on standard error, from the level in `RUST_LOG`; warnings when it says nothing.
fn start_logs() {
    let level = EnvFilter::builder().with_default_directive(LevelFilter::WARN.into());
    tracing_subscriber::fmt()
        .with_env_filter(level.from_env_lossy())
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
