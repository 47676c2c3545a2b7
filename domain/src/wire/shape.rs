//! What values look like, for whoever makes schemas, forms and documents of the payloads.

use super::FieldSpec;

/// What a value looks like on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A UUID.
    Id,
    /// A text.
    Text(TextShape),
    /// A code of an enumeration.
    Code(CodeShape),
    /// A day: `2010-12-31`.
    Day,
    /// A day as precisely as it is known: `2010-12`.
    PartialDay,
    /// An instant.
    Instant,
    /// Yes or no.
    Flag,
    /// A whole number from 0.
    Whole,
    /// A decimal number.
    Number,
    /// A list.
    List(&'static Self),
    /// An object.
    Object(ObjectShape),
    /// Anything that JSON can say.
    Json,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextShape {
    /// Any words.
    Words,
    /// A short code of the operator’s own: `bop104`.
    ShortCode,
    /// The code of an organisation: `ftda`.
    Organisation,
    /// The code of a programme.
    Programme,
    /// A commune by its INSEE code: `51454`.
    Commune,
    /// A department by its code: `2A`.
    Department,
    /// A nationality, ISO 3166-1 alpha-3: `GIN`.
    Nationality,
    /// A duration: `P18M`.
    Duration,
    /// A level of French: `a2`.
    Level,
}

impl TextShape {
    const fn expected(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::ShortCode => "short-code",
            Self::Organisation => "organisation",
            Self::Programme => "programme",
            Self::Commune => "commune",
            Self::Department => "department",
            Self::Nationality => "nationality",
            Self::Duration => "duration",
            Self::Level => "level",
        }
    }
}

impl Shape {
    /// What is expected where such a value stands: `expected-` and this names the words for it, with an example.
    #[must_use]
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Text(text) => text.expected(),
            Self::Code(_) => "code",
            Self::Day => "day",
            Self::PartialDay => "partial-day",
            Self::Instant => "instant",
            Self::Flag => "flag",
            Self::Whole => "whole",
            Self::Number => "number",
            Self::List(_) => "list",
            Self::Object(_) | Self::Json => "object",
        }
    }
}

/// An enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeShape {
    /// Its name: the prefix of its labels in the message files.
    pub name: &'static str,
    /// Its codes, list after list.
    pub codes: &'static [&'static [&'static str]],
}

impl CodeShape {
    /// Every code, in the catalogue’s order.
    pub fn all(&self) -> impl Iterator<Item = &'static str> {
        self.codes.iter().copied().flatten().copied()
    }
}

/// A payload, or an object inside one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectShape {
    /// Its name.
    pub name: &'static str,
    /// What it is, as its documentation says.
    pub about: &'static str,
    /// Its fields, in the catalogue’s order.
    pub fields: &'static [FieldSpec],
}
