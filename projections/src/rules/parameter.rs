//! Parameters: the choices that the sources leave open. A parameter is one value or a table of members.

use std::collections::BTreeMap;

use super::document::{Fields, Given, What};
use super::label::Label;
use super::problem::{Fault, Notes};
use super::value::{Domain, Value};

/// The values in force, by the name that SQL calls them: `RP04`, `RP06_set`.
pub type Values = BTreeMap<String, Value>;

/// A declared parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// What it is called for people.
    pub label: Label,
    /// Why it is a choice, and why the default is what it is.
    pub reason: String,
    /// Where the sources ask for it.
    pub source: String,
    /// What it may be: one entry without a name, or one for each member.
    pub slots: BTreeMap<String, Slot>,
}

/// A value to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// What it may be.
    pub domain: Domain,
    /// What it is unless a rule set says otherwise.
    pub default: Value,
    /// Why, for a member.
    pub reason: String,
}

impl Parameter {
    pub(super) fn read(id: &str, mut fields: Fields, notes: &mut Notes) -> Self {
        let label = Label::read(&mut fields, notes);
        let reason = fields.text("reason", notes).unwrap_or_default();
        let source = fields.text("source", notes).unwrap_or_default();
        let mut slots = BTreeMap::new();
        if let Some(members) = fields.take("member") {
            // What a table is made of says that it is one.
            fields.take("type");
            for (name, member) in Fields::of(members, "member", notes).rest() {
                let called = format!("{id}.{name}");
                let mut fields = Fields::of(member.given, &called, notes);
                slots.insert(name, Slot::read(&called, &mut fields, notes));
                fields.end(notes);
            }
        } else {
            slots.insert(String::new(), Slot::read(id, &mut fields, notes));
        }
        fields.end(notes);
        Self { label, reason, source, slots }
    }
}

impl Slot {
    fn read(name: &str, fields: &mut Fields, notes: &mut Notes) -> Self {
        let domain = Domain::read(name, fields, notes);
        let reason = fields.text("reason", notes).unwrap_or_default();
        let default = fields.take("default");
        let missing = || (fields.at(), Fault::MissingKey { key: "default".to_owned() });
        let given = default.ok_or_else(missing).and_then(|given| domain.accept(&given));
        let default = given.unwrap_or_else(|(at, fault)| {
            notes.say(at, name, fault);
            domain.sample()
        });
        Self { domain, default, reason }
    }
}

/// What SQL calls a value.
#[must_use]
pub fn placeholder(parameter: &str, member: &str) -> String {
    if member.is_empty() { parameter.to_owned() } else { format!("{parameter}_{member}") }
}

/// The parameter that a placeholder belongs to.
#[must_use]
pub fn parameter_of(placeholder: &str) -> &str {
    placeholder.split_once('_').map_or(placeholder, |(parameter, _)| parameter)
}

/// Every value as its parameter has it by default.
pub(super) fn defaults(parameters: &BTreeMap<String, Parameter>) -> Values {
    let slots = parameters.iter().flat_map(|(id, parameter)| {
        parameter.slots.iter().map(move |(member, slot)| (placeholder(id, member), slot.default.clone()))
    });
    slots.collect()
}

/// Puts a value in the place of another; of a table only the members given.
///
/// # Errors
/// Everything that is wrong with it: the place, what it is about, and why.
pub(super) fn change(
    parameters: &BTreeMap<String, Parameter>,
    id: &str,
    named_at: usize,
    given: &Given,
    values: &mut Values,
) -> Result<(), Vec<(usize, String, Fault)>> {
    let Some(parameter) = parameters.get(id) else {
        return Err(vec![(named_at, String::new(), Fault::UnknownParameter { parameter: id.to_owned() })]);
    };
    if let Some(slot) = parameter.slots.get("") {
        let value = slot.domain.accept(given).map_err(|(at, fault)| vec![(at, id.to_owned(), fault)])?;
        values.insert(id.to_owned(), value);
        return Ok(());
    }
    let What::Table(members) = &given.what else {
        let fault = Fault::WrongType { value: given.shown(), expected: "table" };
        return Err(vec![(given.at, id.to_owned(), fault)]);
    };
    let mut wrong = Vec::new();
    for (name, member) in members {
        let called = format!("{id}.{name}");
        match parameter.slots.get(name).map(|slot| slot.domain.accept(&member.given)) {
            Some(Ok(value)) => {
                values.insert(placeholder(id, name), value);
            }
            Some(Err((at, fault))) => wrong.push((at, called, fault)),
            None => {
                let fault = Fault::UnknownParameter { parameter: called };
                wrong.push((member.named_at, String::new(), fault));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}
