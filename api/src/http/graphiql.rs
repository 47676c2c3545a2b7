//! A page to write queries and read the schema.
//!
//! At the address where GraphiQL is expected, but our own: the packages of GraphiQL 5 weigh
//! 7 MB bundled (2.2 MB compressed) and need inline styles, which the policy of this page
//! forbids. It loads nothing from elsewhere and sends nothing but to `/graphql` beside it.

use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
    routing::get,
};

const PAGE: &str = include_str!("graphiql/page.html");
const STYLE: &str = include_str!("graphiql/page.css");
const SCRIPT: &str = include_str!("graphiql/page.js");
/// Where the page has its examples.
const EXAMPLES: &str = "<!-- examples -->";

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// A query that the page offers; the first one is in the editor when the page opens.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What it shows, in French.
    pub french: &'static str,
    /// What it shows, in English.
    pub english: &'static str,
    /// The document.
    pub query: &'static str,
    /// Its variables, as a JSON object; empty for none.
    pub variables: &'static str,
}

/// The page and its two files, at `/graphiql`, for the endpoint `/graphql`.
pub fn graphiql<State>(examples: &[Example]) -> Router<State>
where
    State: Clone + Send + Sync + 'static,
{
    let options: String = examples.iter().map(option).collect();
    let page = PAGE.replace(EXAMPLES, &options);
    Router::new()
        .route("/graphiql", get(async move || file("text/html", page.clone())))
        .route("/graphiql/page.css", get(async || file("text/css", STYLE)))
        .route("/graphiql/page.js", get(async || file("text/javascript", SCRIPT)))
}

fn option(example: &Example) -> String {
    format!(
        "<option data-query=\"{}\" data-variables=\"{}\">{} · {}</option>\n",
        escape(example.query),
        escape(example.variables),
        escape(example.french),
        escape(example.english),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn file(kind: &str, body: impl IntoResponse) -> impl IntoResponse {
    let kind = HeaderValue::from_str(&format!("{kind}; charset=utf-8"));
    let headers: [(HeaderName, HeaderValue); 4] = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (kind.map(|kind| [(header::CONTENT_TYPE, kind)]).ok(), headers, body)
}
