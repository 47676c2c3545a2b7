//! The list of households: search, filters, order. Unit: households with a file.
//!
//! No name and no birth: those are sealed. The next deadline may be the last day of a permit, which is class Q: it
//! stands in a table of its own, which is personal.

mod fold;
mod list;
mod sight;

use domain::facts::FactKind;
use event_store::{Column, Model, Table};

use crate::deadlines;
use crate::projection::{Projection, Rows, Subject};

pub use list::{Household, Place, Query, Sort, get, list, seen};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct HouseholdList;

static MODEL: Model = Model {
    name: "household_list",
    version: 1,
    tables: &[
        Table {
            name: "households_v1",
            columns: &[
                Column::text("id"),
                Column::int("version"),
                Column::int("last_position"),
                Column::text("entered_on"),
                Column::text("last_event_on"),
                Column::int("members"),
                Column::text("housing_kind"),
                Column::text("housing_class"),
                Column::int("is_open"),
                Column::text("programmes"),
            ],
            indexes: &[&["id"], &["entered_on", "id"], &["last_event_on", "id"], &["housing_kind", "id"]],
            personal: false,
        },
        Table {
            name: "household_programmes_v1",
            columns: &[Column::text("programme")],
            indexes: &[&["programme", "owner"]],
            personal: false,
        },
        Table {
            name: "household_deadlines_v1",
            columns: &[Column::text("due_on"), Column::text("kind")],
            indexes: &[&["due_on"]],
            personal: true,
        },
    ],
};

impl Projection for HouseholdList {
    fn model(&self) -> &'static Model {
        &MODEL
    }

    fn fold(&self, subject: &Subject<'_>) -> Result<Rows, String> {
        let Subject::Household(of) = subject else { return Ok(vec![Vec::new(); 3]) };
        Ok(fold::rows(of))
    }

    fn spreads(&self, kind: FactKind) -> bool {
        deadlines::spreads(kind)
    }
}
