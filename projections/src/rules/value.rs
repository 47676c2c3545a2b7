//! Typed values: what a parameter or an argument may be, and what it is.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::document::{Fields, Given, What};
use super::enumerations;
use super::problem::{Fault, Notes};

/// A day for trying a query out.
pub(super) const SAMPLE_DAY: Date = Date::constant(2020, 12, 31);

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One code.
    Code,
    /// Several codes.
    Codes,
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A day; only the window and `known_on` are days.
    Date,
}

impl Kind {
    /// Those a file may name.
    const NAMED: [(&'static str, Self); 5] = [
        ("code", Self::Code),
        ("codes", Self::Codes),
        ("text", Self::Text),
        ("integer", Self::Integer),
        ("boolean", Self::Boolean),
    ];

    /// As a file names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, kind)| *kind == self).map_or("day", |(name, _)| name)
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// None was given.
    Absent,
    /// A code or a text.
    Text(String),
    /// Several codes.
    Texts(Vec<String>),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// A day.
    Date(Date),
}

impl Value {
    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Absent => Json::Null,
            Self::Text(text) => json!(text),
            Self::Texts(texts) => json!(texts),
            Self::Integer(number) => json!(number),
            Self::Boolean(truth) => json!(truth),
            Self::Date(day) => json!(day.to_string()),
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Absent => f.write_str("—"),
            Self::Text(text) => f.write_str(text),
            Self::Texts(texts) => f.write_str(&texts.join(", ")),
            Self::Integer(number) => number.fmt(f),
            Self::Boolean(truth) => truth.fmt(f),
            Self::Date(day) => day.fmt(f),
        }
    }
}

/// What a value may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its type.
    pub kind: Kind,
    /// The codes there are; empty when any may stand.
    pub allowed: Vec<String>,
    /// The least number.
    pub min: Option<i64>,
    /// The greatest number.
    pub max: Option<i64>,
}

impl Domain {
    /// Reads `type`, `of`, `values`, `min`, `max`; the codes are those of the enumeration `of` and the further `values`.
    pub(super) fn read(name: &str, fields: &mut Fields, notes: &mut Notes) -> Self {
        let kind_at = fields.at();
        let named = fields.required_text("type", notes);
        let found = Kind::NAMED.iter().find(|(code, _)| *code == named);
        if found.is_none() && !named.is_empty() {
            let allowed = Kind::NAMED.map(|(code, _)| code).join(", ");
            notes.say(kind_at, name, Fault::UnknownCode { value: named, allowed });
        }
        let of = fields.take("of").map(|given| enumeration(name, &given, notes)).unwrap_or_default();
        let values = fields.texts("values", notes).unwrap_or_default();
        let (min, max) = (fields.integer("min", notes), fields.integer("max", notes));
        Self {
            kind: found.map_or(Kind::Text, |(_, kind)| *kind),
            allowed: of.into_iter().chain(values.into_iter().map(|(_, code)| code)).collect(),
            min,
            max,
        }
    }

    /// The value given, when it is one of these.
    ///
    /// # Errors
    /// A value of another type, an unknown code, a number out of range; with the place of what is wrong.
    pub fn accept(&self, given: &Given) -> Result<Value, (usize, Fault)> {
        match (self.kind, &given.what) {
            (Kind::Code | Kind::Text, What::Text(text)) => {
                self.known(given.at, text)?;
                Ok(Value::Text(text.clone()))
            }
            (Kind::Codes, What::List(items)) => {
                let mut codes = Vec::new();
                for item in items {
                    let What::Text(code) = &item.what else {
                        return Err((item.at, Fault::WrongType { value: item.shown(), expected: "code" }));
                    };
                    self.known(item.at, code)?;
                    codes.push(code.clone());
                }
                Ok(Value::Texts(codes))
            }
            (Kind::Integer, What::Integer(number)) => {
                let below = self.min.is_some_and(|min| *number < min);
                let above = self.max.is_some_and(|max| *number > max);
                if below || above {
                    let bound = |bound: Option<i64>| bound.map_or_else(|| "…".into(), |one| one.to_string());
                    let (min, max) = (bound(self.min), bound(self.max));
                    return Err((given.at, Fault::OutOfRange { value: *number, min, max }));
                }
                Ok(Value::Integer(*number))
            }
            (Kind::Boolean, What::Boolean(truth)) => Ok(Value::Boolean(*truth)),
            _ => {
                let expected = if self.kind == Kind::Codes { "list of codes" } else { self.kind.name() };
                Err((given.at, Fault::WrongType { value: given.shown(), expected }))
            }
        }
    }

    fn known(&self, at: usize, code: &str) -> Result<(), (usize, Fault)> {
        if self.allowed.is_empty() || self.allowed.iter().any(|allowed| allowed == code) {
            return Ok(());
        }
        Err((at, Fault::UnknownCode { value: code.to_owned(), allowed: self.allowed.join(", ") }))
    }

    /// A value of this type, for trying a query out.
    pub(super) fn sample(&self) -> Value {
        let code = || self.allowed.first().cloned().unwrap_or_else(|| "x".to_owned());
        match self.kind {
            Kind::Code | Kind::Text => Value::Text(code()),
            Kind::Codes => Value::Texts(vec![code()]),
            Kind::Integer => Value::Integer(self.min.unwrap_or(1)),
            Kind::Boolean => Value::Boolean(true),
            Kind::Date => Value::Date(SAMPLE_DAY),
        }
    }
}

/// The codes of an enumeration of the catalogue.
fn enumeration(name: &str, given: &Given, notes: &mut Notes) -> Vec<String> {
    let found = if let What::Text(of) = &given.what { enumerations::codes_of(of) } else { None };
    if let Some(codes) = found {
        return codes.map(str::to_owned).collect();
    }
    notes.say(given.at, name, Fault::UnknownCode { value: given.shown(), allowed: enumerations::names() });
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(kind: Kind) -> Domain {
        Domain { kind, allowed: Vec::new(), min: None, max: None }
    }

    fn text(text: &str) -> Given {
        Given::new(What::Text(text.into()))
    }

    #[test]
    fn codes_are_those_allowed() {
        let code = Domain { allowed: vec!["any".into(), "end".into()], ..domain(Kind::Code) };
        assert_eq!(code.accept(&text("end")), Ok(Value::Text("end".into())));
        let (_, fault) = code.accept(&text("sometimes")).unwrap_err();
        assert_eq!(fault.to_string(), "sometimes is none of any, end");
        let codes = Domain { kind: Kind::Codes, ..code };
        let list = |items: &[&str]| Given::new(What::List(items.iter().copied().map(text).collect()));
        assert_eq!(codes.accept(&list(&[])), Ok(Value::Texts(vec![])));
        assert!(codes.accept(&list(&["any", "never"])).is_err());
        assert!(codes.accept(&text("any")).is_err());
    }

    #[test]
    fn numbers_keep_their_bounds_and_are_no_texts() {
        let age = Domain { min: Some(0), max: Some(30), ..domain(Kind::Integer) };
        let given = |number| Given::new(What::Integer(number));
        assert_eq!(age.accept(&given(30)), Ok(Value::Integer(30)));
        assert_eq!(age.accept(&given(31)).unwrap_err().1.to_string(), "31 is not in 0 to 30");
        assert_eq!(age.accept(&text("18")).unwrap_err().1.to_string(), "\"18\" is no integer");
        let decimal = Given::new(What::Number(18.5));
        assert_eq!(age.accept(&decimal).unwrap_err().1.to_string(), "18.5 is no integer");
    }
}
