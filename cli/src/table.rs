//! Tables for people: a head and rows, each column as wide as its widest cell.

use crate::output::{TITLE, styled};

/// The lines of a table; columns whose number is in `right` are aligned to the right.
pub(crate) fn table(head: Vec<String>, rows: Vec<Vec<String>>, right: &[usize]) -> String {
    let all: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let columns = all.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        all.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let lines = all.iter().enumerate().map(|(number, row)| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            if right.contains(&column) { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ").trim_end().to_owned();
        if number == 0 { styled(TITLE, line) } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let text = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let shown = table(text(&["a", "n"]), vec![text(&["éé", "10"]), text(&["c", "9"])], &[1]);
        let lines: Vec<&str> = shown.lines().skip(1).collect();
        assert_eq!(lines, ["éé  10", "c    9"]);
    }
}
