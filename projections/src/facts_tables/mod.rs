//! Facts tables: the believed timeline as intervals that a rule can count.
//!
//! One row for each episode and person, with its days as they are known and the events behind it. What a column
//! holds is told where it is declared, in `*_rows.rs`; [`described`] tells the same to programs,
//! [`documentation`] to people.

mod births;
mod bucket;
mod builder;
mod coarse;
mod column;
mod document;
mod home_fold;
mod household_fold;
mod household_rows;
mod pairs;
mod parquet_file;
mod permit_requests;
mod person_fold;
mod person_rows;
mod personal;
mod programme_fold;
mod programme_rows;
mod replace;
mod seen;
mod stay_rows;
mod table;
mod telling;
mod tree;

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};

pub use bucket::{Bucket, Buckets, spread};
pub use builder::{TablesBuilder, described};
pub(crate) use coarse::department;
pub use document::documentation;
pub use parquet_file::{Stamp, read_parquet, stamp_of_parquet, write_parquet};
pub use personal::Personal;
pub use table::Described;
pub use telling::Telling;

/// The version of the rows: to be raised whenever the same events give other rows.
pub const VERSION: u32 = 1;

/// The columns of a table.
#[must_use]
pub fn schema_of(table: &str) -> Option<SchemaRef> {
    described().into_iter().find(|described| described.name == table).map(|described| described.schema)
}

/// The facts tables of some households and programmes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tables {
    batches: BTreeMap<&'static str, Vec<RecordBatch>>,
    /// Programmes and those above them.
    parents: BTreeMap<String, Option<String>>,
}

impl Tables {
    /// Adds the rows of others behind these.
    pub fn append(&mut self, other: Self) {
        for (name, batches) in other.batches {
            self.batches.entry(name).or_default().extend(batches);
        }
        self.parents.extend(other.parents);
    }

    /// Adds parts of a table behind those that it has.
    pub fn extend(&mut self, table: &Described, parts: Vec<RecordBatch>) {
        self.batches.entry(table.name).or_default().extend(parts);
    }

    /// The parts of a table.
    #[must_use]
    pub fn parts_of(&self, table: &str) -> &[RecordBatch] {
        self.batches.get(table).map_or(&[], Vec::as_slice)
    }

    /// Ends the tables: what is about all programmes together is made.
    ///
    /// # Errors
    /// Faults of Arrow.
    pub fn end(&mut self) -> Result<(), ArrowError> {
        let (name, batch) = tree::branches(&self.parents)?;
        self.batches.insert(name, vec![batch]);
        Ok(())
    }

    /// Every table with its rows, in parts.
    #[must_use]
    pub fn batches(&self) -> Vec<(&'static str, Vec<RecordBatch>)> {
        let batches = |described: Described| {
            (described.name, self.batches.get(described.name).cloned().unwrap_or_default())
        };
        described().into_iter().map(batches).collect()
    }

    /// How many rows a table has.
    #[must_use]
    pub fn rows_of(&self, table: &str) -> usize {
        self.batches.get(table).into_iter().flatten().map(RecordBatch::num_rows).sum()
    }
}
