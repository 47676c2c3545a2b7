//! Operations in a trace: their kind and their cost, nothing of what they ask or are told.

use application::TRACED;
use async_graphql::parser::types::OperationType;
use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use tracing::Span;

/// An operation that was admitted, at this cost.
pub(crate) fn operation(kind: OperationType, cost: u64) -> Span {
    let kind = match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    };
    tracing::info_span!(target: TRACED, "graphql", graphql.operation.r#type = kind, cost)
}

/// A stream whose work is part of a span, which ends with it.
pub(super) fn within<'s, T: 's>(span: Span, stream: impl Stream<Item = T> + Send + 's) -> BoxStream<'s, T> {
    let mut stream = stream.boxed();
    stream::poll_fn(move |context| span.in_scope(|| stream.poll_next_unpin(context))).boxed()
}
