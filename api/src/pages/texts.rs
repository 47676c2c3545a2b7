//! What pages say. The texts stand in `messages/`, in Fluent; labels of codes and dates are those of the domain.

use std::sync::LazyLock;

use domain::PartialDate;
use domain::messages::{Catalogue, Language, date_words};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new(&[
        (Language::French, include_str!("../../messages/fr.ftl")),
        (Language::English, include_str!("../../messages/en.ftl")),
    ])
});

/// Speaks one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts(pub(super) Language);

impl Texts {
    /// The message `id`.
    pub(super) fn say(self, id: &str) -> String {
        self.with(id, &[])
    }

    /// The message `id`, if there is one.
    pub(super) fn try_say(self, id: &str) -> Option<String> {
        CATALOGUE.try_format(self.0, id, &[]).ok()
    }

    /// A number as the language writes it.
    pub(super) fn number(self, number: &serde_json::Number) -> String {
        match self.0 {
            Language::French => number.to_string().replace('.', ","),
            Language::English => number.to_string(),
        }
    }

    /// The message `id`, its variables replaced by `args`.
    pub(super) fn with(self, id: &str, args: &[(&str, &str)]) -> String {
        CATALOGUE.format(self.0, id, args)
    }

    /// The message `id` about `$n` things; `$plural` is `one` or `other`, as the language counts.
    pub(super) fn count(self, id: &str, n: u64) -> String {
        let one = match self.0 {
            Language::French => n < 2,
            Language::English => n == 1,
        };
        self.with(id, &[("n", &n.to_string()), ("plural", if one { "one" } else { "other" })])
    }

    /// The message of a code in a group; the code itself when it has none.
    pub(super) fn of(self, group: &str, code: &str) -> String {
        let id = format!("{group}-{}", code.replace('_', "-").to_lowercase());
        CATALOGUE.try_format(self.0, &id, &[]).unwrap_or_else(|_| code.to_owned())
    }

    /// A partial date in words.
    pub(super) fn date(self, date: PartialDate) -> String {
        date_words(self.0, date)
    }

    /// A day in words.
    pub(super) fn day(self, day: Date) -> String {
        self.date(PartialDate::day(day))
    }

    /// An instant to the minute, in words.
    pub(super) fn instant(self, instant: Timestamp, zone: &TimeZone) -> String {
        let at = zone.to_datetime(instant);
        let time = format!("{:02}:{:02}", at.hour(), at.minute());
        self.with("instant", &[("day", &self.day(at.date())), ("time", &time)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The templates and the code that names messages.
    const SOURCES: &[&str] = &[
        include_str!("layout.html"),
        include_str!("failure.html"),
        include_str!("households/page.html"),
        include_str!("household/page.html"),
        include_str!("household/history.html"),
        include_str!("frieze/frieze.html"),
        include_str!("integrity/page.html"),
        include_str!("proof/page.html"),
        include_str!("record/choose.html"),
        include_str!("record/control.html"),
        include_str!("record/crumbs.html"),
        include_str!("record/languages.html"),
        include_str!("record/form.html"),
        include_str!("record/preview.html"),
        include_str!("chart/bars.html"),
        include_str!("chart/columns.html"),
        include_str!("chart/steps.html"),
        include_str!("programmes/page.html"),
        include_str!("programme/page.html"),
        include_str!("rules/page.html"),
        include_str!("compare/page.html"),
        include_str!("behind/page.html"),
        include_str!("behind/mod.rs"),
        include_str!("figures.rs"),
        include_str!("programme/mod.rs"),
        include_str!("programme/flows.rs"),
        include_str!("programme/levels.rs"),
        include_str!("programme/workbook.rs"),
        include_str!("programme/year.rs"),
        include_str!("compare/shown.rs"),
    ];

    #[test]
    fn every_message_exists_in_both_languages() {
        assert_eq!(CATALOGUE.faults(), [""; 0]);
        assert_eq!(CATALOGUE.ids(Language::French), CATALOGUE.ids(Language::English));
    }

    #[test]
    fn every_message_that_a_template_names_exists() {
        let named = SOURCES.iter().flat_map(|source| source.split("say(\"").skip(1));
        let named: Vec<&str> = named.filter_map(|rest| rest.split('"').next()).collect();
        assert!(named.len() > 50, "{}", named.len());
        let missing = named.into_iter().filter(|id| !CATALOGUE.ids(Language::French).contains(*id));
        assert_eq!(missing.collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn french_counts_zero_as_singular_and_english_as_plural() {
        let (fr, en) = (Texts(Language::French), Texts(Language::English));
        assert_eq!((fr.count("days", 0), en.count("days", 0)), ("0 jour".into(), "0 days".into()));
        assert_eq!((fr.count("days", 2), en.count("days", 1)), ("2 jours".into(), "1 day".into()));
    }
}
