//! Values of the classes Q and N: known, or erased with the key that sealed them.

use std::fmt;

use serde_json::{Value, json};

use super::{At, Json, Shape, ShapeFaults, Wire};

/// A value that the ledger seals. What was erased is unknown for ever: no rule holds against it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sealed<T> {
    /// The value.
    Known(T),
    /// Nobody can tell any more.
    Erased,
}

impl<T> Sealed<T> {
    /// The value, unless it was erased.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Erased => None,
        }
    }

    /// Whether it is known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.known().is_some()
    }
}

/// Sealed values are never shown by debug output.
impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Known(_) => "‹hidden›",
            Self::Erased => "‹erased›",
        })
    }
}

impl<T: Wire> Wire for Sealed<T> {
    const SHAPE: Shape = T::SHAPE;

    fn read(value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Self> {
        if Marker::of(value) == Some(Marker::Erased) {
            return Some(Self::Erased);
        }
        T::read(value, at, faults).map(Self::Known)
    }

    fn write(&self) -> Option<Value> {
        match self {
            Self::Known(value) => value.write(),
            Self::Erased => Some(Marker::Erased.write()),
        }
    }
}

/// What stands in place of a sealed value that is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// `{"erased":true}`: the value was erased.
    Erased,
    /// `{"unchanged":true}`: a correction leaves it as it is believed.
    Unchanged,
}

impl Marker {
    const fn name(self) -> &'static str {
        match self {
            Self::Erased => "erased",
            Self::Unchanged => "unchanged",
        }
    }

    /// The marker that a value is, if it is one.
    #[must_use]
    pub fn of(value: &dyn Json) -> Option<Self> {
        let is =
            |marker: &Self| value.field(marker.name()).is_some_and(|field| field.as_bool() == Some(true));
        let marker = [Self::Erased, Self::Unchanged].into_iter().find(is)?;
        let mut count = 0;
        value.names(&mut |_| count += 1);
        (count == 1).then_some(marker)
    }

    /// As it stands in a payload.
    #[must_use]
    pub fn write(self) -> Value {
        json!({ self.name(): true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partial_date::PartialDate;

    fn read(value: &Value) -> Option<Sealed<PartialDate>> {
        Sealed::read(value, &At::Root(""), &mut ShapeFaults::default())
    }

    #[test]
    fn an_erased_value_is_read_and_written_back() {
        let erased = json!({ "erased": true });
        assert_eq!(read(&erased), Some(Sealed::Erased));
        assert_eq!(Sealed::<PartialDate>::Erased.write(), Some(erased));
        assert_eq!(read(&json!("1975-04")).and_then(|date| date.write()), Some(json!("1975-04")));
    }

    #[test]
    fn nothing_else_is_taken_for_a_marker() {
        for value in [json!({ "erased": false }), json!({ "erased": true, "x": 1 }), json!({}), json!(true)] {
            assert_eq!(Marker::of(&value), None, "{value}");
            assert_eq!(read(&value), None, "{value}");
        }
        assert_eq!(Marker::of(&json!({ "unchanged": true })), Some(Marker::Unchanged));
        assert_eq!(read(&json!({ "unchanged": true })), None);
    }

    #[test]
    fn debug_output_hides_the_value() {
        let known: Sealed<PartialDate> = Sealed::Known("1975-04".parse().unwrap());
        assert_eq!(format!("{known:?} {:?}", Sealed::<PartialDate>::Erased), "‹hidden› ‹erased›");
    }
}
