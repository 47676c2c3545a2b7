//! Logs on standard error: identifiers, positions, codes and durations, never a value of a fact.

use std::io::IsTerminal as _;

use api::traces::{Traces, is_traced};
use tracing_subscriber::filter::{FilterExt as _, LevelFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::arguments::LogFormat;

/// Starts them, from the level in `RUST_LOG`, warnings when it says nothing; and traces, where there is a collector.
pub(crate) fn start(format: LogFormat, traces: Option<&Traces>) {
    let level = EnvFilter::builder().with_default_directive(LevelFilter::WARN.into()).from_env_lossy();
    // Through spans that it does not see, the log would not find the request that a line belongs to.
    let level = if traces.is_some() {
        level.or(filter_fn(is_traced).with_max_level_hint(LevelFilter::INFO)).boxed()
    } else {
        let others = filter_fn(|metadata| !is_traced(metadata));
        level.and(others.with_max_level_hint(LevelFilter::TRACE)).boxed()
    };
    let logs = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let logs = match format {
        LogFormat::Text => logs.with_ansi(std::io::stderr().is_terminal()).boxed(),
        // The request that a line belongs to stands in `spans`; its fields beside the message.
        LogFormat::Json => logs.json().flatten_event(true).with_current_span(false).boxed(),
    };
    tracing_subscriber::registry().with(logs.with_filter(level)).with(traces.map(Traces::layer)).init();
}
