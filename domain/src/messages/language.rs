//! The languages that Parcours speaks.

use std::fmt;
use std::str::FromStr;

/// A language of the pages, reports and messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// `fr`, the language of the sources.
    #[default]
    French,
    /// `en`
    English,
}

/// A text that names no language of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected fr or en")]
pub struct LanguageError;

impl Language {
    /// Every language, the default first.
    pub const ALL: &[Self] = &[Self::French, Self::English];

    /// The ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The language that an `Accept-Language` header prefers (RFC 9110, 12.5.4); French when it accepts none
    /// of ours. At equal weight the first named wins, and `*` stands for those that are not named.
    #[must_use]
    pub fn from_accept(header: &str) -> Self {
        let ranges: Vec<(&str, f32)> = header.split(',').filter_map(range).collect();
        let weight = |language: Self| {
            let places = || ranges.iter().enumerate();
            let named = places().filter(|(_, (tag, _))| language.is_named_by(tag));
            // Of fr-CA and fr the better liked counts: there is only one French here.
            let best = named.max_by(|(a, (_, x)), (b, (_, y))| x.total_cmp(y).then(b.cmp(a)));
            let (place, (_, quality)) = best.or_else(|| places().find(|(_, (tag, _))| *tag == "*"))?;
            (*quality > 0.0).then_some((*quality, place))
        };
        let accepted = Self::ALL.iter().filter_map(|language| Some((*language, weight(*language)?)));
        let preferred = accepted.reduce(|best, next| {
            let ((_, (best_quality, best_place)), (_, (quality, place))) = (best, next);
            let better = quality.total_cmp(&best_quality).then(best_place.cmp(&place)).is_gt();
            if better { next } else { best }
        });
        preferred.map(|(language, _)| language).unwrap_or_default()
    }

    fn is_named_by(self, tag: &str) -> bool {
        tag.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(self.code()))
    }
}

/// `fr-FR;q=0.8` as tag and quality, from 0 to 1; `None` when the quality is malformed.
fn range(text: &str) -> Option<(&str, f32)> {
    let (tag, parameters) = text.split_once(';').unwrap_or((text, "q=1"));
    let (name, quality) = parameters.trim().split_once('=')?;
    let quality = quality.trim().parse::<f32>().ok().filter(|quality| (0.0..=1.0).contains(quality))?;
    name.trim().eq_ignore_ascii_case("q").then_some((tag.trim(), quality))
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(text: &str) -> Result<Self, LanguageError> {
        Self::ALL.iter().copied().find(|language| language.code() == text).ok_or(LanguageError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_and_written_back() {
        for language in Language::ALL {
            assert_eq!(language.to_string().parse(), Ok(*language));
        }
        for text in ["", "FR", "fr-FR", "de"] {
            assert_eq!(text.parse::<Language>(), Err(LanguageError), "{text}");
        }
    }

    #[test]
    fn the_best_liked_language_is_chosen() {
        for (header, expected) in [
            ("en", Language::English),
            ("EN-gb", Language::English),
            ("de, en;q=0.3", Language::English),
            ("fr;q=0.4, en;q=0.5", Language::English),
            ("fr;q=0.5,en;q=0.50", Language::French),
            ("en;q=0.5,fr;q=0.50", Language::English),
            ("en-GB,en;q=0.9,fr;q=0.8", Language::English),
            ("fr-CA;q=0.1, en;q=0.5, fr", Language::French),
            ("fr;q=0, *", Language::English),
            ("en;q=0.5, *;q=0.8", Language::French),
            ("en ; Q=1 , fr ; q=0.9", Language::English),
        ] {
            assert_eq!(Language::from_accept(header), expected, "{header}");
        }
    }

    #[test]
    fn french_answers_whoever_accepts_nothing_of_ours() {
        for header in
            ["", "de", "*;q=0", "en;q=0", "en;q=2", "en;q=NaN", "en;q=", "en;level=1", ";;,=,", "english"]
        {
            assert_eq!(Language::from_accept(header), Language::French, "{header}");
        }
    }
}
