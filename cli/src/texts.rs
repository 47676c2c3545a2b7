//! What the command line says to people. The texts stand in `messages/`, in Fluent, and are part of the
//! program; labels, dates and contradictions are those of the domain.

use std::sync::LazyLock;

use domain::PartialDate;
use domain::codes::Coded;
use domain::messages::{Catalogue, Language, code_label, date_words};
use jiff::civil::Date;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new(&[
        (Language::French, include_str!("../messages/fr.ftl")),
        (Language::English, include_str!("../messages/en.ftl")),
    ])
});

/// Speaks one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts {
    pub(crate) language: Language,
}

impl Texts {
    /// The message `id`, its variables replaced by `args`.
    pub(crate) fn say(self, id: &str, args: &[(&str, &str)]) -> String {
        CATALOGUE.format(self.language, id, args)
    }

    /// The message `id` about `$n` things; `$plural` is `one` or `other`, as the language counts.
    pub(crate) fn count(self, id: &str, n: i64) -> String {
        let one = match self.language {
            Language::French => n.unsigned_abs() < 2,
            Language::English => n.unsigned_abs() == 1,
        };
        self.say(id, &[("n", &n.to_string()), ("plural", if one { "one" } else { "other" })])
    }

    /// The label of a code.
    pub(crate) fn label<C: Coded>(self, code: C) -> String {
        code_label(self.language, code)
    }

    /// The role of whoever recorded; as recorded when it is none of the usual ones.
    pub(crate) fn actor_role(self, role: &str) -> String {
        self.known("actor", role)
    }

    fn known(self, group: &str, name: &str) -> String {
        self.said(group, name).unwrap_or_else(|| name.to_owned())
    }

    /// The message of a name in a group, if there is one.
    pub(crate) fn said(self, group: &str, name: &str) -> Option<String> {
        let id = format!("{group}-{}", name.replace('_', "-"));
        CATALOGUE.try_format(self.language, &id, &[]).ok()
    }

    /// A partial date in words.
    pub(crate) fn date(self, date: PartialDate) -> String {
        date_words(self.language, date)
    }

    /// A day in words.
    pub(crate) fn day(self, day: Date) -> String {
        self.date(PartialDate::day(day))
    }

    /// A number as the language writes it.
    pub(crate) fn decimal(self, number: domain::Decimal) -> String {
        domain::messages::decimal(self.language, number)
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

    #[test]
    fn french_counts_zero_as_singular_and_english_as_plural() {
        let (fr, en) = (Texts { language: Language::French }, Texts { language: Language::English });
        assert_eq!((fr.count("age", 1), en.count("age", 1)), ("1 an".into(), "1 year".into()));
        assert_eq!((fr.count("age", 40), en.count("age", 40)), ("40 ans".into(), "40 years".into()));
        assert_eq!((fr.count("days-left", 0), en.count("days-left", 0)), ("0 jour".into(), "0 days".into()));
    }
}
