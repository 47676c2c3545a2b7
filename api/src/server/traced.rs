//! Requests in a trace, which goes on from that of the caller.

use application::TRACED;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState};
use tracing::{Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// Where a caller names its trace: <https://www.w3.org/TR/trace-context/#traceparent-header>. What stands in
/// `tracestate` and `baggage` are words of others, and go nowhere.
const PARENT: HeaderName = HeaderName::from_static("traceparent");

/// A request, by its route and never by its address.
pub(super) fn request(request: &Request, route: &'static str, id: &str) -> Span {
    let method = method(request.method());
    let span = tracing::info_span!(
        target: TRACED,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = field::Empty,
        request_id = id,
    );
    if !span.is_disabled()
        && let Some(caller) = caller(request.headers())
    {
        let parent = Context::new().with_remote_span_context(caller);
        // An error means that nobody collects traces.
        let _ = span.set_parent(parent);
    }
    span
}

/// A request was answered; what is the caller’s doing is no error of ours.
pub(super) fn answered(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
}

/// Methods that are none are words of the caller.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "_OTHER",
    }
}

/// The span of the caller, unless it is named twice or in another form than the one that is specified.
fn caller(headers: &HeaderMap) -> Option<SpanContext> {
    let mut named = headers.get_all(PARENT).iter();
    let (Some(text), None) = (named.next(), named.next()) else { return None };
    let text = text.to_str().ok()?;
    let parts: Vec<&str> = text.split('-').collect();
    let [version, trace, span, flags, later @ ..] = parts.as_slice() else { return None };
    // Later versions may say more, behind what this one says.
    if *version == "ff" || (*version == "00" && !later.is_empty()) {
        return None;
    }
    let is_hex = |text: &str, digits| {
        text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    if !(is_hex(version, 2) && is_hex(trace, 32) && is_hex(span, 16) && is_hex(flags, 2)) {
        return None;
    }
    let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?) & TraceFlags::SAMPLED;
    let caller = SpanContext::new(trace, span, flags, true, TraceState::default());
    caller.is_valid().then_some(caller)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const PARENT_OF_SPECIFICATION: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn named(values: &[&str]) -> Option<(String, String, bool)> {
        let values = values.iter().map(|value| (PARENT, HeaderValue::from_str(value).unwrap()));
        let mut headers = HeaderMap::new();
        values.for_each(|(name, value)| {
            headers.append(name, value);
        });
        let caller = caller(&headers)?;
        Some((caller.trace_id().to_string(), caller.span_id().to_string(), caller.is_sampled()))
    }

    #[test]
    fn a_caller_is_found_in_the_form_that_is_specified() {
        let expected = |sampled| {
            Some(("4bf92f3577b34da6a3ce929d0e0e4736".to_owned(), "00f067aa0ba902b7".to_owned(), sampled))
        };
        assert_eq!(named(&[PARENT_OF_SPECIFICATION]), expected(true));
        assert_eq!(named(&["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02"]), expected(false));
        assert_eq!(named(&["cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what"]), expected(true));
    }

    #[test]
    fn a_caller_in_any_other_form_is_nobody() {
        assert_eq!(named(&[]), None);
        assert_eq!(named(&[PARENT_OF_SPECIFICATION; 2]), None);
        for wrong in [
            "",
            "-",
            "00",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f35-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        ] {
            assert_eq!(named(&[wrong]), None, "{wrong}");
        }
    }
}
