//! What is wrong with a file of rules or figures: where, about what, and why. All is told, not the first only.

use std::fmt;
use std::sync::Arc;

/// A file with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path, as people know it.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// A place in a file, counted from 1; columns are characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which line.
    pub line: usize,
    /// Which character of it.
    pub column: usize,
}

impl File {
    /// The place of a byte.
    #[must_use]
    pub fn place(&self, at: usize) -> Place {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        Place { line: before.matches('\n').count() + 1, column }
    }
}

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file; empty when the value came from no file.
    pub file: String,
    /// Where in it, when that is known.
    pub place: Option<Place>,
    /// What it is about: a parameter, an argument, a view; may be empty.
    pub subject: String,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.location())?;
        if !self.subject.is_empty() {
            write!(f, "{}: ", self.subject)?;
        }
        self.fault.fmt(f)
    }
}

impl std::error::Error for Problem {}

impl Problem {
    /// `file:line:column: `, as far as known.
    #[must_use]
    pub fn location(&self) -> String {
        match (self.file.as_str(), self.place) {
            ("", _) => String::new(),
            (file, None) => format!("{file}: "),
            (file, Some(Place { line, column })) => format!("{file}:{line}:{column}: "),
        }
    }
}

/// What may be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each sentence says what its fields are")]
pub enum Fault {
    #[error("not readable as TOML: {detail}")]
    Unreadable { detail: String },
    #[error("unknown key {key}")]
    UnknownKey { key: String },
    #[error("{key} is missing")]
    MissingKey { key: String },
    #[error("{key} is there twice")]
    Twice { key: String },
    #[error("{value} is no {expected}")]
    WrongType { value: String, expected: &'static str },
    #[error("{value} is none of {allowed}")]
    UnknownCode { value: String, allowed: String },
    #[error("ends on {to}, before it begins on {from}")]
    EndsBefore { from: String, to: String },
    #[error("{value} is not in {min} to {max}")]
    OutOfRange { value: i64, min: String, max: String },
    #[error("no parameter {parameter} is declared")]
    UnknownParameter { parameter: String },
    #[error("indicator {indicator} has no argument {argument}")]
    UnknownArgument { indicator: String, argument: String },
    #[error("indicator {indicator} needs the argument {argument}")]
    MissingArgument { indicator: String, argument: String },
    #[error("{arguments}: {english}")]
    NotTogether { arguments: String, french: String, english: String },
    #[error("there is no rule set {rule_set}")]
    UnknownRuleSet { rule_set: String },
    #[error("rule set {rule_set} has no indicator {indicator}")]
    UnknownIndicator { rule_set: String, indicator: String },
    #[error("is not {expected}, as the name of its folder or file says")]
    OtherName { expected: String },
    #[error("is based on itself: {path}")]
    CyclicBase { path: String },
    #[error("not readable as SQL: {detail}")]
    UnreadableSql { detail: String },
    #[error("only one SELECT may stand here, not {found}")]
    NotASelect { found: String },
    #[error("neither a facts table nor a view: {table}")]
    UnknownTable { table: String },
    #[error("no column {column}; there are {columns}")]
    UnknownColumn { column: String, columns: String },
    #[error("{detail}")]
    Refused { detail: String },
    #[error("views build on each other in a circle: {path}")]
    CyclicViews { path: String },
    #[error("{name} is already the name of a facts table or view")]
    NameTaken { name: String },
    #[error("nothing is called ${placeholder} here")]
    UnknownPlaceholder { placeholder: String },
    #[error(
        "${placeholder} is a list: only `x IN (${placeholder})` and `${placeholder} IS NULL` may hold it"
    )]
    ListAsValue { placeholder: String },
    #[error("a list may hold literals only, not {member}: write a = x OR a = y")]
    NoLiteral { member: String },
    #[error("{column} is personal: only {function}(…) may ask for it, or a view hand it on as it is")]
    Secret { column: String, function: &'static str },
    #[error("the column {column} is missing")]
    MissingColumn { column: String },
    #[error("the column {column} is {found}, not {expected}")]
    ColumnType { column: String, found: String, expected: &'static str },
    #[error("{parameter} decides here (in {origin}) and is not in `uses`")]
    Undeclared { parameter: String, origin: String },
    #[error("{parameter} is in `uses` and decides nothing")]
    Unused { parameter: String },
}

impl Fault {
    /// A code of its own and what fills its sentence, for messages in other languages.
    #[must_use]
    pub fn parts(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let owned = |args: &[(&'static str, &String)]| {
            args.iter().map(|(name, text)| (*name, (*text).clone())).collect::<Vec<_>>()
        };
        match self {
            Self::Unreadable { detail } => ("unreadable", owned(&[("detail", detail)])),
            Self::UnknownKey { key } => ("unknown-key", owned(&[("key", key)])),
            Self::MissingKey { key } => ("missing-key", owned(&[("key", key)])),
            Self::Twice { key } => ("twice", owned(&[("key", key)])),
            Self::WrongType { value, expected } => {
                ("wrong-type", vec![("value", value.clone()), ("expected", (*expected).to_owned())])
            }
            Self::UnknownCode { value, allowed } => {
                ("unknown-code", owned(&[("value", value), ("allowed", allowed)]))
            }
            Self::EndsBefore { from, to } => ("ends-before", owned(&[("from", from), ("to", to)])),
            Self::OutOfRange { value, min, max } => {
                ("out-of-range", owned(&[("value", &value.to_string()), ("min", min), ("max", max)]))
            }
            Self::UnknownParameter { parameter } => ("unknown-parameter", owned(&[("parameter", parameter)])),
            Self::UnknownArgument { indicator, argument } => {
                ("unknown-argument", owned(&[("indicator", indicator), ("argument", argument)]))
            }
            Self::MissingArgument { indicator, argument } => {
                ("missing-argument", owned(&[("indicator", indicator), ("argument", argument)]))
            }
            Self::NotTogether { arguments, french, english } => {
                ("not-together", owned(&[("arguments", arguments), ("french", french), ("english", english)]))
            }
            Self::UnknownRuleSet { rule_set } => ("unknown-rule-set", owned(&[("set", rule_set)])),
            Self::UnknownIndicator { rule_set, indicator } => {
                ("unknown-indicator", owned(&[("set", rule_set), ("indicator", indicator)]))
            }
            Self::OtherName { expected } => ("other-name", owned(&[("name", expected)])),
            Self::CyclicBase { path } => ("cyclic-base", owned(&[("path", path)])),
            Self::UnreadableSql { detail } => ("unreadable-sql", owned(&[("detail", detail)])),
            Self::NotASelect { found } => ("not-a-select", owned(&[("found", found)])),
            Self::UnknownTable { table } => ("unknown-table", owned(&[("table", table)])),
            Self::UnknownColumn { column, columns } => {
                ("unknown-column", owned(&[("column", column), ("columns", columns)]))
            }
            Self::Refused { detail } => ("refused", owned(&[("detail", detail)])),
            Self::CyclicViews { path } => ("cyclic-views", owned(&[("path", path)])),
            Self::NameTaken { name } => ("name-taken", owned(&[("name", name)])),
            Self::UnknownPlaceholder { placeholder } => {
                ("unknown-placeholder", owned(&[("name", placeholder)]))
            }
            Self::ListAsValue { placeholder } => ("list-as-value", owned(&[("name", placeholder)])),
            Self::NoLiteral { member } => ("no-literal", owned(&[("member", member)])),
            Self::Secret { column, function } => {
                ("secret", owned(&[("column", column), ("function", &(*function).to_owned())]))
            }
            Self::MissingColumn { column } => ("missing-column", owned(&[("column", column)])),
            Self::ColumnType { column, found, expected } => {
                let mut parts = owned(&[("column", column), ("found", found)]);
                parts.push(("expected", (*expected).to_owned()));
                ("column-type", parts)
            }
            Self::Undeclared { parameter, origin } => {
                ("undeclared", owned(&[("parameter", parameter), ("origin", origin)]))
            }
            Self::Unused { parameter } => ("unused", owned(&[("parameter", parameter)])),
        }
    }
}

/// Gathers what is wrong with one file.
#[derive(Debug)]
pub(crate) struct Notes {
    file: Arc<File>,
    problems: Vec<Problem>,
}

impl Notes {
    pub(crate) fn about(file: &Arc<File>) -> Self {
        Self { file: Arc::clone(file), problems: Vec::new() }
    }

    pub(crate) fn say(&mut self, at: usize, subject: &str, fault: Fault) {
        let place = Some(self.file.place(at));
        self.problems.push(Problem {
            file: self.file.name.clone(),
            place,
            subject: subject.to_owned(),
            fault,
        });
    }

    pub(crate) fn add(&mut self, problems: Vec<Problem>) {
        self.problems.extend(problems);
    }

    pub(crate) fn end(self) -> Vec<Problem> {
        self.problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let file = File { name: "a".into(), text: "é = 1\nb = 2\n".into() };
        assert_eq!(file.place(0), Place { line: 1, column: 1 });
        assert_eq!(file.place(3), Place { line: 1, column: 3 });
        assert_eq!(file.place(11), Place { line: 2, column: 5 });
        assert_eq!(file.place(99), Place { line: 3, column: 1 });
    }
}
