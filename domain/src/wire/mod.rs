//! Reading payloads from JSON with every fault reported, and writing them back.

mod free;
mod json;
mod number;
mod sealed;
mod shape;

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::ids::{
    ActivityId, BatchId, ConsentId, ContractId, CounterpartId, DwellingId, EnrolmentId, EpisodeId, EventId,
    HouseholdId, LeaseId, OccupancyId, OrgCode, PairingId, PermitId, PersonId, ProgrammeCode, RequestId,
    RightId, SiteId, TrainingId,
};
use crate::partial_date::{PartialDate, parse_day};
use crate::rule::Rule;

pub use free::{Object, Text};
pub use json::Json;
pub use number::is_carried;
pub use sealed::{Marker, Sealed};
pub use shape::{CodeShape, ObjectShape, Shape, TextShape};

/// How a field is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivacyClass {
    /// Statistical: in clear.
    S,
    /// Quasi-identifier: sealed under the Q key of the person, household or counterpart.
    Q,
    /// Identifying: sealed under the person's N key, never used in a statistic.
    N,
}

/// A field of a payload, as documentation, forms and sealing see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its name on the wire.
    pub name: &'static str,
    /// How it is protected.
    pub class: PrivacyClass,
    /// Whether it may be left out.
    pub optional: bool,
    /// What stands there.
    pub shape: Shape,
    /// What it means, as its documentation says.
    pub about: &'static str,
}

/// A place in a JSON document, kept as a chain on the stack and spelt only when something is wrong there.
#[derive(Clone, Copy)]
pub enum At<'a> {
    /// The document itself, or a pointer already spelt.
    Root(&'a str),
    /// A field of an object.
    Field(&'a At<'a>, &'a str),
    /// An item of a list.
    Item(&'a At<'a>, usize),
}

impl At<'_> {
    /// The JSON pointer (RFC 6901).
    #[must_use]
    pub fn pointer(&self) -> String {
        match self {
            Self::Root(root) => (*root).to_owned(),
            Self::Field(parent, name) => {
                format!("{}/{}", parent.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
            Self::Item(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }
}

/// A fault in the shape of a line: rule, JSON pointer, value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapeFault {
    /// One of the `S-` rules.
    pub rule: Rule,
    /// Where.
    pub pointer: String,
    /// What was found there, shortened.
    pub value: String,
    /// What is expected there, where the value has another form: `expected-` and this names the words for it.
    pub expected: Option<&'static str>,
}

/// The faults of one line.
#[derive(Debug, Default)]
pub struct ShapeFaults(pub Vec<ShapeFault>);

impl ShapeFaults {
    /// Notes a fault; returns `None` so that a reader can end with it.
    pub fn add<T>(&mut self, rule: Rule, at: &At<'_>, value: &dyn Json) -> Option<T> {
        self.0.push(ShapeFault { rule, pointer: at.pointer(), value: shown(value), expected: None });
        None
    }

    /// Notes a value that does not have the form expected there: that of [`Shape::expected`], or one of a type’s own.
    pub fn misshapen<T>(&mut self, expected: &'static str, at: &At<'_>, value: &dyn Json) -> Option<T> {
        let expected = Some(expected);
        self.0.push(ShapeFault { rule: Rule::Format, pointer: at.pointer(), value: shown(value), expected });
        None
    }

    /// Leaves the values of the faults from `first` on out of every message: they may identify somebody, and an
    /// identifying value is not repeated, not even to the one who sent it.
    pub fn hide_from(&mut self, first: usize) {
        for fault in self.0.iter_mut().skip(first) {
            "…".clone_into(&mut fault.value);
        }
    }
}

/// A value shortened for a message.
fn shown(value: &dyn Json) -> String {
    const LIMIT: usize = 80;
    let text = value.as_str().map_or_else(|| value.to_value().to_string(), str::to_owned);
    if text.chars().count() <= LIMIT {
        return text;
    }
    let mut short: String = text.chars().take(LIMIT).collect();
    let _ = write!(short, "… ({} bytes)", text.len());
    short
}

/// A type that stands in payloads.
pub trait Wire: Sized {
    /// Whether a field of this type may be left out.
    const OPTIONAL: bool = false;

    /// What it looks like.
    const SHAPE: Shape;

    /// Reads it, or notes every fault found at `at`.
    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self>;

    /// Writes it; `None` leaves the field out.
    fn write(&self) -> Option<Value>;

    /// What a field that is left out reads as; `None` when it is required.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// Reads the field `name` of an object whose fields are read one after the other.
pub fn field<T: Wire>(object: &dyn Json, name: &str, at: &At<'_>, faults: &mut ShapeFaults) -> Option<T> {
    let here = At::Field(at, name);
    match object.field(name) {
        Some(value) => T::read(value, &here, faults),
        None => T::absent().or_else(|| faults.add(Rule::Required, &here, &Value::Null)),
    }
}

/// Whether there is an object at `at`, with a fault for each field that is none of `known`.
pub fn object(value: &dyn Json, known: &[FieldSpec], at: &At<'_>, faults: &mut ShapeFaults) -> Option<()> {
    let is_object = value.names(&mut |name| {
        if known.iter().any(|field| field.name == name) {
            return;
        }
        let before = faults.0.len();
        faults.add::<()>(Rule::UnknownField, &At::Field(at, name), &Value::Null);
        // A field misspelt may be one that identifies somebody.
        faults.hide_from(before);
    });
    if is_object { Some(()) } else { faults.misshapen("object", at, value) }
}

impl<T: Wire> Wire for Option<T> {
    const OPTIONAL: bool = true;
    const SHAPE: Shape = T::SHAPE;

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        T::read(value, at, faults).map(Some)
    }

    fn write(&self) -> Option<Value> {
        self.as_ref().and_then(T::write)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Wire + PartialEq> Wire for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        let Some(length) = value.length() else {
            return faults.misshapen(Self::SHAPE.expected(), at, value);
        };
        let mut read = Self::with_capacity(length);
        let mut whole = true;
        for (index, item) in (0..length).filter_map(|index| Some((index, value.item(index)?))) {
            let here = At::Item(at, index);
            match T::read(item, &here, faults) {
                // A list never repeats an item: a person counted twice is a typing error.
                Some(item_read) if read.contains(&item_read) => {
                    whole = false;
                    faults.misshapen::<()>("once", &here, item);
                }
                Some(item) => read.push(item),
                None => whole = false,
            }
        }
        whole.then_some(read)
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Array(self.iter().filter_map(T::write).collect()))
    }
}

/// A list that is never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NonEmpty<T>(Vec<T>);

impl<T> std::ops::Deref for NonEmpty<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a NonEmpty<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Wire + PartialEq> Wire for NonEmpty<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        let items = Vec::read(value, at, faults)?;
        if items.is_empty() { faults.misshapen("some", at, value) } else { Some(Self(items)) }
    }

    fn write(&self) -> Option<Value> {
        self.0.write()
    }
}

/// Implements [`Wire`] for a type written as a JSON string.
macro_rules! text {
    ($($type:ty: $shape:expr, $rule:ident, $parse:expr;)*) => {$(
        impl Wire for $type {
            const SHAPE: $crate::wire::Shape = $shape;

            fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
                let parse: fn(&str) -> Option<Self> = $parse;
                match value.as_str().and_then(parse) {
                    Some(read) => Some(read),
                    None if Rule::$rule == Rule::Format => faults.misshapen(Self::SHAPE.expected(), at, value),
                    None => faults.add(Rule::$rule, at, value),
                }
            }

            fn write(&self) -> Option<Value> {
                Some(Value::String(self.to_string()))
            }
        }
    )*};
}

macro_rules! parsed {
    ($shape:expr; $($type:ty),*) => { text! { $($type: $shape, Format, |text| text.parse().ok();)* } };
}

parsed!(Shape::Id;
    ActivityId,
    BatchId,
    ConsentId,
    ContractId,
    CounterpartId,
    DwellingId,
    EnrolmentId,
    EpisodeId,
    EventId,
    HouseholdId,
    LeaseId,
    OccupancyId,
    PairingId,
    PermitId,
    PersonId,
    RequestId,
    RightId,
    SiteId,
    TrainingId
);
parsed!(Shape::Text(TextShape::Organisation); OrgCode);
parsed!(Shape::Text(TextShape::Programme); ProgrammeCode);
parsed!(Shape::PartialDay; PartialDate);

text! {
    Date: Shape::Day, Format, parse_day;
    Timestamp: Shape::Instant, Format, parse_instant;
}

/// An RFC 3339 instant; a time zone in brackets and an offset of more than a day, which RFC 3339 does not know, are
/// refused.
#[must_use]
pub fn parse_instant(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let at = |place: usize, byte| bytes.get(place) == Some(&byte);
    let shaped =
        bytes.len() >= 20 && at(10, b'T') && at(13, b':') && at(16, b':') && !text.contains(['[', ',']);
    let hours = bytes.get(19..)?.iter().position(|byte| matches!(byte, b'+' | b'-'));
    let offset = hours.and_then(|at| bytes.get(20 + at..22 + at));
    if shaped && offset.is_none_or(|hours| hours < b"24") { text.parse().ok() } else { None }
}

pub(crate) use text;

impl Wire for bool {
    const SHAPE: Shape = Shape::Flag;

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        value.as_bool().or_else(|| faults.misshapen(Self::SHAPE.expected(), at, value))
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Bool(*self))
    }
}
