//! For whom figures are printed.

use crate::rules::{Value, Values};

/// Partners see numbers from here on.
const PARTNER: u64 = 5;

/// The public does, when the rules do not say.
const PUBLIC: u64 = 11;

/// Nothing is published with a lower threshold, whatever a rule set says: a published figure has no readers but everybody.
pub const PUBLISHED_MIN: u64 = PARTNER;

/// Who may read what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// Auditors: everything.
    Auditor,
    /// Partner associations.
    Partner,
    /// Everybody.
    Public,
}

impl Secrecy {
    /// Every reader.
    pub const ALL: [Self; 3] = [Self::Auditor, Self::Partner, Self::Public];

    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Auditor => "auditor",
            Self::Partner => "partner",
            Self::Public => "public",
        }
    }

    /// The least number of units, other than none, that is printed; nothing is hidden without one. That of the public
    /// is RP22.
    #[must_use]
    pub fn threshold(self, values: &Values) -> Option<u64> {
        match self {
            Self::Auditor => None,
            Self::Partner => Some(PARTNER),
            Self::Public => {
                let Some(Value::Integer(units)) = values.get("RP22") else { return Some(PUBLIC) };
                Some(u64::try_from(*units).unwrap_or(PUBLIC))
            }
        }
    }
}
