//! Queries run within their bounds and answer the same every time.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{Date32Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::physical_plan::displayable;
use jiff::civil::date;

use crate::rules::engine::orders;
use crate::rules::{
    Answer, Asked, Changes, Engine, EngineError, Fault, Given, Instance, Limits, NoValue, RuleSets, Told,
    What, Window, Wrong,
};

const RULES: &str = r#"
code = "base"
version = 1
label = "Base"
[parameter.RP17]
label = "Rounding"
type = "table"
[parameter.RP17.member.mode]
type = "code"
default = "half_up"
[parameter.RP17.member.percent]
type = "integer"
default = 0
[parameter.RP17.member.month]
type = "integer"
default = 1
"#;

pub(super) const INDICATOR: &str = r#"
id = "A"
label = "A"
unit = "household"
measure = "share"
uses = ["RP17"]
population = """
SELECT h AS unit, h AS household, kind IN ($kinds) AS kept, kind,
       CASE WHEN on_day IS NULL THEN 'no_day' END AS left_out,
       months_between('index', on_day, $to) AS value
FROM recent
"""
[argument.kinds]
type = "codes"
[argument.measure]
type = "code"
values = ["share", "mean"]
default = "share"
"#;

const VIEW: &str = "SELECT * FROM stays WHERE on_day IS NULL OR on_day <= $to";

pub(super) fn rule_sets(population: &str) -> RuleSets {
    super::rule_sets(&[
        ("base/1/rules.toml", RULES),
        ("base/1/views/recent.sql", VIEW),
        ("base/1/indicators/A.toml", population),
    ])
}

fn schema() -> SchemaRef {
    let text = |name| Field::new(name, DataType::Utf8, true);
    Arc::new(Schema::new(vec![text("h"), text("kind"), Field::new("on_day", DataType::Date32, true)]))
}

pub(super) fn engine(limits: Limits) -> Engine {
    let days = [Some(17_167), Some(17_198), None, Some(17_226), Some(18_000)];
    let batch = RecordBatch::try_new(
        schema(),
        vec![
            Arc::new(StringArray::from(vec!["d", "c", "b", "a", "e"])),
            Arc::new(StringArray::from(vec![Some("cdi"), Some("cdd"), Some("cdi"), None, Some("cdi")])),
            Arc::new(Date32Array::from(days.to_vec())),
        ],
    );
    Engine::new([("stays".to_owned(), schema(), vec![batch.unwrap()])], limits).unwrap()
}

pub(super) fn asked(sets: &RuleSets, arguments: &[(&str, What)]) -> Result<Instance, Vec<Wrong>> {
    let named = |(name, what): &(&str, What)| ((*name).to_owned(), (7, Given::new(what.clone())));
    let arguments: BTreeMap<_, _> = arguments.iter().map(named).collect();
    Instance::new(&Asked {
        rule_set: sets.find("default").unwrap(),
        indicator: "A",
        arguments: &arguments,
        window: Window { from: None, to: Some(date(2017, 12, 31)) },
        known_on: None,
        changes: &Changes::new(),
    })
}

fn kinds(codes: &[&str]) -> What {
    What::List(codes.iter().map(|code| Given::new(What::Text((*code).into()))).collect())
}

async fn answer(arguments: &[(&str, What)]) -> Answer {
    let instance = asked(&rule_sets(INDICATOR), arguments).unwrap();
    engine(Limits::default()).answer(&instance).await.unwrap()
}

#[tokio::test]
async fn a_share_has_its_units_in_order_and_what_is_left_out() {
    let answer = answer(&[("kinds", kinds(&["cdi"]))]).await;
    let units: Vec<_> = answer.population.rows.iter().map(|row| (row.unit.as_str(), row.kept)).collect();
    assert_eq!(units, [("a", false), ("b", true), ("c", false), ("d", true)]);
    assert_eq!(answer.left_out, BTreeMap::from([("no_day".to_owned(), 1)]));
    let outcome = &answer.outcomes[0];
    assert_eq!((outcome.numerator, outcome.denominator), (Some(1.0), Some(3.0)));
    assert_eq!(answer.population.dimensions, ["kind"]);
    assert_eq!(answer.population.rows[1].dimensions, [Some("cdi".to_owned())]);
}

#[tokio::test]
async fn the_measure_is_the_one_asked_for_and_is_rounded_when_printed() {
    let sets = rule_sets(INDICATOR);
    let instance =
        asked(&sets, &[("kinds", kinds(&["cdi", "cdd"])), ("measure", What::Text("mean".into()))]).unwrap();
    let answer = engine(Limits::default()).answer(&instance).await.unwrap();
    // January and February to December: 11 and 10 months.
    assert_eq!(answer.outcomes[0].told, Told::Number(10.5));
    assert!((instance.printed(10.478_26) - 10.5).abs() < 1e-12);
}

#[tokio::test]
async fn no_kinds_keep_nobody() {
    for arguments in [vec![], vec![("kinds", kinds(&[]))]] {
        assert_eq!(answer(&arguments).await.outcomes[0].told, Told::Number(0.0));
    }
}

#[test]
fn arguments_that_are_none_are_told() {
    let told = |arguments: &[(&str, What)]| asked(&rule_sets(INDICATOR), arguments).unwrap_err();
    let unknown = Fault::UnknownArgument { indicator: "A".into(), argument: "kind".into() };
    assert_eq!(told(&[("kind", kinds(&["cdi"]))]), [Wrong::Asked(7, String::new(), unknown)]);
    let wrong = Fault::WrongType { value: "3".into(), expected: "list of codes" };
    assert_eq!(told(&[("kinds", What::Integer(3))]), [Wrong::Asked(0, "kinds".into(), wrong)]);
}

#[tokio::test]
async fn a_row_without_unit_is_no_population() {
    let without = INDICATOR.replace("h AS unit", "NULL AS unit");
    let instance = asked(&rule_sets(&without), &[]).unwrap();
    let error = engine(Limits::default()).answer(&instance).await.unwrap_err();
    assert_eq!(error.to_string(), "the population is not usable: a row without unit");
}

/// What a population amounts to when it asks for a value.
async fn mean_of(value: &str) -> Result<Answer, EngineError> {
    let of_value = INDICATOR.replace("months_between('index', on_day, $to)", value);
    let arguments = [("kinds", kinds(&["cdi", "cdd"])), ("measure", What::Text("mean".into()))];
    let instance = asked(&rule_sets(&of_value), &arguments).unwrap();
    engine(Limits::default()).answer(&instance).await
}

#[tokio::test]
async fn dividing_by_zero_is_an_error_or_no_value() {
    // Of whole numbers it is an error with a way out, while the query is planned as well as while it runs.
    for value in ["1 / 0", "length(h) / (length(h) - 1)", "length(h) % (length(h) - 1)"] {
        let error = mean_of(value).await.unwrap_err();
        assert!(matches!(error, EngineError::DividedByZero), "{value}: {error:?}");
    }
    // Of numbers with decimals it is beyond the numbers; with NULLIF, no value of its own.
    let told = |answer: Answer| answer.outcomes[0].told.clone();
    assert_eq!(told(mean_of("1.5 / (length(h) - 1.0)").await.unwrap()), Told::None(NoValue::NotFinite));
    let answer = mean_of("length(h) / NULLIF(length(h) - 1, 0)").await.unwrap();
    assert_eq!(answer.left_out.get("no_value"), Some(&2));
    assert_eq!(told(answer), Told::None(NoValue::Empty));
}

#[tokio::test]
async fn what_cannot_be_read_or_matched_is_told_without_its_value() {
    for value in ["CAST(h AS INTEGER)", "CAST('x' || '' AS INTEGER)", "CAST('x' AS DATE) - on_day"] {
        let error = mean_of(value).await.unwrap_err();
        assert!(matches!(error, EngineError::Cast), "{value}: {error:?}");
    }
    for pattern in ["(", "(((a{1000}){1000}){1000})"] {
        let error = mean_of(&format!("CASE WHEN h ~ '{pattern}' THEN 1 ELSE 0 END")).await.unwrap_err();
        assert!(matches!(error, EngineError::Pattern), "{pattern}: {error:?}");
    }
}

/// Two parts in order, one after the other, are in no order.
#[tokio::test]
async fn rows_of_a_union_are_taken_for_sorted_by_nobody() {
    let population = INDICATOR
        .replace("h AS household, kind IN ($kinds) AS kept, kind,", "h AS household, count(*) = 2 AS kept,")
        .replace(
            "CASE WHEN on_day IS NULL THEN 'no_day' END AS left_out,",
            "min(CASE WHEN kind IN ($kinds) THEN NULL END) AS left_out,",
        )
        .replace(
            "months_between('index', on_day, $to) AS value\nFROM recent",
            "1.0 AS value\nFROM doubled GROUP BY n, h",
        );
    let sets = super::rule_sets(&[
        ("base/1/rules.toml", RULES),
        ("base/1/views/sorted.sql", "SELECT h, kind, row_number() OVER (ORDER BY h) AS n FROM stays"),
        ("base/1/views/doubled.sql", "SELECT h, kind, n FROM sorted UNION ALL SELECT h, kind, n FROM sorted"),
        ("base/1/indicators/A.toml", &population),
    ]);
    let instance = asked(&sets, &[("kinds", kinds(&["cdi"]))]).unwrap();

    let answer = engine(Limits::default()).answer(&instance).await.unwrap();

    let units: Vec<_> = answer.population.rows.iter().map(|row| (row.unit.as_str(), row.kept)).collect();
    assert_eq!(units, ["a", "b", "c", "d", "e"].map(|unit| (unit, true)));
}

#[tokio::test]
async fn orders_of_numbers_are_kept_and_those_of_texts_forgotten() {
    let context = engine(Limits::default()).context().unwrap();
    for (text, kept) in [
        ("SELECT h, on_day FROM stays ORDER BY h", None),
        ("SELECT h, on_day FROM stays ORDER BY on_day DESC, h", Some("on_day DESC NULLS FIRST")),
        ("SELECT h, row_number() OVER (ORDER BY h) AS n FROM stays", Some("n ASC NULLS LAST")),
    ] {
        let plan = context.sql(text).await.unwrap().create_physical_plan().await.unwrap();
        let orders: Vec<String> = orders(plan.as_ref()).iter().flatten().map(ToString::to_string).collect();
        assert_eq!(orders, Vec::from_iter(kept), "{text}");
    }
}

#[tokio::test]
async fn windows_that_look_back_are_computed_at_once() {
    let text =
        "SELECT h, lag(h) OVER (ORDER BY h) AS before, count(*) OVER (PARTITION BY kind ORDER BY h) AS nth
                FROM stays ORDER BY h";
    let context = engine(Limits::default()).context().unwrap();
    let rows = context.sql(text).await.unwrap();
    let plan = rows.clone().create_physical_plan().await.unwrap();
    let plan = displayable(plan.as_ref()).indent(false).to_string();
    assert!(plan.contains("WindowAggExec") && !plan.contains("BoundedWindowAggExec"), "{plan}");
    // But for what gathers rows.
    let text = "SELECT median(length(h)) OVER (ORDER BY h) AS all_before FROM stays";
    let gathering = context.sql(text).await.unwrap().create_physical_plan().await.unwrap();
    assert!(displayable(gathering.as_ref()).indent(false).to_string().contains("BoundedWindowAggExec"));
    let told = pretty_format_batches(&rows.collect().await.unwrap()).unwrap().to_string();
    let rows: Vec<String> =
        told.lines().filter(|line| line.starts_with('|')).map(|line| line.replace(' ', "")).collect();
    assert_eq!(rows, ["|h|before|nth|", "|a||1|", "|b|a|1|", "|c|b|1|", "|d|c|2|", "|e|d|3|"]);
}
