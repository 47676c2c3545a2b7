//! The facts behind a household: the rows that a question reads of it, and the events behind them.

use std::collections::BTreeSet;

use datafusion::arrow::array::{AsArray as _, RecordBatch};
use datafusion::arrow::datatypes::UInt64Type;

use crate::rules::{Engine, EngineError, Instance};

/// The tables of what persons carry with them, whatever the household.
const CARRIED: [&str; 6] = ["attendances", "contracts", "permits", "rights", "statuses", "trainings"];

/// What a question reads of a household.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The positions of the events.
    pub(super) positions: BTreeSet<u64>,
    /// Each facts table, and how many of its rows are the household’s.
    pub(super) tables: Vec<(String, usize)>,
    /// The programmes that it was enrolled in, and those above them.
    pub(super) programmes: BTreeSet<String>,
}

/// Reads the rows of a household from every facts table that a question reads, and those of its persons, who bring along
/// what was recorded where they were before.
pub(super) async fn read(engine: &Engine, instance: &Instance, household: &str) -> Result<Read, EngineError> {
    let own = BTreeSet::from([household.to_owned()]);
    let tables = instance.facts_tables();
    let mut persons = BTreeSet::new();
    if tables.iter().any(|table| CARRIED.contains(&table.as_str())) {
        let memberships = engine.rows_where("memberships", "household", &own).await?;
        persons.extend(memberships.iter().flat_map(|batch| texts(batch, "person")));
    }
    let mut read = Read::default();
    for table in tables {
        let (column, texts) =
            if CARRIED.contains(&table.as_str()) { ("person", &persons) } else { ("household", &own) };
        let batches = engine.rows_where(&table, column, texts).await?;
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        if rows > 0 {
            read.tables.push((table, rows));
        }
        read.positions.extend(batches.iter().flat_map(positions));
    }
    let enrolments = engine.rows_where("enrolments", "household", &own).await?;
    let enrolled = enrolments.iter().flat_map(|batch| texts(batch, "programme")).collect();
    let branches = engine.rows_where("programme_tree", "programme", &enrolled).await?;
    read.programmes = branches.iter().flat_map(|batch| texts(batch, "ancestor")).collect();
    Ok(read)
}

fn positions(batch: &RecordBatch) -> Vec<u64> {
    let lists = batch.column_by_name("positions").and_then(|column| column.as_list_opt::<i32>());
    let numbers = lists.into_iter().flat_map(|lists| lists.iter().flatten());
    numbers
        .filter_map(|list| Some(list.as_primitive_opt::<UInt64Type>()?.values().to_vec()))
        .flatten()
        .collect()
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<String> {
    let texts = batch.column_by_name(column).and_then(|column| column.as_string_opt::<i32>());
    texts.map(|texts| texts.iter().flatten().map(str::to_owned).collect()).unwrap_or_default()
}
