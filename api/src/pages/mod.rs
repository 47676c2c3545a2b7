//! Pages, made on the server: the pathways as people look at them.
//!
//! A page is a GraphQL document with a template beside it. The document goes through the guard and the schema of the
//! endpoint ([`ask`](ask::ask)), so a page shows exactly what its reader may query. Templates branch on what is there, never on rules.
//! No script is needed to read; nothing is inline, nothing comes from elsewhere (`respond`).

mod answer;
mod ask;
mod behind;
mod bundle;
mod chart;
mod compare;
mod failure;
mod figures;
mod frame;
mod frieze;
mod household;
mod households;
mod integrity;
mod numbers;
mod parsed;
mod programme;
mod programmes;
mod proof;
mod reader;
mod record;
mod respond;
mod rules;
mod search;
mod texts;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{get, post};

pub(crate) use ask::Desk;
use failure::Failure;
use frame::Frame;
use respond::file;

/// The pages; the caller of each is known before it.
pub(crate) fn routes(desk: Desk) -> Router {
    Router::new()
        .route("/", get(households::page))
        .route("/households/{id}", get(household::page))
        .route("/households/{id}/bundle", post(bundle::file))
        .route("/integrity", get(integrity::page))
        .route("/integrity/verify", post(integrity::verify))
        .route("/proofs/{position}", get(proof::page))
        .merge(record::routes())
        .merge(search::routes())
        .route("/programmes", get(programmes::page))
        .route("/programmes/{code}", get(programme::page))
        .route("/programmes/{code}/report.xlsx", get(programme::workbook))
        .route("/programmes/{code}/figures/{id}", get(behind::page))
        .route("/rules", get(rules::page))
        .route("/rules/compare", get(compare::page))
        .with_state(desk)
}

/// The files beside the pages: the same for everybody, signed in or not.
pub(crate) fn files() -> Router {
    Router::new()
        .route(
            "/assets/page.css",
            get(async || file("text/css; charset=utf-8", include_str!("assets/page.css"))),
        )
        .route(
            "/assets/page.js",
            get(async || file("text/javascript; charset=utf-8", include_str!("assets/page.js"))),
        )
}

/// The page of an address where there is nothing.
pub(crate) async fn nothing(request: Request) -> Response {
    let (parts, _) = request.into_parts();
    failure::page(&Frame::of(&parts), Failure::NotFound)
}

/// Tells in a page, to whoever asked for one, what was refused before any page was reached: no room, no time,
/// nobody signed in.
pub(crate) async fn told(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let frame = is_page(parts.uri.path()).then(|| Frame::of(&parts));
    let enters = parts.uri.path() == "/sign-in";
    let sends = parts.method == Method::POST;
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(frame) = frame.filter(|_| is_refusal(&response)) else { return response };
    let failure = Failure::of_status(response.status());
    let failure = match (failure == Failure::SignIn, enters, sends) {
        (true, true, _) => Failure::WrongToken,
        (true, false, true) => Failure::SignInAgain,
        (true, false, false) | (false, _, _) => failure,
    };
    let mut page = failure::page(&frame, failure);
    *page.status_mut() = response.status();
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

fn is_page(path: &str) -> bool {
    const PAGES: &[&str] = &[
        "/",
        "/sign-in",
        "/sign-out",
        "/reason",
        "/integrity",
        "/programmes",
        "/rules",
        "/rules/compare",
        "/new-programme",
        "/search",
    ];
    let below = ["/households/", "/programmes/", "/proofs/", "/integrity/"];
    PAGES.contains(&path) || below.iter().any(|above| path.starts_with(above))
}

/// An error that is no page.
fn is_refusal(response: &Response) -> bool {
    let status: StatusCode = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let html = kind.is_some_and(|kind| kind.starts_with("text/html"));
    (status.is_client_error() || status.is_server_error()) && !html
}
