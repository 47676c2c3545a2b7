//! Numbers about the requests of this server, and the routes by which those who watch over it ask.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use application::Application;
use application::operations::metrics::{Collect, Exposition, Gauge, Histogram};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::http::Cost;
use crate::oidc::Issuer;

/// What is told of requests: routes and statuses, never an address or a word of a caller.
#[derive(Debug)]
pub(super) struct Numbers {
    by_status: Mutex<BTreeMap<(&'static str, u16), u64>>,
    time: Histogram,
    cost: Histogram,
    pub(super) under_way: Gauge,
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            by_status: Mutex::default(),
            time: Histogram::of_times(),
            cost: Histogram::of_sizes(),
            under_way: Gauge::default(),
        }
    }
}

impl Numbers {
    /// A request was answered.
    pub(super) fn answered(&self, route: &'static str, response: &Response, took: Duration) {
        self.time.took(took);
        if let Some(Cost(cost)) = response.extensions().get() {
            self.cost(*cost);
        }
        let status = response.status().as_u16();
        let mut by_status = self.by_status.lock().unwrap_or_else(PoisonError::into_inner);
        *by_status.entry((route, status)).or_insert(0) += 1;
    }

    /// An operation of this cost was answered.
    pub(super) fn cost(&self, cost: u64) {
        self.cost.observe(cost);
    }
}

impl Collect for Numbers {
    fn collect(&self, out: &mut Exposition) {
        let by_status = self.by_status.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let told: Vec<_> = by_status
            .into_iter()
            .map(|((route, status), count)| (route, status.to_string(), count))
            .collect();
        let labels: Vec<_> = told
            .iter()
            .map(|(route, status, count)| ([("route", *route), ("status", status.as_str())], *count))
            .collect();
        let samples = labels.iter().map(|(labels, count)| (labels.as_slice(), *count));
        out.counters("parcours_http_requests_total", "Requests answered, by route and status.", samples);
        out.histogram("parcours_http_request_seconds", "From a request to its answer.", &self.time);
        let under_way = self.under_way.get();
        out.gauge("parcours_http_requests_under_way", "GraphQL requests being worked on.", &[], under_way);
        let cost = "Cost of GraphQL operations, in objects that they may return.";
        out.histogram("parcours_graphql_cost", cost, &self.cost);
    }
}

/// The process lives: nothing else is asked, for a database that is away is no reason to restart it.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Whether requests should be sent here, with each check on a line. An issuer that is away is told and no reason to send
/// them elsewhere: tokens of ours go on, and so do those whose key is known.
pub(super) async fn ready(application: Application, issuer: Option<Issuer>) -> Response {
    let readiness = application.readiness().await;
    let status = if readiness.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let line = |(name, held): &(&str, Result<(), String>)| match held {
        Ok(()) => format!("{name}: ok\n"),
        Err(why) => format!("{name}: {why}\n"),
    };
    let mut text: String = readiness.checks.iter().map(line).collect();
    text.push_str(match issuer.map(|issuer| issuer.is_reached()) {
        None => "",
        Some(Some(true)) => "issuer: ok\n",
        Some(None) => "issuer: not asked yet\n",
        Some(Some(false)) => "issuer: its keys cannot be fetched, those known already are believed\n",
    });
    (status, [(header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// All numbers of this node.
pub(super) async fn metrics(State(application): State<Application>) -> Response {
    let headers = [(header::CONTENT_TYPE, Exposition::MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")];
    (headers, application.metrics().await).into_response()
}

/// Registers the numbers of a server with those of its node.
pub(super) fn registered(application: &Application) -> Arc<Numbers> {
    let numbers = Arc::new(Numbers::default());
    application.register_metrics(Arc::clone(&numbers) as Arc<dyn Collect>);
    numbers
}
