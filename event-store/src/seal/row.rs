//! Rows of the key store as both engines give them.

use sqlx::{ColumnIndex, Row};
use uuid::Uuid;

use super::value::KeyId;
use crate::error::StoreError;
use crate::row::{Given, value};

/// Which of the keys of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyClass {
    /// For quasi-identifiers.
    Quasi,
    /// For identifying values.
    Identity,
}

impl KeyClass {
    /// The stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quasi => "quasi",
            Self::Identity => "identity",
        }
    }

    /// The class that is stored under this name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Quasi, Self::Identity].into_iter().find(|class| class.as_str() == name)
    }
}

/// Which keys a store holds.
#[derive(Debug, Clone)]
pub(crate) struct StoreRow {
    pub(crate) store_id: Vec<u8>,
    pub(crate) pepper: Vec<u8>,
    /// Moves when keys are erased or wrapped anew: what is kept in memory is then read again.
    pub(crate) generation: i64,
}

/// A stored key.
#[derive(Debug, Clone)]
pub(crate) struct KeyRow {
    pub(crate) id: KeyId,
    pub(crate) subject: String,
    pub(crate) class: KeyClass,
    /// Destroyed when absent, or never made.
    pub(crate) wrapped: Option<Vec<u8>>,
    pub(crate) active: bool,
    pub(crate) destroyed: bool,
}

/// A key that asks to be stored, unless its subject has one; without `wrapped` it only holds the place.
#[derive(Debug, Clone)]
pub(crate) struct NewKey {
    pub(crate) id: [u8; 16],
    pub(crate) subject: String,
    pub(crate) class: KeyClass,
    pub(crate) wrapped: Vec<u8>,
}

/// What came of storing keys.
pub(crate) enum Stored {
    /// The keys that the subjects have now, new or not.
    Keys(Vec<KeyRow>),
    /// Nothing was stored: the keys have been wrapped anew or erased since the generation that was named.
    Moved,
}

/// An erasure under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// The event that tells of it.
    pub event: Uuid,
    /// The stored name of a subject that it erases.
    pub subject: String,
    /// The key that it destroys.
    pub class: KeyClass,
    /// Whether that has happened; copies of what the key sealed may still have to go.
    pub destroyed: bool,
}

/// How many keys of a class are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyCount {
    /// Which class.
    pub class: KeyClass,
    /// `active`, `fenced` or `destroyed`.
    pub state: String,
    /// How many.
    pub keys: u64,
}

fn unreadable(detail: &str) -> StoreError {
    StoreError::Invalid { detail: format!("a row of the key store cannot be read: {detail}") }
}

fn class(name: &str) -> Result<KeyClass, StoreError> {
    KeyClass::from_stored(name).ok_or_else(|| unreadable("class"))
}

/// A key from the values of its row.
pub(crate) fn key_of(
    id: Vec<u8>,
    subject: String,
    class_name: &str,
    wrapped: Option<Vec<u8>>,
    state: &str,
) -> Result<KeyRow, StoreError> {
    Ok(KeyRow {
        id: KeyId(id.try_into().map_err(|_| unreadable("key_id"))?),
        subject,
        class: class(class_name)?,
        wrapped,
        active: state == "active",
        destroyed: state == "destroyed",
    })
}

/// Reads `store_id, pepper, generation`.
pub(crate) fn store_row<R>(row: &R) -> Result<StoreRow, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    Vec<u8>: Given<R::Database>,
{
    Ok(StoreRow { store_id: value(row, 0)?, pepper: value(row, 1)?, generation: value(row, 2)? })
}

/// Reads `key_id, subject, class, wrapped, state`.
pub(crate) fn key_row<R>(row: &R) -> Result<KeyRow, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    String: Given<R::Database>,
    Vec<u8>: Given<R::Database>,
    Option<Vec<u8>>: Given<R::Database>,
{
    let (class, state): (String, String) = (value(row, 2)?, value(row, 4)?);
    key_of(value(row, 0)?, value(row, 1)?, &class, value(row, 3)?, &state)
}

/// Reads the same and how many fences stand around the key.
pub(crate) fn fenced_key<R>(row: &R) -> Result<(KeyRow, u64), StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    String: Given<R::Database>,
    Vec<u8>: Given<R::Database>,
    Option<Vec<u8>>: Given<R::Database>,
{
    Ok((key_row(row)?, crate::row::to_u64(value(row, 5)?)?))
}

/// Reads `event_id, subject, class, state`.
pub(crate) fn fence<R>(row: &R) -> Result<Fence, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    String: Given<R::Database>,
    Uuid: Given<R::Database>,
{
    let destroyed = value::<_, String>(row, 3)? == "destroyed";
    Ok(Fence {
        event: value(row, 0)?,
        subject: value(row, 1)?,
        class: class(&value::<_, String>(row, 2)?)?,
        destroyed,
    })
}

/// Reads `class, state, count`.
pub(crate) fn count<R>(row: &R) -> Result<KeyCount, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    String: Given<R::Database>,
{
    let class = class(&value::<_, String>(row, 0)?)?;
    Ok(KeyCount { class, state: value(row, 1)?, keys: crate::row::to_u64(value(row, 2)?)? })
}
