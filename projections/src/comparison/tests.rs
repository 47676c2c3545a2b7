//! Movers and their causes, over a table of stays with a kind and a length.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{Int64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};

use super::*;
use crate::rules::tests::rule_sets;
use crate::rules::{Changes, Engine, Given, Limits, RuleSet, What, Window};

const RULES: &str = r#"
code = "base"
version = 1
label = "Base"
[parameter.RP01]
label = "Least length"
type = "integer"
default = 0
[parameter.RP02]
label = "Kinds"
type = "codes"
default = ["lease"]
[parameter.RP03]
label = "Decides nothing here"
type = "integer"
default = 0
"#;

const INDICATOR: &str = r#"
id = "A"
label = "A"
unit = "household"
measure = "share"
uses = ["RP01", "RP02"]
population = """
SELECT h AS unit, h AS household, kind IN ($RP02) AS kept,
       CASE WHEN length < $RP01 THEN 'short' END AS left_out
FROM long_stays
"""
"#;

fn rules(view: &str) -> Arc<RuleSet> {
    let sets = rule_sets(&[
        ("base/1/rules.toml", RULES),
        ("base/1/views/long_stays.sql", view),
        ("base/1/indicators/A.toml", INDICATOR),
    ]);
    Arc::clone(sets.find("base").unwrap())
}

const EVERY_STAY: &str = "SELECT * FROM stays";

fn engine(stays: &[(&str, &str, i64)]) -> Engine {
    let text = |name| Field::new(name, DataType::Utf8, true);
    let fields = vec![text("h"), text("kind"), Field::new("length", DataType::Int64, true)];
    let schema = Arc::new(Schema::new(fields));
    let column = |of: fn(&(&str, &str, i64)) -> String| {
        Arc::new(StringArray::from_iter_values(stays.iter().map(of))) as _
    };
    let lengths = Arc::new(Int64Array::from_iter_values(stays.iter().map(|stay| stay.2))) as _;
    let columns = vec![column(|stay| stay.0.into()), column(|stay| stay.1.into()), lengths];
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns).unwrap();
    Engine::new([("stays".into(), schema, vec![batch])], Limits::default()).unwrap()
}

const STAYS: [(&str, &str, i64); 4] =
    [("a", "lease", 12), ("b", "lease", 2), ("c", "relay", 12), ("d", "relay", 2)];

fn changes(of: &[(&str, What)]) -> Changes {
    of.iter().map(|(id, what)| ((*id).to_owned(), (0, Given::new(what.clone())))).collect()
}

fn kinds(codes: &[&str]) -> What {
    What::List(codes.iter().map(|code| Given::new(What::Text((*code).into()))).collect())
}

async fn compared(before: Coordinate<'_>, after: Coordinate<'_>) -> Compared {
    let arguments = BTreeMap::new();
    let question = Question { indicator: "A", arguments: &arguments, window: Window::default() };
    let compared = compare(question, before, after).await.unwrap();
    let numbers = |side: &Side| {
        let outcome = &side.answer.outcomes[0];
        (outcome.numerator.unwrap(), outcome.denominator.unwrap())
    };
    let (before, after) = (numbers(&compared.before), numbers(&compared.after));
    // Numbers move through movers only.
    assert_eq!(compared.movers.balance(), (after.0 - before.0, after.1 - before.1));
    compared
}

/// Each mover: which, from and to where, and what moves it.
fn told(compared: &Compared) -> Vec<String> {
    let cause = |cause: &Cause| {
        let sets = cause.any_of.iter().map(|set| set.iter().map(ToString::to_string).collect::<Vec<_>>());
        sets.map(|set| set.join(" and ")).collect::<Vec<_>>().join(" or ")
    };
    let told = |mover: &Mover| {
        let (from, to) = (mover.from().code(), mover.to().code());
        format!("{} {from} → {to}: {}", mover.key.1, cause(&mover.cause))
    };
    compared.movers.moved.iter().map(told).collect()
}

fn at<'a>(rule_set: &'a Arc<RuleSet>, changes: &'a Changes, engine: &'a Engine) -> Coordinate<'a> {
    Coordinate { rule_set, changes, engine, known_on: None, position: 1 }
}

#[tokio::test]
async fn each_mover_has_the_parameter_that_moves_it() {
    let (rules, engine) = (rules(EVERY_STAY), engine(&STAYS));
    let before = changes(&[("RP01", What::Integer(6))]);
    let after = changes(&[("RP02", kinds(&["lease", "relay"])), ("RP03", What::Integer(9))]);
    let compared = compared(at(&rules, &before, &engine), at(&rules, &after, &engine)).await;
    assert_eq!(
        told(&compared),
        ["b outside → kept: RP01", "c base → kept: RP02", "d outside → kept: RP01 and RP02"]
    );
    // Rows are where units stood, columns where they stand: outside, base, kept.
    assert_eq!(compared.movers.table, [[0, 0, 2], [0, 0, 1], [0, 0, 1]]);
    let steps: Vec<_> = compared
        .steps
        .iter()
        .map(|step| {
            let outcome = &step.side.answer.outcomes[0];
            let (from, to) = step.values.clone().unwrap();
            (step.moved.to_string(), from, to, outcome.numerator.unwrap(), outcome.denominator.unwrap())
        })
        .collect();
    let step = |id: &str, from: &str, to: &str, kept, of| (id.into(), from.into(), to.into(), kept, of);
    assert_eq!(steps, [step("RP01", "6", "0", 2.0, 4.0), step("RP02", "lease", "lease, relay", 2.0, 2.0)]);
    // 50 % at first, 50 % by the one alone, 100 % by the other alone, 100 % by both.
    assert_eq!(compared.interaction(), Some(0.0));
}

#[tokio::test]
async fn what_only_both_do_is_the_remainder() {
    let (rules, engine) = (rules(EVERY_STAY), engine(&[STAYS[0], STAYS[3], STAYS[3], STAYS[3]]));
    let before = changes(&[("RP01", What::Integer(13)), ("RP02", kinds(&["relay"]))]);
    let after = changes(&[("RP02", kinds(&["lease"]))]);
    let compared = compared(at(&rules, &before, &engine), at(&rules, &after, &engine)).await;
    assert_eq!(compared.interaction(), None, "nothing can be told of no units");
    let before = changes(&[("RP01", What::Integer(6)), ("RP02", kinds(&["relay"]))]);
    let compared = self::compared(at(&rules, &before, &engine), at(&rules, &after, &engine)).await;
    // 0 % at first, 75 % by the length alone, 100 % by the kind alone, 25 % by both.
    assert_eq!(compared.interaction(), Some(-150.0));
}

#[tokio::test]
async fn either_of_two_may_be_enough() {
    let engine = engine(&STAYS);
    let (every, leases) =
        (rules(EVERY_STAY), rules("SELECT * FROM stays WHERE kind = 'lease' AND length > 6"));
    let (none, some) = (Changes::new(), changes(&[("RP01", What::Integer(6))]));
    let compared = compared(at(&every, &none, &engine), at(&leases, &some, &engine)).await;
    let view = "view long_stays";
    assert_eq!(
        told(&compared),
        [
            format!("b kept → outside: RP01 or {view}"),
            format!("c base → outside: {view}"),
            format!("d base → outside: RP01 or {view}"),
        ]
    );
}

#[tokio::test]
async fn what_was_known_is_a_cause_as_well() {
    let (rules, none) = (rules(EVERY_STAY), Changes::new());
    let (early, late) = (engine(&STAYS[..2]), engine(&[("a", "relay", 12), STAYS[1], STAYS[2]]));
    let after = Coordinate { position: 2, ..at(&rules, &none, &late) };
    let compared = compared(at(&rules, &none, &early), after).await;
    assert_eq!(told(&compared), ["a kept → base: belief", "c outside → base: belief"]);
}

#[tokio::test]
async fn what_is_the_same_moves_nothing() {
    let (rules, engine, none) = (rules(EVERY_STAY), engine(&STAYS), Changes::new());
    let nothing = changes(&[("RP03", What::Integer(9))]);
    let compared = compared(at(&rules, &none, &engine), at(&rules, &nothing, &engine)).await;
    assert!(compared.movers.moved.is_empty() && compared.steps.is_empty());
    assert_eq!(compared.movers.table, [[0, 0, 0], [0, 2, 0], [0, 0, 2]]);
}
