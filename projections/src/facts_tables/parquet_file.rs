//! Facts tables as Parquet files, which DuckDB, pandas and R open; what a file was built from is in its metadata.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

/// Names in the metadata.
const POSITION: &str = "parcours.position";
const EVENTS: &str = "parcours.events";
const DIGEST: &str = "parcours.digest";

/// What the rows of a file were built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Everything recorded up to here is in them, and nothing after.
    pub position: u64,
    /// How many events that were.
    pub events: u64,
    /// The sum of the leaf hashes of those events, in hexadecimal.
    pub digest: String,
}

impl Stamp {
    fn told(&self) -> Vec<KeyValue> {
        let pairs = [
            (POSITION, self.position.to_string()),
            (EVENTS, self.events.to_string()),
            (DIGEST, self.digest.clone()),
        ];
        pairs.map(|(name, value)| KeyValue::new(name.to_owned(), value)).into()
    }

    fn read(pairs: &[KeyValue]) -> Option<Self> {
        let value = |name| pairs.iter().find(|pair| pair.key == name)?.value.clone();
        let number = |name| value(name)?.parse().ok();
        Some(Self { position: number(POSITION)?, events: number(EVENTS)?, digest: value(DIGEST)? })
    }
}

/// Writes the parts of a table, each as a row group.
///
/// # Errors
/// What cannot be written.
pub fn write_parquet(
    out: impl Write + Send,
    schema: SchemaRef,
    parts: &[RecordBatch],
    stamp: &Stamp,
) -> Result<(), ParquetError> {
    let properties = WriterProperties::builder()
        // A part is a row group, however large: rows of a household are not torn apart.
        .set_max_row_group_row_count(None)
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_key_value_metadata(Some(stamp.told()))
        .build();
    let mut writer = ArrowWriter::try_new(out, schema, Some(properties))?;
    for part in parts {
        writer.write(part)?;
        writer.flush()?;
    }
    writer.close()?;
    Ok(())
}

/// What a file of a table was built from; nothing of a file that holds another table, or does not say it.
///
/// # Errors
/// What is no Parquet file, or one whose end is damaged.
pub fn stamp_of_parquet(file: &File, schema: &SchemaRef) -> Result<Option<Stamp>, ParquetError> {
    Ok(opened(file, schema)?.map(|(stamp, _)| stamp))
}

fn opened(file: &File, schema: &SchemaRef) -> Result<Option<(Stamp, ArrowReaderMetadata)>, ParquetError> {
    let metadata = ArrowReaderMetadata::load(file, ArrowReaderOptions::default())?;
    let pairs = metadata.metadata().file_metadata().key_value_metadata();
    let stamp = pairs.and_then(|pairs| Stamp::read(pairs));
    let stamp = stamp.filter(|_| metadata.schema().fields() == schema.fields());
    Ok(stamp.map(|stamp| (stamp, metadata)))
}

/// Reads the parts of a table as they were written; nothing of a file that holds another table, or says nothing of
/// what it was built from.
///
/// # Errors
/// What is no Parquet file, or a damaged one.
pub fn read_parquet(
    file: &File,
    schema: &SchemaRef,
) -> Result<Option<(Stamp, Vec<RecordBatch>)>, ParquetError> {
    let Some((stamp, metadata)) = opened(file, schema)? else { return Ok(None) };
    let groups = metadata.metadata().row_groups().iter().enumerate();
    let mut parts = Vec::new();
    for (number, group) in groups {
        let rows = usize::try_from(group.num_rows()).unwrap_or(usize::MAX);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file.try_clone()?, metadata.clone());
        let reader = builder.with_row_groups(vec![number]).with_batch_size(rows).build()?;
        for part in reader {
            let part = part?;
            parts.push(RecordBatch::try_new(Arc::clone(schema), part.columns().to_vec())?);
        }
    }
    Ok(Some((stamp, parts)))
}
