//! What values look like, for whoever makes schemas, forms and documents of the payloads.

use super::FieldSpec;

/// What a value looks like on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A UUID.
    Id,
    /// A text.
    Text,
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
