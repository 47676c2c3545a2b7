//! A run of events as an engine gives it in one piece: whole, or what an audit needs of each.
//!
//! A row of seventeen columns costs a driver more than reading and hashing it, so an audit asks for whole pages:
//! on SQLite one text of all values with separators between them, on PostgreSQL the binary form of COPY. What does
//! not read as an honest page would is no finding by itself: such a page is read again event by event, which names
//! the first that is wrong.

mod values;

use std::borrow::Cow;
use std::ops::Range;

use jiff::Timestamp;
use uuid::Uuid;

use super::noted::Noted;
use super::tree::TreeHash;
use crate::event::{Actor, Origin, StoredEvent};
use crate::leaf::{Envelope, Leaves as Hasher, text_list};
use crate::names::{StreamName, is_name};
use crate::row::{instant, read_warnings};

use values::{Fields, Values, unhex};

/// Columns of a row.
const COLUMNS: usize = 17;

/// A page as the engine gave it.
pub(crate) enum Packed {
    /// Values with separators, from SQLite.
    Separated(Vec<u8>),
    /// The binary form of COPY, from PostgreSQL.
    Copied(Vec<u8>),
}

/// What an audit keeps of events: their leaf hashes, which fit them, and what tells their order.
#[derive(Default)]
pub(crate) struct Leaves {
    /// Names of streams, one behind the other.
    names: String,
    leaves: Vec<Leaf>,
}

pub(crate) struct Leaf {
    pub(crate) hash: TreeHash,
    pub(crate) version: u32,
    pub(crate) recorded_at: Timestamp,
    name: Range<usize>,
}

impl Leaves {
    pub(crate) fn push(&mut self, hash: TreeHash, stream: &str, version: u32, recorded_at: Timestamp) {
        let from = self.names.len();
        self.names.push_str(stream);
        self.leaves.push(Leaf { hash, version, recorded_at, name: from..self.names.len() });
    }

    /// Goes on with the events of others.
    pub(crate) fn append(&mut self, others: &Self) {
        for (leaf, stream) in others.iter() {
            self.push(leaf.hash, stream, leaf.version, leaf.recorded_at);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.leaves.len()
    }

    /// The events in order, each beside the name of its stream.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Leaf, &str)> {
        let name = |leaf: &Leaf| self.names.get(leaf.name.clone()).unwrap_or_default();
        self.leaves.iter().map(move |leaf| (leaf, name(leaf)))
    }
}

impl Packed {
    /// The events at these positions as they are stored, if all of them are there.
    pub(crate) fn events(&self, after: u64, last: u64) -> Option<Vec<StoredEvent>> {
        let mut events = Vec::new();
        self.each(after, last, |row, position| {
            events.push(row.event(position)?);
            Some(())
        })?;
        Some(events)
    }

    /// The leaves at these positions, if all of them are there and each has its hash. They are noted in `noted`, which
    /// is of no use afterwards when not all of them are.
    pub(crate) fn leaves(&self, after: u64, last: u64, mut noted: Option<&mut Noted>) -> Option<Leaves> {
        let (mut leaves, mut hasher) = (Leaves::default(), Hasher::default());
        self.each(after, last, |row, position| {
            row.check(position, &mut hasher, &mut leaves)?;
            if let Some(noted) = &mut noted {
                noted.take(position, row.event_type, row.payload);
            }
            Some(())
        })?;
        Some(leaves)
    }

    /// Takes each row for one position, as long as that is possible; nothing when it is not, or when anything is left.
    fn each<'p>(
        &'p self,
        after: u64,
        last: u64,
        mut take: impl FnMut(Row<'p>, u64) -> Option<()>,
    ) -> Option<()> {
        match self {
            Self::Separated(text) => {
                let mut values = Values(Some(text));
                for position in after + 1..=last {
                    take(Row::separated(&mut values)?, position)?;
                }
                // Were there one separator more in a value, something would be left.
                values.0.is_none().then_some(())
            }
            Self::Copied(bytes) => {
                let mut fields = Fields(bytes);
                fields.header()?;
                for position in after + 1..=last {
                    take(Row::copied(&mut fields)?, position)?;
                }
                fields.ends().then_some(())
            }
        }
    }
}

/// The columns of an event, none of them believed.
struct Row<'p> {
    position: i64,
    recorded_at: i64,
    source_recorded_at: Option<i64>,
    event_id: Uuid,
    batch: Option<Uuid>,
    version: i64,
    schema: i64,
    stream: &'p str,
    event_type: &'p str,
    occurred_on: &'p str,
    organisation: &'p str,
    role: Option<&'p str>,
    user: Option<&'p str>,
    origin: &'p str,
    warnings: &'p str,
    leaf_hash: TreeHash,
    payload: &'p [u8],
}

impl<'p> Row<'p> {
    fn separated(values: &mut Values<'p>) -> Option<Self> {
        Some(Self {
            position: values.number()?,
            recorded_at: values.number()?,
            source_recorded_at: match values.text()? {
                "" => None,
                number => Some(number.parse().ok()?),
            },
            event_id: Uuid::from_bytes(unhex(values.next()?)?),
            batch: match values.next()? {
                b"-" => None,
                id => Some(Uuid::from_bytes(unhex(id)?)),
            },
            version: values.number()?,
            schema: values.number()?,
            stream: values.text()?,
            event_type: values.text()?,
            occurred_on: values.text()?,
            organisation: values.text()?,
            role: values.optional().ok()?,
            user: values.optional().ok()?,
            origin: values.text()?,
            warnings: values.text()?,
            leaf_hash: unhex(values.next()?)?,
            payload: values.next()?,
        })
    }

    fn copied(fields: &mut Fields<'p>) -> Option<Self> {
        if usize::from(fields.short()?) != COLUMNS {
            return None;
        }
        Some(Self {
            position: i64::from_be_bytes(fields.exactly()?),
            recorded_at: i64::from_be_bytes(fields.exactly()?),
            source_recorded_at: match fields.optional().ok()? {
                None => None,
                Some(number) => Some(i64::from_be_bytes(number.try_into().ok()?)),
            },
            event_id: Uuid::from_bytes(fields.exactly()?),
            batch: match fields.optional().ok()? {
                None => None,
                Some(id) => Some(Uuid::from_bytes(id.try_into().ok()?)),
            },
            version: i32::from_be_bytes(fields.exactly()?).into(),
            schema: i32::from_be_bytes(fields.exactly()?).into(),
            stream: fields.text()?,
            event_type: fields.text()?,
            occurred_on: fields.text()?,
            organisation: fields.text()?,
            role: fields.optional_text().ok()?,
            user: fields.optional_text().ok()?,
            origin: fields.text()?,
            warnings: fields.text()?,
            leaf_hash: fields.exactly()?,
            payload: fields.next()?,
        })
    }

    /// The event as it is stored, if it stands at this position and can be read.
    fn event(&self, position: u64) -> Option<StoredEvent> {
        let source_recorded_at = match self.source_recorded_at {
            None => None,
            Some(at) => Some(instant(at)?),
        };
        let event = StoredEvent {
            position,
            stream: StreamName::new(self.stream).ok()?,
            version: self.version.try_into().ok()?,
            event_id: self.event_id,
            event_type: self.event_type.to_owned(),
            schema: self.schema.try_into().ok()?,
            occurred_on: self.occurred_on.to_owned(),
            recorded_at: instant(self.recorded_at)?,
            actor: Actor {
                organisation: self.organisation.to_owned(),
                role: self.role.map(str::to_owned),
                user: self.user.map(str::to_owned),
            },
            origin: Origin::from_stored(self.origin)?,
            batch: self.batch,
            warnings: read_warnings(self.warnings).ok()?,
            payload: self.payload.to_owned(),
            source_recorded_at,
            leaf_hash: self.leaf_hash,
        };
        (u64::try_from(self.position) == Ok(position)).then_some(event)
    }

    /// Adds the event to the leaves, if it is one that the ledger could have written here.
    fn check(&self, position: u64, hasher: &mut Hasher, leaves: &mut Leaves) -> Option<()> {
        let version = self.version.try_into().ok()?;
        let recorded_at = instant(self.recorded_at)?;
        let source_recorded_at = match self.source_recorded_at {
            None => None,
            Some(at) => Some(instant(at)?),
        };
        let envelope = Envelope {
            position,
            stream: self.stream,
            version,
            event_id: self.event_id,
            event_type: self.event_type,
            schema: self.schema.try_into().ok()?,
            occurred_on: self.occurred_on,
            recorded_at,
            organisation: self.organisation,
            role: self.role,
            user: self.user,
            origin: Origin::from_stored(self.origin)?,
            batch: self.batch,
            warnings: Cow::Borrowed(self.warnings),
            source_recorded_at,
        };
        let here = u64::try_from(self.position) == Ok(position) && is_name(self.stream);
        if !here || !is_list(self.warnings) || hasher.hash(&envelope, self.payload) != self.leaf_hash {
            return None;
        }
        leaves.push(self.leaf_hash, self.stream, version, recorded_at);
        Some(())
    }
}

/// Whether these are warnings as the ledger writes them.
fn is_list(warnings: &str) -> bool {
    warnings == "[]" || read_warnings(warnings).is_ok_and(|list| text_list(&list) == warnings)
}

#[cfg(test)]
mod tests;
