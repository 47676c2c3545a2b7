//! From what was typed to the payload of a fact. What cannot be read is told beside its field; everything else that may
//! be wrong is left to whoever records.

use domain::facts::FactKind;
use domain::ids::EventId;
use domain::wire::{Marker, Shape};
use domain::{FieldSpec, PartialDate};
use serde_json::{Map, Number, Value};

use super::form::new_id;
use super::kinds::{Entry, entry};
use super::typed::{LONGEST, Typed};
use super::when;
use crate::pages::texts::Texts;

/// Reads what was typed, and notes what cannot be read.
pub(super) struct Reading<'a> {
    pub(super) texts: Texts,
    pub(super) typed: &'a Typed,
    pub(super) faults: Vec<(String, String)>,
}

impl Reading<'_> {
    fn wrong<T>(&mut self, name: &str, message: &str) -> Option<T> {
        self.faults.push((name.to_owned(), self.texts.say(message)));
        None
    }

    /// The payload of a fact, its fields under `root`. A correction keeps of what is `stored` the fields that no form
    /// shows.
    pub(super) fn payload(
        &mut self,
        kind: FactKind,
        root: &str,
        event: EventId,
        stored: Option<&Value>,
    ) -> Value {
        let mut data = Map::new();
        for field in kind.fields() {
            let name = format!("{root}/{}", field.name);
            let value = match (entry(kind, field), stored) {
                (Entry::Opened, None) => Some(Value::String(new_id(event, field.name))),
                (Entry::Opened | Entry::Kept, stored) => {
                    stored.and_then(|stored| stored.get(field.name)).cloned()
                }
                (_, Some(_)) if self.typed.one(&format!("{name}/unchanged")) == "yes" => {
                    Some(Marker::Unchanged.write())
                }
                (Entry::Persons, _) => {
                    let persons = self.typed.all(&name).into_iter().map(Value::from).collect::<Vec<_>>();
                    (!persons.is_empty()).then_some(Value::Array(persons))
                }
                (
                    Entry::Person
                    | Entry::Reference
                    | Entry::Outside
                    | Entry::Programme
                    | Entry::Level
                    | Entry::Grade,
                    _,
                ) => self.text(&name).map(Value::String),
                (Entry::Organisation, _) => self.text(&name).map(|code| Value::String(code.to_lowercase())),
                (Entry::Plain(shape), _) => self.value(&name, shape),
            };
            data.extend(value.map(|value| (field.name.to_owned(), value)));
        }
        Value::Object(data)
    }

    /// A date as precisely as it is known; `None` when nothing, or no date, was typed.
    pub(super) fn date(&mut self, name: &str) -> Option<PartialDate> {
        let typed = self.text(name)?;
        when::read(&typed).or_else(|| self.wrong(name, "wrong-date"))
    }

    /// What was typed, if anything was.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let typed = self.typed.one(name);
        if typed.chars().count() > LONGEST {
            return self.wrong(name, "wrong-length");
        }
        if typed.chars().any(char::is_control) {
            return self.wrong(name, "wrong-text");
        }
        (!typed.is_empty()).then(|| typed.to_owned())
    }

    fn value(&mut self, name: &str, shape: Shape) -> Option<Value> {
        match shape {
            Shape::Text => self.text(name).map(|text| Value::String(in_capitals(name, text))),
            Shape::Code(_) | Shape::Id | Shape::Instant | Shape::Json => self.text(name).map(Value::String),
            Shape::PartialDay => self.date(name).map(|date| Value::String(date.to_string())),
            Shape::Day => {
                let date = self.date(name)?;
                if date.is_day() {
                    Some(Value::String(date.to_string()))
                } else {
                    self.wrong(name, "wrong-day")
                }
            }
            Shape::Flag => match self.text(name)?.as_str() {
                "yes" => Some(Value::Bool(true)),
                "no" => Some(Value::Bool(false)),
                _ => self.wrong(name, "wrong-choice"),
            },
            Shape::Whole | Shape::Number => {
                let typed = self.text(name)?;
                if reads_two_ways(&typed) {
                    return self.wrong(name, "wrong-thousands");
                }
                let number = number(&typed).map(Value::Number);
                number.or_else(|| self.wrong(name, "wrong-number"))
            }
            Shape::List(item) => {
                let read = (0..self.typed.items(name)).map(|at| self.value(&format!("{name}/{at}"), *item));
                let items: Vec<Value> = read.flatten().collect();
                (!items.is_empty()).then_some(Value::Array(items))
            }
            Shape::Object(object) => self.object(name, object.fields),
        }
    }

    /// An object of what was typed; `None` when nothing was.
    fn object(&mut self, name: &str, fields: &[FieldSpec]) -> Option<Value> {
        let mut object = Map::new();
        for field in fields {
            let value = self.value(&format!("{name}/{}", field.name), field.shape);
            object.extend(value.map(|value| (field.name.to_owned(), value)));
        }
        (!object.is_empty()).then_some(Value::Object(object))
    }
}

/// Codes of countries, communes and departments are written in capitals, however they are typed.
fn in_capitals(name: &str, text: String) -> String {
    let codes = ["/nationality/", "/commune", "/destination_commune", "/prefecture", "/department"];
    if codes.iter().any(|code| name.contains(code)) { text.to_uppercase() } else { text }
}

/// `1.250` is a thousand and more to some, and little more than one to others.
fn reads_two_ways(text: &str) -> bool {
    let plain = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '€');
    let Some((whole, rest)) = plain.split_once(['.', ',']) else { return false };
    let is_thousands = (1..=3).contains(&whole.len()) && !whole.starts_with('0') && rest.len() == 3;
    is_thousands && [whole, rest].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `1 250,50 €` is 1250.5.
fn number(text: &str) -> Option<Number> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '€').collect();
    let plain = plain.replace(',', ".");
    let is_number = plain.starts_with(|first: char| first.is_ascii_digit())
        && plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    // A zero before other digits is no number to JSON.
    let plain = plain.trim_start_matches('0');
    let plain =
        if plain.is_empty() || plain.starts_with('.') { format!("0{plain}") } else { plain.to_owned() };
    if is_number { serde_json::from_str(&plain).ok() } else { None }
}

/// The texts of a payload that is to be corrected, as if they had been typed.
pub(super) fn typed_of(kind: FactKind, root: &str, stored: &Value, texts: Texts, typed: &mut Typed) {
    for field in kind.fields() {
        if let Some(value) = stored.get(field.name) {
            put(&format!("{root}/{}", field.name), field.shape, value, texts, typed);
        }
    }
}

fn put(name: &str, shape: Shape, value: &Value, texts: Texts, typed: &mut Typed) {
    match (shape, value) {
        (_, Value::String(text)) => {
            let date = matches!(shape, Shape::Day | Shape::PartialDay).then(|| text.parse().ok()).flatten();
            typed.add(name, date.map_or_else(|| text.clone(), |date: PartialDate| texts.date(date)));
        }
        (_, Value::Bool(flag)) => typed.add(name, if *flag { "yes" } else { "no" }),
        (_, Value::Number(number)) => typed.add(name, texts.number(number)),
        (Shape::List(Shape::Id), Value::Array(ids)) => {
            ids.iter().filter_map(Value::as_str).for_each(|id| typed.add(name, id));
        }
        (Shape::List(item), Value::Array(items)) => {
            for (at, value) in items.iter().enumerate() {
                put(&format!("{name}/{at}"), *item, value, texts, typed);
            }
        }
        (Shape::Object(object), Value::Object(members)) => {
            for field in object.fields {
                if let Some(value) = members.get(field.name) {
                    put(&format!("{name}/{}", field.name), field.shape, value, texts, typed);
                }
            }
        }
        // Erased or hidden: it stays as it is.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{number, reads_two_ways};

    #[test]
    fn a_separator_before_three_digits_is_asked_about() {
        for asked in ["1.250", "1,250", "35.000 €", "999,999"] {
            assert!(reads_two_ways(asked), "{asked}");
        }
        for read in ["1250", "1 250", "1250,5", "1.25", "0,125", "1250,500", "1.2500", "1 250,500"] {
            assert!(!reads_two_ways(read), "{read}");
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, read) in [
            ("12", "12"),
            ("12,5", "12.5"),
            ("1 250,50 €", "1250.50"),
            ("0,5", "0.5"),
            ("007", "7"),
            ("0", "0"),
            ("1\u{202f}250", "1250"),
            ("", ""),
            ("-3", ""),
            ("1e9", ""),
            ("12,5,1", ""),
            ("douze", ""),
            (".5", ""),
        ] {
            let number = number(typed).map(|number| number.to_string());
            let expected: Option<f64> = read.parse().ok();
            assert_eq!(number.and_then(|text| text.parse::<f64>().ok()), expected, "{typed}");
        }
    }
}
