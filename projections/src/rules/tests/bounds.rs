//! No query takes more time, memory or rows than it may, and none makes much out of nothing.

use std::time::Duration;

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;

use super::running::{INDICATOR, asked, engine, rule_sets};
use crate::rules::{EngineError, Instance, Limits};

/// A table of the numbers from 1.
fn numbers(to: usize) -> String {
    let rows: Vec<String> = (1..=to).map(|number| format!("({number})")).collect();
    format!("(SELECT column1 AS n FROM (VALUES {}) AS numbers)", rows.join(", "))
}

/// The instance of an indicator over stays joined to something.
fn over(from: &str) -> Instance {
    asked(&rule_sets(&INDICATOR.replace("FROM recent", from)), &[]).unwrap()
}

async fn stopped(limits: Limits, instance: &Instance) -> EngineError {
    engine(limits).answer(instance).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_stop_at_their_bounds() {
    let many = numbers(2000);
    let crossed = |test: &str| {
        over(&format!("FROM recent JOIN {many} AS a ON TRUE JOIN {many} AS b ON a.n * b.n {test}"))
    };
    let time = Limits { time: Duration::from_millis(200), ..Limits::default() };
    let error = stopped(time, &crossed("< 0")).await;
    assert!(matches!(error, EngineError::Time(_)), "{error:?}");
    let rows = Limits { rows: 1000, ..Limits::default() };
    let error = stopped(rows, &crossed("> 0")).await;
    assert!(matches!(error, EngineError::Rows(1000)), "{error:?}");
    let sorted =
        format!("FROM recent JOIN {many} AS a ON TRUE JOIN {many} AS b ON TRUE ORDER BY a.n DESC, h, kind");
    let error = stopped(Limits { bytes: 1 << 20, ..Limits::default() }, &over(&sorted)).await;
    assert!(matches!(error, EngineError::Memory(_)), "{error:?}");
}

#[tokio::test]
async fn rows_that_nothing_sorts_or_joins_are_weighed_too() {
    let error = stopped(Limits { bytes: 8, ..Limits::default() }, &over("FROM recent")).await;
    assert!(matches!(error, EngineError::Memory(8)), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn planning_takes_its_time_too() {
    let engine = engine(Limits { time: Duration::from_millis(1), ..Limits::default() });
    let text = format!(
        "SELECT n FROM {}",
        [numbers(600), numbers(600), numbers(600)].join(" UNION ALL SELECT n FROM ")
    );
    let query = Parser::new(&GenericDialect {}).try_with_sql(&text).unwrap().parse_query().unwrap();
    let error = engine.planned(&engine.context().unwrap(), *query, &engine.secrets()).await.unwrap_err();
    assert!(matches!(error, EngineError::Time(_)), "{error:?}");
}

#[tokio::test]
async fn rows_and_texts_are_not_made_out_of_nothing() {
    let context = engine(Limits::default()).context().unwrap();
    for made in [
        "unnest(range(1, 10))",
        "unnest(generate_series(1, 10))",
        "unnest(array_repeat(h, 10))",
        "unnest(make_array(h, h))",
        "unnest([h, h])",
        "unnest(string_to_array(h, ' '))",
        "array_agg(h)",
        "string_agg(h, ',')",
        "repeat('x', 10)",
        "lpad(h, 10, 'x')",
        "rpad(h, 10, 'x')",
        "replace(h, 'x', 'xx')",
        "array_resize(NULL, 10)",
        "arrow_cast(h, 'FixedSizeList(10, Utf8)')",
        "CAST(NULL AS TEXT[10])",
    ] {
        let planned = context.sql(&format!("SELECT {made} AS made FROM stays")).await;
        assert!(planned.is_err(), "{made}");
    }
    let read = context.sql("SELECT * FROM range(1, 10)").await;
    assert!(read.is_err());
}

#[tokio::test]
async fn texts_that_grow_end_somewhere() {
    let longer = |times| {
        let mut from = "stays".to_owned();
        for _ in 0..times {
            from = format!(
                "(SELECT h || h || h || h || h || h || h || h AS h, kind, on_day FROM {from}) AS longer"
            );
        }
        over(&format!("FROM {from}"))
    };
    assert!(engine(Limits::default()).answer(&longer(4)).await.is_ok());
    let error = stopped(Limits::default(), &longer(5)).await;
    assert!(error.to_string().contains("the query failed"), "{error:?}");
}
