//! Logs on standard error: identifiers, positions, codes and durations, never a value of a fact.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::arguments::LogFormat;

/// Starts them, from the level in `RUST_LOG`; warnings when it says nothing.
pub(crate) fn start(format: LogFormat) {
    let level = EnvFilter::builder().with_default_directive(LevelFilter::WARN.into());
    let logs = tracing_subscriber::fmt().with_env_filter(level.from_env_lossy()).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => logs.with_ansi(std::io::stderr().is_terminal()).init(),
        // The request that a line belongs to stands in `span`; its fields beside the message.
        LogFormat::Json => logs.json().flatten_event(true).with_span_list(false).init(),
    }
}
