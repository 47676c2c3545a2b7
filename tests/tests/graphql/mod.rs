//! The GraphQL API as a partner's program meets it: the real server, over HTTP, on both engines.

mod batched;
mod behind;
mod browsers;
pub(crate) mod client;
mod conformance;
mod documented;
mod episodes;
mod erasing;
pub(crate) mod facts;
mod importing;
mod limits;
mod nodes;
mod paging;
mod partner;
mod reading;
mod recording;
mod rehearsing;
mod resumed;
mod schema;
mod serving;
pub(crate) mod sight;
pub(crate) mod socket;
mod trusted;
mod typed;
mod warnings;

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;

use api::server::{Options, Rate, Rates, ServeError, serve};
use application::{Application, Clock};
use client::Answer;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::store::{self, NOON, Place};

/// A free port of this machine.
pub(crate) const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A server over a fresh ledger; its clock stands still until it is set.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) application: Application,
    pub(crate) clock: store::Clock,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<(), ServeError>>,
    /// The database.
    pub(crate) place: Place,
    _keys: Option<TempDir>,
}

impl Server {
    pub(crate) async fn start(place: Place) -> Self {
        Self::start_with(place, Options::new(ANY)).await
    }

    /// The same with more time for each request than anybody waits, and as many requests as anybody sends: what is counted
    /// is counted by a slow program here, while other tests run.
    pub(crate) async fn patient(place: Place, sign_in: bool) -> Self {
        let minutes = std::time::Duration::from_mins(4);
        let much = NonZeroU32::new(1_000_000).unwrap();
        let rate = Rate { restored: much, saved: much };
        let rates = Rates { token: rate, association: rate };
        let options =
            Options { sign_in, request_limit: minutes, quiet_limit: minutes, rates, ..Options::new(ANY) };
        Self::start_signing(place, options, Some(tests::scratch())).await
    }

    pub(crate) async fn start_with(place: Place, options: Options) -> Self {
        Self::start_signing(place, options, None).await
    }

    /// With a signing key in a folder of its own; without, there is one beside a file and none beside a server.
    async fn start_signing(place: Place, options: Options, keys: Option<TempDir>) -> Self {
        let clock = store::Clock::at(NOON);
        let now = clock.shared();
        let now = Clock::with(move || now());
        let application = Application::open_with(&place.url(), now, store::settings()).await;
        let key = keys.as_ref().map(|keys| keys.path().join("signing-key"));
        let application = application.unwrap().signing_with(key);
        let (stop, stopped) = oneshot::channel();
        let (ready, address) = oneshot::channel();
        let over = application.clone();
        let served = tokio::spawn(async move {
            let ready = |address| ready.send(address).unwrap();
            let stopped = async { stopped.await.unwrap_or_default() };
            serve(over, options, ready, stopped).await
        });
        Self { address: address.await.unwrap(), application, clock, stop, served, place, _keys: keys }
    }

    /// Stops as a signal would, and waits for the end.
    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.served.await.unwrap().unwrap();
        self.application.close().await;
    }

    /// Asks in French, as nothing else is said.
    async fn ask(&self, query: &str, variables: Value) -> Answer {
        self.ask_in("", query, variables).await
    }

    async fn ask_in(&self, language: &str, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let headers = [
            ("content-type", "application/json"),
            ("accept", "application/graphql-response+json"),
            ("accept-language", language),
        ];
        client::post(self.address, "/graphql", &headers, &body).await
    }

    /// The data of an answer that has no errors.
    pub(crate) async fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.json()["errors"], Value::Null, "{}", answer.body);
        answer.json()["data"].take()
    }

    /// Records facts and answers the payload.
    async fn record(&self, facts: &[Value]) -> Value {
        self.record_with(facts, json!({})).await
    }

    /// The same, with other members of the input.
    async fn record_with(&self, facts: &[Value], others: Value) -> Value {
        let mut data = self.data(facts::RECORD, facts::input(facts, others)).await;
        data["record"].take()
    }

    /// Records facts that cannot be refused.
    pub(crate) async fn recorded(&self, facts: &[Value]) {
        let payload = self.record(facts).await;
        let recorded = payload["recorded"].as_array().unwrap();
        assert_eq!(recorded.len(), facts.len(), "{payload}");
    }
}
