//! What a projection declares of itself, and the statements that follow from it.

use std::fmt::Write as _;

use serde_json::Value;

use super::cell::Cell;
use crate::store::Engine;

/// A projection: a name, the version of what it computes, and its tables.
#[derive(Debug)]
pub struct Model {
    /// Its name.
    pub name: &'static str,
    /// Increased whenever the rows that follow from the same events change; the new version is built beside the
    /// old one, which goes on serving older programs.
    pub version: u32,
    /// Its tables. Their names carry the version.
    pub tables: &'static [Table],
}

/// A table of rows that are computed together for one owner: a stream.
///
/// Every row has a generation, an owner and its place among the rows of that owner; together they are its key.
#[derive(Debug)]
pub struct Table {
    /// Its name, unique among all tables.
    pub name: &'static str,
    /// The columns after generation, owner and place.
    pub columns: &'static [Column],
    /// The columns of each index; the generation comes before them.
    pub indexes: &'static [&'static [&'static str]],
    /// Whether rows may hold what can identify a person, so that their traces are removed after an erasure.
    pub personal: bool,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Int,
    /// A text.
    Text,
}

impl Column {
    /// A column of numbers.
    #[must_use]
    pub const fn int(name: &'static str) -> Self {
        Self { name, kind: Kind::Int }
    }

    /// A column of texts.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self { name, kind: Kind::Text }
    }
}

/// The rows of one owner in the tables of a model, with the streams other than its own that they depend on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owned {
    /// The owner: the name of a stream.
    pub owner: String,
    /// Rows by table, in the order of the model's tables.
    pub rows: Vec<Vec<Vec<Cell>>>,
    /// The streams whose events change these rows too.
    pub follows: Vec<String>,
}

/// The type of a text that orders by its bytes.
pub(super) fn text_type(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "text",
        Engine::Postgres => "text COLLATE \"C\"",
    }
}

impl Table {
    /// The statements that create it when it is missing.
    pub(super) fn create(&self, engine: Engine) -> String {
        let text = text_type(engine);
        let mut sql = format!(
            "CREATE TABLE IF NOT EXISTS {} (generation bigint NOT NULL, owner {text} NOT NULL, place bigint NOT NULL",
            self.name
        );
        for column in self.columns {
            let kind = if column.kind == Kind::Int { "bigint" } else { text };
            let _ = write!(sql, ", {} {kind}", column.name);
        }
        sql.push_str(", PRIMARY KEY (generation, owner, place))");
        if engine == Engine::Sqlite {
            sql.push_str(" WITHOUT ROWID");
        }
        sql.push(';');
        for (number, columns) in self.indexes.iter().enumerate() {
            let columns = columns.join(", ");
            let name = self.name;
            let _ = write!(
                sql,
                "CREATE INDEX IF NOT EXISTS {name}_by_{number} ON {name} (generation, {columns});"
            );
        }
        sql
    }

    /// Inserts the rows of a JSON array in `$2` into generation `$1`.
    pub(super) fn insert(&self, engine: Engine) -> String {
        let mut columns = String::from("generation, owner, place");
        let mut values = String::from("$1");
        let kinds = [Kind::Text, Kind::Int].into_iter().chain(self.columns.iter().map(|column| column.kind));
        for (at, kind) in kinds.enumerate() {
            let value = match (engine, kind) {
                (Engine::Postgres, Kind::Int) => format!(", (value ->> {at})::bigint"),
                (Engine::Postgres, Kind::Text) | (Engine::Sqlite, Kind::Int | Kind::Text) => {
                    format!(", value ->> {at}")
                }
            };
            values.push_str(&value);
        }
        for column in self.columns {
            let _ = write!(columns, ", {}", column.name);
        }
        let from = match engine {
            Engine::Sqlite => "json_each($2)",
            Engine::Postgres => "json_array_elements($2::json)",
        };
        format!("INSERT INTO {} ({columns}) SELECT {values} FROM {from}", self.name)
    }

    /// The rows of these owners as such an array; none when there are none.
    pub(super) fn json(index: usize, owned: &[Owned]) -> Option<String> {
        let mut all = Vec::new();
        for one in owned {
            for (place, row) in one.rows.get(index).into_iter().flatten().enumerate() {
                let mut values: Vec<Value> = vec![one.owner.as_str().into(), place.into()];
                values.extend(row.iter().map(Cell::json));
                all.push(Value::Array(values));
            }
        }
        (!all.is_empty()).then(|| Value::Array(all).to_string())
    }

    /// All rows of a generation in the order of their keys, for comparison.
    pub(super) fn dump(&self) -> String {
        let columns: String = self.columns.iter().fold(String::new(), |mut sql, column| {
            let _ = write!(sql, ", {}", column.name);
            sql
        });
        format!(
            "SELECT owner, place{columns} FROM {} WHERE generation = $1 AND (owner, place) > ($2, $3) \
             ORDER BY owner, place LIMIT 1000",
            self.name
        )
    }
}

/// The elements of a JSON array of texts in parameter `$n`, as a list for IN.
pub(super) fn list(engine: Engine, n: u8) -> String {
    match engine {
        Engine::Sqlite => format!("(SELECT value FROM json_each(${n}))"),
        Engine::Postgres => format!("(SELECT value FROM json_array_elements_text(${n}::json) AS value)"),
    }
}

/// A list of texts as such an array.
pub(super) fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Cell {
    Cell::Text(Value::Array(texts.into_iter().map(Value::from).collect()).to_string())
}
