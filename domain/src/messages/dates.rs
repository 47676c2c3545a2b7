//! Partial dates in words.

use crate::partial_date::PartialDate;

use super::{CATALOGUE, Language};

/// A partial date in words: `mars 2009`, `14 mars 2009`, `2009`, `au plus tard en septembre 2009`,
/// `à partir du 1er mai 2010`, `entre septembre 2009 et mars 2010`; `date inconnue` for an erased one.
#[must_use]
pub fn date_words(language: Language, date: PartialDate) -> String {
    let format = |id, args: &[(&str, &str)]| CATALOGUE.format(language, id, args);
    let text = date.to_string();
    match text.split_once('/') {
        None => Part::of(language, &text).words,
        Some(("..", "..")) => format("date-unknown", &[]),
        Some(("..", end)) => format("date-by", &Part::of(language, end).args()),
        Some((start, "..")) => format("date-from", &Part::of(language, start).args()),
        Some((start, end)) => {
            let (start, end) = (Part::of(language, start), Part::of(language, end));
            let [words, precision, month] = start.args();
            let last = [("lastWords", end.words.as_str()), ("lastPrecision", end.precision)];
            format("date-between", &[words, precision, month, last[0], last[1]])
        }
    }
}

/// A day, a month or a year, with what the words around it depend on.
struct Part {
    words: String,
    precision: &'static str,
    /// `month-01` to `month-12`; empty for a year.
    month: String,
}

impl Part {
    /// Reads `2009-03-14`, `2009-03` or `2009`, as [`PartialDate`] writes them.
    fn of(language: Language, text: &str) -> Self {
        let mut numbers = text.splitn(3, '-').map(|number| number.trim_start_matches('0'));
        let year = numbers.next().unwrap_or_default();
        let month = text.get(5..7).map(|month| format!("month-{month}")).unwrap_or_default();
        if month.is_empty() {
            return Self { words: year.to_owned(), precision: "year", month };
        }
        let name = CATALOGUE.format(language, &month, &[]);
        let Some(day) = numbers.nth(1) else {
            let words = CATALOGUE.format(language, "date-month", &[("month", &name), ("year", year)]);
            return Self { words, precision: "month", month };
        };
        let ordinal = if day == "1" { "first" } else { "other" };
        let args = [("day", day), ("ordinal", ordinal), ("month", &name), ("year", year)];
        Self { words: CATALOGUE.format(language, "date-day", &args), precision: "day", month }
    }

    fn args(&self) -> [(&'static str, &str); 3] {
        [("words", &self.words), ("precision", self.precision), ("month", &self.month)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_words_in_both_languages() {
        for (date, french, english) in [
            ("2009-03-14", "14 mars 2009", "14 March 2009"),
            ("2009-08-01", "1er août 2009", "1 August 2009"),
            ("2009-03", "mars 2009", "March 2009"),
            ("2009", "2009", "2009"),
            ("../2009-09-30", "au plus tard le 30 septembre 2009", "by 30 September 2009"),
            ("../2009-09", "au plus tard en septembre 2009", "by September 2009"),
            ("../2009", "au plus tard en 2009", "by 2009"),
            ("2009-10-05/..", "à partir du 5 octobre 2009", "from 5 October 2009"),
            ("2009-09/..", "à partir de septembre 2009", "from September 2009"),
            ("2009-10/..", "à partir d’octobre 2009", "from October 2009"),
            ("2009/..", "à partir de 2009", "from 2009"),
            ("2009-09/2010-03", "entre septembre 2009 et mars 2010", "between September 2009 and March 2010"),
            ("2009/2010-02-28", "entre 2009 et le 28 février 2010", "between 2009 and 28 February 2010"),
            ("2009-12-31/2010", "entre le 31 décembre 2009 et 2010", "between 31 December 2009 and 2010"),
            ("0800-01", "janvier 800", "January 800"),
        ] {
            let parsed: PartialDate = date.parse().unwrap();
            assert_eq!(date_words(Language::French, parsed), french, "{date}");
            assert_eq!(date_words(Language::English, parsed), english, "{date}");
        }
    }

    #[test]
    fn an_erased_date_is_called_unknown() {
        assert_eq!(date_words(Language::French, PartialDate::unknown()), "date inconnue");
        assert_eq!(date_words(Language::English, PartialDate::unknown()), "unknown date");
    }

    #[test]
    fn every_month_has_its_name_and_its_elision() {
        let french = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre";
        let english = "January February March April May June July August September October November December";
        for (number, (french, english)) in (1..).zip(french.split(' ').zip(english.split(' '))) {
            let open: PartialDate = format!("2009-{number:02}/..").parse().unwrap();
            let elided = french.starts_with(['a', 'o']);
            let from = if elided {
                format!("à partir d’{french} 2009")
            } else {
                format!("à partir de {french} 2009")
            };
            assert_eq!(date_words(Language::French, open), from);
            assert_eq!(date_words(Language::English, open), format!("from {english} 2009"));
        }
    }
}
