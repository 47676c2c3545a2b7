//! JSON that somebody sent: how many values it holds is looked at before any of them is made.
//!
//! A value takes some hundred bytes of memory, and one of two bytes may stand in two bytes of a body.

use application::interchange::{NotJson, strict_json};
use serde_json::Value;

/// Values of a body: texts, numbers, lists, objects and their keys. A hundred facts have some thousand.
pub(crate) const VALUES_MOST: usize = 20_000;

/// Why what was sent is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It holds more values than anybody needs.
    TooMany,
    /// It is no JSON in which a key stands once.
    Not(NotJson),
}

/// Reads what was sent.
pub(super) fn read(bytes: &[u8]) -> Result<Value, Unread> {
    if values_in(bytes) > VALUES_MOST {
        return Err(Unread::TooMany);
    }
    strict_json(bytes).map_err(Unread::Not)
}

/// At least as many as there are values: each but the first follows one of these signs, strings left out.
pub(crate) fn values_in(bytes: &[u8]) -> usize {
    let mut values = 1;
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b',' | b':' | b'[' | b'{' => values += 1,
            b'"' => {
                while let Some(inside) = rest.next() {
                    match inside {
                        b'"' => break,
                        b'\\' => drop(rest.next()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_and_signs_in_texts_are_not() {
        for (text, count) in [
            ("", 1),
            ("1", 1),
            ("[1,2,{}]", 5),
            (r#"{"a":"[,:{","b\"[":[]}"#, 6),
            (r#""\\",1"#, 2),
            (r#""[,"#, 1),
        ] {
            assert_eq!(values_in(text.as_bytes()), count, "{text}");
        }
    }

    #[test]
    fn more_values_than_anybody_needs_are_not_read() {
        let list = |count: usize| format!("[{}1]", "1,".repeat(count - 1));
        // The list itself is one of them, and its first item follows its bracket.
        assert!(read(list(VALUES_MOST - 1).as_bytes()).is_ok());
        assert_eq!(read(list(VALUES_MOST).as_bytes()), Err(Unread::TooMany));
        assert_eq!(read("[".repeat(VALUES_MOST).as_bytes()), Err(Unread::TooMany));
        assert_eq!(read(b"["), Err(Unread::Not(NotJson::Malformed)));
        let text = format!("\"{}\"", ",".repeat(2 * VALUES_MOST));
        assert!(read(text.as_bytes()).is_ok());
    }
}
