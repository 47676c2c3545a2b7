//! GraphQL over HTTP.
//!
//! The media types, methods and statuses of the specification, for any schema. A request
//! becomes parameters (`decode`), the document is admitted by the [guard], the
//! operation is executed, and its answer is written in the type that the client prefers
//! (`accept`, `answer`). Subscriptions have transports of their own.

mod accept;
mod answer;
mod budget;
mod decode;
mod documents;
mod errors;
mod graphiql;
mod stream;
#[cfg(test)]
mod tests;

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, LazyLock},
};

use async_graphql::{
    ObjectType, Request, Schema, SubscriptionType,
    parser::types::{OperationType, Selection},
};
use axum::{
    body::Body,
    http::{Method, Response, StatusCode, request::Parts},
    routing::{MethodRouter, any},
};
use futures_util::FutureExt;
use tokio::sync::Semaphore;

use self::{
    accept::Media,
    answer::Answer,
    decode::{Asked, Malformed, Parameters},
};
use crate::guard::{self, Guard, Limits, SchemaError};

pub(crate) use answer::{Cost, REQUEST_ID, request_id};
pub use budget::{Asking, Budget, Prepared, Spent, Withheld};
pub(crate) use decode::{BODY_BYTES, URI_BYTES};
pub use documents::{Documents, Untrusted};
pub(crate) use errors::executed;
pub use errors::{Code, fault, unavailable};
pub use graphiql::{Example, graphiql};

/// Streams open at once.
pub(crate) const OPEN_STREAMS_MOST: usize = 256;

/// Places of those: each is a connection that asks the ledger again and again.
static OPEN_STREAMS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(OPEN_STREAMS_MOST)));

/// The endpoint of a schema, under the default [limits](Limits).
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
    graphql_with(schema, Limits::default(), Documents::default(), |_, request, _| Ok(request.into()))
}

/// The endpoint of a schema, with limits and trusted documents of its own, and a hand on each
/// request before it is executed, given what is known of it: there the caller and the loaders
/// become data of the request, and whoever may not ask, or not now, is told so.
///
/// # Errors
/// The schema cannot be read back from its printed form.
pub fn graphql_with<Q, M, S, State, P>(
    schema: Schema<Q, M, S>,
    limits: Limits,
    documents: Documents,
    prepare: P,
) -> Result<MethodRouter<State>, SchemaError>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
    State: Clone + Send + Sync + 'static,
    P: Fn(&Parts, Request, Asking) -> Result<Prepared, Withheld> + Clone + Send + Sync + 'static,
{
    let guard = Guard::new(&schema.sdl(), limits)?;
    let endpoint = Arc::new(Endpoint { guard, documents, prepare });
    Ok(any(move |request: axum::extract::Request| {
        let (schema, endpoint) = (schema.clone(), Arc::clone(&endpoint));
        async move { serve(&schema, &endpoint, request).await }
    }))
}

/// What every request to an endpoint passes.
struct Endpoint<P> {
    guard: Guard,
    documents: Documents,
    prepare: P,
}

async fn serve<Q, M, S, P>(
    schema: &Schema<Q, M, S>,
    endpoint: &Endpoint<P>,
    request: axum::extract::Request,
) -> Response<Body>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
    P: Fn(&Parts, Request, Asking) -> Result<Prepared, Withheld>,
{
    let (parts, body) = request.into_parts();
    let id = answer::request_id(&parts.headers);
    if parts.method == Method::POST && stream::is_wanted(&parts.headers) {
        return streamed(schema, endpoint, &parts, body, id).await;
    }
    let media = accept::negotiate(&parts.headers);
    let answer = if media.is_none() && is_served(&parts.method) {
        Answer::Malformed(Malformed {
            status: StatusCode::NOT_ACCEPTABLE,
            message: "answers are application/graphql-response+json or application/json",
        })
    } else {
        // A panic in a resolver, or in the library, is an answer and not a closed connection.
        let outcome = AssertUnwindSafe(run(schema, endpoint, &parts, body));
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

async fn run<Q, M, S, P>(
    schema: &Schema<Q, M, S>,
    endpoint: &Endpoint<P>,
    parts: &Parts,
    body: Body,
) -> Result<Answer, Answer>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
    P: Fn(&Parts, Request, Asking) -> Result<Prepared, Withheld>,
{
    let Ready { request, cost, budget } =
        ready(endpoint, parts, body, |kind| allowed(&parts.method, kind)).await?;
    let response = schema.execute(request).await;
    Ok(Answer::of(response, cost, budget))
}

/// Answers as server-sent events: whatever the operation, and what is wrong with it.
async fn streamed<Q, M, S, P>(
    schema: &Schema<Q, M, S>,
    endpoint: &Endpoint<P>,
    parts: &Parts,
    body: Body,
    id: String,
) -> Response<Body>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
    P: Fn(&Parts, Request, Asking) -> Result<Prepared, Withheld>,
{
    let told = |place| stream::Told { limit: endpoint.guard.limits().cost, id: id.clone(), place };
    let Ok(place) = Arc::clone(&OPEN_STREAMS).try_acquire_owned() else {
        let errors = vec![errors::plain(Code::RateLimited, "too many streams are open: try again")];
        return stream::once(Answer::Refused { errors, cost: 0 }, told(None));
    };
    let ready = AssertUnwindSafe(ready(endpoint, parts, body, |_| Ok(()))).catch_unwind().await;
    let Ready { request, cost, .. } = match ready {
        Ok(Ok(ready)) => ready,
        Ok(Err(answer)) => return stream::once(answer, told(None)),
        Err(_panic) => return stream::once(Answer::Panicked, told(None)),
    };
    let request = match stream::resumed(&parts.headers) {
        Some(position) => request.data(crate::schema::Resumed(position)),
        None => request,
    };
    stream::many(schema.execute_stream(request), cost, told(Some(place)))
}

/// A request that may be executed, its cost, and what is left to its caller.
struct Ready {
    request: Request,
    cost: u64,
    budget: Option<Budget>,
}

async fn ready<P>(
    endpoint: &Endpoint<P>,
    parts: &Parts,
    body: Body,
    allowed: impl Fn(OperationType) -> Result<(), Answer>,
) -> Result<Ready, Answer>
where
    P: Fn(&Parts, Request, Asking) -> Result<Prepared, Withheld>,
{
    let Endpoint { guard, documents, prepare } = endpoint;
    let parameters = decode(parts, body).await?;
    let (query, is_trusted) = match parameters.asked {
        Asked::Query(query) => (query, false),
        Asked::Trusted(digest) => (documents.text(&digest).ok_or(Answer::NoDocument)?.to_owned(), true),
    };
    let document = guard.parse(&query)?;
    let operation = guard::select(&document, parameters.operation_name.as_deref())?;
    allowed(operation.node.ty)?;
    let selected = operation.node.selection_set.node.items.as_slice();
    let is_one_field = matches!(selected, [one] if matches!(one.node, Selection::Field(_)));
    // Each field would be a stream of its own, and one place to go on from says nothing of two.
    if operation.node.ty == OperationType::Subscription && !is_one_field {
        let errors = vec![errors::plain(Code::ValidationFailed, "a subscription has one field")];
        return Err(Answer::Refused { errors, cost: 0 });
    }
    let mut variables = parameters.variables;
    let cost = guard.admit(&document, operation, &mut variables)?;

    let asking = Asking { cost, is_trusted, introspects: guard::introspects(&document, operation) };

    let mut request = Request::new(query).variables(variables);
    request.operation_name = parameters.operation_name;
    request.set_parsed_query(document);
    let Prepared { request, budget } =
        prepare(parts, request, asking).map_err(|withheld| Answer::withheld(withheld, cost))?;
    Ok(Ready { request, cost, budget })
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
            let message = "subscriptions are served as text/event-stream";
            let errors = vec![errors::plain(Code::BadUserInput, message)];
            Err(Answer::Refused { errors, cost: 0 })
        }
    }
}
