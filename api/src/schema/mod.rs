//! The GraphQL schema: what may be asked and what may be recorded.
//!
//! One file per family of objects. Resolvers translate and decide nothing: questions go to
//! [`Sight`], answers are its values under the names of the schema. Labels and messages are
//! in the [`Language`] that the request carries, French when it carries none.

mod accesses;
mod behind;
mod changes;
mod deadlines;
mod episodes;
mod erase;
mod figure;
mod forms;
mod history;
mod household;
mod households;
mod id;
mod import;
mod integrity;
mod latest;
mod mutation;
mod occupancy;
mod page;
mod parts;
mod programme;
mod projection;
mod query;
mod record;

mod report;
mod rules;
mod scalars;
mod server_info;
mod state;
mod streams;
mod subscription;
mod ties;
mod together;
mod trial;

pub(crate) use import::LINES_MAX;
pub(crate) use page::FIRST_MAX;
pub(crate) use query::NODES_MAX;
pub(crate) use record::FACTS_MAX;
pub(crate) use streams::MOST as STREAMS_MOST;
pub(crate) use trial::CHANGES_MAX;

use application::sight::{Forbidden, Sight, SightError};
use application::{BeliefError, CountError, Fault, ReadError, RebuildError, ReportError};
use async_graphql::{Context, Error, Result, SDLExportOptions, Schema};
use domain::codes::Coded;
use domain::messages::{Language, code_label};

use crate::http::{Code, fault, unavailable};

pub(crate) use forms::Worded;
pub use mutation::Mutation;
pub use query::Query;
pub(crate) use streams::Streams;
pub(crate) use subscription::Resumed;
pub use subscription::Subscription;

/// The schema of Parcours.
pub type ParcoursSchema = Schema<Query, Mutation, Subscription>;

/// The schema. Each request carries the [`Sight`] of whoever asks: nothing is read or recorded
/// but through it.
#[must_use]
pub fn schema() -> ParcoursSchema {
    let schema = Schema::build(Query, Mutation, Subscription);
    // A suggestion repeats the document, which may hold personal data.
    schema.disable_suggestions().finish()
}

/// The schema in the schema definition language, as it stands in `api/schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by();
    Schema::new(Query, Mutation, Subscription).sdl_with_options(options)
}

/// What a field resolves to that may fail alone: a failure makes it null and leaves its object be.
///
/// `Result<Option<T>>` would null the parent; `transpose` leads from one to the other.
type Field<T> = Option<Result<T>>;

/// What whoever asks may see and record.
fn sight<'c>(ctx: &Context<'c>) -> Result<&'c Sight> {
    ctx.data::<Sight>()
}

fn language(ctx: &Context<'_>) -> Language {
    ctx.data_opt::<Language>().copied().unwrap_or_default()
}

/// The label of a code in the language of the request.
fn label<C: Coded>(ctx: &Context<'_>, code: C) -> String {
    code_label(language(ctx), code)
}

/// Why a list or anything else that is not for everybody was not read.
fn unread(error: SightError) -> Error {
    let why = match error {
        SightError::Read(ReadError::Fault(fault)) => return failed(fault),
        SightError::Read(error @ ReadError::NotYet { .. }) => return Code::NotYet.error(error.to_string()),
        SightError::Count(error) => return uncounted(error),
        SightError::Vague(vague) => return Code::BadUserInput.error(vague.to_string()),
        SightError::Forbidden(why) => why,
    };
    Code::Forbidden.error(match why {
        Forbidden::Deadlines => "deadlines of households may be days of permits, which you may not see",
        Forbidden::Names => "names are personal data, which you may not see",
        Forbidden::Bundle => "an audit bundle holds all of a household: it is made for auditors who say why",
        Forbidden::Occupancy => "how full a programme is is told to those who are in it",
        Forbidden::Operations => "this is told to auditors and administrators",
        Forbidden::Figures => "figures of a programme are told to those who are in it",
        Forbidden::History => "what was recorded about a programme is told to those who run it",
        Forbidden::Rules => {
            "other rules are tried by those who run the programme, and by those who look at all"
        }
        Forbidden::Behind => {
            "who is behind a figure is told to those who run the programme, and to those who look at all"
        }
    })
}

/// Why nothing was counted.
fn uncounted(error: CountError) -> Error {
    let error = match error {
        CountError::Busy(busy) => {
            return Code::Unavailable.error(format!("{busy}: try again in a few seconds"));
        }
        CountError::Report(error) => error,
    };
    match error {
        ReportError::Belief(BeliefError::Facts(RebuildError::Fault(fault))) => failed(fault),
        error @ ReportError::Belief(_) => fault(&error),
        error @ (ReportError::NoProgramme { .. }
        | ReportError::Future { .. }
        | ReportError::NoReport { .. }
        | ReportError::Changes(_)
        | ReportError::TooFine(_)) => Code::BadUserInput.error(error.to_string()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` takes")]
fn failed(error: Fault) -> Error {
    if error.is_passing() {
        return unavailable(&error, "the ledger, or its master key, cannot be reached now");
    }
    fault(&error)
}
