//! An answer in few words: its numbers, where a unit stands, the events behind it.

use application::EventRef;
use projections::comparison::{Side, Standing};
use projections::explanation::standing_words;
use projections::rules::{Measure, Told};
use serde_json::{Value as Json, json};

use super::shown::{number_json, number_text, told_json};
use crate::output::plain;
use crate::texts::Texts;

/// The values as they are printed (RP17).
pub(in crate::verbs) fn printed(side: &Side) -> Vec<Told> {
    side.instance.printed_of(&side.answer)
}

/// `64 % (63/99)`.
pub(in crate::verbs) fn side_text(side: &Side, texts: Texts) -> String {
    let values = values_text(side.answer.measure, &printed(side), texts);
    let behind = match side.answer.outcomes.as_slice() {
        [one] => one.numerator.zip(one.denominator).map(|(numerator, denominator)| {
            format!(" ({}/{})", number_text(numerator, texts), number_text(denominator, texts))
        }),
        _ => None,
    };
    format!("{values}{}", behind.unwrap_or_default())
}

/// `97 %, 92 %`.
pub(in crate::verbs) fn values_text(measure: Measure, values: &[Told], texts: Texts) -> String {
    let share = if measure == Measure::Share { "\u{a0}%" } else { "" };
    let value = |told: &Told| match told {
        Told::Number(number) => format!("{}{share}", number_text(*number, texts)),
        Told::Text(text) => plain(text),
        Told::None(_) => "—".to_owned(),
    };
    values.iter().map(value).collect::<Vec<_>>().join(", ")
}

/// Where a unit stands.
pub(in crate::verbs) fn standing_text(standing: Standing, texts: Texts) -> String {
    standing_words(texts.language, standing)
}

/// `CO- 2010-11-30 (#1234, 2011-02-03)`.
pub(in crate::verbs) fn event_text(event: &EventRef) -> String {
    let day = event.recorded_at.strftime("%Y-%m-%d");
    plain(&format!("{} {} (#{}, {day})", event.kind, event.on, event.position))
}

pub(in crate::verbs) fn side_json(side: &Side) -> Json {
    let outcomes: Vec<Json> = side
        .answer
        .outcomes
        .iter()
        .zip(printed(side))
        .map(|(outcome, printed)| {
            json!({
                "computed": told_json(&outcome.told),
                "rounded": told_json(&printed),
                "numerator": outcome.numerator.map(number_json),
                "denominator": outcome.denominator.map(number_json),
            })
        })
        .collect();
    json!({
        "rule_set": side.instance.rule_set.name(),
        "digest": side.instance.rule_set.digest,
        "outcomes": outcomes,
        "left_out": side.answer.left_out,
    })
}

pub(in crate::verbs) fn event_json(event: &EventRef) -> Json {
    json!({
        "position": event.position,
        "kind": event.kind,
        "on": event.on,
        "recorded_at": event.recorded_at.to_string(),
    })
}
