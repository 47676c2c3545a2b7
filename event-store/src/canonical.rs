//! Canonical JSON in the manner of RFC 8785, so that equal values are equal bytes
//! whatever map or formatter produced them.

use std::fmt::Write as _;

use serde_json::{Number, Value};

/// The canonical bytes of a JSON value: keys sorted by UTF-16 code units, no spaces,
/// the fewest escapes, integers as they are, other numbers as ECMAScript writes them.
#[must_use]
pub fn canonical_json(value: &Value) -> Vec<u8> {
    let mut out = String::new();
    write_value(&mut out, value);
    out.into_bytes()
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(out, number),
        Value::String(text) => write_string(out, text),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(out, item);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (index, (key, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(out, key);
                out.push(':');
                write_value(out, member);
            }
            out.push('}');
        }
    }
}

/// Writes a JSON string with the fewest escapes.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    // Hardly any text needs an escape.
    if !text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        out.push_str(text);
        out.push('"');
        return;
    }
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn write_number(out: &mut String, number: &Number) {
    if let Some(float) = number.as_f64().filter(|_| number.is_f64()) {
        write_float(out, float);
    } else {
        // Integers keep their text: a double would lose digits past 2^53.
        let _ = write!(out, "{number}");
    }
}

/// ECMAScript's `Number::toString`: the shortest digits that read back the same, plain
/// between 1e-6 and 1e21, with an exponent outside.
fn write_float(out: &mut String, float: f64) {
    if float == 0.0 {
        out.push('0');
        return;
    }
    if float < 0.0 {
        out.push('-');
    }
    let shortest = format!("{:e}", float.abs());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    // Where the decimal point stands, counted from the first digit.
    let point = exponent + 1;
    let at = |place: i32| digits.split_at(usize::try_from(place).unwrap_or_default());
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    if count <= point && point <= 21 {
        out.push_str(&digits);
        out.push_str(&zeros(point - count));
    } else if 0 < point && point <= 21 {
        let (whole, fraction) = at(point);
        let _ = write!(out, "{whole}.{fraction}");
    } else if -6 < point && point <= 0 {
        let _ = write!(out, "0.{}{digits}", zeros(-point));
    } else {
        let (first, rest) = at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let _ = write!(out, "{first}{dot}{rest}e{exponent:+}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(value: &Value) -> String {
        String::from_utf8(canonical_json(value)).unwrap()
    }

    #[test]
    fn keys_are_sorted_by_utf16_code_units() {
        // U+1F600 is D83D DE00 in UTF-16 and so comes before U+FB33.
        let value = json!({"\u{fb33}": 1, "\u{1f600}": 2, "b": {"z": 0, "a": 0}, "B": 3, "": 4});
        let expected = "{\"\":4,\"B\":3,\"b\":{\"a\":0,\"z\":0},\"\u{1f600}\":2,\"\u{fb33}\":1}";
        assert_eq!(text(&value), expected);
    }

    #[test]
    fn strings_carry_the_fewest_escapes() {
        let value = json!("\u{8}\t\n\u{c}\r\"\\/\u{1}\u{1f}\u{7f}é€\u{2028}");
        let expected = "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0001\\u001f\u{7f}é€\u{2028}\"";
        assert_eq!(text(&value), expected);
    }

    #[test]
    fn integers_keep_their_digits() {
        let value = json!([0, -1, i64::MIN, u64::MAX, 9_007_199_254_740_993_u64]);
        let expected = "[0,-1,-9223372036854775808,18446744073709551615,9007199254740993]";
        assert_eq!(text(&value), expected);
    }

    #[test]
    fn floats_are_written_as_ecmascript_does() {
        // The samples of RFC 8785, appendix B, and the edges of its ranges.
        let samples: &[(f64, &str)] = &[
            (0.0, "0"),
            (-0.0, "0"),
            (12.0, "12"),
            (-1.5, "-1.5"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (295_147_905_179_352_830_000.0, "295147905179352830000"),
            (9.999_999_999_999_997e22, "9.999999999999997e+22"),
            (1e23, "1e+23"),
            (1e21, "1e+21"),
            (999_999_999_999_999_900_000.0, "999999999999999900000"),
            (9.999_999_999_999_997e-7, "9.999999999999997e-7"),
            (0.000_001, "0.000001"),
            (333_333_333.333_333_25, "333333333.33333325"),
            (0.1, "0.1"),
            (123.456, "123.456"),
        ];
        for (float, expected) in samples {
            assert_eq!(text(&json!(float)), *expected);
        }
    }

    #[test]
    fn canonical_text_reads_back_as_the_same_value() {
        let value = json!({"b": [true, false, null, {"k": "v"}], "a": {"x": 1.25, "n": -3}, "e": []});
        let bytes = canonical_json(&value);
        let back: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(back, value);
        assert_eq!(canonical_json(&back), bytes);
    }
}
