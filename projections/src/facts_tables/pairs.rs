//! Two columns of a table, read side by side.

use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, RecordBatch};

use super::Tables;

impl Tables {
    /// What two columns of texts tell together, row by row; of the rows that a third column marks, when one is named.
    /// Rows in which either is missing are left out.
    #[must_use]
    pub fn pairs(&self, table: &str, columns: [&str; 2], marked: Option<&str>) -> Vec<(String, String)> {
        self.parts_of(table).iter().filter_map(|part| pairs(part, columns, marked)).flatten().collect()
    }
}

fn pairs(part: &RecordBatch, columns: [&str; 2], marked: Option<&str>) -> Option<Vec<(String, String)>> {
    let [one, other] = columns.map(|column| part.column_by_name(column)?.as_string_opt::<i32>());
    let marks = match marked {
        Some(column) => Some(part.column_by_name(column)?.as_boolean_opt()?),
        None => None,
    };
    let is_marked = |row: usize| marks.is_none_or(|marks| marks.is_valid(row) && marks.value(row));
    let rows = one?.iter().zip(other?.iter()).enumerate();
    let told = |(row, (one, other)): (usize, (Option<&str>, Option<&str>))| {
        Some((one?, other?)).filter(|_| is_marked(row)).map(|(one, other)| (one.to_owned(), other.to_owned()))
    };
    Some(rows.filter_map(told).collect())
}
