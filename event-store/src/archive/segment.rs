//! A block in a file.

use std::ops::Range;
use std::sync::Arc;

use bytes::{Buf, Bytes, buf::Reader};
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, FooterTail, KeyValue, ParquetMetaDataReader, RowGroupMetaData,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{ChunkReader, Length};
use parquet::schema::types::ColumnPath;
use tokio::task::spawn_blocking;

use super::columns::{self, SCHEMA};
use super::{Archive, ArchiveError, SLICES, Slicing};
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::names::StreamName;
use crate::proof::{Sum, TreeHash, hex, tree_root};

/// The names of what a segment tells of itself, beside its columns.
const ROOT: &str = "parcours.root";
const SLICING: &str = "parcours.slicing";
const SLICE_SUMS: &str = "parcours.slices";

/// The end of a file that holds the size of its metadata.
const TAIL: usize = 8;

/// A slice that claims to be larger when it is unpacked, in bytes, is none.
const SLICE_MAX: i64 = 1 << 30;

/// A block in a file: what it tells of itself; its events are read when they are asked for. Cheap to clone.
#[derive(Clone)]
pub struct Segment {
    store: Arc<dyn ObjectStore>,
    name: Name,
    size: u64,
    /// The positions that it covers, first and last.
    positions: (u64, u64),
    slicing: Slicing,
    told: Arc<Told>,
}

/// What a file tells of itself.
struct Told {
    metadata: ArrowReaderMetadata,
    root: TreeHash,
    slicing: String,
    slices: Vec<Slice>,
}

/// A slice of a file.
#[derive(Clone)]
struct Slice {
    /// Number and digest of its events.
    sum: Sum,
    /// Which group of rows it is, and where its bytes are; none of a slice without events.
    place: Option<(usize, Range<u64>)>,
}

impl std::fmt::Debug for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segment").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The file of a block, whose events are all there and in order.
pub(super) fn written(events: Vec<StoredEvent>, slicing: Slicing) -> Result<Vec<u8>, ParquetError> {
    let root = tree_root(events.iter().map(|event| event.leaf_hash));
    let mut sums = Vec::new();
    let mut writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&SCHEMA), Some(properties()))?;
    for mut slice in slicing.sliced(events) {
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
    writer.append_key_value_metadata(told(SLICING, slicing.name.to_owned()));
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
        let read = unharmed(move || Told::read(&footer, size)).await?;
        let told = read.map_err(|detail| damaged(&detail))?;
        let (positions, slicing) = (archive.positions(block), archive.slicing);
        let events: u64 = told.slices.iter().map(|slice| slice.sum.count).fold(0, u64::saturating_add);
        if events != archive.block {
            return Err(damaged(&"its slices do not make a block"));
        }
        if told.slicing != slicing.name {
            return Err(damaged(&"its slices are others than those of this program"));
        }
        let store = Arc::clone(&archive.store);
        Ok(Self { store, name, size, positions, slicing, told: Arc::new(told) })
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

    /// Whether it is of these events: their root, and their number and digest.
    pub(crate) fn is_of(&self, root: &TreeHash, sum: &Sum) -> bool {
        let mut own = Sum::default();
        for slice in &self.told.slices {
            own.merge(&slice.sum);
        }
        self.told.root == *root && own == *sum
    }

    /// Says that it is no good, as too many others are.
    pub(super) fn lost(&self) -> ArchiveError {
        ArchiveError::damaged(&self.name, &"it cannot be written again, and too many others cannot either")
    }

    /// The root that it tells.
    pub(super) fn root(&self) -> TreeHash {
        self.told.root
    }

    /// Says that it is of another ledger.
    pub(super) fn foreign(&self) -> ArchiveError {
        ArchiveError::damaged(&self.name, &"it does not hold the events that the ledger has there")
    }

    /// The events of a slice, those of a stream side by side and in order. They are those that were written: each hash
    /// is computed anew, and their digest is the one in the file.
    ///
    /// # Errors
    /// A store that cannot be read, a segment that is damaged.
    pub async fn slice(&self, slice: u16) -> Result<Vec<StoredEvent>, ArchiveError> {
        let Some(Slice { sum, place: Some((group, bytes)) }) =
            self.told.slices.get(usize::from(slice)).cloned()
        else {
            return Ok(Vec::new());
        };
        let from = bytes.start;
        let read = self.store.get_range(&self.name, bytes).await;
        let bytes = read.map_err(|error| ArchiveError::of_store(&self.name, error))?;
        let (part, metadata) = (Part { from, bytes, of: self.size }, self.told.metadata.clone());
        let slicing = self.slicing;
        let read = unharmed(move || rows(part, metadata, group, &sum, |stream| slicing.of(stream) == slice));
        read.await?.map_err(|detail| ArchiveError::damaged(&self.name, &detail))
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
        let ((first, last), root) = (self.positions, self.told.root);
        let checked = unharmed(move || {
            events.sort_by_key(|event| event.position);
            if !events.iter().map(|event| event.position).eq(first..=last) {
                return Err("positions are missing".to_owned());
            }
            if tree_root(events.iter().map(|event| event.leaf_hash)) != root {
                return Err("its events do not have its root".to_owned());
            }
            Ok(events)
        });
        checked.await?.map_err(|detail| ArchiveError::damaged(&self.name, &detail))
    }
}

impl Told {
    /// Reads the end of a file of this size: what it tells, if that can be.
    fn read(footer: &Bytes, size: u64) -> Result<Self, String> {
        let end = footer.len().checked_sub(TAIL).ok_or("it is cut short")?;
        let metadata =
            ParquetMetaDataReader::decode_metadata(footer.get(..end).unwrap_or_default()).map_err(text)?;
        let told = |wanted: &str| {
            let all = metadata.file_metadata().key_value_metadata()?;
            all.iter().find(|told| told.key == wanted)?.value.as_deref()
        };
        let root = told(ROOT).and_then(|root| Sum::of_hex(0, root)).map(|root| root.digest);
        let root = root.ok_or("it does not tell its root")?;
        let slicing = told(SLICING).unwrap_or_default().to_owned();
        let sums = told(SLICE_SUMS).and_then(sums).ok_or("it does not tell its slices")?;
        let mut groups = metadata.row_groups().iter().enumerate();
        let mut slices = Vec::new();
        for sum in sums {
            let place = match sum.count {
                0 => None,
                _ => Some(groups.next().ok_or("a slice is missing").and_then(|(at, group)| {
                    let fits = u64::try_from(group.num_rows()) == Ok(sum.count)
                        && (0..SLICE_MAX).contains(&group.total_byte_size());
                    let bytes = bytes_of(group).filter(|bytes| fits && bytes.end <= size);
                    bytes.map(|bytes| (at, bytes)).ok_or("a slice is not what it is told to be")
                })?),
            };
            slices.push(Slice { sum, place });
        }
        let metadata = ArrowReaderMetadata::try_new(Arc::new(metadata), ArrowReaderOptions::new());
        Ok(Self { metadata: metadata.map_err(text)?, root, slicing, slices })
    }
}

/// Where the bytes of a group of rows are, if it has any.
fn bytes_of(group: &RowGroupMetaData) -> Option<Range<u64>> {
    let ranges = || group.columns().iter().map(ColumnChunkMetaData::byte_range);
    let from = ranges().map(|(from, _)| from).min()?;
    let to = ranges().map(|(from, length)| from.saturating_add(length)).max()?;
    (from < to).then_some(from..to)
}

/// The sums of slices, as the metadata tell them.
fn sums(told: &str) -> Option<Vec<Sum>> {
    let sum = |told: &str| {
        let (count, digest) = told.split_once(':')?;
        Sum::of_hex(count.parse().ok()?, digest)
    };
    let sums = told.split(' ').map(sum).collect::<Option<Vec<_>>>()?;
    (sums.len() == usize::from(SLICES)).then_some(sums)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Reads bytes that may be anything, on a thread of their own. Whatever they do to the reader, it is their fault.
async fn unharmed<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<Result<T, String>, StoreError> {
    match spawn_blocking(read).await {
        Ok(read) => Ok(read),
        Err(error) if error.is_panic() => Ok(Err("it is none that could be read".to_owned())),
        Err(_cancelled) => Err(StoreError::Closed),
    }
}

/// The rows of a group, if they are the events of a sum and their streams belong there.
fn rows(
    part: Part,
    metadata: ArrowReaderMetadata,
    group: usize,
    sum: &Sum,
    belongs: impl Fn(&StreamName) -> bool,
) -> Result<Vec<StoredEvent>, String> {
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(part, metadata);
    let mut events = Vec::new();
    for batch in builder.with_row_groups(vec![group]).build().map_err(text)? {
        columns::read(&batch.map_err(text)?, &mut events).map_err(|row| format!("row {row} is no event"))?;
        if u64::try_from(events.len()).is_ok_and(|read| read > sum.count) {
            break;
        }
    }
    let mut last = None;
    // They stand side by side.
    let is_torn = |event: &StoredEvent| !belongs(&event.stream);
    let torn =
        events.iter().any(|event| last.replace(&event.stream) != Some(&event.stream) && is_torn(event));
    if torn {
        return Err("streams stand in other slices than they should".to_owned());
    }
    if Sum::of(events.iter().map(|event| &event.leaf_hash)) != *sum {
        return Err("events are not those that were written".to_owned());
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
