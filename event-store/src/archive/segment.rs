//! A block in a file.

use std::sync::Arc;

use arrow_array::RecordBatch;
use bytes::{Buf, Bytes, buf::Reader};
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{FooterTail, KeyValue, ParquetMetaDataReader};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{ChunkReader, Length};
use parquet::schema::types::ColumnPath;
use tokio::task::spawn_blocking;

use super::columns::{self, SCHEMA};
use super::{Archive, ArchiveError, SLICES, Slicing};
use crate::event::StoredEvent;
use crate::proof::{Sum, TreeHash, hex, joined, tree_root};

/// The names of what a segment tells of itself, beside its columns.
const ROOT: &str = "parcours.root";
const SLICE_SUMS: &str = "parcours.slices";

/// The end of a file that holds the size of its metadata.
const TAIL: usize = 8;

/// A block in a file: what it tells of itself; its events are read when they are asked for. Cheap to clone.
#[derive(Clone)]
pub struct Segment {
    store: Arc<dyn ObjectStore>,
    name: Name,
    size: u64,
    /// The positions that it covers, first and last.
    positions: (u64, u64),
    metadata: ArrowReaderMetadata,
    root: TreeHash,
    /// Number and digest of the events of each slice. Those with none have no group of rows.
    slices: Arc<[Sum]>,
}

impl std::fmt::Debug for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segment").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The file of a block, whose events are all there and in order.
pub(super) fn written(events: Vec<StoredEvent>, slicing: Slicing) -> Result<Vec<u8>, ParquetError> {
    let root = tree_root(events.iter().map(|event| event.leaf_hash));
    let mut slices: Vec<Vec<StoredEvent>> = vec![Vec::new(); usize::from(SLICES)];
    for event in events {
        let slice = usize::from(slicing(&event.stream) % SLICES);
        if let Some(slice) = slices.get_mut(slice) {
            slice.push(event);
        }
    }
    let mut sums = Vec::new();
    let mut writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&SCHEMA), Some(properties()))?;
    for mut slice in slices {
        // Those of a stream side by side: names and days repeat.
        slice.sort_by(|one, other| one.stream.cmp(&other.stream).then(one.position.cmp(&other.position)));
        let sum = Sum::of(slice.iter().map(|event| &event.leaf_hash));
        sums.push(format!("{}:{}", sum.count, sum.hex()));
        if !slice.is_empty() {
            writer.write(&columns::batch(&slice)?)?;
            writer.flush()?;
        }
    }
    let told = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    writer.append_key_value_metadata(told(ROOT, hex(&root)));
    writer.append_key_value_metadata(told(SLICE_SUMS, sums.join(" ")));
    writer.into_inner()
}

fn properties() -> WriterProperties {
    // Nobody looks for values here. What is sealed and what is drawn by lot has no second time.
    let once = ["event_id", "payload", "position"];
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_max_row_group_row_count(None);
    let plain = |properties: parquet::file::properties::WriterPropertiesBuilder, name: &str| {
        properties.set_column_dictionary_enabled(ColumnPath::from(name), false)
    };
    once.into_iter().fold(properties, plain).build()
}

impl Segment {
    pub(super) async fn open(archive: &Archive, block: u64, size: u64) -> Result<Self, ArchiveError> {
        let name = archive.name_of(block);
        let damaged = |detail: &dyn std::fmt::Display| ArchiveError::damaged(&name, detail);
        let read = async |from: u64| {
            let bytes = archive.store.get_range(&name, from..size).await;
            bytes.map_err(|error| ArchiveError::of_store(&name, error))
        };
        let short = || damaged(&"it is cut short");
        let tail = read(size.checked_sub(TAIL as u64).ok_or_else(short)?).await?;
        let tail: [u8; TAIL] = tail.as_ref().try_into().map_err(|_| short())?;
        let tail = FooterTail::try_from(tail).map_err(|error| damaged(&error))?;
        let footer = u64::try_from(tail.metadata_length() + TAIL).map_err(|error| damaged(&error))?;
        let footer = read(size.checked_sub(footer).ok_or_else(short)?).await?;
        let of_metadata = footer.get(..tail.metadata_length()).ok_or_else(short)?;
        let metadata =
            ParquetMetaDataReader::decode_metadata(of_metadata).map_err(|error| damaged(&error))?;
        let told = |wanted: &str| {
            let all = metadata.file_metadata().key_value_metadata()?;
            all.iter().find(|told| told.key == wanted)?.value.as_deref()
        };
        let root = told(ROOT).and_then(|root| Sum::of_hex(0, root)).map(|root| root.digest);
        let root = root.ok_or_else(|| damaged(&"it does not tell its root"))?;
        let slices =
            told(SLICE_SUMS).and_then(slices).ok_or_else(|| damaged(&"it does not tell its slices"))?;
        let metadata = ArrowReaderMetadata::try_new(Arc::new(metadata), ArrowReaderOptions::new());
        let metadata = metadata.map_err(|error| damaged(&error))?;
        let positions = archive.positions(block);
        Ok(Self { store: Arc::clone(&archive.store), name, size, positions, metadata, root, slices })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref()
    }

    /// The first and the last position that it covers.
    #[must_use]
    pub fn positions(&self) -> (u64, u64) {
        self.positions
    }

    /// The root over its events, as it tells it.
    #[must_use]
    pub fn root(&self) -> TreeHash {
        self.root
    }

    /// Says that it is of another ledger.
    pub(super) fn foreign(&self) -> ArchiveError {
        ArchiveError::damaged(&self.name, &"its root is not the one that the ledger has there")
    }

    /// The events of a slice, those of a stream side by side and in order. They are those that were written: each hash
    /// is computed anew, and their digest is the one in the file.
    ///
    /// # Errors
    /// A store that cannot be read, a segment that is damaged.
    pub async fn slice(&self, slice: u16) -> Result<Vec<StoredEvent>, ArchiveError> {
        let at = usize::from(slice);
        let Some(told) = self.slices.get(at).filter(|told| told.count > 0) else { return Ok(Vec::new()) };
        let group = self.slices.iter().take(at).filter(|before| before.count > 0).count();
        let bytes = self.bytes_of(group).await?;
        let metadata = self.metadata.clone();
        let read = spawn_blocking(move || rows(bytes, metadata, group)).await;
        let events = joined(read)?.map_err(|detail| ArchiveError::damaged(&self.name, &detail))?;
        if Sum::of(events.iter().map(|event| &event.leaf_hash)) != *told {
            let detail = format!("the events of slice {slice} are not those that were written");
            return Err(ArchiveError::damaged(&self.name, &detail));
        }
        Ok(events)
    }

    /// All events, in order: those of the root that it tells, and at their positions.
    ///
    /// # Errors
    /// As [`slice`](Self::slice).
    pub async fn events(&self) -> Result<Vec<StoredEvent>, ArchiveError> {
        let mut events = Vec::new();
        for slice in 0..SLICES {
            events.extend(self.slice(slice).await?);
        }
        events.sort_by_key(|event| event.position);
        let (first, last) = self.positions;
        if !events.iter().map(|event| event.position).eq(first..=last) {
            return Err(ArchiveError::damaged(&self.name, &"positions are missing"));
        }
        if tree_root(events.iter().map(|event| event.leaf_hash)) != self.root {
            return Err(ArchiveError::damaged(&self.name, &"its events do not have its root"));
        }
        Ok(events)
    }

    /// The bytes of a group of rows.
    async fn bytes_of(&self, group: usize) -> Result<Part, ArchiveError> {
        let damaged = |detail: &dyn std::fmt::Display| ArchiveError::damaged(&self.name, detail);
        let groups = self.metadata.metadata().row_groups();
        let columns = groups.get(group).ok_or_else(|| damaged(&"a slice is missing"))?.columns();
        let ranges = || columns.iter().map(parquet::file::metadata::ColumnChunkMetaData::byte_range);
        let from = ranges().map(|(from, _)| from).min().unwrap_or_default();
        let to = ranges().map(|(from, length)| from.saturating_add(length)).max().unwrap_or_default();
        if to > self.size || from >= to {
            return Err(damaged(&"a slice is not inside of it"));
        }
        let bytes = self.store.get_range(&self.name, from..to).await;
        let bytes = bytes.map_err(|error| ArchiveError::of_store(&self.name, error))?;
        Ok(Part { from, bytes, of: self.size })
    }
}

/// The sums of slices, as the metadata tell them.
fn slices(told: &str) -> Option<Arc<[Sum]>> {
    let sum = |told: &str| {
        let (count, digest) = told.split_once(':')?;
        Sum::of_hex(count.parse().ok()?, digest)
    };
    let slices = told.split(' ').map(sum).collect::<Option<Arc<[Sum]>>>()?;
    (slices.len() == usize::from(SLICES)).then_some(slices)
}

fn rows(part: Part, metadata: ArrowReaderMetadata, group: usize) -> Result<Vec<StoredEvent>, String> {
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(part, metadata);
    let rows = builder.with_row_groups(vec![group]).build().map_err(|error| error.to_string())?;
    let mut events = Vec::new();
    for batch in rows {
        let batch: RecordBatch = batch.map_err(|error| error.to_string())?;
        columns::read(&batch, &mut events).map_err(|row| format!("row {row} is no event"))?;
    }
    Ok(events)
}

/// A part of a file, where it stands in it.
struct Part {
    from: u64,
    bytes: Bytes,
    of: u64,
}

impl Part {
    fn since(&self, start: u64) -> Result<Bytes, ParquetError> {
        let at = start.checked_sub(self.from).and_then(|at| usize::try_from(at).ok());
        let at = at.filter(|at| *at <= self.bytes.len());
        at.map(|at| self.bytes.slice(at..))
            .ok_or_else(|| ParquetError::EOF("outside of the slice".to_owned()))
    }
}

impl Length for Part {
    fn len(&self) -> u64 {
        self.of
    }
}

impl ChunkReader for Part {
    type T = Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(self.since(start)?.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let since = self.since(start)?;
        if length > since.len() {
            return Err(ParquetError::EOF("outside of the slice".to_owned()));
        }
        Ok(since.slice(..length))
    }
}
