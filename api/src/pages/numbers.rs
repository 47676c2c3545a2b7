//! Numbers as a language writes them.

use domain::messages::Language;

/// A number with at most two digits after the point, thousands apart.
pub(super) fn number(language: Language, number: f64) -> String {
    let text = format!("{:.2}", number.abs());
    let (whole, digits) = text.split_once('.').unwrap_or((&text, ""));
    let digits = digits.trim_end_matches('0');
    let (between, point) = match language {
        Language::French => ("\u{202f}", ","),
        Language::English => (",", "."),
    };
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push_str(between);
        }
        out.push(digit);
    }
    if !digits.is_empty() {
        out.push_str(point);
        out.push_str(digits);
    }
    let is_zero = whole == "0" && digits.is_empty();
    if number < 0.0 && !is_zero { format!("−{out}") } else { out }
}

/// A number of percent.
pub(super) fn percent(language: Language, share: f64) -> String {
    let number = number(language, share);
    match language {
        Language::French => format!("{number}\u{a0}%"),
        Language::English => format!("{number}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        let (fr, en) = (Language::French, Language::English);
        assert_eq!(
            (number(fr, 1_234_567.5).as_str(), number(en, -1234.0).as_str()),
            ("1\u{202f}234\u{202f}567,5", "−1,234")
        );
        assert_eq!((number(fr, -0.001).as_str(), number(fr, 999.0).as_str()), ("0", "999"));
        assert_eq!((percent(fr, 81.25).as_str(), percent(en, 7.0).as_str()), ("81,25\u{a0}%", "7%"));
    }
}
