//! Texts and objects kept as they are written.

use serde_json::{Map, Value};

use super::{At, Shape, ShapeFaults, TextShape, Wire, text};
use crate::rule::Rule;

/// A text of at most a million bytes, not blank, without control characters other than line breaks and tabs.
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
        let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        let sized = !text.trim().is_empty() && text.len() <= 1_000_000;
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

    fn read(value: &Value, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        let object = value.as_object().map(|object| Self(object.clone()));
        object.or_else(|| faults.misshapen(Self::SHAPE.expected(), at, value))
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Object(self.0.clone()))
    }
}
