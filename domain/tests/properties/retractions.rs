//! A retraction undoes its target exactly, and a correction to what was said before undoes a correction.

use proptest::collection::vec;
use proptest::prelude::{any, prop_assert_eq, proptest};
use proptest::sample::Index;
use serde_json::json;

use crate::cases;
use crate::common::histories::Line;
use crate::common::id;
use crate::households::{Told, households, stream};
use crate::interleavings::{believed, interleaved, open, record};

fn retraction(target: &Line) -> Line {
    meta("event_retracted", json!({ "target": target.event, "reason": "duplicate" }), target)
}

fn correction(target: &Line, by: &Line) -> Line {
    let data = json!({
        "target": target.event, "occurred_on": by.on.to_string(), "payload": by.data, "reason": "typing_error",
    });
    meta("event_corrected", data, target)
}

fn meta(name: &str, data: serde_json::Value, target: &Line) -> Line {
    let event = id(&format!("{name} {} {data}", target.event));
    let on = "2020-05-20".parse().expect("a date");
    Line { event, stream: target.stream.clone(), name: name.to_owned(), on, data }
}

/// Facts on which no other rests: any of them, but the opening.
fn leaves(told: &[Told]) -> Vec<usize> {
    (1..told.len()).filter(|place| !told.iter().any(|other| other.rests_on.contains(place))).collect()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn a_retraction_undoes_its_target_exactly(
        told in households(), priorities in vec(any::<u32>(), 48), which in any::<Index>(),
    ) {
        let target = *which.get(&leaves(&told));
        let lines = interleaved(&told, &priorities);
        let mut with = open();
        for line in &lines {
            record(&mut with, std::slice::from_ref(line));
        }
        record(&mut with, &[retraction(&told[target].line)]);
        let mut without = open();
        for line in lines.iter().filter(|line| line.event != told[target].line.event) {
            record(&mut without, std::slice::from_ref(line));
        }
        prop_assert_eq!(believed(&with, &stream()), believed(&without, &stream()));
    }

    #[test]
    fn what_was_retracted_may_be_told_again(told in households(), which in any::<Index>()) {
        let target = &told[*which.get(&leaves(&told))].line;
        let mut histories = open();
        for one in &told {
            record(&mut histories, std::slice::from_ref(&one.line));
        }
        let again = Line { event: id("told again"), ..target.clone() };
        let before = believed(&histories, &stream());
        record(&mut histories, &[retraction(target), again.clone()]);
        let renamed = |(event, on, fact): (String, String, String)| {
            (if event == target.event.to_string() { again.event.to_string() } else { event }, on, fact)
        };
        let expected: Vec<_> = before.into_iter().map(renamed).collect();
        prop_assert_eq!(believed(&histories, &stream()), expected);
    }

    #[test]
    fn a_correction_to_what_was_said_changes_nothing(told in households(), which in any::<Index>()) {
        let target = &told[which.index(told.len())].line;
        let mut histories = open();
        for one in &told {
            record(&mut histories, std::slice::from_ref(&one.line));
        }
        let before = believed(&histories, &stream());
        record(&mut histories, &[correction(target, target)]);
        prop_assert_eq!(believed(&histories, &stream()), before);
    }
}
