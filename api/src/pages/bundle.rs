//! The audit bundle of a household, as a file.

use application::bundle::BundleFault;
use application::sight::{Sight, Unbundled};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::ids::HouseholdId;

use super::ask::Desk;
use super::failure::{self, Failure};
use super::frame::Frame;
use super::respond::download;

/// What a bundle costs, as much as some hundreds of pages: everything of a household is opened and proved.
const COST: u64 = 5_000;

/// The file: what is stored of the household, opened, with what proves it. Asked for by a button and not by a link, for
/// it is logged, and what covers it is signed.
pub(super) async fn file(State(desk): State<Desk>, Path(id): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let frame = Frame::of(&parts);
    let made = async {
        let household: HouseholdId = id.parse().map_err(|_| Failure::NotFound)?;
        let sight = parts.extensions.get::<Sight>().ok_or(Failure::SignIn)?;
        desk.charge(sight, COST)?;
        let bundled = sight.audit_bundle(household).await.map_err(|error| failed(&error))?;
        Ok(download("application/x-ndjson", &format!("parcours-{household}.ndjson"), bundled.bytes))
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
