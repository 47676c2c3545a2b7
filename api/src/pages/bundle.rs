//! The audit bundle of a household, as a file.

use application::bundle::BundleFault;
use application::sight::{Sight, Unbundled};
use axum::extract::{Path, Request};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::ids::HouseholdId;

use super::failure::{self, Failure};
use super::frame::Frame;

/// The file: what is stored of the household, opened, with what proves it.
pub(super) async fn file(Path(id): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let made = async {
        let household: HouseholdId = id.parse().map_err(|_| Failure::NotFound)?;
        let sight = parts.extensions.get::<Sight>().ok_or(Failure::SignIn)?;
        let bundled = sight.audit_bundle(household).await.map_err(|error| failed(&error))?;
        let name = format!("attachment; filename=\"parcours-{household}.ndjson\"");
        let name = HeaderValue::from_str(&name).map_err(|_| Failure::Failed)?;
        let mut response = bundled.bytes.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
        headers.insert(header::CONTENT_DISPOSITION, name);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        Ok(response)
    };
    made.await.unwrap_or_else(|failure| failure::page(&frame, failure))
}

fn failed(error: &Unbundled) -> Failure {
    match error {
        Unbundled::Forbidden(_) => Failure::Forbidden,
        Unbundled::Bundle(BundleFault::Unknown) => Failure::NotFound,
        Unbundled::Bundle(BundleFault::NoCheckpoint) => Failure::NotSigned,
        Unbundled::Bundle(error) => {
            tracing::error!(error = error as &dyn std::error::Error, "an audit bundle cannot be made");
            Failure::Failed
        }
    }
}
