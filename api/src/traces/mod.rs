//! Traces for a collector, over OTLP as protobuf over HTTP.
//!
//! Only spans of [`TRACED`] are exported, and no event ever: what is logged stands in the log and nowhere else. Finished
//! spans wait in a bounded queue for a thread of their own; when it is full they are dropped, so that a collector that
//! is slow or gone costs neither requests nor memory. The variables are those of the specification of OpenTelemetry.

mod counted;
mod sender;

use std::env;
use std::sync::Arc;
use std::time::Duration;

use application::TRACED;
use axum::http::Uri;
use opentelemetry::Key;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, RetryPolicy, SpanExporter, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchSpanProcessor, SdkTracerProvider};
use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing::subscriber::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

pub(crate) use counted::Spans;
use counted::{Ending, Sending};
use sender::Sender;

/// Name of the service, unless the environment has another.
const SERVICE: &str = "parcours";

/// How long the end of the program waits for the last spans to be taken.
const PARTING: Duration = Duration::from_secs(2);

/// Why no traces can be sent as the environment asks.
#[derive(Debug, thiserror::Error)]
pub enum TracesError {
    /// No address of a collector stands in this variable. What does may hold a password, and is not repeated.
    #[error("{variable} is no address that begins with http or https")]
    Endpoint {
        /// The variable.
        variable: &'static str,
    },
    /// Only protobuf over HTTP is spoken.
    #[error("{variable} is not http/protobuf")]
    Protocol {
        /// The variable.
        variable: &'static str,
    },
    /// Certificates of the machine cannot be read, or no thread can be made.
    #[error("traces cannot be sent")]
    Sender(#[source] std::io::Error),
    /// A variable of the exporter cannot be used.
    #[error("traces cannot be sent")]
    Exporter(#[from] ExporterBuildError),
}

/// What is collected until the program ends.
#[derive(Debug)]
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins, when the environment names a collector: `OTEL_EXPORTER_OTLP_ENDPOINT`, or
    /// `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`.
    ///
    /// # Errors
    /// Variables that cannot be followed.
    pub fn from_environment() -> Result<Option<Self>, TracesError> {
        let is_off = set("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"))
            || set("OTEL_TRACES_EXPORTER").is_some_and(|value| value == "none");
        let endpoint = first(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"]);
        let Some((variable, endpoint)) = endpoint.filter(|_| !is_off) else { return Ok(None) };
        let endpoint: Option<Uri> = endpoint.parse().ok();
        if !endpoint.is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "https"))) {
            return Err(TracesError::Endpoint { variable });
        }
        let protocol = first(["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"]);
        if let Some((variable, _)) = protocol.filter(|(_, value)| value != "http/protobuf") {
            return Err(TracesError::Protocol { variable });
        }
        let sender = Sender::new().map_err(TracesError::Sender)?;
        // What cannot be sent is dropped: another attempt would keep the next batch waiting.
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(sender)
            .with_retry_policy(RetryPolicy::disabled())
            .build()?;
        let spans = Spans::begun();
        let exporter = Sending { next: exporter, spans: Arc::clone(&spans) };
        let processor = Ending { next: BatchSpanProcessor::builder(exporter).build(), spans };
        let provider = SdkTracerProvider::builder().with_span_processor(processor).with_resource(resource());
        Ok(Some(Self(provider.build())))
    }

    /// What notes the spans.
    pub fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer(SERVICE))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_level(false)
            .with_tracked_inactivity(false)
            .with_context_activation(false)
            .with_filter(filter_fn(is_traced).with_max_level_hint(LevelFilter::INFO))
    }

    /// Sends what is left, for two seconds at most.
    pub fn end(self) {
        if self.0.shutdown_with_timeout(PARTING).is_err() {
            tracing::warn!("the last traces were not taken");
        }
    }
}

/// Whether something is a span that may be exported.
#[must_use]
pub fn is_traced(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && metadata.target() == TRACED
}

/// Who is told about: the names that the environment gives, and the version of this program.
fn resource() -> Resource {
    let name = Resource::builder().build().get(&Key::from_static_str("service.name"));
    // What the library says when nobody does.
    let is_named = name.is_some_and(|name| !name.as_str().starts_with("unknown_service"));
    let resource = Resource::builder()
        .with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    if is_named { resource.build() } else { resource.with_service_name(SERVICE).build() }
}

/// A variable that says something.
fn set(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|value| !value.is_empty())
}

/// The first of these that is set, with its name.
fn first(variables: [&'static str; 2]) -> Option<(&'static str, String)> {
    variables.into_iter().find_map(|variable| set(variable).map(|value| (variable, value)))
}
