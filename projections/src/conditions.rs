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
        self.sql.push_str(" AND ");
        self.sql.push_str(&numbered(condition, self.cells.len() + 2));
        self.cells.extend(values);
    }
}

/// A condition with its `?` numbered from `first` on.
pub(crate) fn numbered(condition: &str, first: usize) -> String {
    let parts = condition.split('?').enumerate();
    let numbered = |(at, part): (usize, &str)| match at {
        0 => part.to_owned(),
        _ => format!("${}{part}", first + at - 1),
    };
    parts.map(numbered).collect()
}
