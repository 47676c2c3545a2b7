use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

/// Longest name in bytes.
const NAME_BYTES_MAX: usize = 120;

/// A name that the ledger refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} name {name:?} is not 1 to {NAME_BYTES_MAX} visible ASCII characters")]
pub struct NameError {
    kind: &'static str,
    name: String,
}

/// Whether the ledger takes this name.
pub(crate) fn is_name(name: &str) -> bool {
    let fits = !name.is_empty() && name.len() <= NAME_BYTES_MAX;
    fits && name.bytes().all(|byte| byte.is_ascii_graphic())
}

fn checked(kind: &'static str, name: String) -> Result<String, NameError> {
    if is_name(&name) {
        return Ok(name);
    }
    // An oversized name would flood the message that reports it.
    let name = name.chars().take(NAME_BYTES_MAX).collect();
    Err(NameError { kind, name })
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(String);

        impl $type {
            /// Checks and wraps a name.
            ///
            /// # Errors
            /// A name that is empty, longer than 120 bytes or not visible ASCII.
            pub fn new(name: impl Into<String>) -> Result<Self, NameError> {
                checked($kind, name.into()).map(Self)
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $type {
            type Err = NameError;

            fn from_str(name: &str) -> Result<Self, NameError> {
                Self::new(name)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = NameError;

            fn try_from(name: &str) -> Result<Self, NameError> {
                Self::new(name)
            }
        }

        impl TryFrom<String> for $type {
            type Error = NameError;

            fn try_from(name: String) -> Result<Self, NameError> {
                Self::new(name)
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> Self {
                name.0
            }
        }
    };
}

name! {
    /// The name of a stream, opaque to the ledger: `household/<uuid>`,
    /// `programme/<code>` or `rules`. One to 120 visible ASCII characters.
    StreamName, "stream"
}

name! {
    /// The key of a guard, opaque to the ledger: `person/<uuid>`,
    /// `programme/<code>`, `id/<uuid>`. One to 120 visible ASCII characters.
    GuardKey, "guard"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_visible_ascii_of_bounded_length() {
        assert_eq!(StreamName::new("programme/avdl").unwrap().as_str(), "programme/avdl");
        assert!(StreamName::new("x".repeat(120)).is_ok());
        for wrong in ["", "a b", "é", "a\0", "a\n", &"x".repeat(121)] {
            assert!(StreamName::new(wrong).is_err(), "{wrong:?}");
            assert!(GuardKey::new(wrong).is_err(), "{wrong:?}");
        }
    }
}
