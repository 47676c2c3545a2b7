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
    let mut out = Vec::with_capacity(parts.len());
    if parts.is_empty() {
        if let Some(fresh) = fresh {
            cut(fresh, &mut out)?;
        }
        return Ok(out);
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
    for (at, part) in parts.iter().enumerate() {
        match of_part.get(&at) {
            Some(changed) => {
                if let Some(part) = rewritten(part, changed, fresh)? {
                    cut(&part, &mut out)?;
                }
            }
            None => out.push(part.clone()),
        }
    }
    Ok(out)
}

/// Cuts a part that has grown, where a household begins.
fn cut(part: &RecordBatch, out: &mut Vec<RecordBatch>) -> Result<(), ArrowError> {
    let mut rest = part.clone();
    while rest.num_rows() > 2 * PART_ROWS {
        let names = households(&rest)?;
        let (_, end) = run(names, names.value(PART_ROWS - 1));
        out.push(rest.slice(0, end));
        rest = rest.slice(end, rest.num_rows() - end);
    }
    if rest.num_rows() > 0 {
        out.push(rest);
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Int64Array};
    use arrow_schema::{DataType, Field, Schema};

    use super::*;

    /// Rows of households with a number each, in parts.
    fn parts(of: &[&[(&str, i64)]]) -> Vec<RecordBatch> {
        let fields = vec![
            Field::new("household", DataType::Utf8, false),
            Field::new("number", DataType::Int64, false),
        ];
        let schema = Arc::new(Schema::new(fields));
        let part = |rows: &&[(&str, i64)]| {
            let names: ArrayRef = Arc::new(rows.iter().map(|(name, _)| Some(*name)).collect::<StringArray>());
            let numbers: ArrayRef = Arc::new(rows.iter().map(|(_, number)| *number).collect::<Int64Array>());
            RecordBatch::try_new(Arc::clone(&schema), vec![names, numbers]).unwrap()
        };
        of.iter().map(part).collect()
    }

    fn told(parts: &[RecordBatch]) -> Vec<String> {
        let mut told = Vec::new();
        for part in parts {
            assert!(part.num_rows() > 0, "a part without rows");
            let numbers = part.column(1).as_primitive::<arrow_array::types::Int64Type>();
            let names = households(part).unwrap();
            told.extend(
                names
                    .iter()
                    .zip(numbers.iter())
                    .map(|(name, number)| format!("{}{}", name.unwrap(), number.unwrap())),
            );
        }
        told
    }

    fn after(old: &[&[(&str, i64)]], changed: &[&str], fresh: &[(&str, i64)]) -> Vec<String> {
        let changed = changed.iter().map(|name| (*name).to_owned()).collect();
        let fresh = joined(&parts(&[fresh])).unwrap().filter(|rows| rows.num_rows() > 0);
        told(&replaced(&parts(old), &changed, fresh.as_ref()).unwrap())
    }

    #[test]
    fn rows_take_the_places_of_those_before() {
        let old: &[&[(&str, i64)]] =
            &[&[("b", 1), ("b", 2), ("d", 1)], &[("f", 1)], &[("h", 1), ("j", 1), ("j", 2)]];
        // Changed, before all, between parts, within a part, behind all; gone; never there.
        assert_eq!(after(old, &["b"], &[("b", 7)]), ["b7", "d1", "f1", "h1", "j1", "j2"]);
        assert_eq!(after(old, &["a"], &[("a", 7)]), ["a7", "b1", "b2", "d1", "f1", "h1", "j1", "j2"]);
        assert_eq!(
            after(old, &["e", "i"], &[("e", 7), ("i", 8), ("i", 9)]),
            ["b1", "b2", "d1", "e7", "f1", "h1", "i8", "i9", "j1", "j2"]
        );
        assert_eq!(
            after(old, &["j", "k"], &[("j", 7), ("k", 8)]),
            ["b1", "b2", "d1", "f1", "h1", "j7", "k8"]
        );
        assert_eq!(after(old, &["f", "z"], &[]), ["b1", "b2", "d1", "h1", "j1", "j2"]);
        assert_eq!(after(old, &["b", "d", "f", "h", "j"], &[("f", 7)]), ["f7"]);
        assert_eq!(after(&[], &["b"], &[("b", 7)]), ["b7"]);
        assert_eq!(after(&[], &["b"], &[]), [""; 0]);
    }

    #[test]
    fn a_part_that_has_grown_is_cut_where_a_household_begins() {
        let names: Vec<String> = (0..3 * PART_ROWS / 4).map(|number| format!("{number:06}")).collect();
        let rows: Vec<(&str, i64)> =
            names.iter().flat_map(|name| (0..4).map(move |at| (name.as_str(), at))).collect();
        let mut out = Vec::new();
        cut(&parts(&[&rows])[0], &mut out).unwrap();
        assert_eq!(out.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [PART_ROWS, 2 * PART_ROWS]);
        assert_eq!(told(&out), told(&parts(&[&rows])));
        // All of one household: it stays whole.
        let one: Vec<(&str, i64)> = (0..).map(|at| ("a", at)).take(3 * PART_ROWS).collect();
        let mut out = Vec::new();
        cut(&parts(&[&one])[0], &mut out).unwrap();
        assert_eq!(out.len(), 1);
    }
}
