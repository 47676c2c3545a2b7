//! Scalars of our own: dates, instants, identifiers, positions, payloads.
//!
//! The library finds values of the wrong form before anything is executed, and `forms` tells the
//! caller the right one.

use async_graphql::{InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use domain::wire::ShapeFaults;
use domain::{At, PartialDate, Wire};
use jiff::Timestamp;
use jiff::civil;

use crate::http::Code;

/// Reads a text of the wire; nothing when it is not of the form.
pub(super) fn read<T: Wire>(text: &str) -> Option<T> {
    let value = serde_json::Value::from(text);
    T::read(&value, &At::Root(""), &mut ShapeFaults::default())
}

fn text<T: Wire>(value: &Value) -> Option<T> {
    if let Value::String(text) = value {
        return read(text);
    }
    None
}

/// How values of a scalar are written; nothing for other types.
pub(super) fn form(scalar: &str) -> Option<&'static str> {
    let forms = [
        ("Date", "a day is written 2010-12-31"),
        (
            "PartialDate",
            "a partial date is written 2009-03-14, 2009-03, 2009, ../2009-09, 2009-09/.. \
             or 2009-09/2010-03",
        ),
        ("DateTime", "an instant is written 2011-01-05T23:59:59Z"),
        ("UUID", "an identifier is written dbbf675a-0ce3-55c1-9667-ec123fe0da3b"),
        ("Position", "a position is a whole number from 0"),
    ];
    let known = forms.into_iter().find(|(name, _)| *name == scalar);
    known.map(|(_, form)| form)
}

/// Tells the form that was expected, never the value, which may identify.
fn wrong<S: InputType>() -> InputValueError<S> {
    let form = form(&S::type_name()).unwrap_or("the value is of the wrong form");
    InputValueError::custom(form).with_extension("code", Code::BadUserInput.as_str())
}

/// A day of the civil calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date(pub(super) civil::Date);

/// A day, as `2010-12-31`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let day = text(&value).map(Self);
        day.ok_or_else(wrong)
    }

    fn is_valid(value: &Value) -> bool {
        <Self as ScalarType>::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A day as precisely as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PartialDay(pub(super) PartialDate);

/// A day as precisely as it is known, a subset of the Extended Date/Time Format: `2009-03-14`,
/// `2009-03`, `2009`, `../2009-09` (on or before), `2009-09/..` (on or after) or
/// `2009-09/2010-03` (some time between).
#[Scalar(name = "PartialDate", specified_by_url = "https://www.loc.gov/standards/datetime/")]
impl ScalarType for PartialDay {
    fn parse(value: Value) -> InputValueResult<Self> {
        let day = text(&value).map(Self);
        day.ok_or_else(wrong)
    }

    /// Any text: whoever reads the wire says of dates of facts and payloads what is wrong with them, as of everything else.
    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// An instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateTime(pub(super) Timestamp);

/// An instant, as `2011-01-05T23:59:59Z`; other offsets than `Z` are read and not written.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let instant = text(&value).map(Self);
        instant.ok_or_else(wrong)
    }

    fn is_valid(value: &Value) -> bool {
        <Self as ScalarType>::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Uuid(pub(super) uuid::Uuid);

/// An identifier chosen by whoever records, as `dbbf675a-0ce3-55c1-9667-ec123fe0da3b`.
#[Scalar(name = "UUID", specified_by_url = "https://www.rfc-editor.org/rfc/rfc9562")]
impl ScalarType for Uuid {
    fn parse(value: Value) -> InputValueResult<Self> {
        let id = text(&value).map(|id: domain::ids::EventId| Self(id.0));
        id.ok_or_else(wrong)
    }

    fn is_valid(value: &Value) -> bool {
        <Self as ScalarType>::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A place in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position(pub(super) u64);

/// A place in the ledger: a whole number from 1, in the order of recording; 0 stands before the
/// first. It may grow past the 32 bits of `Int`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259#section-6")]
impl ScalarType for Position {
    fn parse(value: Value) -> InputValueResult<Self> {
        let mut position = None;
        if let Value::Number(number) = &value {
            // The ledger counts no further.
            position = number.as_u64().filter(|number| i64::try_from(*number).is_ok()).map(Self);
        }
        position.ok_or_else(wrong)
    }

    fn is_valid(value: &Value) -> bool {
        <Self as ScalarType>::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::from(self.0)
    }
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Json(pub(super) serde_json::Value);

/// A JSON value: the payload of a fact, by the field names and codes of the event catalogue.
#[Scalar(name = "JSON", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        let value = value.into_json().map(Self);
        value.map_err(|_| wrong())
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}
