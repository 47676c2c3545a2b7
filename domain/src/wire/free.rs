//! Texts and objects kept as they are written.

use serde_json::{Map, Value};

use super::{At, Json, Shape, ShapeFaults, TextShape, Wire, text};
use crate::rule::Rule;

/// A text of at most a million bytes, not blank, without control characters other than line breaks and tabs, and without
/// those that turn the direction of what follows.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// The text as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A text that is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let plain = |c: char| (!c.is_control() || matches!(c, '\n' | '\r' | '\t')) && !turns(c);
        // Joiners and marks of direction belong to words, and are none.
        let is_seen = |c: char| {
            !c.is_whitespace() && !matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
        };
        let sized = text.chars().any(is_seen) && text.len() <= 1_000_000;
        (sized && text.chars().all(plain)).then(|| Self(text.to_owned()))
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Texts may identify: they are never shown by debug output.
impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "‹text of {} bytes›", self.0.len())
    }
}

text! {
    Text: Shape::Text(TextShape::Words), Format, Text::parse;
}

/// A JSON object kept as it is: parameters of a rule set, the payload of a correction.
#[derive(Debug, Clone, PartialEq)]
pub struct Object(pub Map<String, Value>);

impl Wire for Object {
    const SHAPE: Shape = Shape::Json;

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        if let Value::Object(object) = value.to_value() {
            return Some(Self(object));
        }
        faults.misshapen(Self::SHAPE.expected(), at, value)
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Object(self.0.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_shows_something_and_turns_nothing_around() {
        for good in ["Zoé", "محمد", "سلام\u{200C}ها", "👨\u{200D}👩\u{200D}👧", "a\tb\nc"] {
            assert!(Text::parse(good).is_some(), "{good:?}");
        }
        for bad in [
            "",
            " \n",
            "\u{200B}",
            "\u{FEFF}\u{200E} ",
            "\u{202E}",
            "Zoé\u{202E}",
            "\u{2067}a\u{2069}",
            "a\u{0}",
        ] {
            assert!(Text::parse(bad).is_none(), "{bad:?}");
        }
    }
}
