//! The table of GraphQL over HTTP, row by row, on a small schema.

mod documents;
mod page;
mod statuses;

use async_graphql::{EmptySubscription, Enum, InputObject, Object, OneofObject, Result, Schema};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Code, fault, graphql};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";
/// What no answer may repeat.
const SECRET: &str = "Ngozi";

#[derive(Debug, thiserror::Error)]
#[error("the ledger cannot be read")]
struct LedgerFault(#[source] std::fmt::Error);

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lease,
    Training,
}

#[derive(InputObject)]
struct Lease {
    rooms: i32,
    kind: Option<Kind>,
}

#[derive(OneofObject)]
enum Fact {
    Lease(Lease),
    Note(String),
}

struct Household;

#[Object]
impl Household {
    async fn size(&self) -> i32 {
        4
    }

    async fn members(&self) -> Vec<Household> {
        Vec::new()
    }

    async fn neighbours(&self, #[graphql(default = 20)] first: i32) -> Vec<Household> {
        (0..first.min(2)).map(|_| Self).collect()
    }
}

struct Query;

#[Object]
impl Query {
    async fn household(&self) -> Household {
        Household
    }

    async fn echo(&self, text: String) -> String {
        text
    }

    async fn missing(&self) -> Option<Result<i32>> {
        Some(Err(Code::NotFound.error("household 7 is unknown")))
    }

    async fn broken(&self) -> Option<Result<i32>> {
        Some(Err(fault(&LedgerFault(std::fmt::Error))))
    }

    async fn uncoded(&self) -> Result<i32> {
        std::future::ready(Err(SECRET.into())).await
    }

    async fn panicking(&self) -> i32 {
        [].first().copied().expect(SECRET)
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn record(&self, facts: Vec<Fact>) -> usize {
        facts.len()
    }
}

fn app() -> Router {
    let schema = Schema::new(Query, Mutation, EmptySubscription);
    Router::new().route("/graphql", graphql(schema).unwrap())
}

/// An answer, read.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
    }

    fn message(&self) -> &str {
        self.body["errors"][0]["message"].as_str().unwrap_or_default()
    }
}

async fn call(request: Request<Body>) -> Answer {
    let response = app().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: serde_json::from_slice(&bytes).unwrap() }
}

async fn post_text(accept: &str, content_type: &str, body: impl Into<Body>) -> Answer {
    let request =
        Request::post("/graphql").header(header::ACCEPT, accept).header(header::CONTENT_TYPE, content_type);
    call(request.body(body.into()).unwrap()).await
}

async fn post(accept: &str, body: Value) -> Answer {
    post_text(accept, JSON, body.to_string()).await
}

async fn query(text: &str) -> Answer {
    post(GRAPHQL, json!({ "query": text })).await
}

async fn get(query: &str) -> Answer {
    let request = Request::get(format!("/graphql?{query}")).header(header::ACCEPT, GRAPHQL);
    call(request.body(Body::empty()).unwrap()).await
}
