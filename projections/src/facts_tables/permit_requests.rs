//! Days that tell those of permits. A request for a permit is granted, often, on the first day of the permit: in files that
//! leave the machine its days are told by their months, as those of the permit are.

use std::collections::HashSet;

use arrow_array::{BooleanArray, RecordBatch};

use super::Tables;
use super::births::texts;
use super::coarse::Coarse;

/// The kind of such a request.
const PERMIT: &str = "permit";

/// Requests for permits.
pub(super) struct PermitRequests<'t>(HashSet<&'t str>);

impl<'t> PermitRequests<'t> {
    /// Those of these tables: what is said to be one, and what a permit names.
    pub(super) fn of(tables: &'t Tables) -> Self {
        let said = tables.parts_of("requests").iter().filter_map(|rows| {
            let kinds = texts(rows, "kind")?.iter();
            let told = texts(rows, "request")?.iter().zip(kinds);
            Some(told.filter(|(_, kind)| *kind == Some(PERMIT)).filter_map(|(request, _)| request))
        });
        let named = tables.parts_of("permits").iter().filter_map(|rows| texts(rows, "request"));
        Self(said.flatten().chain(named.flat_map(|requests| requests.iter().flatten())).collect())
    }

    /// In which rows a column tells a day of one of them, and what becomes of it: the session in which it was decided
    /// tells the day too.
    pub(super) fn told_by(&self, rows: &RecordBatch, column: &str) -> Option<(BooleanArray, Coarse)> {
        let is_day = ["_on", "_latest", "_precision"].iter().any(|end| column.ends_with(end));
        let coarse = match column {
            "session" => Coarse::Nothing,
            _ if is_day => Coarse::Month,
            _ => return None,
        };
        let is_one = |request: Option<&str>| Some(request.is_some_and(|request| self.0.contains(request)));
        let told: BooleanArray = texts(rows, "request")?.iter().map(is_one).collect();
        (told.true_count() > 0).then_some((told, coarse))
    }
}
