//! Events as the columns of a segment, and back.

use std::sync::{Arc, LazyLock};

use arrow_array::builder::{
    BinaryBuilder, FixedSizeBinaryBuilder, StringBuilder, TimestampMicrosecondBuilder, UInt16Builder,
    UInt32Builder, UInt64Builder,
};
use arrow_array::cast::AsArray;
use arrow_array::types::{TimestampMicrosecondType, UInt16Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayRef, FixedSizeBinaryArray, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use uuid::Uuid;

use crate::event::{Actor, Origin, StoredEvent};
use crate::leaf::{Leaves, text_list};
use crate::names::StreamName;
use crate::row::{instant, read_warnings};

/// Bytes of an identifier.
const ID: i32 = 16;

const INSTANTS: &str = "UTC";

/// The columns: those of the table `event`, but for the leaf hash, which follows from them.
pub(super) static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let instants = || DataType::Timestamp(TimeUnit::Microsecond, Some(INSTANTS.into()));
    let is = |name, of| Field::new(name, of, false);
    let may_be = |name, of| Field::new(name, of, true);
    Arc::new(Schema::new(vec![
        is("position", DataType::UInt64),
        is("stream", DataType::Utf8),
        is("version", DataType::UInt32),
        is("event_id", DataType::FixedSizeBinary(ID)),
        is("type", DataType::Utf8),
        is("schema", DataType::UInt16),
        is("occurred_on", DataType::Utf8),
        is("recorded_at", instants()),
        is("organisation", DataType::Utf8),
        may_be("role", DataType::Utf8),
        may_be("username", DataType::Utf8),
        is("origin", DataType::Utf8),
        may_be("batch", DataType::FixedSizeBinary(ID)),
        is("warnings", DataType::Utf8),
        is("payload", DataType::Binary),
        may_be("source_recorded_at", instants()),
    ]))
});

/// The columns of some events.
pub(super) fn batch(events: &[StoredEvent]) -> Result<RecordBatch, ArrowError> {
    let texts = |of: fn(&StoredEvent) -> Option<&str>| -> ArrayRef {
        let mut column = StringBuilder::new();
        for event in events {
            column.append_option(of(event));
        }
        Arc::new(column.finish())
    };
    let ids = |of: fn(&StoredEvent) -> Option<Uuid>| -> Result<ArrayRef, ArrowError> {
        let mut column = FixedSizeBinaryBuilder::new(ID);
        for event in events {
            match of(event) {
                Some(id) => column.append_value(id.as_bytes())?,
                None => column.append_null(),
            }
        }
        Ok(Arc::new(column.finish()))
    };
    let instants = |of: fn(&StoredEvent) -> Option<i64>| -> ArrayRef {
        let mut column = TimestampMicrosecondBuilder::new().with_timezone(INSTANTS);
        for event in events {
            column.append_option(of(event));
        }
        Arc::new(column.finish())
    };
    let (mut positions, mut versions, mut schemas) =
        (UInt64Builder::new(), UInt32Builder::new(), UInt16Builder::new());
    let (mut warnings, mut payloads) = (StringBuilder::new(), BinaryBuilder::new());
    for event in events {
        positions.append_value(event.position);
        versions.append_value(event.version);
        schemas.append_value(event.schema);
        warnings.append_value(text_list(&event.warnings));
        payloads.append_value(&event.payload);
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(positions.finish()),
        texts(|event| Some(event.stream.as_str())),
        Arc::new(versions.finish()),
        ids(|event| Some(event.event_id))?,
        texts(|event| Some(&event.event_type)),
        Arc::new(schemas.finish()),
        texts(|event| Some(&event.occurred_on)),
        instants(|event| Some(event.recorded_at.as_microsecond())),
        texts(|event| Some(&event.actor.organisation)),
        texts(|event| event.actor.role.as_deref()),
        texts(|event| event.actor.user.as_deref()),
        texts(|event| Some(event.origin.as_str())),
        ids(|event| event.batch)?,
        Arc::new(warnings.finish()),
        Arc::new(payloads.finish()),
        instants(|event| event.source_recorded_at.map(jiff::Timestamp::as_microsecond)),
    ];
    RecordBatch::try_new(Arc::clone(&SCHEMA), columns)
}

/// Adds the events of columns, each with the leaf hash that follows from them.
///
/// # Errors
/// The place of the first row that no ledger has written.
pub(super) fn read(batch: &RecordBatch, events: &mut Vec<StoredEvent>) -> Result<(), usize> {
    let mut rows = Rows::of(batch).ok_or(0_usize)?;
    events.reserve(batch.num_rows());
    for row in 0..batch.num_rows() {
        events.push(rows.event(row).ok_or(row)?);
    }
    Ok(())
}

/// The columns of a batch that has those of [`SCHEMA`].
struct Rows<'b> {
    batch: &'b RecordBatch,
    texts: [&'b StringArray; 8],
    ids: [&'b FixedSizeBinaryArray; 2],
    hasher: Leaves,
}

impl<'b> Rows<'b> {
    fn of(batch: &'b RecordBatch) -> Option<Self> {
        let fields = |schema: &SchemaRef| -> Vec<(String, DataType)> {
            schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone())).collect()
        };
        if fields(batch.schema_ref()) != fields(&SCHEMA) {
            return None;
        }
        let texts = [1, 4, 6, 8, 9, 10, 11, 13].map(|at| batch.column(at).as_string());
        let ids = [3, 12].map(|at| batch.column(at).as_fixed_size_binary());
        Some(Self { batch, texts, ids, hasher: Leaves::default() })
    }

    fn event(&mut self, row: usize) -> Option<StoredEvent> {
        let column = |at: usize| self.batch.column(at);
        let optional = |text: &StringArray| text.is_valid(row).then(|| text.value(row).to_owned());
        let micros = |at: usize| {
            let instants = column(at).as_primitive::<TimestampMicrosecondType>();
            instants.is_valid(row).then(|| instants.value(row))
        };
        let id = |ids: &FixedSizeBinaryArray| Uuid::from_slice(ids.value(row)).ok();
        let [stream, event_type, occurred_on, organisation, role, user, origin, warnings] = self.texts;
        let [event_id, batch] = self.ids;
        let mut event = StoredEvent {
            position: column(0).as_primitive::<UInt64Type>().value(row),
            stream: StreamName::new(stream.value(row)).ok()?,
            version: column(2).as_primitive::<UInt32Type>().value(row),
            event_id: id(event_id)?,
            event_type: event_type.value(row).to_owned(),
            schema: column(5).as_primitive::<UInt16Type>().value(row),
            occurred_on: occurred_on.value(row).to_owned(),
            recorded_at: instant(micros(7)?)?,
            actor: Actor {
                organisation: organisation.value(row).to_owned(),
                role: optional(role),
                user: optional(user),
            },
            origin: Origin::from_stored(origin.value(row))?,
            batch: if batch.is_valid(row) { Some(id(batch)?) } else { None },
            warnings: read_warnings(warnings.value(row)).ok()?,
            payload: column(14).as_binary::<i32>().value(row).to_owned(),
            source_recorded_at: match micros(15) {
                None => None,
                Some(micros) => Some(instant(micros)?),
            },
            leaf_hash: [0; 32],
        };
        event.leaf_hash = self.hasher.of_stored(&event);
        Some(event)
    }
}
