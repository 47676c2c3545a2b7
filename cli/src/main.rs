//! The `parcours` program: results on standard output, everything else on standard error.
//!
//! Exit codes: 0 done, 1 refused or not equal, 2 misuse, 3 fault, 130 interrupted.

mod arguments;
mod failure;
mod file;
mod interrupt;
mod logs;
mod misuse;
mod output;
mod readable;
mod session;
mod table;
mod texts;
mod verbs;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::Parcours;
use session::Session;

/// Decisions make and drop many small things, on all cores at once: a fifth of the time of recording went to the
/// system’s allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let Parcours { global, verb } = Parcours::try_parse().unwrap_or_else(|error| misuse::end(&error));
    let session = Session::new(global);
    let texts = session.texts;
    let traces = match verb.traces() {
        Ok(traces) => traces,
        Err(error) => return failure::Failure::from(error).report(texts),
    };
    logs::start(session.log_format, traces.as_ref());
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failure::Failure::fault("fault-start", [], error).report(texts),
    };
    let ended = runtime.block_on(verbs::run(verb, session));
    // An interrupted verb may still be at work on another thread: nobody waits for it.
    runtime.shutdown_background();
    if let Some(traces) = traces {
        traces.end();
    }
    match ended {
        Ok(outcome) => outcome.exit_code(),
        Err(failure) => failure.report(texts),
    }
}
