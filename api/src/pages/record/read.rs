//! From what was typed to the payload of a fact. What cannot be read is told beside its field; everything else that may
//! be wrong is left to whoever records.

use domain::codes::{Coded as _, Fate};
use domain::facts::FactKind;
use domain::ids::EventId;
use domain::messages::{Language, countries, country, plain_letters};
use domain::wire::{Marker, Shape, TextShape};
use domain::{FieldSpec, PartialDate};
use serde_json::{Map, Number, Value, json};

use super::context::Context;
use super::form::new_id;
use super::kinds::{Entry, entry};
use super::lasting::{BOTH, NOTHING, date_of, fate_name};
use super::typed::{LONGEST, Typed};
use super::{duration, when};
use crate::pages::texts::Texts;

/// Reads what was typed, and notes what cannot be read.
pub(super) struct Reading<'a> {
    pub(super) context: &'a Context,
    pub(super) typed: &'a Typed,
    pub(super) faults: Vec<(String, String)>,
}

impl Reading<'_> {
    pub(super) fn wrong<T>(&mut self, name: &str, message: &str) -> Option<T> {
        self.faults.push((name.to_owned(), self.context.texts.say(message)));
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
                (Entry::Given(value), None) => Some(Value::from(value)),
                (Entry::Opened, None) => Some(Value::String(new_id(event, field.name))),
                (Entry::Opened | Entry::Kept | Entry::Given(_), stored) => {
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
                    | Entry::Activity
                    | Entry::Programme
                    | Entry::Level
                    | Entry::Grade,
                    _,
                ) => self.text(&name).map(Value::String),
                (Entry::Organisation, _) => self.value(&name, field.shape),
                (Entry::Episodes, _) => self.joined(&name),
                (Entry::Fates, _) => Some(self.fates(&name)),
                (Entry::Household, _) => self.household(&name),
                (Entry::Window, _) => self.window(&name),
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

    /// What somebody joins of what goes on: everything when nothing is said.
    fn joined(&self, name: &str) -> Option<Value> {
        let chosen = self.typed.all(name);
        if chosen.is_empty() {
            return None;
        }
        Some(chosen.into_iter().filter(|one| *one != NOTHING).collect())
    }

    /// What becomes of everything that may go on at the date.
    fn fates(&mut self, name: &str) -> Value {
        let lasting = self.context.lasting(date_of(self.typed)).into_iter();
        let fates = lasting.map(|one| {
            let mut fate = json!({ "episode": one.id });
            let chosen = self.text(&fate_name(name, &one.id));
            if let Some(chosen) = chosen {
                fate["fate"] = if chosen == BOTH { Fate::Stays.code().into() } else { chosen.into() };
            }
            fate
        });
        fates.collect()
    }

    /// The household of a number: it was looked for before.
    fn household(&mut self, name: &str) -> Option<Value> {
        self.text(name)?;
        match &self.context.other {
            Some(other) => Some(other.id.to_string().into()),
            // That it is the household’s own was told already.
            None if self.faults.iter().any(|(at, _)| at == name) => None,
            None => self.wrong(name, "wrong-household"),
        }
    }

    /// A period, or its one day.
    fn window(&mut self, name: &str) -> Option<Value> {
        let [from, to] = ["from", "to"].map(|end| self.value(&format!("{name}/{end}"), Shape::Day));
        match (from, to) {
            (Some(from), Some(to)) => Some(json!({ "from": from, "to": to })),
            (from, to) => from.or(to),
        }
    }

    fn value(&mut self, name: &str, shape: Shape) -> Option<Value> {
        match shape {
            Shape::Text(text) => self.text(name).map(|typed| Value::String(written(text, typed))),
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

/// A text as the catalogue writes it, however it is typed: codes in their letters, countries and durations in words.
fn written(shape: TextShape, text: String) -> String {
    match shape {
        TextShape::Words | TextShape::ShortCode => text,
        TextShape::Organisation | TextShape::Programme | TextShape::Level => text.to_lowercase(),
        TextShape::Commune | TextShape::Department => text.to_uppercase(),
        TextShape::Nationality => country_of(&text).unwrap_or(text),
        TextShape::Duration => duration::read(&text),
    }
}

/// The code of a country that is typed by its name, in either language, or by its code.
pub(super) fn country_of(text: &str) -> Option<String> {
    let code = text.to_uppercase();
    if country(Language::French, &code).is_some() {
        return Some(code);
    }
    let plain = plain_letters(text);
    let named = Language::ALL.iter().flat_map(|language| countries(*language));
    let mut named = named.filter(|(_, name)| plain_letters(name) == plain);
    named.next().map(|(code, _)| code.to_owned())
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
        let Some(value) = stored.get(field.name) else { continue };
        if entry(kind, field) == Entry::Episodes && value.as_array().is_some_and(Vec::is_empty) {
            typed.add(format!("{root}/{}", field.name), NOTHING);
        } else if let (Entry::Window, Some(day)) = (entry(kind, field), value.as_str()) {
            put(&format!("{root}/{}/to", field.name), Shape::Day, &day.into(), texts, typed);
        } else if entry(kind, field) == Entry::Window {
            for end in ["from", "to"] {
                put(&format!("{root}/{}/{end}", field.name), Shape::Day, &value[end], texts, typed);
            }
        } else {
            put(&format!("{root}/{}", field.name), field.shape, value, texts, typed);
        }
    }
}

fn put(name: &str, shape: Shape, value: &Value, texts: Texts, typed: &mut Typed) {
    match (shape, value) {
        (Shape::Text(TextShape::Nationality), Value::String(code)) => {
            typed.add(name, country(texts.0, code).unwrap_or_else(|| code.clone()));
        }
        (Shape::Text(TextShape::Duration), Value::String(text)) => {
            typed.add(name, duration::told(text, texts));
        }
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
