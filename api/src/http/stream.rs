//! Answers as server-sent events, in the mode of distinct connections: `next` for each answer, then `complete`.
//!
//! Each `next` that tells a `position` carries it as its id, so that a browser that was cut off says by itself where it
//! goes on (`Last-Event-ID`).

use std::time::Duration;

use async_graphql::Response as Executed;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::accept::{Media, negotiate};
use super::answer::{Answer, REQUEST_ID};

/// While nothing happens a comment is sent this often, so that nobody on the way takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(10);

const TYPE: &str = "text/event-stream";

/// Whether the client wants a stream of events, and nothing else that is served.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut ranges = values.flat_map(|value| value.split(','));
    let is_stream =
        |range: &str| range.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(TYPE));
    ranges.any(is_stream) && negotiate(headers).is_none()
}

/// The position after which a stream goes on.
pub(super) fn resumed(headers: &HeaderMap) -> Option<u64> {
    headers.get("last-event-id")?.to_str().ok()?.trim().parse().ok()
}

/// What is told, beside what it needs to be written.
pub(super) struct Told {
    /// The limit on costs.
    pub(super) limit: u64,
    /// The identifier of the request.
    pub(super) id: String,
    /// The place that the stream takes among those that are open.
    pub(super) place: Option<OwnedSemaphorePermit>,
}

/// One answer, then the end.
pub(super) fn once(answer: Answer, told: Told) -> Response<Body> {
    respond(stream::once(std::future::ready(answer)).boxed(), std::future::pending().boxed(), told)
}

/// Answers as they come. They may also end because the server has `ended`: the client is then not told that they are
/// complete, for it is to ask for the rest.
pub(super) fn many(
    answers: impl Stream<Item = Executed> + Send + 'static,
    ended: BoxFuture<'static, ()>,
    cost: u64,
    told: Told,
) -> Response<Body> {
    respond(answers.map(move |response| Answer::of(response, cost, None)).boxed(), ended, told)
}

struct Open {
    answers: BoxStream<'static, Answer>,
    /// Waits for the end of the server.
    ended: BoxFuture<'static, ()>,
    told: Told,
    is_over: bool,
}

fn respond(answers: BoxStream<'static, Answer>, ended: BoxFuture<'static, ()>, told: Told) -> Response<Body> {
    let id = HeaderValue::from_str(&told.id).ok();
    let open = Open { answers, ended, told, is_over: false };
    let text = stream::unfold(open, async |mut open| {
        if open.is_over {
            return None;
        }
        let text = match timeout(HEARTBEAT, open.answers.next()).await {
            Err(_silent) => ":\n\n".to_owned(),
            Ok(Some(answer)) => open.told.next(answer),
            Ok(None) if open.ended.as_mut().now_or_never().is_some() => return None,
            Ok(None) => {
                open.is_over = true;
                "event: complete\ndata:\n\n".to_owned()
            }
        };
        Some((Ok::<_, std::convert::Infallible>(text), open))
    });
    let mut response = Response::new(Body::from_stream(text));
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Some that stand before a server would keep events until there are many.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    if let Some(id) = id {
        headers.insert(REQUEST_ID, id);
    }
    response
}

impl Told {
    fn next(&self, answer: Answer) -> String {
        let _held = self.place.as_ref();
        let (_, body) = answer.written(Media::GraphQl, self.limit, &self.id);
        let position = position(&body);
        // JSON has its line breaks escaped: an event is one line.
        let id = position.map_or_else(String::new, |position| format!("id: {position}\n"));
        format!("event: next\n{id}data: {body}\n\n")
    }
}

/// The position that an answer tells of its only field.
fn position(body: &str) -> Option<u64> {
    let answer: Value = serde_json::from_str(body).ok()?;
    let fields = answer.get("data")?.as_object()?;
    fields.values().find_map(|field| field.get("position")?.as_u64())
}
