//! What the domain says to people, in French and in English: labels, dates in words, contradictions.
//!
//! The texts stand in `messages/fr` and `messages/en`, in Fluent; the files are part of the program.

mod catalogue;
mod countries;
mod dates;
mod details;
mod language;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

pub use catalogue::{Catalogue, MessageError};
pub use countries::{countries, country, plain_letters};
pub use dates::date_words;
pub use details::{changed_fields, decimal, fact_details, field_label, grade, working_time};
pub use language::{Language, LanguageError};

use crate::admission::OtherFact;
use crate::codes::{AccommodationKind, Coded, LeaseKind, ProgrammeState, RequestKind, RequestOutcome};
use crate::facts::FactKind;
use crate::rule::Rule;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new(&[
        (Language::French, include_str!("../../messages/fr/codes.ftl")),
        (Language::French, include_str!("../../messages/fr/contradictions.ftl")),
        (Language::French, include_str!("../../messages/fr/countries.ftl")),
        (Language::French, include_str!("../../messages/fr/dates.ftl")),
        (Language::French, include_str!("../../messages/fr/details.ftl")),
        (Language::French, include_str!("../../messages/fr/expected.ftl")),
        (Language::French, include_str!("../../messages/fr/facts.ftl")),
        (Language::French, include_str!("../../messages/fr/fields.ftl")),
        (Language::English, include_str!("../../messages/en/codes.ftl")),
        (Language::English, include_str!("../../messages/en/contradictions.ftl")),
        (Language::English, include_str!("../../messages/en/countries.ftl")),
        (Language::English, include_str!("../../messages/en/dates.ftl")),
        (Language::English, include_str!("../../messages/en/details.ftl")),
        (Language::English, include_str!("../../messages/en/expected.ftl")),
        (Language::English, include_str!("../../messages/en/facts.ftl")),
        (Language::English, include_str!("../../messages/en/fields.ftl")),
    ])
});

/// The prefix of the labels of [`Destination`](crate::facts::values::Destination), which is no [`Coded`]:
/// the kinds of home keep theirs.
const DESTINATION: &str = "Destination";

/// The rules whose message quotes a code, and the enumeration of that code.
const QUOTED_CODES: &[(Rule, &str)] = &[
    (Rule::TransferSliding, LeaseKind::NAME),
    (Rule::DecisionFinal, RequestOutcome::NAME),
    (Rule::RequestKindFields, RequestKind::NAME),
    (Rule::StatusTransition, ProgrammeState::NAME),
    (Rule::EnrolmentDestination, DESTINATION),
];

/// One sentence that tells a broken rule, in lower case and without a full stop.
///
/// `pointer` is the JSON pointer of the field and `value` what stands there, as in
/// [`Contradiction`](crate::admission::Contradiction) and [`Finding`](crate::Finding).
#[must_use]
pub fn contradiction(
    language: Language,
    rule: Rule,
    pointer: &str,
    value: &str,
    other: Option<&OtherFact>,
) -> String {
    let value = quoted(language, rule, value);
    let other = other.map(|other| fact_dated(language, other));
    let args = [
        ("value", value.as_str()),
        ("pointer", pointer),
        ("field", if pointer == CORRECTED_DATE { "occurredon" } else { last_name(pointer) }),
        ("other", other.as_deref().unwrap_or_default()),
        ("hasOther", if other.is_some() { "yes" } else { "no" }),
    ];
    CATALOGUE.format(language, rule.code(), &args)
}

/// The same of a fault of shape, with what is expected where that is known: the name of
/// [`ShapeFault::expected`](crate::wire::ShapeFault::expected).
#[must_use]
pub fn misshapen(
    language: Language,
    rule: Rule,
    pointer: &str,
    value: &str,
    expected: Option<&str>,
) -> String {
    let sentence = contradiction(language, rule, pointer, value, None);
    match expected {
        None => sentence,
        Some(name) => {
            let args = [("sentence", sentence.as_str()), ("expected", &expected_words(language, name))];
            CATALOGUE.format(language, "misshapen", &args)
        }
    }
}

/// The value of a contradiction as it is shown: why a line is no JSON in words, anything else as it was found.
#[must_use]
pub fn found(language: Language, rule: Rule, value: &str) -> String {
    if rule != Rule::Json {
        return value.to_owned();
    }
    let (kind, number) = value.split_once(' ').unwrap_or((value, ""));
    let said = CATALOGUE.try_format(language, &format!("json-{kind}"), &[("n", number)]);
    said.unwrap_or_else(|_| value.to_owned())
}

/// What is expected where a value has another form, in words and with an example: `a whole number from 0, such as 12`.
#[must_use]
pub fn expected_words(language: Language, name: &str) -> String {
    CATALOGUE.format(language, &format!("expected-{name}"), &[])
}

/// The label of a code.
#[must_use]
pub fn code_label<C: Coded>(language: Language, code: C) -> String {
    label(language, C::NAME, code.code())
}

/// The label of a code of the enumeration `enum_name`; the code itself when it has none.
///
/// `Destination` is an enumeration too: its own four codes, and those of `AccommodationKind`.
#[must_use]
pub fn label(language: Language, enum_name: &str, code: &str) -> String {
    let find = |name: &str| CATALOGUE.try_format(language, &format!("{name}-{code}"), &[]).ok();
    let found = find(enum_name)
        .or_else(|| if enum_name == DESTINATION { find(AccommodationKind::NAME) } else { None });
    found.unwrap_or_else(|| code.to_owned())
}

/// The label of a kind of fact; its stored name when it has none.
#[must_use]
pub fn fact_label(language: Language, kind: FactKind) -> String {
    let id = format!("fact-{}", kind.name());
    CATALOGUE.try_format(language, &id, &[]).unwrap_or_else(|_| kind.name().to_owned())
}

fn fact_dated(language: Language, other: &OtherFact) -> String {
    let (fact, date) = (fact_label(language, other.kind), date_words(language, other.on));
    CATALOGUE.format(language, "fact-dated", &[("fact", &fact), ("date", &date)])
}

/// The value as people read it: labels for the codes that messages quote, words for the date that one does.
fn quoted(language: Language, rule: Rule, value: &str) -> String {
    if rule == Rule::Future {
        return value.parse().map_or_else(|_| value.to_owned(), |date| date_words(language, date));
    }
    let quoted = QUOTED_CODES.iter().find(|(quoting, _)| *quoting == rule);
    quoted.map_or_else(|| value.to_owned(), |(_, enum_name)| label(language, enum_name, value))
}

/// Where a correction tells when its target was true: a date like any other.
const CORRECTED_DATE: &str = "/data/occurred_on";

/// The last name of a JSON pointer, places in lists aside: `persons` for `/data/persons/0`; empty for the root.
fn last_name(pointer: &str) -> &str {
    let is_place = |name: &&str| name.bytes().all(|byte| byte.is_ascii_digit());
    pointer.rsplit('/').find(|name| !is_place(name)).unwrap_or_default()
}
