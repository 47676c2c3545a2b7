//! Every payload that is read is written back as an equal JSON value; `12.0` is `12`.

use domain::FactKind;
use domain::wire::{At, ShapeFaults};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::Index;
use serde_json::{Number, Value, json};

use crate::cases;
use crate::common::histories::Line;
use crate::common::samples::story;

/// What JSON does not tell apart: whole numbers with and without decimals.
fn normalized(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64().map(|number| number + 0.0)),
        Value::Array(items) => items.iter().map(normalized).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), normalized(value))).collect()
        }
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

fn written(name: &str, data: &Value) -> Option<Value> {
    let kind = FactKind::parse(name)?;
    Some(kind.read(data, &At::Root("/data"), &mut ShapeFaults::default())?.write())
}

/// Numbers as people and programs write them.
fn numbers() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i32>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (any::<i32>(), 0_i32..12).prop_map(|(number, scale)| json!(f64::from(number) / 10_f64.powi(scale))),
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(json!(0), Value::Number)),
    ]
}

fn with_number(mut line: Line, numbers: &[Value]) -> Line {
    let mut next = numbers.iter().cycle();
    replace(&mut line.data, &mut next);
    line
}

fn replace<'n>(value: &mut Value, numbers: &mut impl Iterator<Item = &'n Value>) {
    match value {
        Value::Number(_) => *value = numbers.next().cloned().unwrap_or_default(),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, numbers)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, numbers)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[test]
fn every_fact_of_the_story_is_written_back() {
    for line in story().into_iter().flatten() {
        assert_eq!(
            written(&line.name, &line.data).map(|data| normalized(&data)),
            Some(normalized(&line.data)),
            "{}",
            line.name
        );
    }
}

#[test]
fn a_whole_number_is_written_without_decimals() {
    let declared = |total: Value| json!({ "persons": [crate::common::id("mina")], "total_eur": total });
    for written_so in [json!(12.0), json!(12), json!(1.2e1)] {
        let read = written("resources_declared", &declared(written_so)).expect("a payload");
        assert_eq!(read.to_string(), declared(json!(12)).to_string());
    }
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn every_payload_that_is_read_is_written_back(
        which in any::<Index>(), left_out in vec(any::<Index>(), 0..6), numbers in vec(numbers(), 1..9), whole in any::<bool>(),
    ) {
        let lines: Vec<Line> = story().into_iter().flatten().collect();
        let mut line = lines[which.index(lines.len())].clone();
        for index in left_out {
            let Some(fields) = line.data.as_object_mut().filter(|fields| !fields.is_empty()) else { break };
            let name = fields.keys().nth(index.index(fields.len())).cloned().unwrap_or_default();
            fields.remove(&name);
        }
        let line = if whole { line } else { with_number(line, &numbers) };
        if let Some(data) = written(&line.name, &line.data) {
            prop_assert_eq!(normalized(&data), normalized(&line.data));
            prop_assert_eq!(written(&line.name, &data), Some(data), "written twice");
        }
    }

    #[test]
    fn every_number_that_is_read_is_written_back(number in numbers()) {
        let figure = json!({ "figure": "F1", "value": number, "unit": "x", "qualifier": "exact", "source": "declared" });
        if let Some(data) = written("figure_declared", &figure) {
            prop_assert_eq!(normalized(&data), normalized(&figure));
        }
    }
}
