//! Dates as people type them: `mars 2009`, `12/03/2009`, `March 2009`, `entre 2009 et 2010`, and as the catalogue
//! writes them. Whatever a page says of a date can be typed again.

use domain::PartialDate;
use domain::messages::plain_letters;

/// The months in both languages, without accents.
const MONTHS: [[&str; 2]; 12] = [
    ["janvier", "january"],
    ["fevrier", "february"],
    ["mars", "march"],
    ["avril", "april"],
    ["mai", "may"],
    ["juin", "june"],
    ["juillet", "july"],
    ["aout", "august"],
    ["septembre", "september"],
    ["octobre", "october"],
    ["novembre", "november"],
    ["decembre", "december"],
];

/// What stands before a date that has no beginning, and before one that has no end.
const BY: [&str; 4] = ["au plus tard en ", "au plus tard le ", "au plus tard ", "by "];
const FROM: [&str; 4] = ["a partir de ", "a partir d'", "a partir du ", "from "];
const BETWEEN: [(&str, &str); 2] = [("entre ", " et "), ("between ", " and ")];

/// Longest text looked at, in bytes.
const LONGEST: usize = 100;

/// The date of a text; `None` when it is none, or could be several.
pub(super) fn read(text: &str) -> Option<PartialDate> {
    if text.len() > LONGEST {
        return None;
    }
    let text = plain_letters(text);
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let after = |starts: &[&str]| starts.iter().find_map(|start| text.strip_prefix(start)).map(str::to_owned);
    if let Some(end) = after(&BY) {
        return format!("../{}", plain(&end)?).parse().ok();
    }
    if let Some(start) = after(&FROM) {
        return format!("{}/..", plain(&start)?).parse().ok();
    }
    for (start, and) in BETWEEN {
        if let Some((first, last)) = text.strip_prefix(start).and_then(|rest| rest.split_once(and)) {
            return format!("{}/{}", plain(first)?, plain(last)?).parse().ok();
        }
    }
    plain(&text)?.parse().ok()
}

/// A day, a month or a year as the catalogue writes it.
fn plain(text: &str) -> Option<String> {
    // Whoever has had a status since March got it in March.
    let text = ["le ", "en ", "depuis le ", "depuis ", "since "]
        .iter()
        .find_map(|start| text.strip_prefix(start))
        .unwrap_or(text);
    if let Some(written) = text.parse::<PartialDate>().ok().filter(|date| date.precision().is_some()) {
        return Some(written.to_string());
    }
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ']).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [month, year] => Some(format!("{}-{:02}", full_year(year)?, month_of(month)?)),
        [first, second, year] => {
            // In English the month may come first: `March 12, 2009`.
            let (day, month) = match (day_of(first), day_of(second)) {
                (Some(day), _) => (day, month_of(second)?),
                (None, Some(day)) => (day, month_of(first)?),
                (None, None) => return None,
            };
            Some(format!("{}-{month:02}-{day:02}", full_year(year)?))
        }
        _ => None,
    }
}

fn full_year(text: &str) -> Option<&str> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// `12`, `1er`, `3rd`, `12,`.
fn day_of(text: &str) -> Option<u8> {
    let digits = text.trim_end_matches(',');
    let digits =
        ["er", "st", "nd", "rd", "th"].iter().find_map(|end| digits.strip_suffix(end)).unwrap_or(digits);
    number(digits)
}

/// `3`, `03`, `mars`, `févr`: a number, or the beginning of one month’s name in either language.
fn month_of(text: &str) -> Option<u8> {
    if let Some(number) = number(text) {
        return Some(number);
    }
    let begins = |names: &[&str; 2]| text.len() >= 3 && names.iter().any(|name| name.starts_with(text));
    let mut fits = (1..).zip(&MONTHS).filter(|(_, names)| begins(names)).map(|(number, _)| number);
    match (fits.next(), fits.next()) {
        (Some(number), None) => Some(number),
        (None, _) | (Some(_), Some(_)) => None,
    }
}

fn number(text: &str) -> Option<u8> {
    let short = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if short { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use domain::messages::{Language, date_words};

    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (typed, date) in [
            ("mars 2009", "2009-03"),
            (" Mars  2009 ", "2009-03"),
            ("March 2009", "2009-03"),
            ("fév. 2009", "2009-02"),
            ("août 2009", "2009-08"),
            ("aout 2009", "2009-08"),
            ("DÉCEMBRE 2009", "2009-12"),
            ("03/2009", "2009-03"),
            ("3/2009", "2009-03"),
            ("2009", "2009"),
            ("12/03/2009", "2009-03-12"),
            ("12.3.2009", "2009-03-12"),
            ("12-03-2009", "2009-03-12"),
            ("12 mars 2009", "2009-03-12"),
            ("le 1er mars 2009", "2009-03-01"),
            ("March 12, 2009", "2009-03-12"),
            ("3rd of", ""),
            ("2009-03-12", "2009-03-12"),
            ("2009-03", "2009-03"),
            ("../2009-09", "../2009-09"),
            ("2009-09/..", "2009-09/.."),
            ("2009-09/2010-03", "2009-09/2010-03"),
            ("depuis mars 2003", "2003-03"),
            ("avant le 12/03/2009", ""),
            ("jui 2009", ""),
            ("31/02/2009", ""),
            ("12/13/2009", ""),
            ("03/09", ""),
            ("12/03/09", ""),
            ("hier", ""),
            ("", ""),
            ("mars 2009 mars 2010", ""),
            ("entre 2010 et 2009", ""),
            ("2009/03/12/04", ""),
        ] {
            assert_eq!(read(typed).map(|date| date.to_string()).unwrap_or_default(), date, "{typed}");
        }
        assert_eq!(read(&"9".repeat(10_000)), None);
    }

    #[test]
    fn what_is_said_of_a_date_can_be_typed_again() {
        for date in [
            "2009-03-14",
            "2009-08-01",
            "2009-03",
            "2009",
            "../2009-09-30",
            "../2009-09",
            "../2009",
            "2009-10-05/..",
            "2009-09/..",
            "2009-10/..",
            "2009/..",
            "2009-09/2010-03",
            "2009/2010-02-28",
            "2009-12-31/2010",
        ] {
            let parsed: PartialDate = date.parse().unwrap();
            for language in Language::ALL {
                let words = date_words(*language, parsed);
                assert_eq!(read(&words), Some(parsed), "{words}");
            }
        }
    }
}
