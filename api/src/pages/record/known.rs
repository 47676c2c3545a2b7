//! What is offered where something is typed: organisations, communes and countries that are known already.

use std::collections::{BTreeMap, BTreeSet};

use domain::facts::FactKind;
use domain::messages::countries;
use domain::wire::{Shape, TextShape};
use serde::Deserialize;

use crate::pages::frame::Frame;
use crate::pages::household::answer::Entry;
use crate::pages::texts::Texts;

/// A list that a field offers, by its identifier in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum List {
    Organisations,
    Communes,
    Countries,
}

impl List {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Organisations => "known-organisations",
            Self::Communes => "known-communes",
            Self::Countries => "known-countries",
        }
    }

    /// The list that a shape is typed from.
    pub(super) fn of(shape: Shape) -> Option<Self> {
        let Shape::Text(text) = shape else { return None };
        match text {
            TextShape::Organisation => Some(Self::Organisations),
            TextShape::Commune => Some(Self::Communes),
            TextShape::Nationality => Some(Self::Countries),
            TextShape::Words
            | TextShape::ShortCode
            | TextShape::Programme
            | TextShape::Department
            | TextShape::Duration
            | TextShape::Level => None,
        }
    }
}

/// A programme, with those who are in it.
#[derive(Deserialize)]
pub(super) struct KnownProgramme {
    code: String,
    name: Option<String>,
    operator: Option<String>,
    partners: Vec<Partner>,
}

#[derive(Deserialize)]
struct Partner {
    organisation: String,
}

impl KnownProgramme {
    /// Its code and its name; the code where it has none.
    pub(super) fn named(&self) -> (String, String) {
        (self.code.clone(), self.name.clone().unwrap_or_else(|| self.code.clone()))
    }
}

/// What the reader has seen already.
pub(super) struct Known {
    texts: Texts,
    /// Organisations by their codes, with the programme in which they are.
    organisations: BTreeMap<String, String>,
    communes: BTreeSet<String>,
}

impl Known {
    pub(super) fn of(frame: &Frame, programmes: &[KnownProgramme], history: &[Entry]) -> Self {
        let texts = frame.texts;
        let mut organisations: BTreeMap<String, String> = BTreeMap::new();
        let mut communes = BTreeSet::new();
        for programme in programmes {
            let (_, name) = programme.named();
            let told = |id: &str| texts.with(id, &[("programme", &name)]);
            if let Some(operator) = &programme.operator {
                organisations.entry(operator.clone()).or_insert_with(|| told("known-operator"));
            }
            for partner in &programme.partners {
                organisations.entry(partner.organisation.clone()).or_insert_with(|| told("known-partner"));
            }
        }
        let mut note = |code: &str| {
            organisations.entry(code.to_owned()).or_default();
        };
        for entry in history {
            note(&entry.actor.organisation);
            let (Some(kind), Some(payload)) = (FactKind::parse(&entry.kind), &entry.believed_payload) else {
                continue;
            };
            for field in kind.fields() {
                let Some(value) = payload[field.name].as_str() else { continue };
                match List::of(field.shape) {
                    Some(List::Organisations) => note(value),
                    Some(List::Communes) => drop(communes.insert(value.to_owned())),
                    Some(List::Countries) | None => {}
                }
            }
        }
        if let Some(own) = frame.reader.organisation() {
            note(own);
        }
        Self { texts, organisations, communes }
    }

    /// What a list offers: what is typed, and what that is in words.
    pub(super) fn offered(&self, list: List) -> Vec<(String, String)> {
        match list {
            List::Organisations => {
                self.organisations.iter().map(|(code, told)| (code.clone(), told.clone())).collect()
            }
            List::Communes => self.communes.iter().map(|code| (code.clone(), String::new())).collect(),
            List::Countries => {
                countries(self.texts.0).into_iter().map(|(code, name)| (name, code.to_owned())).collect()
            }
        }
    }
}
