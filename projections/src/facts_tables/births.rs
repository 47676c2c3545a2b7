//! Births that other columns tell. A child who is born to a household joins it, enters its programmes and moves into its
//! home on one day: in files that leave the machine that day is told by its year, as the birth is.

use std::collections::HashSet;

use arrow_array::cast::AsArray as _;
use arrow_array::types::Date32Type;
use arrow_array::{BooleanArray, Date32Array, RecordBatch, StringArray};

use super::Tables;

/// How a day is known that tells more of a birth than its year.
const EXACT: [&str; 2] = ["day", "month"];

/// Persons, each with a day on which that person was born or came by birth.
pub(super) struct Births<'t>(HashSet<(&'t str, i32)>);

impl<'t> Births<'t> {
    /// Those of all persons of these tables.
    pub(super) fn of(tables: &'t Tables) -> Self {
        let told = tables.parts_of("memberships").iter().flat_map(|rows| {
            let born = days(rows, "birth_on").map(|days| (days, texts(rows, "birth_precision"), false));
            let came = days(rows, "joined_on").map(|days| (days, texts(rows, "joined_precision"), true));
            let told = move |(days, precision, by_birth)| told(rows, days, precision, by_birth);
            born.into_iter().chain(came).filter_map(told).flatten()
        });
        Self(told.collect())
    }

    /// In which rows a column tells one of these days of the person whom the row is about; nothing when it does in none.
    pub(super) fn told_by(&self, rows: &RecordBatch, column: &str) -> Option<BooleanArray> {
        let when = ["_on", "_latest", "_precision"].iter().find_map(|end| column.strip_suffix(end));
        let days = match when {
            Some(when) => days(rows, &format!("{when}_on")),
            None => days(rows, column),
        };
        let pairs = texts(rows, "person")?.iter().zip(days?);
        let told = pairs.map(|(person, day)| person.zip(day).is_some_and(|birth| self.0.contains(&birth)));
        let told: BooleanArray = told.map(Some).collect();
        (told.true_count() > 0).then_some(told)
    }
}

/// The persons of rows with the days of a column, where these are known so exactly that they tell a birth.
fn told<'b>(
    rows: &'b RecordBatch,
    days: &'b Date32Array,
    precision: Option<&'b StringArray>,
    by_birth: bool,
) -> Option<impl Iterator<Item = (&'b str, i32)>> {
    let (persons, reasons) = (texts(rows, "person")?, texts(rows, "join_reason")?);
    let rows = persons.iter().zip(days).zip(precision?.iter().zip(reasons));
    Some(rows.filter_map(move |((person, day), (precision, reason))| {
        let is_birth = !by_birth || reason == Some("birth");
        let is_exact = precision.is_some_and(|precision| EXACT.contains(&precision));
        person.zip(day).filter(|_| is_birth && is_exact)
    }))
}

/// A column of texts.
pub(super) fn texts<'b>(rows: &'b RecordBatch, column: &str) -> Option<&'b StringArray> {
    rows.column_by_name(column)?.as_string_opt()
}

fn days<'b>(rows: &'b RecordBatch, column: &str) -> Option<&'b Date32Array> {
    rows.column_by_name(column)?.as_primitive_opt::<Date32Type>()
}
