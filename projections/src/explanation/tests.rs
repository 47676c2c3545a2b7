//! Explanations over a table of stays in two programmes.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::builder::{ListBuilder, UInt64Builder};
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use jiff::civil::date;

use super::*;
use crate::comparison::{Coordinate, Question, Standing};
use crate::rules::tests::rule_sets;
use crate::rules::{Changes, Engine, Given, Limits, RuleSet, Value, What, Window};

const RULES: &str = r#"
code = "base"
version = 1
label = "Base"
[parameter.RP29]
label = "Relay flat"
type = "code"
values = ["exit", "transfer"]
default = "transfer"
"#;

const INDICATOR: &str = r#"
id = "A"
label = "A"
unit = "household"
measure = "share"
uses = ["RP29"]
population = """
SELECT household AS unit, household, reason <> 'relay' OR $RP29 = 'exit' AS kept
FROM left_programmes
WHERE programme = $programme AND ($reasons IS NULL OR reason IN ($reasons))
"""
[argument.programme]
type = "code"
required = true
[argument.reasons]
type = "codes"
"#;

const VIEW: &str = "SELECT * FROM enrolments WHERE day >= CAST($from AS TEXT) AND day <= CAST($to AS TEXT)";

fn rules() -> Arc<RuleSet> {
    let sets = rule_sets(&[
        ("base/1/rules.toml", RULES),
        ("base/1/views/left_programmes.sql", VIEW),
        ("base/1/indicators/A.toml", INDICATOR),
    ]);
    Arc::clone(sets.find("base").unwrap())
}

fn table(names: [&str; 4], rows: &[[&str; 4]]) -> RecordBatch {
    let text = |name| Field::new(name, DataType::Utf8, true);
    let list = DataType::List(Arc::new(Field::new("item", DataType::UInt64, true)));
    let mut fields: Vec<Field> = names.iter().copied().map(text).collect();
    fields.push(Field::new("positions", list, true));
    let mut columns: Vec<ArrayRef> = (0..names.len())
        .map(|at| Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row[at]))) as _)
        .collect();
    let mut positions = ListBuilder::new(UInt64Builder::new());
    for number in (1..).step_by(10).take(rows.len()) {
        positions.append_value([Some(number), Some(number + 1)]);
    }
    columns.push(Arc::new(positions.finish()));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

fn engine() -> Engine {
    let enrolments = table(
        ["household", "programme", "day", "reason"],
        &[
            ["a", "para", "2017-05-01", "home"],
            ["b", "para", "2017-06-01", "relay"],
            ["c", "para", "2016-05-01", "home"],
            ["d", "elan", "2017-05-01", "home"],
        ],
    );
    let tree =
        table(["programme", "ancestor", "x", "y"], &[["para", "para", "", ""], ["elan", "elan", "", ""]]);
    let named = |name: &str, batch: RecordBatch| (name.to_owned(), batch.schema(), vec![batch]);
    let tables = [named("enrolments", enrolments), named("programme_tree", tree)];
    Engine::new(tables, Limits::default()).unwrap()
}

async fn explained(household: &str, reasons: Option<&str>) -> Explanation {
    let (rules, engine, none) = (rules(), engine(), Changes::new());
    let code = |code: &str| Given::new(What::Text(code.into()));
    let mut arguments = BTreeMap::from([("programme".to_owned(), (0, code("para")))]);
    if let Some(reason) = reasons {
        arguments.insert("reasons".into(), (0, Given::new(What::List(vec![code(reason)]))));
    }
    let window = Window { from: Some(date(2017, 1, 1)), to: Some(date(2017, 12, 31)) };
    let question = Question { indicator: "A", arguments: &arguments, window };
    let known_on = Some(date(2018, 6, 1));
    let at = Coordinate { rule_set: &rules, changes: &none, engine: &engine, known_on, position: 9 };
    let days = [date(2016, 5, 1), date(2017, 5, 1)].into();
    explain((household, &days), question, at).await.unwrap()
}

#[tokio::test]
async fn a_household_that_is_counted_needs_no_change() {
    let explanation = explained("a", None).await;
    assert_eq!((explanation.standing, explanation.units.len()), (Standing::Kept, 1));
    assert!(explanation.alternatives.is_empty());
    assert_eq!(explanation.tables, [("enrolments".to_owned(), 1)]);
    assert_eq!(explanation.positions.into_iter().collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn a_parameter_a_window_an_argument_or_a_programme_may_be_why() {
    let told = async |household, reasons| {
        let explanation = explained(household, reasons).await;
        let changes: Vec<_> =
            explanation.alternatives.into_iter().map(|one| (one.change, one.standing)).collect();
        (explanation.standing, changes)
    };
    let relay =
        Change::Parameter { id: "RP29".into(), member: String::new(), value: Value::Text("exit".into()) };
    assert_eq!(told("b", None).await, (Standing::Base, vec![(relay, Standing::Kept)]));
    let absent = Change::Argument { name: "reasons".into(), value: Value::Absent };
    assert_eq!(told("a", Some("eviction")).await, (Standing::Outside, vec![(absent, Standing::Kept)]));
    let (from, later) = (date(1900, 1, 1), date(2018, 6, 1));
    let windows = vec![(Change::From(from), Standing::Kept), (Change::Always(later), Standing::Kept)];
    assert_eq!(told("c", None).await, (Standing::Outside, windows));
    let elsewhere = Change::Argument { name: "programme".into(), value: Value::Text("elan".into()) };
    assert_eq!(told("d", None).await, (Standing::Outside, vec![(elsewhere, Standing::Kept)]));
}

#[tokio::test]
async fn of_a_household_that_is_nowhere_nothing_is_told() {
    let explanation = explained("z", None).await;
    assert_eq!(explanation.standing, Standing::Outside);
    assert!(explanation.alternatives.is_empty() && explanation.positions.is_empty());
}
