//! TOML with places: what stands in a file, and where each of its values begins.

use std::collections::BTreeMap;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Fault, Notes};

/// A value as it was written, with the place of its first byte; 0 for a value that comes from no file.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Its offset in the file.
    pub at: usize,
    /// What stands there.
    pub what: What,
}

/// What may be written.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with decimals.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// Several values.
    List(Vec<Given>),
    /// Values by name.
    Table(BTreeMap<String, Member>),
}

/// A value of a table, with the place of its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Where its name stands.
    pub named_at: usize,
    /// The value.
    pub given: Given,
}

impl Given {
    /// A value that comes from no file.
    #[must_use]
    pub fn new(what: What) -> Self {
        Self { at: 0, what }
    }

    /// A value as somebody writes it on a command line: TOML, or a bare word, which is a text.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let whole = format!("value = {text}");
        let read = DeTable::parse(&whole).ok().and_then(|table| members(table.into_inner()).remove("value"));
        read.map_or_else(|| Self::new(What::Text(text.to_owned())), |member| Self { at: 0, ..member.given })
    }

    /// The value as one would write it, for messages.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.what {
            What::Text(text) => format!("\"{text}\""),
            What::Integer(number) => number.to_string(),
            What::Number(number) => number.to_string(),
            What::Boolean(truth) => truth.to_string(),
            What::List(items) => {
                format!("[{}]", items.iter().map(Self::shown).collect::<Vec<_>>().join(", "))
            }
            What::Table(members) => {
                let shown = members.iter().map(|(name, member)| format!("{name} = {}", member.given.shown()));
                format!("{{ {} }}", shown.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// Reads a document; an unreadable one is noted and empty.
pub(crate) fn parse(text: &str, notes: &mut Notes) -> Fields {
    match DeTable::parse(text) {
        Ok(table) => Fields { at: 0, members: members(table.into_inner()) },
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            // The message may go on with a picture of the place, which is told already.
            let detail = error.message().lines().next().unwrap_or_default().to_owned();
            notes.say(at, "", Fault::Unreadable { detail });
            Fields::default()
        }
    }
}

fn members(table: DeTable<'_>) -> BTreeMap<String, Member> {
    let member = |(name, value): (Spanned<_>, _)| {
        let named_at = name.span().start;
        (std::borrow::Cow::into_owned(name.into_inner()), Member { named_at, given: given(value) })
    };
    table.into_iter().map(member).collect()
}

fn given(value: Spanned<DeValue<'_>>) -> Given {
    let at = value.span().start;
    let what = match value.into_inner() {
        DeValue::String(text) => What::Text(text.into_owned()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => What::Integer(number),
            // Too large for any use here: told as what was written.
            Err(_) => What::Text(number.to_string()),
        },
        DeValue::Float(number) => What::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => What::Boolean(truth),
        DeValue::Datetime(moment) => What::Text(moment.to_string()),
        DeValue::Array(items) => What::List(items.into_iter().map(given).collect()),
        DeValue::Table(table) => What::Table(members(table)),
    };
    Given { at, what }
}

/// The values of a table, taken one by one; what nobody took is unknown.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    at: usize,
    members: BTreeMap<String, Member>,
}

impl Fields {
    /// The members of a value that should be a table.
    pub(crate) fn of(given: Given, name: &str, notes: &mut Notes) -> Self {
        let Given { at, what } = given;
        if let What::Table(members) = what {
            return Self { at, members };
        }
        notes.say(at, name, Fault::WrongType { value: Given { at, what }.shown(), expected: "table" });
        Self { at, members: BTreeMap::new() }
    }

    /// Where the table stands.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// What nobody took yet.
    pub(crate) fn rest(self) -> BTreeMap<String, Member> {
        self.members
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<Given> {
        self.members.remove(name).map(|member| member.given)
    }

    pub(crate) fn text(&mut self, name: &str, notes: &mut Notes) -> Option<String> {
        let given = self.take(name)?;
        if let What::Text(text) = given.what {
            return Some(text);
        }
        notes.say(given.at, name, Fault::WrongType { value: given.shown(), expected: "text" });
        None
    }

    pub(crate) fn required_text(&mut self, name: &str, notes: &mut Notes) -> String {
        let missing = !self.members.contains_key(name);
        let text = self.text(name, notes);
        if missing {
            notes.say(self.at, "", Fault::MissingKey { key: name.to_owned() });
        }
        text.unwrap_or_default()
    }

    pub(crate) fn integer(&mut self, name: &str, notes: &mut Notes) -> Option<i64> {
        let given = self.take(name)?;
        if let What::Integer(number) = given.what {
            return Some(number);
        }
        notes.say(given.at, name, Fault::WrongType { value: given.shown(), expected: "integer" });
        None
    }

    pub(crate) fn boolean(&mut self, name: &str, notes: &mut Notes) -> Option<bool> {
        let given = self.take(name)?;
        if let What::Boolean(truth) = given.what {
            return Some(truth);
        }
        notes.say(given.at, name, Fault::WrongType { value: given.shown(), expected: "boolean" });
        None
    }

    /// Several texts, each with its place.
    pub(crate) fn texts(&mut self, name: &str, notes: &mut Notes) -> Option<Vec<(usize, String)>> {
        let given = self.take(name)?;
        let shown = given.shown();
        let texts = if let What::List(items) = given.what {
            let text = |item: Given| {
                if let What::Text(text) = item.what { Some((item.at, text)) } else { None }
            };
            items.into_iter().map(text).collect::<Option<Vec<_>>>()
        } else {
            None
        };
        if texts.is_none() {
            notes.say(given.at, name, Fault::WrongType { value: shown, expected: "list of texts" });
        }
        texts
    }

    /// Several tables.
    pub(crate) fn tables(&mut self, name: &str, notes: &mut Notes) -> Vec<Fields> {
        match self.take(name) {
            None => Vec::new(),
            Some(Given { what: What::List(items), .. }) => {
                items.into_iter().map(|item| Fields::of(item, name, notes)).collect()
            }
            Some(given) => {
                let fault = Fault::WrongType { value: given.shown(), expected: "list of tables" };
                notes.say(given.at, name, fault);
                Vec::new()
            }
        }
    }

    /// Values by name, each with the place of its name.
    pub(crate) fn named(&mut self, name: &str, notes: &mut Notes) -> BTreeMap<String, (usize, Given)> {
        let Some(given) = self.take(name) else { return BTreeMap::new() };
        let members = Fields::of(given, name, notes).rest();
        members.into_iter().map(|(name, member)| (name, (member.named_at, member.given))).collect()
    }

    /// A day, quoted or not.
    pub(crate) fn day(&mut self, name: &str, notes: &mut Notes) -> Option<Date> {
        let at = self.members.get(name)?.given.at;
        let text = self.text(name, notes)?;
        let day = text.parse().ok();
        if day.is_none() {
            notes.say(at, name, Fault::WrongType { value: text, expected: "day" });
        }
        day
    }

    /// Notes what nobody took.
    pub(crate) fn end(self, notes: &mut Notes) {
        for (name, member) in self.members {
            notes.say(member.named_at, "", Fault::UnknownKey { key: name });
        }
    }
}
