//! How a page learns what it shows: a GraphQL document, through the guard and the schema of the endpoint.

use std::sync::Arc;

use application::Application;
use application::sight::{Sight, Viewer};
use async_graphql::{Executor as _, PathSegment, Request, ServerError, Variables};
use axum::http::request::Parts;
use domain::messages::Language;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::Instrument as _;

use super::failure::Failure;
use super::search::Searches;
use crate::guard::{self, Guard, Refusal};
use crate::http::{Code, executed, request_id, traced_operation};
use crate::schema::{ParcoursSchema, Worded};
use crate::server::Counter;

/// What every page needs. Clones share it.
#[derive(Clone)]
pub(crate) struct Desk {
    schema: Worded<ParcoursSchema>,
    guard: Arc<Guard>,
    /// For its clock only: what is told of households comes from the schema.
    application: Application,
    /// What readers spend, here as everywhere.
    counter: Arc<Counter>,
    searches: Arc<Searches>,
}

impl Desk {
    pub(crate) fn new(
        schema: ParcoursSchema,
        guard: Guard,
        application: Application,
        counter: Arc<Counter>,
    ) -> Self {
        Self {
            schema: Worded(schema),
            guard: Arc::new(guard),
            application,
            counter,
            searches: Arc::default(),
        }
    }

    /// Whom readers looked for a short time ago.
    pub(super) fn searches(&self) -> &Searches {
        &self.searches
    }

    /// Takes what a page costs from what its reader has.
    ///
    /// # Errors
    /// There is not enough left.
    pub(super) fn charge(&self, sight: &Sight, cost: u64) -> Result<(), Failure> {
        let Viewer::Account(account) = sight.viewer() else { return Ok(()) };
        match self.counter.charge(account, cost) {
            Ok(_left) => Ok(()),
            Err(spent) => Err(Failure::Spent(spent.seconds())),
        }
    }

    /// Today, in the ledger’s time zone.
    pub(super) fn today(&self) -> jiff::civil::Date {
        self.application.clock().today()
    }

    /// The time zone in which instants become days.
    pub(super) fn time_zone(&self) -> jiff::tz::TimeZone {
        self.application.time_zone()
    }
}

/// Asks a document on behalf of whoever sent the request, and reads the answer. The one way by which pages learn
/// anything: who may see what is decided where it is for every other client.
///
/// # Errors
/// The first error of the answer. A part that the caller may not see is null instead, unless it is all that was asked.
pub(super) async fn ask<T: DeserializeOwned>(
    desk: &Desk,
    parts: &Parts,
    language: Language,
    document: &str,
    variables: Value,
) -> Result<T, Failure> {
    let mut variables = Variables::from_json(variables);
    let parsed = desk.guard.parse(document).map_err(|refusal| refused(&refusal))?;
    let operation = guard::select(&parsed, None).map_err(|refusal| refused(&refusal))?;
    let kind = operation.node.ty;
    let cost = desk.guard.admit(&parsed, operation, &mut variables).map_err(|refusal| refused(&refusal))?;

    let mut request = Request::new(document).variables(variables).data(language);
    request.set_parsed_query(parsed);
    // Without it nothing can be read at all.
    if let Some(sight) = parts.extensions.get::<Sight>() {
        desk.charge(sight, cost)?;
        request = request.data(sight.clone());
    }
    let response = desk.schema.execute(request).instrument(traced_operation(kind, cost)).await;

    let failed = response.errors.iter().filter(|error| !is_left_out(error)).map(Failure::of).next();
    // Faults are logged under the id of the request, and nowhere else told.
    drop(executed(response.errors, &request_id(&parts.headers)));
    if let Some(failure) = failed {
        return Err(failure);
    }
    let data = response.data.into_json().and_then(serde_json::from_value);
    data.map_err(|error| {
        tracing::error!(%error, "a page cannot read its own answer");
        Failure::Failed
    })
}

/// Whether an error says only that a part of the page is not for the caller.
fn is_left_out(error: &ServerError) -> bool {
    let fields = error.path.iter().filter(|step| matches!(step, PathSegment::Field(_)));
    Code::of(error) == Some(Code::Forbidden) && fields.count() > 1
}

/// A variable of the wrong form is the caller’s; everything else is ours, for the documents are.
fn refused(refusal: &Refusal) -> Failure {
    if refusal.reason == guard::Reason::Input {
        return Failure::BadRequest;
    }
    tracing::error!(error = refusal.message, "the document of a page is refused");
    Failure::Failed
}
