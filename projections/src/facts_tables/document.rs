//! The page that tells an analyst what the facts tables hold, made from their declarations.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use arrow_schema::{DataType, Schema};

use super::described;

const HEAD: &str = "# Facts tables

The believed timeline as intervals: what rules count. Each row is one episode of one household, person or programme,
with the positions of the events behind it. Everything is as known at one instant: what was corrected is told as
corrected, what was retracted is not there.

A day that may be known in part is three columns: `…_on`, the day that stands for it (the earliest that it may be, or
the latest when the beginning is open); `…_latest`, the latest that it may be; `…_precision`, how it was told (`day`,
`month`, `year`, `before`, `after`, `between`). An interval ends before the day of its end. Whatever is unknown, erased
or has not happened is missing.

`parcours facts --out FOLDER` writes them as Parquet files, `TABLE.parquet` each, for DuckDB, pandas or R. What is sealed in
the ledger is told less exactly there, as *in files* says below. The day of a birth is told by its year in every column of a
row about that person: a child who is born to a household joins it, enters and moves in on that day. The days of a request for a
permit are told by their months, and not in which session it was decided: often it is granted on the first day of the permit. They
are about persons all the same, under identifiers instead of names, and enrolments in some programmes tell of health or of violence: they are for the
analyst, not for publication (`parcours report` is). The metadata of each file has the position in the ledger up to which everything is in
it (`parcours.position`), and how many events that were with their digest (`parcours.events`, `parcours.digest`), which
`parcours projections` shows too.

```sql
-- DuckDB: how many persons enter each year, by programme.
SELECT programme, year(entered_on) AS entered, count(DISTINCT person) AS persons
FROM 'FOLDER/enrolments.parquet' GROUP BY ALL ORDER BY ALL;
```
";

/// The documentation of every table, in Markdown.
#[must_use]
pub fn documentation() -> String {
    let mut page = HEAD.to_owned();
    for table in described() {
        // Writing to a string cannot fail.
        let _ =
            write!(page, "\n## {}\n\n{}\n\n| column | type | |\n|---|---|---|\n", table.name, table.about);
        let coarse: BTreeMap<&str, &str> = table.coarse_columns().into_iter().collect();
        for (member, about) in &table.members {
            let first = if table.schema.field_with_name(member).is_ok() { "" } else { "_on" };
            let told = coarse.get(format!("{member}{first}").as_str());
            let told = told.map(|told| format!(" *In files:* {told}.")).unwrap_or_default();
            let asked = table.secrets().find(|(column, _)| *column == format!("{member}{first}"));
            let asked = asked.map(|(_, secret)| format!(" *In rules:* by `{}`.", secret.function()));
            let asked = asked.unwrap_or_default();
            let _ = writeln!(
                page,
                "| {} | {} | {about}{told}{asked} |",
                columns(&table.schema, member),
                kind(&table.schema, member)
            );
        }
    }
    page
}

/// The columns that a member fills.
fn columns(schema: &Schema, member: &str) -> String {
    if schema.field_with_name(member).is_ok() {
        return format!("`{member}`");
    }
    format!("`{member}_on`, `{member}_latest`, `{member}_precision`")
}

fn kind(schema: &Schema, member: &str) -> &'static str {
    let Ok(field) = schema.field_with_name(member) else { return "day, known in part" };
    let of = field.data_type();
    let kinds = [
        (DataType::Date32, "day"),
        (DataType::Boolean, "boolean"),
        (DataType::Int64, "integer"),
        (DataType::Float64, "number"),
        (DataType::Utf8, "text"),
    ];
    let simple = kinds.iter().find(|(kind, _)| kind == of).map(|(_, name)| *name);
    simple.unwrap_or(if member == "positions" { "list of positions" } else { "list of texts" })
}
