//! Values that stand in payloads beside codes, dates and identifiers.

use std::fmt;

use rust_decimal::Decimal;
use serde_json::Value;

use crate::codes::{AccommodationKind, Coded};
use crate::rule::Rule;
use crate::wire::{At, CodeShape, Json, Shape, ShapeFaults, TextShape, Wire, text};

/// Declares a checked text.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $shape:ident, $rule:ident, $valid:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The text as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A text that is one.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let valid: fn(&[u8]) -> bool = $valid;
                valid(text.as_bytes()).then(|| Self(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        text! { $name: Shape::Text(TextShape::$shape), $rule, $name::parse; }
    )*};
}

fn digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

texts! {
    /// A short code of the operator's own: cohort, funding, segment, figure (`[A-Za-z0-9_.:/-]`, 1 to 64).
    TextCode: ShortCode, Format, |bytes| {
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.:/-".contains(byte);
        (1..=64).contains(&bytes.len()) && bytes.iter().all(allowed)
    };
    /// A commune by its INSEE code: `51454`, `2A004`.
    Commune: Commune, Format, |bytes| match bytes {
        [b'2', b'A' | b'B', rest @ ..] | rest => {
            bytes.len() == 5 && digits(rest)
        }
    };
    /// A department by its code: `69`, `2A`, `974`.
    Department: Department, Format, |bytes| match bytes {
        [b'2', b'A' | b'B'] => true,
        [b'9', b'7' | b'8', last] => last.is_ascii_digit(),
        _ => bytes.len() == 2 && digits(bytes),
    };
    /// A nationality, ISO 3166-1 alpha-3: `GIN`.
    Nationality: Nationality, Format, |bytes| bytes.len() == 3 && bytes.iter().all(u8::is_ascii_uppercase);
    /// A duration `P<n>D`, `P<n>W`, `P<n>M` or `P<n>Y`.
    Duration: Duration, Format, |bytes| match bytes {
        [b'P', count @ .., b'D' | b'W' | b'M' | b'Y'] => {
            (1..=4).contains(&count.len()) && digits(count)
        }
        _ => false,
    };
    /// A level of French, as in assessments: `a2`, `b1/oral`.
    LanguageLevel: Level, Code, |bytes| std::str::from_utf8(bytes).is_ok_and(crate::codes::is_language_level);
}

/// An amount in euros: not negative, two decimals at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Euros(Decimal);

impl Euros {
    /// The amount.
    #[must_use]
    pub fn amount(self) -> Decimal {
        self.0
    }
}

impl fmt::Display for Euros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Wire for Euros {
    const SHAPE: Shape = Shape::Number;

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        let amount = Decimal::read(value, at, faults)?;
        if amount.is_sign_negative() && !amount.is_zero() || amount.normalize().scale() > 2 {
            return faults.misshapen("euros", at, value);
        }
        Some(Self(amount))
    }

    fn write(&self) -> Option<Value> {
        self.0.write()
    }
}

/// Where somebody goes at the end of an enrolment: a kind of home (E01), or something else (E03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Destination {
    /// A kind of home.
    Home(AccommodationKind),
    /// The household stays where it lives.
    StaysInPlace,
    /// Out of the country.
    LeftTerritory,
    /// Deceased.
    Deceased,
    /// Nobody knows.
    WhereaboutsUnknown,
}

impl Destination {
    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Home(kind) => kind.code(),
            Self::StaysInPlace => "stays_in_place",
            Self::LeftTerritory => "left_territory",
            Self::Deceased => "deceased",
            Self::WhereaboutsUnknown => "whereabouts_unknown",
        }
    }
}

impl Wire for Destination {
    const SHAPE: Shape = Shape::Code(CodeShape {
        name: "Destination",
        codes: &[
            AccommodationKind::CODES,
            &["stays_in_place", "left_territory", "deceased", "whereabouts_unknown"],
        ],
    });

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        match value.as_str() {
            Some("stays_in_place") => Some(Self::StaysInPlace),
            Some("left_territory") => Some(Self::LeftTerritory),
            Some("deceased") => Some(Self::Deceased),
            Some("whereabouts_unknown") => Some(Self::WhereaboutsUnknown),
            Some(_) | None => AccommodationKind::read(value, at, faults).map(Self::Home),
        }
    }

    fn write(&self) -> Option<Value> {
        Some(Value::from(self.code()))
    }
}
