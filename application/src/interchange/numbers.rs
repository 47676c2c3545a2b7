//! Numbers that the reader of JSON would round, or not read at all.
//!
//! Each is put aside before the line is read, and a whole number stands there that no field takes: it is refused where it
//! stands, by the rule of its field, and told as it was written.

use std::borrow::Cow;

use domain::Rule;
use domain::wire::{At, ShapeFault, ShapeFaults, is_carried};
use serde_json::Value;

/// The longest number that is told whole.
const LONGEST: usize = 80;

/// The numbers of a line that were put aside, as they were written, each with where its stand-in begins.
#[derive(Default)]
pub(super) struct Aside(Vec<(usize, String)>);

/// What stands for the number of that place in the list: more digits than any field takes.
fn stand_in(place: usize) -> u64 {
    u64::MAX - place as u64
}

/// The text of a line in which every number is carried there and back, and those put aside for it.
pub(super) fn carried(text: &str) -> (Cow<'_, str>, Aside) {
    let mut aside = Aside::default();
    let mut whole = String::new();
    let mut kept = 0;
    let bytes = text.as_bytes();
    let (mut at, mut in_text) = (0, false);
    while let Some(byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'\\' if in_text => at += 1,
            b'"' => in_text = !in_text,
            b'-' | b'0'..=b'9' if !in_text => {
                let rest = bytes.get(at..).unwrap_or_default();
                let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                at += rest.iter().take_while(|byte| is_part(byte)).count();
                let Some(number) = text.get(start..at) else { continue };
                // What is no number is left for the reader to tell.
                if number.parse::<f64>().is_ok() && !is_carried(number) {
                    whole.push_str(text.get(kept..start).unwrap_or_default());
                    let place = (whole.len(), number.to_owned());
                    whole.push_str(&stand_in(aside.0.len()).to_string());
                    aside.0.push(place);
                    kept = at;
                }
            }
            _ => {}
        }
    }
    if aside.0.is_empty() {
        return (Cow::Borrowed(text), aside);
    }
    whole.push_str(text.get(kept..).unwrap_or_default());
    (Cow::Owned(whole), aside)
}

impl Aside {
    /// The column in the line, of one in the text that was read.
    pub(super) fn column(&self, column: usize) -> usize {
        let before = self.0.iter().enumerate().filter(|(_, (start, _))| *start < column);
        before.fold(column, |column, (place, (_, number))| {
            (column + number.len()).saturating_sub(stand_in(place).to_string().len())
        })
    }

    /// Tells in the faults what was written; where no field looked at a number, in objects kept as they are, adds one.
    pub(super) fn tell(&self, value: &Value, faults: &mut ShapeFaults) {
        let is_sound = faults.0.is_empty();
        for (place, (_, number)) in self.0.iter().enumerate() {
            let stand_in = stand_in(place);
            for fault in &mut faults.0 {
                fault.value = fault.value.replace(&stand_in.to_string(), &short(number));
            }
            if is_sound && let Some(pointer) = pointer_to(stand_in, value, &At::Root("")) {
                // Nobody knows what it is about: it may identify somebody.
                let (rule, value) = (Rule::Format, "…".to_owned());
                faults.0.push(ShapeFault { rule, pointer, value, expected: Some("digits") });
            }
        }
    }
}

fn short(number: &str) -> String {
    match number.get(..LONGEST) {
        Some(begin) if number.len() > LONGEST => format!("{begin}… ({} bytes)", number.len()),
        _ => number.to_owned(),
    }
}

fn pointer_to(number: u64, value: &Value, at: &At<'_>) -> Option<String> {
    if value.as_u64() == Some(number) {
        return Some(at.pointer());
    }
    if let Some(items) = value.as_array() {
        let mut items = items.iter().enumerate();
        return items.find_map(|(index, item)| pointer_to(number, item, &At::Item(at, index)));
    }
    let mut fields = value.as_object()?.iter();
    fields.find_map(|(name, field)| pointer_to(number, field, &At::Field(at, name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_is_left_as_it_is() {
        for text in
            [r#"{"a":17.0,"b":[0,-1.5e3,123456789012345],"c":"17.00000000000000000001 \" 1e400"}"#, "1e", "-"]
        {
            assert!(matches!(carried(text), (Cow::Borrowed(_), _)), "{text}");
        }
        for text in ["17.00000000000000000001", "1e400", "1e-400", "-1234567890123456", "[1E309]"] {
            assert!(matches!(carried(text), (Cow::Owned(_), _)), "{text}");
        }
    }

    #[test]
    fn columns_are_those_of_the_line() {
        let (text, aside) = carried(r#"{"a":1e400,"b":x}"#);
        let error = serde_json::from_str::<Value>(&text).expect_err("no JSON");
        assert_eq!(aside.column(error.column()), 16);
    }
}
