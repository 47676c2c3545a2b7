//! No input panics.

use domain::wire::{At, ShapeFaults};
use domain::{FactKind, PartialDate, StreamId};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::{Index, select};
use serde_json::{Map, Number, Value, json};

use crate::cases;
use crate::common::id;

/// Any JSON at all, rich in what payloads are made of.
fn values() -> impl Strategy<Value = Value> {
    let texts = prop_oneof![
        "\\PC{0,12}".prop_map(Value::from),
        select(vec![
            "2009",
            "2009-02-30",
            "9999-12-31",
            "../2009",
            "0001/..",
            "P9999Y",
            "2A004",
            "cdd",
            "open",
            "child",
            "a1/oral",
            "2009-01-01T00:00:00Z"
        ])
        .prop_map(Value::from),
        any::<u8>().prop_map(|label| json!(id(&label.to_string()))),
    ];
    let numbers = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::Number)),
    ];
    let leaves = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), texts, numbers];
    leaves.prop_recursive(3, 24, 5, |inner| {
        let fields = select(vec![
            "episode",
            "fate",
            "source",
            "amount_eur",
            "from",
            "to",
            "rule_set",
            "age_min",
            "x~/",
        ]);
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((fields, inner), 0..4).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

/// An object with fields of that kind of fact, and any values.
fn payload(kind: FactKind, values: &[(Index, Value)]) -> Value {
    let fields = kind.fields();
    let named = values
        .iter()
        .map(|(index, value)| (fields[index.index(fields.len())].name.to_owned(), value.clone()));
    Value::Object(named.collect::<Map<_, _>>())
}

proptest! {
    #![proptest_config(cases(384))]

    #[test]
    fn any_value_is_read_or_its_faults_are_told(value in values()) {
        for kind in FactKind::ALL {
            let mut faults = ShapeFaults::default();
            let read = kind.read(&value, &At::Root("/data"), &mut faults);
            prop_assert!(read.is_some() || !faults.0.is_empty(), "unread without a fault");
        }
    }

    #[test]
    fn any_payload_is_read_or_its_faults_are_told(values in vec((any::<Index>(), values()), 0..12)) {
        for kind in FactKind::ALL {
            let mut faults = ShapeFaults::default();
            let payload = payload(*kind, &values);
            let read = kind.read(&payload, &At::Root("/data"), &mut faults);
            prop_assert!(read.is_some() || !faults.0.is_empty(), "unread without a fault: {payload}");
            for fault in &faults.0 {
                prop_assert!(fault.pointer.starts_with("/data"), "{fault:?}");
                prop_assert!(fault.value.chars().count() < 120, "{fault:?}");
            }
        }
    }

    #[test]
    fn any_text_is_a_date_written_alike_or_none(text in prop_oneof!["\\PC{0,24}", "[0-9./-]{0,24}", "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(/\\.\\.)?"]) {
        match text.parse::<PartialDate>() {
            Ok(date) => {
                prop_assert_eq!(date.to_string(), text);
                prop_assert!(date.earliest() <= date.latest());
                prop_assert!(!date.certainly_before(date));
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn any_number_of_years_may_be_added_to_any_date(years in any::<i16>(), text in "[0-9]{3}[1-9](-(0[1-9]|1[0-2]))?(/\\.\\.)?") {
        let date: PartialDate = text.parse().expect("a date");
        let later = date.plus_years(years);
        prop_assert!(later.earliest() <= later.latest());
    }

    #[test]
    fn any_text_is_a_stream_written_alike_or_none(text in prop_oneof!["\\PC{0,50}", "(household|programme)/[a-z0-9-]{0,70}", "rules"]) {
        if let Ok(stream) = text.parse::<StreamId>() {
            prop_assert_eq!(stream.to_string(), text);
        }
    }
}
