//! Putting values into queries: as literals of their type in the syntax tree, never as text.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    CastKind, DataType, Expr, Query, TypedString, UnaryOperator, Value as Literal, VisitMut as _, VisitorMut,
};
use datafusion::sql::sqlparser::tokenizer::Location;
use event_store::sha256;

use super::problem::{Fault, Problem};
use super::set::RuleSet;
use super::sql::Sql;
use super::value::{Kind, Value};

/// The values of placeholders, by name.
pub(super) type Bindings = BTreeMap<String, (Kind, Value)>;

/// A query with its values, and the views that it builds on, each after those that it needs itself.
#[derive(Debug, Clone)]
pub struct Bound {
    pub(super) views: Vec<BoundView>,
    pub(super) query: Query,
}

impl Bound {
    /// The views that it builds on, each after those that it needs itself.
    pub fn views(&self) -> impl Iterator<Item = &str> {
        self.views.iter().map(|view| view.name.as_str())
    }

    /// All of it as SQL: each view with its name and a key that is the same for the same rows, then, without a name, the
    /// query.
    pub fn statements(&self) -> impl Iterator<Item = (Option<&str>, [u8; 32], String)> {
        let views =
            self.views.iter().map(|view| (Some(view.name.as_str()), view.key, view.query.to_string()));
        let query = self.query.to_string();
        let key = sha256(query.as_bytes());
        views.chain(std::iter::once((None, key, query)))
    }
}

/// A view with its values.
#[derive(Debug, Clone)]
pub(super) struct BoundView {
    pub(super) name: String,
    pub(super) query: Query,
    /// The same for the same text, values and views below it.
    pub(super) key: [u8; 32],
}

/// A query of a rule set with its values.
///
/// # Errors
/// Placeholders without a value, lists where none may stand, views that build on each other in a circle.
pub(super) fn bind(set: &RuleSet, sql: &Sql, bindings: &Bindings) -> Result<Bound, Vec<Problem>> {
    let names = needed(set, sql).map_err(|problem| vec![*problem])?;
    let (mut views, mut problems) = (Vec::<BoundView>::new(), Vec::new());
    for name in names {
        let Some(view) = set.views.get(&name) else { continue };
        match fill(view, &name, bindings) {
            Ok(query) => {
                let key = key(&query, view, &views);
                views.push(BoundView { name, query, key });
            }
            Err(wrong) => problems.extend(wrong),
        }
    }
    match fill(sql, "", bindings) {
        Ok(query) if problems.is_empty() => Ok(Bound { views, query }),
        Ok(_) => Err(problems),
        Err(wrong) => {
            problems.extend(wrong);
            Err(problems)
        }
    }
}

/// What a view comes to depends on its text and on what the views that it reads come to.
fn key(query: &Query, view: &Sql, before: &[BoundView]) -> [u8; 32] {
    let mut bytes = query.to_string().into_bytes();
    let below = before.iter().filter(|one| view.tables.iter().any(|(name, _)| *name == one.name));
    for one in below {
        bytes.push(0);
        bytes.extend(one.name.as_bytes());
        bytes.extend(one.key);
    }
    sha256(&bytes)
}

/// The views that a query needs, each after those that it needs itself.
///
/// # Errors
/// Views that build on each other in a circle.
pub(super) fn needed(set: &RuleSet, sql: &Sql) -> Result<Vec<String>, Box<Problem>> {
    let (mut order, mut path) = (Vec::new(), Vec::new());
    for (name, _) in &sql.tables {
        visit(set, name, &mut path, &mut order)?;
    }
    Ok(order)
}

fn visit(
    set: &RuleSet,
    name: &str,
    path: &mut Vec<String>,
    order: &mut Vec<String>,
) -> Result<(), Box<Problem>> {
    let Some(view) = set.views.get(name).filter(|_| !order.iter().any(|done| done == name)) else {
        return Ok(());
    };
    path.push(name.to_owned());
    for (next, at) in &view.tables {
        if let Some(start) = path.iter().position(|above| above == next) {
            let circle: Vec<&str> = path.iter().skip(start).chain([next]).map(String::as_str).collect();
            let fault = Fault::CyclicViews { path: circle.join(" → ") };
            return Err(Box::new(view.problem(Some(*at), name, fault)));
        }
        visit(set, next, path, order)?;
    }
    path.pop();
    order.push(name.to_owned());
    Ok(())
}

/// The query with its values.
pub(super) fn fill(sql: &Sql, subject: &str, bindings: &Bindings) -> Result<Query, Vec<Problem>> {
    let mut query = (*sql.query).clone();
    let mut binder = Binder { bindings, wrong: Vec::new() };
    let _ = query.visit(&mut binder);
    if binder.wrong.is_empty() {
        return Ok(query);
    }
    Err(binder.wrong.into_iter().map(|(at, fault)| sql.problem(Some(at), subject, fault)).collect())
}

struct Binder<'b> {
    bindings: &'b Bindings,
    wrong: Vec<(Location, Fault)>,
}

impl Binder<'_> {
    /// The name and place of a placeholder.
    fn placeholder(expr: &Expr) -> Option<(&str, Location)> {
        if let Expr::Nested(inner) = expr {
            return Self::placeholder(inner);
        }
        let Expr::Value(value) = expr else { return None };
        let Literal::Placeholder(name) = &value.value else { return None };
        Some((name.trim_start_matches('$'), value.span.start))
    }

    /// What a placeholder stands for; noted when nothing.
    fn value(&mut self, name: &str, at: Location) -> Option<(Kind, Value)> {
        let found = self.bindings.get(name).cloned();
        if found.is_none() {
            self.wrong.push((at, Fault::UnknownPlaceholder { placeholder: name.to_owned() }));
        }
        found
    }

    /// `$x IS NULL` and `$x IS NOT NULL` are decided here.
    fn decided(&mut self, tested: &Expr, when_absent: bool) -> Option<Expr> {
        let (name, at) = Self::placeholder(tested)?;
        // One without a value is noted; true or false is the same then.
        let is_absent = self.value(name, at).is_none_or(|(_, value)| value == Value::Absent);
        Some(literal(Literal::Boolean(is_absent == when_absent)))
    }

    /// The members of an `IN (…)`, lists among them in the place of their name.
    fn members(&mut self, list: &[Expr]) -> Vec<Expr> {
        let mut members = Vec::new();
        for member in list {
            let Some((name, at)) = Self::placeholder(member) else {
                members.push(member.clone());
                continue;
            };
            match self.value(name, at) {
                Some((Kind::Codes, Value::Texts(codes))) => members.extend(codes.into_iter().map(text)),
                Some((Kind::Codes, _)) => {}
                Some((kind, value)) => members.push(written(kind, value)),
                None => members.push(null(Kind::Text)),
            }
        }
        if members.is_empty() {
            members.push(null(Kind::Text));
        }
        members
    }
}

impl VisitorMut for Binder<'_> {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::InList { list, .. } = &mut *expr {
            *list = self.members(list);
        }
        let bound = if let Expr::IsNull(tested) = &*expr {
            self.decided(tested, true)
        } else if let Expr::IsNotNull(tested) = &*expr {
            self.decided(tested, false)
        } else if let Some((name, at)) = Self::placeholder(expr) {
            match self.value(name, at) {
                Some((Kind::Codes, _)) => {
                    self.wrong.push((at, Fault::ListAsValue { placeholder: name.to_owned() }));
                    None
                }
                found => found.map(|(kind, value)| written(kind, value)),
            }
        } else {
            None
        };
        if let Some(bound) = bound {
            *expr = bound;
        } else if Self::placeholder(expr).is_some() {
            // Noted: what follows shall not stumble over it again.
            *expr = null(Kind::Text);
        }
        ControlFlow::Continue(())
    }
}

fn literal(value: Literal) -> Expr {
    Expr::Value(value.into())
}

fn text(text: String) -> Expr {
    literal(Literal::SingleQuotedString(text))
}

fn null(kind: Kind) -> Expr {
    let data_type = match kind {
        Kind::Code | Kind::Codes | Kind::Text => DataType::Text,
        Kind::Integer => DataType::BigInt(None),
        Kind::Boolean => DataType::Boolean,
        Kind::Date => DataType::Date,
    };
    Expr::Cast {
        kind: CastKind::Cast,
        expr: Box::new(literal(Literal::Null)),
        data_type,
        array: false,
        format: None,
    }
}

/// A value as a literal of its type.
fn written(kind: Kind, value: Value) -> Expr {
    match value {
        Value::Text(code) => text(code),
        Value::Integer(number) => {
            let digits = literal(Literal::Number(number.unsigned_abs().to_string(), false));
            if number < 0 {
                Expr::UnaryOp { op: UnaryOperator::Minus, expr: Box::new(digits) }
            } else {
                digits
            }
        }
        Value::Boolean(truth) => literal(Literal::Boolean(truth)),
        Value::Date(day) => Expr::TypedString(TypedString {
            data_type: DataType::Date,
            value: Literal::SingleQuotedString(day.to_string()).into(),
            uses_odbc_syntax: false,
        }),
        Value::Absent | Value::Texts(_) => null(kind),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::date;

    use super::super::problem::File;
    use super::*;

    fn filled(text: &str) -> String {
        let file = Arc::new(File { name: "v.sql".into(), text: text.into() });
        let sql = Sql::whole(&file, &mut Vec::new()).unwrap();
        let texts = |codes: &[&str]| Value::Texts(codes.iter().map(|code| (*code).to_owned()).collect());
        let bindings = Bindings::from([
            ("a".into(), (Kind::Code, Value::Text("it's".into()))),
            ("none".into(), (Kind::Code, Value::Absent)),
            ("n".into(), (Kind::Integer, Value::Integer(-3))),
            ("b".into(), (Kind::Boolean, Value::Boolean(true))),
            ("d".into(), (Kind::Date, Value::Date(date(2017, 12, 31)))),
            ("no_day".into(), (Kind::Date, Value::Absent)),
            ("list".into(), (Kind::Codes, texts(&["x", "y"]))),
            ("empty".into(), (Kind::Codes, texts(&[]))),
            ("no_list".into(), (Kind::Codes, Value::Absent)),
        ]);
        match fill(&sql, "v", &bindings) {
            Ok(query) => query.to_string(),
            Err(wrong) => wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        }
    }

    #[test]
    fn values_become_literals_of_their_type() {
        assert_eq!(filled("SELECT $a, $n, $b, $d"), "SELECT 'it''s', -3, true, DATE '2017-12-31'");
        assert_eq!(
            filled("SELECT $none, COALESCE($no_day, $d)"),
            "SELECT CAST(NULL AS TEXT), COALESCE(CAST(NULL AS DATE), DATE '2017-12-31')"
        );
    }

    #[test]
    fn lists_stand_inside_in_only() {
        let idiom = |name: &str| filled(&format!("SELECT 1 WHERE ${name} IS NULL OR k IN (${name})"));
        assert_eq!(idiom("list"), "SELECT 1 WHERE false OR k IN ('x', 'y')");
        assert_eq!(idiom("empty"), "SELECT 1 WHERE false OR k IN (CAST(NULL AS TEXT))");
        assert_eq!(idiom("no_list"), "SELECT 1 WHERE true OR k IN (CAST(NULL AS TEXT))");
        assert_eq!(
            filled("SELECT 1 WHERE k NOT IN ('z', $list, $a)"),
            "SELECT 1 WHERE k NOT IN ('z', 'x', 'y', 'it''s')"
        );
        assert_eq!(filled("SELECT $list IS NOT NULL"), "SELECT true");
        let wrong = filled("SELECT k\nFROM a\nWHERE k = $list");
        assert!(wrong.starts_with("v.sql:3:11: v: $list is a list"), "{wrong}");
    }

    #[test]
    fn every_placeholder_is_bound_wherever_it_stands() {
        let text = "WITH a AS (SELECT CASE $a WHEN 'x' THEN 1 END AS c) SELECT (SELECT max(c) FROM a WHERE c > $n) \
                    FROM a JOIN a AS b ON b.c = $n ORDER BY $n";
        assert!(!filled(text).contains('$'), "{}", filled(text));
        assert_eq!(
            filled("SELECT $x, $y IS NULL"),
            "v.sql:1:8: v: nothing is called $x here; v.sql:1:12: v: nothing is called $y here"
        );
    }
}
