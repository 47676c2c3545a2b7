//! The same statements in DuckDB, if the program is there: over the same Parquet files, held as its own tables.

use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use projections::facts_tables::described;

use super::failed;
use super::place::Place;
use crate::failure::Failure;

/// The functions of rules, as DuckDB says them.
const FUNCTIONS: &str = "
CREATE MACRO department_of(commune) AS CASE WHEN commune[1:2] IN ('97', '98')
  THEN CASE WHEN length(commune) > 2 THEN commune[1:3] END WHEN length(commune) > 1 THEN commune[1:2] END;
CREATE MACRO age_on(birth, today) AS CAST(year(today) - year(birth)
  - CASE WHEN month(today) * 100 + day(today) < month(birth) * 100 + day(birth) THEN 1 ELSE 0 END AS BIGINT);
CREATE MACRO partial_day(rule, first, last) AS CASE rule WHEN 'printed' THEN first
  WHEN 'latest' THEN coalesce(last, first)
  WHEN 'middle' THEN first + CAST((coalesce(last, first) - first) // 2 AS INTEGER) END;
CREATE MACRO months_apart(first, last) AS (year(last) - year(first)) * 12 + month(last) - month(first);
CREATE MACRO months_between(rule, first, last) AS CAST(CASE rule WHEN 'index' THEN months_apart(first, last)
  WHEN 'complete' THEN months_apart(first, last) - CASE WHEN day(last) < day(first) THEN 1 ELSE 0 END
  WHEN 'started' THEN months_apart(first, last) + CASE WHEN day(last) > day(first) THEN 1 ELSE 0 END
  WHEN 'days30' THEN (last - first) / 30.0 WHEN 'days30.4375' THEN (last - first) / 30.4375 END AS DOUBLE);
CREATE MACRO permit_gap(valid_to, valid_from, first, last) AS CASE WHEN valid_to IS NOT NULL AND valid_from IS NOT NULL
  THEN valid_from > valid_to + 1 AND (last IS NULL OR valid_to + 1 < last) AND (first IS NULL OR valid_from > first) END;
CREATE MACRO rounded(mode, number, digits) AS CASE mode WHEN 'half_up' THEN round(number, CAST(digits AS INTEGER))
  ELSE round_even(number, CAST(digits AS INTEGER)) END;
";

/// A statement to be timed.
pub(super) struct Statement {
    /// What is shown of it.
    pub(super) name: String,
    /// The views that it reads, each with the table in which its rows are.
    pub(super) reads: Vec<(String, String)>,
    /// The table that it makes.
    pub(super) makes: String,
    pub(super) sql: String,
}

/// How long a statement took there.
pub(super) struct There {
    pub(super) took: Duration,
    pub(super) rows: usize,
}

/// Runs statements, each once, on so many threads; answers in their order.
pub(super) fn run(
    program: &Path,
    place: &Place,
    threads: usize,
    statements: &[Statement],
) -> Result<Vec<There>, Failure> {
    let path = place.file("duckdb.sql");
    std::fs::write(&path, script(&place.file("facts"), threads, statements)).map_err(failed)?;
    let mut command = Command::new(program);
    command.args(["-csv", "-noheader", "-bail"]).stdin(File::open(&path).map_err(failed)?);
    let ended = command.output().map_err(failed)?;
    let there = read(&String::from_utf8_lossy(&ended.stdout));
    if !ended.status.success() || there.len() != statements.len() {
        let at = statements.get(there.len()).map(|statement| statement.name.as_str()).unwrap_or_default();
        let why = String::from_utf8_lossy(&ended.stderr);
        return Err(failed(format!("DuckDB stopped at {at}: {}", why.trim())));
    }
    Ok(there)
}

fn script(facts: &Path, threads: usize, statements: &[Statement]) -> String {
    let mut script = format!("SET threads = {threads};\n{FUNCTIONS}");
    // Writing to a text cannot fail.
    for table in described() {
        let files: PathBuf = facts.join(table.name).join("*.parquet");
        let files = files.display().to_string().replace('\'', "''");
        let _ = writeln!(script, "CREATE TABLE {0} AS SELECT * FROM read_parquet('{files}');", table.name);
    }
    for statement in statements {
        for (view, table) in &statement.reads {
            let _ = writeln!(script, "CREATE OR REPLACE VIEW {view} AS SELECT * FROM {table};");
        }
        let Statement { makes, sql, .. } = statement;
        let _ = writeln!(script, ".timer on\nCREATE TABLE {makes} AS {sql};\n.timer off");
        let _ = writeln!(script, "SELECT count(*) FROM {makes};");
    }
    script
}

/// A line of time, and one with the number of rows, by turns.
fn read(told: &str) -> Vec<There> {
    let mut lines = told.lines().skip_while(|line| !line.starts_with("Run Time"));
    let mut all = Vec::new();
    while let (Some(time), Some(rows)) = (lines.next(), lines.next()) {
        let seconds = time.split_whitespace().skip_while(|word| *word != "real").nth(1);
        let took = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds.parse().ok()?).ok());
        let Some((took, rows)) = took.zip(rows.trim().parse().ok()) else { break };
        all.push(There { took, rows });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_duckdb_says_is_read() {
        let told = "Run Time (s): real 0.012 user 0.010 sys 0.000\n7\nRun Time (s): real 1.500 user 2.9\n0\n";
        let read: Vec<_> = read(told).into_iter().map(|one| (one.took.as_millis(), one.rows)).collect();
        assert_eq!(read, [(12, 7), (1500, 0)]);
    }
}
