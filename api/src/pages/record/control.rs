//! A field of a form, with everything that stands around it.

use askama::Template;

use super::context::Choice;
use super::known::List;
use crate::pages::texts::Texts;

/// One field, with everything that stands around it.
#[derive(Template)]
#[template(path = "record/control.html")]
pub(super) struct Control {
    pub(super) texts: Texts,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) required: bool,
    pub(super) errors: Vec<String>,
    pub(super) part: Part,
}

pub(super) enum Part {
    /// A text; how it was understood, when that is not what was typed, and the list that it is offered from.
    Text { value: String, mode: &'static str, understood: String, list: Option<List> },
    /// One of several.
    One { groups: Vec<(String, Vec<(Choice, bool)>)>, empty: String },
    /// Any of several.
    Any { choices: Vec<(Choice, bool)> },
    /// Fields that belong together, once or several times.
    Set { items: Vec<Vec<Control>>, more: bool },
    /// A value that the reader may not see, or that was erased: it stays as it is.
    Unchanged,
}

impl Control {
    /// The same, where it may be left out.
    pub(super) fn left_out(mut self) -> Self {
        self.required = false;
        self
    }

    /// The lists that it offers, itself or inside.
    pub(super) fn lists(&self) -> Vec<List> {
        match &self.part {
            Part::Text { list, .. } => list.iter().copied().collect(),
            Part::Set { items, .. } => items.iter().flatten().flat_map(Self::lists).collect(),
            Part::One { .. } | Part::Any { .. } | Part::Unchanged => Vec::new(),
        }
    }

    /// What was typed, in words: nothing where nothing was.
    pub(super) fn told(&self) -> Vec<(String, String)> {
        let chosen = |choices: &[(Choice, bool)]| {
            let chosen = choices.iter().filter(|(_, is)| *is).map(|(choice, _)| choice.label.clone());
            chosen.collect::<Vec<_>>().join(", ")
        };
        let value = match &self.part {
            Part::Text { value, understood, .. } => {
                if understood.is_empty() { value } else { understood }.clone()
            }
            Part::One { groups, .. } => groups
                .iter()
                .map(|(_, choices)| chosen(choices))
                .find(|label| !label.is_empty())
                .unwrap_or_default(),
            Part::Any { choices } => chosen(choices),
            Part::Unchanged => String::new(),
            // What belongs together once is told field by field.
            Part::Set { items, more: false } => return items.iter().flatten().flat_map(Self::told).collect(),
            Part::Set { items, more: true } => {
                let told = |item: &Vec<Self>| {
                    let inside = item.iter().flat_map(Self::told).map(|(_, value)| value);
                    inside.collect::<Vec<_>>().join(", ")
                };
                items.iter().map(told).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(" ; ")
            }
        };
        if value.is_empty() { Vec::new() } else { vec![(self.label.clone(), value)] }
    }

    /// The field that shows what is wrong at a name: itself, or one inside.
    pub(super) fn showing(&self, name: &str) -> Option<&Self> {
        if let Part::Set { items, .. } = &self.part
            && let Some(inside) = items.iter().flatten().find_map(|control| control.showing(name))
        {
            return Some(inside);
        }
        let whole = matches!(self.part, Part::Any { .. })
            && name.strip_prefix(&self.name).is_some_and(|rest| rest.starts_with('/'));
        (name == self.name || whole).then_some(self)
    }

    /// What describes the field, for `aria-describedby`.
    fn described(&self) -> String {
        let parts = [
            (!self.hint.is_empty(), "hint"),
            (self.has_understood(), "understood"),
            (!self.errors.is_empty(), "error"),
        ];
        let ids = parts.iter().filter(|(is, _)| *is).map(|(_, part)| format!("{}-{part}", self.id));
        ids.collect::<Vec<_>>().join(" ")
    }

    fn has_understood(&self) -> bool {
        matches!(&self.part, Part::Text { understood, .. } if !understood.is_empty())
    }
}
