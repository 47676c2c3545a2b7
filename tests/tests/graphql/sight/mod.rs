//! Who sees and records what: the real server and real tokens, on both engines.

mod allowed;
mod at_once;
mod attacks;
mod browsing;
mod consented;
mod erasing;
mod followed;
pub(crate) mod following;
mod hidden_parts;
mod importing;
mod lists;
mod looking_back;
mod matrix;
mod meanwhile;
mod names;
mod nodes;
mod oidc;
mod rates;
mod signing_in;
mod sockets;
mod sockets_bounded;
mod together;
mod walk;
mod widening;
pub(crate) mod world;

use application::sight::Role;
use application::tokens::NewToken;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::client::{self, Answer};
use super::importing::IMPORT;
use super::{ANY, Server};
use crate::store::Place;

/// A server where everybody signs in.
pub(crate) async fn locked(place: Place) -> Server {
    let options = api::server::Options { sign_in: true, ..api::server::Options::new(ANY) };
    Server::start_with(place, options).await
}

/// Somebody who signed in.
pub(crate) struct Caller<'s> {
    server: &'s Server,
    pub(crate) token: String,
    id: String,
    organisation: String,
    pub(crate) reason: Option<&'static str>,
}

impl<'s> Caller<'s> {
    pub(crate) async fn new(server: &'s Server, organisation: &str, role: Role) -> Self {
        let new = NewToken {
            label: "essai".to_owned(),
            organisation: organisation.parse().unwrap(),
            role,
            user: None,
            expires_at: server.application.clock().now() + SignedDuration::from_hours(1),
        };
        let (token, text) = server.application.create_token(new).await.unwrap();
        Self { server, token: text, id: token.id, organisation: organisation.to_owned(), reason: None }
    }

    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let bearer = format!("Bearer {}", self.token);
        let mut headers = vec![
            ("content-type", "application/json"),
            ("accept", "application/graphql-response+json"),
            ("accept-language", "en"),
            ("authorization", bearer.as_str()),
        ];
        headers.extend(self.reason.map(|reason| ("parcours-reason", reason)));
        client::post(self.server.address, "/graphql", &headers, &body).await
    }

    pub(crate) async fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables).await;
        assert_eq!((answer.status, answer.json()["errors"].clone()), (200, Value::Null), "{}", answer.body);
        answer.json()["data"].take()
    }

    /// Records facts: the payload, or the code under `denied`.
    async fn record(&self, facts: &[Value]) -> Result<Value, String> {
        let query = "mutation ($input: RecordInput!) { record(input: $input) { recorded { id } \
                     contradictions { code message fact other { id type occurredOn } } } }";
        told(&self.ask(query, json!({ "input": { "facts": facts } })).await, "record")
    }

    /// What an import of the same facts would come to: the payload, or the code under `denied`.
    async fn import(&self, facts: &[Value]) -> Result<Value, String> {
        let lines = facts.iter().map(|fact| interchange(&self.organisation, fact).to_string());
        let lines = lines.collect::<Vec<_>>().join("\n");
        told(&self.ask(IMPORT, json!({ "lines": lines })).await, "importDryRun")
    }
}

/// The payload of a mutation, or the code under `denied`.
fn told(answer: &Answer, field: &str) -> Result<Value, String> {
    let answer = answer.json();
    let error = &answer["errors"][0];
    if *error == Value::Null {
        return Ok(answer["data"][field].clone());
    }
    Err(error["extensions"]["denied"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned())
}

/// A fact of `record` as a line of interchange.
fn interchange(organisation: &str, fact: &Value) -> Value {
    json!({
        "specversion": "1.0", "id": fact["id"], "source": format!("urn:parcours:org:{organisation}"),
        "type": format!("parcours.{}.v1", fact["type"].as_str().unwrap()), "subject": fact["stream"],
        "occurredon": fact["occurredOn"], "data": fact["data"],
    })
}
