//! The SQL of rules, read and found harmless: one query over named tables, nothing else.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use datafusion::sql::sqlparser::ast::{
    Expr, ObjectName, ObjectNamePart, Query, SetExpr, Spanned as _, Statement, TableFactor, Value, Visit,
    Visitor,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Location, Span};

use super::functions::LONGEST;
use super::problem::{Fault, File, Notes, Place, Problem};
use super::reads::{READS_MAX, reads};

/// How deep expressions may nest: a parser that goes deeper may run out of stack.
const DEPTH_MAX: usize = 60;

/// A query with its place.
#[derive(Debug, Clone)]
pub struct Sql {
    file: Arc<File>,
    /// Lines of the file before its first, and characters of that line before it.
    before: (usize, usize),
    /// As it was written.
    pub text: String,
    /// As it was read.
    pub(super) query: Box<Query>,
    /// The tables and views that it names, each with its place.
    pub(super) tables: Vec<(String, Location)>,
    /// The names that it gives itself, each with its place.
    pub(super) own_names: Vec<(String, Location)>,
    /// The values that it leaves open, each with its place.
    pub(super) placeholders: Vec<(String, Location)>,
}

impl Sql {
    /// Reads a file of its own.
    pub(super) fn whole(file: &Arc<File>, notes: &mut Vec<Problem>) -> Option<Self> {
        Self::read(file, (0, 0), file.text.clone(), notes)
    }

    /// Reads a text of a TOML file that begins with the quotes at `at`.
    pub(super) fn inside(file: &Arc<File>, at: usize, text: String, notes: &mut Notes) -> Option<Self> {
        let Place { line, column } = file.place(at);
        let written = file.text.get(at..).unwrap_or_default();
        let long = written.starts_with("\"\"\"") || written.starts_with("'''");
        let after_quotes = written.get(if long { 3 } else { 1 }..).unwrap_or_default();
        // TOML leaves a line break after the quotes out.
        let before = if long && (after_quotes.starts_with('\n') || after_quotes.starts_with("\r\n")) {
            (line, 0)
        } else {
            (line - 1, column - 1 + if long { 3 } else { 1 })
        };
        let mut problems = Vec::new();
        let read = Self::read(file, before, text, &mut problems);
        notes.add(problems);
        read
    }

    fn read(
        file: &Arc<File>,
        before: (usize, usize),
        text: String,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let mut refuse = |at: Option<Location>, fault| {
            let place = at.map(|at| place(before, at));
            problems.push(Problem { file: file.name.clone(), place, subject: String::new(), fault });
            None
        };
        let parser = Parser::new(&GenericDialect {}).with_recursion_limit(DEPTH_MAX);
        let statements = match parser.try_with_sql(&text).and_then(|mut parser| parser.parse_statements()) {
            Ok(statements) => statements,
            Err(error) => {
                let (detail, at) = told(&error);
                return refuse(at.or_else(|| Some(end(&text))), Fault::UnreadableSql { detail });
            }
        };
        let query = match <[Statement; 1]>::try_from(statements) {
            Ok([Statement::Query(query)]) => query,
            Ok([other]) => {
                let start = other.to_string();
                let found = start.split_whitespace().next().unwrap_or_default().to_owned();
                return refuse(Some(Location { line: 1, column: 1 }), Fault::NotASelect { found });
            }
            Err(several) => {
                let found = format!("{} statements", several.len());
                return refuse(Some(Location { line: 1, column: 1 }), Fault::NotASelect { found });
            }
        };
        let mut found = Found::default();
        if let ControlFlow::Break((at, fault)) = query.visit(&mut found) {
            return refuse(Some(at), fault);
        }
        if reads(&query) > READS_MAX {
            let detail = format!(
                "it reads more than {READS_MAX} tables, its WITH parts written out where they are named"
            );
            return refuse(Some(START), Fault::UnreadableSql { detail });
        }
        let own: BTreeSet<&str> = found.own_names.iter().map(|(name, _)| name.as_str()).collect();
        let tables = found.tables.iter().filter(|(name, _)| !own.contains(name.as_str())).cloned().collect();
        let Found { own_names, placeholders, .. } = found;
        Some(Self { file: Arc::clone(file), before, text, query, tables, own_names, placeholders })
    }

    /// Something wrong with it, at a place of the SQL.
    pub(super) fn problem(&self, at: Option<Location>, subject: &str, fault: Fault) -> Problem {
        let place = at.filter(|at| at.line > 0).map(|at| place(self.before, at));
        let place = place.or(Some(Place { line: self.before.0 + 1, column: self.before.1 + 1 }));
        Problem { file: self.file.name.clone(), place, subject: subject.to_owned(), fault }
    }

    /// Something wrong beside it, at a byte of its file.
    pub(super) fn problem_in_file(&self, at: usize, subject: &str, fault: Fault) -> Problem {
        let place = Some(self.file.place(at));
        Problem { file: self.file.name.clone(), place, subject: subject.to_owned(), fault }
    }

    /// The lines of comment at its head, which say what it is.
    #[must_use]
    pub fn about(&self) -> String {
        let lines = self.text.lines().map_while(|line| line.trim_start().strip_prefix("--"));
        lines.map(str::trim).collect::<Vec<_>>().join(" ")
    }
}

fn place((lines, columns): (usize, usize), at: Location) -> Place {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let shift = if at.line <= 1 { columns } else { 0 };
    Place { line: lines.saturating_add(number(at.line)), column: shift.saturating_add(number(at.column)) }
}

/// Where a text ends: where the parser was when it tells no place.
fn end(text: &str) -> Location {
    let (lines, last) = text.lines().fold((0, ""), |(lines, _), line| (lines + 1, line));
    let column = u64::try_from(last.chars().count()).map_or(1, |width| width + 1);
    Location { line: lines.max(1), column }
}

/// What the parser says, and where, which it tells at the end of its sentence.
fn told(error: &ParserError) -> (String, Option<Location>) {
    let text = match error {
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text.clone(),
        ParserError::RecursionLimitExceeded => "nested too deeply".to_owned(),
    };
    let Some((sentence, at)) = text.rsplit_once(" at Line: ") else { return (text, None) };
    let numbers = at.split_once(", Column: ");
    let at = numbers.and_then(|(line, column)| {
        Some(Location { line: line.parse().ok()?, column: column.trim().parse().ok()? })
    });
    (sentence.to_owned(), at)
}

/// Walks a query: what it names, and what it may not hold.
#[derive(Default)]
struct Found {
    tables: Vec<(String, Location)>,
    own_names: Vec<(String, Location)>,
    placeholders: Vec<(String, Location)>,
}

/// A name as the planner reads it: small letters unless quoted.
pub(super) fn spoken(name: &datafusion::sql::sqlparser::ast::Ident) -> String {
    if name.quote_style.is_some() { name.value.clone() } else { name.value.to_lowercase() }
}

const START: Location = Location { line: 1, column: 1 };

impl Visitor for Found {
    type Break = (Location, Fault);

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<Self::Break> {
        let text = statement.to_string();
        refused(START, text.split_whitespace().next().unwrap_or_default())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Self::Break> {
        for cte in query.with.iter().flat_map(|with| &with.cte_tables) {
            self.own_names.push((spoken(&cte.alias.name), cte.alias.name.span.start));
        }
        let found = if !query.locks.is_empty() || query.for_clause.is_some() {
            "FOR"
        } else if query.settings.is_some() {
            "SETTINGS"
        } else if query.format_clause.is_some() {
            "FORMAT"
        } else if !query.pipe_operators.is_empty() {
            "|>"
        } else {
            match query.body.as_ref() {
                SetExpr::Insert(_) => "INSERT",
                SetExpr::Update(_) => "UPDATE",
                SetExpr::Delete(_) => "DELETE",
                SetExpr::Merge(_) => "MERGE",
                SetExpr::Table(_) => "TABLE",
                SetExpr::Select(_)
                | SetExpr::Query(_)
                | SetExpr::SetOperation { .. }
                | SetExpr::Values(_) => return ControlFlow::Continue(()),
            }
        };
        refused(START, found)
    }

    fn pre_visit_select(
        &mut self,
        select: &datafusion::sql::sqlparser::ast::Select,
    ) -> ControlFlow<Self::Break> {
        match &select.into {
            Some(_) => refused(select.select_token.0.span.start, "SELECT INTO"),
            None => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Self::Break> {
        let (at, found) = match factor {
            TableFactor::Table { args: None, .. }
            | TableFactor::Derived { .. }
            | TableFactor::UNNEST { .. }
            | TableFactor::NestedJoin { .. } => return ControlFlow::Continue(()),
            TableFactor::Table { name, .. } | TableFactor::Function { name, .. } => {
                (first(name).map_or(START, |span| span.start), format!("the table function {name}"))
            }
            TableFactor::TableFunction { .. }
            | TableFactor::JsonTable { .. }
            | TableFactor::OpenJsonTable { .. }
            | TableFactor::Pivot { .. }
            | TableFactor::Unpivot { .. }
            | TableFactor::MatchRecognize { .. }
            | TableFactor::XmlTable { .. }
            | TableFactor::SemanticView { .. } => (START, factor.to_string()),
        };
        refused(at, &found)
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<Self::Break> {
        match relation.0.as_slice() {
            [ObjectNamePart::Identifier(name)] => {
                self.tables.push((spoken(name), name.span.start));
            }
            // A table of another schema is none of ours: told as unknown.
            _ => self.tables.push((relation.to_string(), first(relation).map_or(START, |span| span.start))),
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Self::Break> {
        if let Expr::Value(value) = expr
            && let Value::Placeholder(name) = &value.value
        {
            self.placeholders.push((name.trim_start_matches('$').to_owned(), value.span.start));
        }
        // A text that is written once stands in every row.
        if let Expr::Value(value) = expr
            && value.value.clone().into_string().is_some_and(|text| text.len() > LONGEST)
        {
            let detail = format!("a text of more than {LONGEST} bytes");
            return ControlFlow::Break((value.span.start, Fault::UnreadableSql { detail }));
        }
        // DataFusion 55 answers wrongly when a member is a CASE or a function call.
        if let Expr::InList { list, .. } = expr
            && let Some(member) = list.iter().find(|member| !is_literal(member))
        {
            return ControlFlow::Break((expr.span().start, Fault::NoLiteral { member: member.to_string() }));
        }
        ControlFlow::Continue(())
    }
}

fn refused(at: Location, found: &str) -> ControlFlow<(Location, Fault)> {
    ControlFlow::Break((at, Fault::NotASelect { found: found.to_owned() }))
}

fn is_literal(expr: &Expr) -> bool {
    if let Expr::Nested(inner) | Expr::UnaryOp { expr: inner, .. } = expr {
        return is_literal(inner);
    }
    matches!(expr, Expr::Value(_) | Expr::TypedString(_))
}

fn first(name: &ObjectName) -> Option<Span> {
    match name.0.first()? {
        ObjectNamePart::Identifier(name) => Some(name.span),
        ObjectNamePart::Function(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Sql, String> {
        let file = Arc::new(File { name: "v.sql".into(), text: text.into() });
        let mut problems = Vec::new();
        Sql::whole(&file, &mut problems).ok_or_else(|| problems[0].to_string())
    }

    #[test]
    fn one_query_is_read_with_what_it_names() {
        let sql =
            read("-- What\n-- it is.\nWITH a AS (SELECT 1) SELECT $x FROM a JOIN Homes USING (b)").unwrap();
        assert_eq!(sql.about(), "What it is.");
        let names = |of: &[(String, Location)]| of.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&sql.tables), ["homes"]);
        assert_eq!(names(&sql.own_names), ["a"]);
        assert_eq!(names(&sql.placeholders), ["x"]);
        assert_eq!(sql.placeholders[0].1, Location { line: 3, column: 29 });
    }

    #[test]
    fn anything_but_one_query_is_refused() {
        for (text, found) in [
            ("DROP TABLE homes", "DROP"),
            ("INSERT INTO homes SELECT 1", "INSERT"),
            ("COPY homes TO 'a.csv'", "COPY"),
            ("SET a = 1", "SET"),
            ("EXPLAIN SELECT 1", "EXPLAIN"),
            ("CREATE EXTERNAL TABLE a STORED AS CSV LOCATION 'a'", "CREATE"),
            ("SELECT 1; SELECT 2", "2 statements"),
            ("", "0 statements"),
            ("SELECT * INTO homes FROM a", "SELECT INTO"),
            ("SELECT * FROM generate_series(1, 9)", "the table function generate_series"),
            ("SELECT * FROM a FOR UPDATE", "FOR"),
            ("WITH a AS (INSERT INTO b SELECT 1) SELECT 1", "INSERT"),
        ] {
            let error = read(text).unwrap_err();
            let sentence = format!("only one SELECT may stand here, not {found}");
            assert!(error.contains(&sentence) || error.contains("not readable as SQL"), "{text}: {error}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        let error = read("SELECT a\nFROM b\nWHERE (").unwrap_err();
        assert!(error.starts_with("v.sql:3:8: not readable as SQL: "), "{error}");
    }

    #[test]
    fn a_query_inside_a_file_has_its_places_in_the_file() {
        let text = "id = \"a\"\npopulation = \"\"\"\nSELECT a\nFROM b WHERE (\n\"\"\"\n";
        let file = Arc::new(File { name: "a.toml".into(), text: text.into() });
        let mut notes = Notes::about(&file);
        let at = text.find("\"\"\"").unwrap();
        assert!(Sql::inside(&file, at, "SELECT a\nFROM b WHERE (\n".into(), &mut notes).is_none());
        assert!(notes.end()[0].to_string().starts_with("a.toml:"));
        let sql = Sql::inside(&file, at, "SELECT a\nFROM b".into(), &mut Notes::about(&file)).unwrap();
        let (_, at) = sql.tables[0].clone();
        assert_eq!(place(sql.before, at), Place { line: 4, column: 6 });
    }

    #[test]
    fn texts_end_somewhere() {
        assert!(read(&format!("SELECT '{}'", "x".repeat(LONGEST))).is_ok());
        let error = read(&format!("SELECT 1,\n'{}'", "x".repeat(LONGEST + 1))).unwrap_err();
        assert_eq!(error, "v.sql:2:1: not readable as SQL: a text of more than 4096 bytes");
    }

    #[test]
    fn lists_hold_literals() {
        let of = |list: &str| read(&format!("SELECT 1\nFROM a WHERE k IN ({list})"));
        assert!(of("'a', -1, DATE '2020-01-01', $x, ($y)").is_ok());
        let error = of("'a', CASE WHEN TRUE THEN 'b' END").unwrap_err();
        assert!(error.starts_with("v.sql:2:14: a list may hold literals only"), "{error}");
        assert!(of("b").is_err() && of("upper('a')").is_err());
    }

    #[test]
    fn nesting_has_an_end() {
        let deep = format!("SELECT {}1{}", "(".repeat(2_000), ")".repeat(2_000));
        assert!(read(&deep).unwrap_err().contains("nested too deeply"));
    }
}
