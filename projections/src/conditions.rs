//! A query that grows by conditions, its parameters numbered as they come.

use event_store::Cell;

/// A query over one generation, which is `$1`.
pub(crate) struct Conditions {
    pub(crate) sql: String,
    pub(crate) cells: Vec<Cell>,
}

impl Conditions {
    /// Begins with everything up to the condition on the generation.
    pub(crate) fn of(sql: &str) -> Self {
        Self { sql: sql.to_owned(), cells: Vec::new() }
    }

    /// Adds a condition; each `?` in it is the next of these values.
    pub(crate) fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Cell>) {
        let mut condition = condition.to_owned();
        for value in values {
            self.cells.push(value);
            condition = condition.replacen('?', &format!("${}", self.cells.len() + 1), 1);
        }
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition);
    }
}
