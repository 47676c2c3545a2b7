//! Durations as people type them, `18 mois` or `18 months`, and as the catalogue writes them: `P18M`.

use domain::messages::plain_letters;

use crate::pages::texts::Texts;

/// The letter of each unit, and how its names begin in both languages.
const UNITS: [(char, &[&str]); 4] = [
    ('D', &["jour", "jours", "j", "day", "days", "d"]),
    ('W', &["semaine", "semaines", "sem", "week", "weeks", "w"]),
    ('M', &["mois", "month", "months", "m"]),
    ('Y', &["an", "ans", "annee", "annees", "year", "years", "y"]),
];

/// The duration of a text, as the catalogue writes it; the text itself when it is none, to be refused with a reason.
pub(super) fn read(text: &str) -> String {
    let plain = plain_letters(text);
    let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
    let (count, name) = plain.split_at(digits);
    let name = name.trim_start().trim_end_matches('.');
    let unit = UNITS.iter().find(|(_, names)| names.contains(&name));
    match unit {
        Some((letter, _)) if (1..=4).contains(&digits) => format!("P{count}{letter}"),
        Some(_) | None => text.to_owned(),
    }
}

/// A duration in words; itself when it is none.
pub(super) fn told(duration: &str, texts: Texts) -> String {
    let words = || {
        let (count, unit) = duration.strip_prefix('P')?.split_at_checked(duration.len().checked_sub(2)?)?;
        let id = match unit {
            "D" => "days",
            "W" => "weeks",
            "M" => "months",
            "Y" => "years",
            _ => return None,
        };
        Some(texts.count(id, count.parse().ok()?))
    };
    words().unwrap_or_else(|| duration.to_owned())
}

#[cfg(test)]
mod tests {
    use domain::messages::Language;

    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them_and_told_so_that_they_can_be_typed_again() {
        for (typed, read_as) in [
            ("18 mois", "P18M"),
            ("1 an", "P1Y"),
            ("2 années", "P2Y"),
            ("3 semaines", "P3W"),
            ("10j", "P10D"),
            ("18 months", "P18M"),
            (" 6  MOIS ", "P6M"),
            ("P18M", "P18M"),
            ("mois", "mois"),
            ("18", "18"),
            ("un an", "un an"),
            ("12345 mois", "12345 mois"),
            ("", ""),
        ] {
            assert_eq!(read(typed), read_as, "{typed}");
        }
        for duration in ["P1D", "P3W", "P18M", "P1Y", "P2Y"] {
            for language in Language::ALL {
                assert_eq!(read(&told(duration, Texts(*language))), duration);
            }
        }
        assert_eq!(told("é", Texts(Language::French)), "é");
    }
}
