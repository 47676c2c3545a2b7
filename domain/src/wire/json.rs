//! What payloads are read from: JSON, however whoever reads it holds it.

use serde_json::{Number, Value};

/// A JSON value. What was stored is read where it lies; what somebody sends is a [`Value`].
pub trait Json {
    /// The text that it is.
    fn as_str(&self) -> Option<&str>;

    /// The yes or no that it is.
    fn as_bool(&self) -> Option<bool>;

    /// The number that it is.
    fn as_number(&self) -> Option<&Number>;

    /// How many items it has, if it is a list.
    fn length(&self) -> Option<usize>;

    /// An item of a list.
    fn item(&self, index: usize) -> Option<&dyn Json>;

    /// The names of its fields, if it is an object, each told once to `each`; whether it is one.
    fn names(&self, each: &mut dyn FnMut(&str)) -> bool;

    /// Whether it is an object.
    fn is_object(&self) -> bool {
        self.names(&mut |_| {})
    }

    /// A field of an object.
    fn field(&self, name: &str) -> Option<&dyn Json>;

    /// The same, held by itself.
    fn to_value(&self) -> Value;
}

impl Json for Value {
    fn as_str(&self) -> Option<&str> {
        self.as_str()
    }

    fn as_bool(&self) -> Option<bool> {
        self.as_bool()
    }

    fn as_number(&self) -> Option<&Number> {
        self.as_number()
    }

    fn length(&self) -> Option<usize> {
        self.as_array().map(Vec::len)
    }

    fn item(&self, index: usize) -> Option<&dyn Json> {
        self.as_array()?.get(index).map(|item| item as &dyn Json)
    }

    fn names(&self, each: &mut dyn FnMut(&str)) -> bool {
        let object = self.as_object();
        for name in object.into_iter().flat_map(serde_json::Map::keys) {
            each(name);
        }
        object.is_some()
    }

    fn field(&self, name: &str) -> Option<&dyn Json> {
        self.as_object()?.get(name).map(|field| field as &dyn Json)
    }

    fn to_value(&self) -> Value {
        self.clone()
    }
}
