//! Explanations in words, in French and in English.

use std::sync::LazyLock;

use domain::PartialDate;
use domain::messages::{Catalogue, Language, date_words};

use super::{Change, Explanation};
use crate::comparison::Standing;
use crate::rules::Value;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new(&[
        (Language::French, include_str!("../../messages/fr.ftl")),
        (Language::English, include_str!("../../messages/en.ftl")),
    ])
});

/// Where a unit stands: `counted`.
#[must_use]
pub fn standing_words(language: Language, standing: Standing) -> String {
    CATALOGUE.format(language, &format!("standing-{}", standing.code()), &[])
}

/// Where a household stands, in a sentence that calls it so.
#[must_use]
pub fn verdict_words(language: Language, standing: Standing, household: &str) -> String {
    CATALOGUE.format(language, &format!("explain-{}", standing.code()), &[("household", household)])
}

/// What stands before the changes that were found of a household that is not counted, or in their place; nothing of one
/// that is.
#[must_use]
pub fn hint_words(language: Language, standing: Standing, changes: usize) -> Option<String> {
    let id = match (standing, changes) {
        (Standing::Kept, _) => return None,
        (Standing::Outside | Standing::Base, 0) => "explain-no-change",
        (Standing::Outside | Standing::Base, _) => "explain-changes",
    };
    Some(CATALOGUE.format(language, id, &[]))
}

/// A change of the question: `the window ends on 19 November 2010`.
#[must_use]
pub fn change_words(language: Language, change: &Change) -> String {
    let say = |id: &str, args: &[(&str, &str)]| CATALOGUE.format(language, id, args);
    let day = |day: &jiff::civil::Date| date_words(language, PartialDate::day(*day));
    match change {
        Change::Parameter { id, member, value } if member.is_empty() => format!("{id} = {value}"),
        Change::Parameter { id, member, value } => format!("{id}.{member} = {value}"),
        Change::Argument { name, value: Value::Absent } => say("explain-without", &[("name", name)]),
        Change::Argument { name, value } => format!("{name} = {value}"),
        Change::From(_) => say("explain-from", &[]),
        Change::To(end) => say("explain-to", &[("day", &day(end))]),
        Change::Always(end) => say("explain-always", &[("day", &day(end))]),
        Change::Known(instant) => say("explain-known", &[("instant", &instant.to_string())]),
    }
}

impl Explanation {
    /// Said where the figure reads no fact of the household.
    #[must_use]
    pub fn nothing_read(language: Language) -> String {
        CATALOGUE.format(language, "explain-nothing-read", &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_exists_in_both_languages() {
        assert_eq!(CATALOGUE.faults(), [""; 0]);
        assert_eq!(CATALOGUE.ids(Language::French), CATALOGUE.ids(Language::English));
    }
}
