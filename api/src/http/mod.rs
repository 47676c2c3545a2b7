//! GraphQL over HTTP.
//!
//! The media types, methods and statuses of the specification, for any schema. A request
//! becomes parameters (`decode`), the document is admitted by the [guard], the
//! operation is executed, and its answer is written in the type that the client prefers
//! (`accept`, `answer`). Subscriptions are answered as server-sent events (`stream`), and
//! whatever is asked over a WebSocket there (`socket`).

mod accept;
mod answer;
mod budget;
mod decode;
mod documents;
mod errors;
mod graphiql;
mod host;
mod json;
pub(crate) mod socket;
mod stream;
#[cfg(test)]
mod tests;
mod traced;

use std::{
    future::pending,
    panic::AssertUnwindSafe,
    sync::{Arc, LazyLock},
};

use async_graphql::{
    Executor, ObjectType, Request, Schema, SubscriptionType,
    parser::types::{OperationType, Selection},
};
use axum::{
    body::Body,
    http::{Method, Response, StatusCode, request::Parts},
    routing::{MethodRouter, any},
};
use futures_util::FutureExt;
use tokio::sync::Semaphore;
use tracing::{Instrument as _, Span};

use self::{
    accept::Media,
    answer::Answer,
    decode::{Asked, Malformed, Parameters},
};
use crate::guard::{self, Guard, Limits, SchemaError};
use crate::schema::Worded;

pub(crate) use answer::{Cost, REQUEST_ID, request_id};
pub use budget::{Asking, Budget, Prepared, Spent, Withheld};
pub(crate) use decode::{BODY_BYTES, URI_BYTES};
pub use documents::{Documents, Untrusted};
pub(crate) use errors::executed;
pub use errors::{Code, fault, unavailable};
pub use graphiql::{Example, graphiql};
pub use host::{Anybody, Barred, Held, Host, Unserved};
pub(crate) use json::{VALUES_MOST, values_in};
pub(crate) use socket::is_opened as opens_socket;
use socket::knocking::Porch;
pub(crate) use traced::operation as traced_operation;

/// Streams open at once.
pub(crate) const OPEN_STREAMS_MOST: usize = 256;

/// Places of those: each is a connection that asks the ledger again and again.
static OPEN_STREAMS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(OPEN_STREAMS_MOST)));

/// The endpoint of a schema, under the default [limits](Limits), for everybody.
///
/// # Errors
/// The schema cannot be read back from its printed form.
pub fn graphql<Q, M, S, State>(schema: Schema<Q, M, S>) -> Result<MethodRouter<State>, SchemaError>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
    State: Clone + Send + Sync + 'static,
{
    graphql_with(schema, Limits::default(), Documents::default(), Anybody)
}

/// The endpoint of a schema, with limits and trusted documents of its own, as part of a server.
///
/// # Errors
/// The schema cannot be read back from its printed form.
pub fn graphql_with<Q, M, S, State>(
    schema: Schema<Q, M, S>,
    limits: Limits,
    documents: Documents,
    host: impl Host,
) -> Result<MethodRouter<State>, SchemaError>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
    State: Clone + Send + Sync + 'static,
{
    let guard = Guard::new(&schema.sdl(), limits)?;
    let endpoint =
        Arc::new(Endpoint { executor: Worded(schema), guard, documents, host, porch: Porch::default() });
    Ok(any(move |request: axum::extract::Request| {
        let endpoint = Arc::clone(&endpoint);
        async move { serve(endpoint, request).await }
    }))
}

/// What every transport ends in.
struct Endpoint<E, H> {
    executor: E,
    guard: Guard,
    documents: Documents,
    host: H,
    /// Places of sockets of which nobody knows yet who opened them.
    porch: Porch,
}

async fn serve<E: Executor, H: Host>(
    endpoint: Arc<Endpoint<E, H>>,
    request: axum::extract::Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let id = answer::request_id(&parts.headers);
    if socket::is_opened(&parts.method, &parts.headers) {
        return socket::shake(endpoint, parts, id).await;
    }
    if parts.method == Method::POST && stream::is_wanted(&parts.headers) {
        return endpoint.streamed(&parts, body, id).await;
    }
    let media = accept::negotiate(&parts.headers);
    let answer = if media.is_none() && is_served(&parts.method) {
        Answer::Malformed(Malformed {
            status: StatusCode::NOT_ACCEPTABLE,
            message: "answers are application/graphql-response+json or application/json",
        })
    } else {
        // A panic in a resolver, or in the library, is an answer and not a closed connection.
        let outcome = AssertUnwindSafe(endpoint.run(&parts, body));
        outcome.catch_unwind().await.map_or_else(
            |_| {
                tracing::error!(request_id = id, "a resolver panicked");
                Answer::Panicked
            },
            |(Ok(answer) | Err(answer))| answer,
        )
    };
    answer.into_response(media.unwrap_or(Media::Json), endpoint.guard.limits().cost, &id)
}

impl<E: Executor, H: Host> Endpoint<E, H> {
    async fn run(&self, parts: &Parts, body: Body) -> Result<Answer, Answer> {
        let parameters = decode(parts, body).await?;
        let Ready { request, cost, budget, span, .. } =
            self.admit(parts, parameters, |kind| allowed(&parts.method, kind))?;
        let response = self.executor.execute(request).instrument(span).await;
        Ok(Answer::of(response, cost, budget))
    }

    /// Answers as server-sent events: whatever the operation, and what is wrong with it.
    async fn streamed(&self, parts: &Parts, body: Body, id: String) -> Response<Body> {
        let told = |place| stream::Told { limit: self.guard.limits().cost, id: id.clone(), place };
        let Ok(place) = Arc::clone(&OPEN_STREAMS).try_acquire_owned() else {
            let errors = vec![errors::plain(Code::RateLimited, "too many streams are open: try again")];
            return stream::once(Answer::Refused { errors, cost: 0 }, told(None));
        };
        let ready = async { self.admit(parts, decode(parts, body).await?, |_| Ok(())) };
        let Ready { request, cost, is_stream, span, .. } = match AssertUnwindSafe(ready).catch_unwind().await
        {
            Ok(Ok(ready)) => ready,
            Ok(Err(answer)) => return stream::once(answer, told(None)),
            Err(_panic) => return stream::once(Answer::Panicked, told(None)),
        };
        let request = match stream::resumed(&parts.headers) {
            Some(position) => request.data(crate::schema::Resumed(position)),
            None => request,
        };
        let answers = traced::within(span, self.executor.execute_stream(request, None));
        // What is worked on is worked on to its end, and that is told.
        let ended = if is_stream { self.host.ended().boxed() } else { pending().boxed() };
        stream::many(answers, ended, cost, told(Some(place)))
    }

    /// Makes an operation ready, unless something stands against it.
    fn admit(
        &self,
        parts: &Parts,
        parameters: Parameters,
        allowed: impl Fn(OperationType) -> Result<(), Answer>,
    ) -> Result<Ready, Answer> {
        let (query, is_trusted) = match parameters.asked {
            Asked::Query(query) => (query, false),
            Asked::Trusted(digest) => {
                (self.documents.text(&digest).ok_or(Answer::NoDocument)?.to_owned(), true)
            }
        };
        let document = self.guard.parse(&query)?;
        let operation = guard::select(&document, parameters.operation_name.as_deref())?;
        allowed(operation.node.ty)?;
        let kind = operation.node.ty;
        let is_stream = kind == OperationType::Subscription;
        let selected = operation.node.selection_set.node.items.as_slice();
        let is_one_field = matches!(selected, [one] if matches!(one.node, Selection::Field(_)));
        // Each field would be a stream of its own, and one place to go on from says nothing of two.
        if is_stream && !is_one_field {
            let errors = vec![errors::plain(Code::ValidationFailed, "a subscription has one field")];
            return Err(Answer::Refused { errors, cost: 0 });
        }
        let mut variables = parameters.variables;
        let cost = self.guard.admit(&document, operation, &mut variables)?;

        let asking = Asking { cost, is_trusted, introspects: guard::introspects(&document, operation) };

        let mut request = Request::new(query).variables(variables);
        request.operation_name = parameters.operation_name;
        request.set_parsed_query(document);
        let prepared = self.host.prepare(parts, request, asking);
        let Prepared { request, budget } = prepared.map_err(|withheld| Answer::withheld(withheld, cost))?;
        Ok(Ready { request, cost, budget, is_stream, span: traced::operation(kind, cost) })
    }
}

/// A request that may be executed, its cost, and what is left to its caller.
struct Ready {
    request: Request,
    cost: u64,
    budget: Option<Budget>,
    is_stream: bool,
    /// What it does, in a trace.
    span: Span,
}

fn is_served(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::POST)
}

async fn decode(parts: &Parts, body: Body) -> Result<Parameters, Answer> {
    match parts.method {
        Method::GET => Ok(decode::from_uri(&parts.uri)?),
        Method::POST => Ok(decode::from_body(&parts.headers, body).await?),
        _ => Err(Answer::NotAllowed { allow: "GET, POST", message: "GraphQL is served by GET and POST" }),
    }
}

/// A GET changes nothing, and neither method carries a stream of events.
fn allowed(method: &Method, kind: OperationType) -> Result<(), Answer> {
    match (kind, method == Method::GET) {
        (OperationType::Query, _) | (OperationType::Mutation, false) => Ok(()),
        (OperationType::Mutation | OperationType::Subscription, true) => {
            Err(Answer::NotAllowed { allow: "POST", message: "only queries are executed by GET" })
        }
        (OperationType::Subscription, false) => {
            let message = "subscriptions are served as text/event-stream, and over a WebSocket";
            let errors = vec![errors::plain(Code::BadUserInput, message)];
            Err(Answer::Refused { errors, cost: 0 })
        }
    }
}
