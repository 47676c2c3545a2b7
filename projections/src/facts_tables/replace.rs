//! Tables brought up to date: the rows of some households anew, in their places among the others.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, RecordBatch, StringArray};
use arrow_schema::ArrowError;
use arrow_select::concat::concat_batches;

use super::Tables;

/// Rows of one part of a table, about: enough for a query engine, few enough to write them again for one household.
const PART_ROWS: usize = 8192;

impl Tables {
    /// Puts small parts together. A part ends where those ended that it is made of, so rows of one household stay
    /// in one part.
    ///
    /// # Errors
    /// Faults of Arrow.
    pub fn coalesce(&mut self) -> Result<(), ArrowError> {
        for parts in self.batches.values_mut() {
            let (mut larger, mut open, mut rows) = (Vec::new(), Vec::new(), 0);
            for part in parts.drain(..) {
                rows += part.num_rows();
                open.push(part);
                if rows >= PART_ROWS {
                    larger.extend(joined(&open)?);
                    open.clear();
                    rows = 0;
                }
            }
            larger.extend(joined(&open)?);
            *parts = larger;
        }
        Ok(())
    }

    /// Takes the rows of these households away and puts those of `with` in their places. Both must hold households in
    /// the order of their identifiers.
    ///
    /// # Errors
    /// Faults of Arrow.
    pub fn replace(&mut self, households: &BTreeSet<String>, with: Self) -> Result<(), ArrowError> {
        let mut anew = with.batches;
        let tables: BTreeSet<&'static str> = self.batches.keys().chain(anew.keys()).copied().collect();
        for table in tables {
            let fresh = joined(&anew.remove(table).unwrap_or_default())?;
            let parts = self.batches.entry(table).or_default();
            *parts = replaced(parts, households, fresh.as_ref())?;
        }
        Ok(())
    }
}

fn joined(parts: &[RecordBatch]) -> Result<Option<RecordBatch>, ArrowError> {
    match parts {
        [] => Ok(None),
        [only] => Ok(Some(only.clone())),
        [first, ..] => concat_batches(&first.schema(), parts).map(Some),
    }
}

/// The household of each row.
fn households(rows: &RecordBatch) -> Result<&StringArray, ArrowError> {
    let column = rows.column_by_name("household");
    let column = column.and_then(|column| column.as_string_opt());
    column.ok_or_else(|| ArrowError::SchemaError("rows that belong to no household".to_owned()))
}

/// Each part that holds one of the households, or would, is written again; the others stay as they are.
fn replaced(
    parts: &[RecordBatch],
    changed: &BTreeSet<String>,
    fresh: Option<&RecordBatch>,
) -> Result<Vec<RecordBatch>, ArrowError> {
    if parts.is_empty() {
        return Ok(fresh.cloned().into_iter().collect());
    }
    let mut of_part: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut firsts = Vec::with_capacity(parts.len());
    for part in parts {
        firsts.push(households(part)?);
    }
    for household in changed {
        let begun = firsts.partition_point(|names| !names.is_empty() && names.value(0) <= household.as_str());
        of_part.entry(begun.saturating_sub(1)).or_default().push(household);
    }
    let fresh = fresh.map(|rows| Ok::<_, ArrowError>((rows, households(rows)?))).transpose()?;
    let mut out = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        match of_part.get(&at) {
            Some(changed) => out.extend(rewritten(part, changed, fresh)?),
            None => out.push(part.clone()),
        }
    }
    Ok(out)
}

/// A part with the rows of these households anew; nothing when no row is left.
fn rewritten(
    part: &RecordBatch,
    changed: &[&str],
    fresh: Option<(&RecordBatch, &StringArray)>,
) -> Result<Option<RecordBatch>, ArrowError> {
    let names = households(part)?;
    let mut slices = Vec::with_capacity(2 * changed.len() + 1);
    let mut from = 0;
    for household in changed {
        let (begin, end) = run(names, household);
        slices.push(part.slice(from, begin - from));
        from = end;
        if let Some((rows, names)) = fresh {
            let (begin, end) = run(names, household);
            slices.push(rows.slice(begin, end - begin));
        }
    }
    slices.push(part.slice(from, part.num_rows() - from));
    slices.retain(|slice| slice.num_rows() > 0);
    joined(&slices)
}

/// Where the rows of a household stand, or would.
fn run(names: &StringArray, household: &str) -> (usize, usize) {
    let before = |bound: &dyn Fn(&str) -> bool| {
        let (mut low, mut high) = (0, names.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if bound(names.value(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    };
    (before(&|name| name < household), before(&|name| name <= household))
}
