//! What becomes of spans, counted: the library tells of those that it drops only once, and how many when the program ends.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use application::operations::metrics::{Collect, Exposition};
use opentelemetry::Context;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanExporter, SpanProcessor};

/// Of this program, once it collects any.
static SPANS: OnceLock<Arc<Spans>> = OnceLock::new();

/// How many spans there were. Those that ended and were not handed over wait in the queue, or found it full.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    ended: AtomicU64,
    taken: AtomicU64,
    refused: AtomicU64,
}

impl Spans {
    /// Those of this program; none while it collects none.
    pub(crate) fn collected() -> Option<Arc<Self>> {
        SPANS.get().cloned()
    }

    /// Those of this program, from now on.
    pub(super) fn begun() -> Arc<Self> {
        Arc::clone(SPANS.get_or_init(Arc::default))
    }
}

impl Collect for Spans {
    fn collect(&self, out: &mut Exposition) {
        // Those handed over first: they ended before.
        let [taken, refused, ended] =
            [&self.taken, &self.refused, &self.ended].map(|count| count.load(Ordering::Relaxed));
        out.counter("parcours_trace_spans_total", "Spans that ended.", ended);
        let outcomes = [([("outcome", "taken")], taken), ([("outcome", "refused")], refused)];
        let samples = outcomes.iter().map(|(labels, count)| (labels.as_slice(), *count));
        let help = "Spans that were handed to the collector; those that never are found the queue full.";
        out.counters("parcours_trace_spans_sent_total", help, samples);
    }
}

/// Counts the spans that end.
#[derive(Debug)]
pub(super) struct Ending<P> {
    pub(super) next: P,
    pub(super) spans: Arc<Spans>,
}

impl<P: SpanProcessor> SpanProcessor for Ending<P> {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.next.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        let is_sampled = span.span_context.is_sampled();
        self.spans.ended.fetch_add(u64::from(is_sampled), Ordering::Relaxed);
        self.next.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.next.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.next.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.next.set_resource(resource);
    }
}

/// Counts the spans that are handed over.
#[derive(Debug)]
pub(super) struct Sending<E> {
    pub(super) next: E,
    pub(super) spans: Arc<Spans>,
}

impl<E: SpanExporter> SpanExporter for Sending<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let many = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let sent = self.next.export(batch).await;
        let count = if sent.is_ok() { &self.spans.taken } else { &self.spans.refused };
        count.fetch_add(many, Ordering::Relaxed);
        sent
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.next.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.next.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.next.set_resource(resource);
    }
}
