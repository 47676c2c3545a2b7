//! Names for people, in both languages.

use domain::messages::Language;

use super::document::{Fields, Given, What};
use super::problem::{Fault, Notes};

/// A name in French and in English.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label {
    french: String,
    english: String,
}

impl Label {
    /// The name in a language.
    #[must_use]
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::French => &self.french,
            Language::English => &self.english,
        }
    }

    /// Reads `label`, one text for both languages or a text for each.
    pub(super) fn read(fields: &mut Fields, notes: &mut Notes) -> Self {
        Self::named("label", fields, notes)
    }

    /// Reads what stands under a key as a label does.
    pub(super) fn named(key: &str, fields: &mut Fields, notes: &mut Notes) -> Self {
        match fields.take(key) {
            None => {
                notes.say(fields.at(), "", Fault::MissingKey { key: key.to_owned() });
                Self::default()
            }
            Some(Given { what: What::Text(text), .. }) => Self { french: text.clone(), english: text },
            Some(given) => {
                let mut texts = Fields::of(given, key, notes);
                let french = texts.required_text("fr", notes);
                let english = texts.required_text("en", notes);
                texts.end(notes);
                Self { french, english }
            }
        }
    }
}
