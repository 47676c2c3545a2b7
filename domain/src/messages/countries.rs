//! Countries, by the codes of nationalities.

use super::{CATALOGUE, Language};

/// Before the code of a country in the message files.
const PREFIX: &str = "country-";

/// The name of a country, by its ISO 3166-1 alpha-3 code; `None` when it is no code of one.
#[must_use]
pub fn country(language: Language, code: &str) -> Option<String> {
    CATALOGUE.try_format(language, &format!("{PREFIX}{code}"), &[]).ok()
}

/// The countries with their codes, by name as a reader looks them up.
#[must_use]
pub fn countries(language: Language) -> Vec<(&'static str, String)> {
    let codes = CATALOGUE.ids(language).iter().filter_map(|id| id.strip_prefix(PREFIX));
    let mut named: Vec<_> = codes.filter_map(|code| Some((code, country(language, code)?))).collect();
    named.sort_by_cached_key(|(_, name)| plain_letters(name));
    named
}

/// Small letters without accents, one blank between words and one kind of apostrophe: how texts are compared that people
/// type.
#[must_use]
pub fn plain_letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => plain.push('a'),
            'ç' => plain.push('c'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'í' | 'ì' | 'î' | 'ï' => plain.push('i'),
            'ñ' => plain.push('n'),
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => plain.push('o'),
            'ú' | 'ù' | 'û' | 'ü' => plain.push('u'),
            'œ' => plain.push_str("oe"),
            '’' => plain.push('\''),
            '–' | '‑' => plain.push('-'),
            other => plain.push(other),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
