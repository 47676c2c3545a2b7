//! Arguments that do not go together: what an indicator refuses to count, since it would count something else.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::messages::Language;

use super::bind::Bindings;
use super::document::{Fields, Given, What};
use super::indicator::Argument;
use super::label::Label;
use super::problem::{Fault, Notes};
use super::value::Value;

/// Arguments that may not stand together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    args: BTreeMap<String, Stands>,
    why: Label,
}

/// How an argument stands.
#[derive(Debug, Clone, PartialEq)]
enum Stands {
    /// Somebody gave it, or nobody did.
    Given(bool),
    /// It is one of these codes, given or by default.
    As(Vec<String>),
}

/// The arguments that somebody gave, each with the place of its name.
type Asked = BTreeMap<String, (usize, Given)>;

impl Refusal {
    /// Reads `args` and `why`; what is wrong is noted.
    pub(super) fn read(
        mut fields: Fields,
        arguments: &BTreeMap<String, Argument>,
        notes: &mut Notes,
    ) -> Self {
        let mut args = BTreeMap::new();
        for (name, (at, given)) in fields.named("args", notes) {
            let Some(argument) = arguments.get(&name) else {
                notes.say(at, "refused", Fault::UnknownKey { key: name });
                continue;
            };
            match Stands::read(&given, argument) {
                Ok(stands) => {
                    args.insert(name, stands);
                }
                Err((at, fault)) => notes.say(at, &name, fault),
            }
        }
        let why = Label::named("why", &mut fields, notes);
        fields.end(notes);
        Self { args, why }
    }

    /// The fault, with the place of an argument that somebody gave, when all of its arguments stand so.
    pub(super) fn of(&self, asked: &Asked, values: &Bindings) -> Option<(usize, String, Fault)> {
        if self.args.is_empty() || !self.args.iter().all(|(name, stands)| stands.holds(name, asked, values)) {
            return None;
        }
        let at = self.args.keys().filter_map(|name| asked.get(name)).map(|(at, _)| *at).max();
        let shown = self.args.keys().map(|name| match values.get(name) {
            Some((_, Value::Absent)) | None => format!("{name} = —"),
            Some((_, value)) => format!("{name} = {value}"),
        });
        let fault = Fault::NotTogether {
            arguments: shown.collect::<Vec<_>>().join(", "),
            french: self.why.say(Language::French).to_owned(),
            english: self.why.say(Language::English).to_owned(),
        };
        Some((at.unwrap_or(0), String::new(), fault))
    }
}

impl Stands {
    fn read(given: &Given, argument: &Argument) -> Result<Self, (usize, Fault)> {
        match &given.what {
            What::Boolean(is_given) => Ok(Self::Given(*is_given)),
            What::List(items) => {
                let code = |item: &Given| {
                    let Value::Text(code) = argument.domain.accept(item)? else {
                        return Err((item.at, Fault::WrongType { value: item.shown(), expected: "code" }));
                    };
                    Ok(code)
                };
                items.iter().map(code).collect::<Result<_, _>>().map(Self::As)
            }
            What::Text(_) | What::Integer(_) | What::Number(_) | What::Table(_) => {
                Err((given.at, Fault::WrongType { value: given.shown(), expected: "list of codes" }))
            }
        }
    }

    fn holds(&self, name: &str, asked: &Asked, values: &Bindings) -> bool {
        match self {
            Self::Given(is_given) => asked.contains_key(name) == *is_given,
            Self::As(codes) => {
                matches!(values.get(name), Some((_, Value::Text(code))) if codes.contains(code))
            }
        }
    }
}

/// Reads every `[[refused]]`.
pub(super) fn read(
    fields: &mut Fields,
    of: &BTreeMap<String, Argument>,
    notes: &mut Notes,
) -> Arc<[Refusal]> {
    fields.tables("refused", notes).into_iter().map(|fields| Refusal::read(fields, of, notes)).collect()
}
