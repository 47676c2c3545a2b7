//! The values that read models are made of: two types, which both engines order and compare alike.

use serde_json::Value;

use crate::error::StoreError;

/// A value of a row: days and identifiers are texts, yes and no are 1 and 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A number.
    Int(i64),
    /// A text, without NUL.
    Text(String),
}

impl Cell {
    /// The number; a fault when it is none.
    ///
    /// # Errors
    /// Another kind of value.
    pub fn int(&self) -> Result<i64, StoreError> {
        match self {
            Self::Int(number) => Ok(*number),
            Self::Null | Self::Text(_) => Err(unexpected("a number")),
        }
    }

    /// A number that is not negative.
    ///
    /// # Errors
    /// Another kind of value, and negative numbers.
    pub fn count(&self) -> Result<u64, StoreError> {
        self.int()?.try_into().map_err(|_| unexpected("a number from 0"))
    }

    /// The text.
    ///
    /// # Errors
    /// Another kind of value.
    pub fn text(&self) -> Result<&str, StoreError> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Null | Self::Int(_) => Err(unexpected("a text")),
        }
    }

    /// The text, if there is any value.
    ///
    /// # Errors
    /// A number.
    pub fn optional_text(&self) -> Result<Option<&str>, StoreError> {
        if *self == Self::Null { Ok(None) } else { self.text().map(Some) }
    }

    pub(crate) fn json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Int(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}

fn unexpected(expected: &str) -> StoreError {
    StoreError::Invalid { detail: format!("a column of a read model is not {expected}") }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Int(number.into())
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Self::Int(yes.into())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
