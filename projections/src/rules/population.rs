//! The population of an indicator: one row for each unit, with its verdict.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray as _, RecordBatch};
use datafusion::arrow::compute::{can_cast_types, cast};
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type, SchemaRef};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

/// Columns with a meaning of their own, and their type; every other is a dimension.
pub(super) const COLUMNS: [(&str, DataType, &str); 8] = [
    ("unit", DataType::Utf8, "text"),
    ("household", DataType::Utf8, "text"),
    ("kept", DataType::Boolean, "boolean"),
    ("value", DataType::Float64, "number"),
    ("persons", DataType::Int64, "whole number"),
    ("left_out", DataType::Utf8, "text"),
    ("told", DataType::Utf8, "text"),
    ("rank", DataType::Int64, "whole number"),
];

/// The columns that every population has.
pub(super) const REQUIRED: [&str; 3] = ["unit", "household", "kept"];

/// Whether a column of one type may stand for one of another, without guessing.
pub(super) fn fits(found: &DataType, wanted: &DataType) -> bool {
    if found.is_null() || found == wanted {
        return true;
    }
    let is_text = *wanted == DataType::Utf8 && found.is_string();
    let is_number = *wanted == DataType::Float64 && found.is_numeric();
    is_text || is_number || (*wanted == DataType::Int64 && found.is_integer())
}

/// One unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which.
    pub unit: String,
    /// The household it belongs to.
    pub household: Option<String>,
    /// Whether it counts in the numerator.
    pub kept: bool,
    /// Its number, for means and sums.
    pub value: Option<f64>,
    /// Its persons.
    pub persons: Option<i64>,
    /// Why it is in neither number.
    pub left_out: Option<String>,
    /// What it tells, for values.
    pub told: Option<String>,
    /// Its place among values, or the number it belongs to when several are computed.
    pub rank: Option<i64>,
    /// What else is known of it, in the order of [`Population::dimensions`].
    pub dimensions: Vec<Option<String>>,
}

/// Every unit, ordered by rank, unit and household.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Population {
    /// The names of the further columns.
    pub dimensions: Vec<String>,
    /// The units.
    pub rows: Vec<Row>,
}

impl Population {
    /// Reads the rows of a query.
    pub(super) fn read(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<Self, String> {
        let is_own = |name: &str| COLUMNS.iter().any(|(own, _, _)| *own == name);
        let names = || schema.fields().iter().map(|field| field.name().clone());
        let dimensions: Vec<String> = names().filter(|name| !is_own(name)).collect();
        let mut rows = Vec::new();
        for batch in batches {
            let columns = Columns::of(batch, &dimensions)?;
            for at in 0..batch.num_rows() {
                rows.push(columns.row(at)?);
            }
        }
        // The order in which an engine happens to answer shall not show, not even in the last digit of a sum.
        let key = |row: &Row| (row.rank, row.unit.clone(), row.household.clone());
        rows.sort_by(|one: &Row, other: &Row| {
            key(one)
                .cmp(&key(other))
                .then_with(|| one.value.unwrap_or(0.0).total_cmp(&other.value.unwrap_or(0.0)))
                .then_with(|| (&one.told, &one.dimensions).cmp(&(&other.told, &other.dimensions)))
        });
        Ok(Self { dimensions, rows })
    }
}

/// The columns of a batch, by their meaning.
struct Columns {
    own: Vec<Option<ArrayRef>>,
    dimensions: Vec<ArrayRef>,
}

impl Columns {
    fn of(batch: &RecordBatch, dimensions: &[String]) -> Result<Self, String> {
        let own = COLUMNS.map(|(name, wanted, _)| {
            let Some(found) = batch.column_by_name(name) else {
                return if REQUIRED.contains(&name) { Err(format!("no column {name}")) } else { Ok(None) };
            };
            if !fits(found.data_type(), &wanted) || !can_cast_types(found.data_type(), &wanted) {
                return Err(format!("the column {name} is {}", found.data_type()));
            }
            cast(found, &wanted).map(Some).map_err(|error| format!("{name}: {error}"))
        });
        let own = own.into_iter().collect::<Result<_, _>>()?;
        let further = |name: &String| batch.column_by_name(name).map(Arc::clone);
        Ok(Self { own, dimensions: dimensions.iter().filter_map(further).collect() })
    }

    fn row(&self, at: usize) -> Result<Row, String> {
        let unit = self.text(0, at).ok_or("a row without unit")?;
        let left_out = self.text(5, at);
        // A verdict that is not known is none: `x IN (…)` of an unknown x does not count.
        let kept = self.column(2, at).is_some_and(|column| column.as_boolean().value(at));
        let number = |column: &ArrayRef| column.as_primitive::<Float64Type>().value(at);
        let whole = |column: &ArrayRef| column.as_primitive::<Int64Type>().value(at);
        let shown = |column: &ArrayRef| {
            if column.is_null(at) {
                return Ok(None);
            }
            let options = FormatOptions::default();
            let formatter = ArrayFormatter::try_new(column, &options).map_err(|error| error.to_string())?;
            formatter.value(at).try_to_string().map(Some).map_err(|error| error.to_string())
        };
        Ok(Row {
            unit,
            household: self.text(1, at),
            kept,
            value: self.column(3, at).map(number),
            persons: self.column(4, at).map(whole),
            left_out,
            told: self.text(6, at),
            rank: self.column(7, at).map(whole),
            dimensions: self.dimensions.iter().map(shown).collect::<Result<_, String>>()?,
        })
    }

    /// A column in which something stands at that row.
    fn column(&self, which: usize, at: usize) -> Option<&ArrayRef> {
        self.own.get(which)?.as_ref().filter(|column| column.is_valid(at))
    }

    fn text(&self, which: usize, at: usize) -> Option<String> {
        self.column(which, at).map(|column| column.as_string::<i32>().value(at).to_owned())
    }
}
