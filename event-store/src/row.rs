//! Numbers, texts and bytes as both engines give them, made into our types.

use futures_util::{Stream, TryStreamExt};
use jiff::Timestamp;
use sqlx::{ColumnIndex, Database, Decode, Row, Type};
use uuid::Uuid;

use crate::append::{GuardState, Head, StreamHead};
use crate::error::StoreError;
use crate::event::{Actor, Origin, StoredEvent};
use crate::names::{GuardKey, StreamName};
use crate::proof::{KeptCheckpoint, TreeHash};

/// The columns of an event in the order in which [`event`] reads them.
macro_rules! event_columns {
    () => {
        "position, stream, version, event_id, type, schema, occurred_on, recorded_at, \
         organisation, role, username, origin, batch, warnings, payload, source_recorded_at, \
         leaf_hash"
    };
}
pub(crate) use event_columns;

/// A value that rows of this engine can give.
pub(crate) trait Given<D: Database>: for<'r> Decode<'r, D> + Type<D> {}

impl<D: Database, T: for<'r> Decode<'r, D> + Type<D>> Given<D> for T {}

const READING: &str = "reading";

/// Reads one column; a value of another type is a damaged row.
pub(crate) fn value<R, T>(row: &R, index: usize) -> Result<T, StoreError>
where
    R: Row,
    T: Given<R::Database>,
    usize: ColumnIndex<R>,
{
    row.try_get(index).map_err(|error| StoreError::during(READING, error))
}

/// Reads the columns of `event_columns!`.
pub(crate) fn event<R>(row: &R) -> Result<StoredEvent, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i32: Given<R::Database>,
    i64: Given<R::Database>,
    Option<i64>: Given<R::Database>,
    String: Given<R::Database>,
    Option<String>: Given<R::Database>,
    Uuid: Given<R::Database>,
    Option<Uuid>: Given<R::Database>,
    Vec<u8>: Given<R::Database>,
{
    let position: i64 = value(row, 0)?;
    let unreadable = |detail: String| StoreError::Unreadable { position, detail };
    let stream: String = value(row, 1)?;
    let version: i32 = value(row, 2)?;
    let schema: i32 = value(row, 5)?;
    let recorded_at: i64 = value(row, 7)?;
    let origin: String = value(row, 11)?;
    let warnings: String = value(row, 13)?;
    let source_recorded_at: Option<i64> = value(row, 15)?;
    let leaf_hash: Vec<u8> = value(row, 16)?;
    let out_of_range = |what: &str| unreadable(format!("{what} is out of range"));
    Ok(StoredEvent {
        position: position.try_into().map_err(|_| out_of_range("position"))?,
        stream: StreamName::new(stream).map_err(|error| unreadable(error.to_string()))?,
        version: version.try_into().map_err(|_| out_of_range("version"))?,
        event_id: value(row, 3)?,
        event_type: value(row, 4)?,
        schema: schema.try_into().map_err(|_| out_of_range("schema"))?,
        occurred_on: value(row, 6)?,
        recorded_at: instant(recorded_at).ok_or_else(|| out_of_range("recorded_at"))?,
        actor: Actor { organisation: value(row, 8)?, role: value(row, 9)?, user: value(row, 10)? },
        origin: Origin::from_stored(&origin)
            .ok_or_else(|| unreadable(format!("origin {origin:?} is not known")))?,
        batch: value(row, 12)?,
        warnings: read_warnings(&warnings).map_err(unreadable)?,
        payload: value(row, 14)?,
        source_recorded_at: source_recorded_at
            .map(|at| instant(at).ok_or_else(|| out_of_range("source_recorded_at")))
            .transpose()?,
        leaf_hash: leaf_hash.try_into().map_err(|_| out_of_range("leaf_hash"))?,
    })
}

/// Reads an event or none, and the head of the same snapshot after its columns.
pub(crate) fn event_and_head<R>(row: &R) -> Result<(Option<StoredEvent>, u64), StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i32: Given<R::Database>,
    i64: Given<R::Database>,
    Option<i64>: Given<R::Database>,
    String: Given<R::Database>,
    Option<String>: Given<R::Database>,
    Uuid: Given<R::Database>,
    Option<Uuid>: Given<R::Database>,
    Vec<u8>: Given<R::Database>,
{
    let present = value::<_, Option<i64>>(row, 0)?.is_some();
    let event = if present { Some(event(row)?) } else { None };
    Ok((event, to_u64(value(row, 17)?)?))
}

/// What is read under the lock: which kind of fact, its name, its number, its instant.
pub(crate) type Fact = (i64, Option<String>, i64, Option<i64>);

/// Reads one fact.
pub(crate) fn fact<R>(row: &R) -> Result<Fact, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    Option<i64>: Given<R::Database>,
    Option<String>: Given<R::Database>,
{
    Ok((value(row, 0)?, value(row, 1)?, value(row, 2)?, value(row, 3)?))
}

/// Most events have none, which is not worth a parser.
pub(crate) fn read_warnings(stored: &str) -> Result<Vec<String>, String> {
    if stored == "[]" {
        return Ok(Vec::new());
    }
    let value: serde_json::Value =
        serde_json::from_str(stored).map_err(|error| format!("its warnings are not JSON: {error}"))?;
    let items = value.as_array().ok_or("its warnings are not a list")?;
    let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
    texts.collect::<Option<_>>().ok_or_else(|| "its warnings are not texts".into())
}

/// Reads position and recorded time of the head.
pub(crate) fn head<R>(row: &R) -> Result<Head, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    Option<i64>: Given<R::Database>,
{
    head_of(value(row, 0)?, value(row, 1)?)
}

/// A head from its stored numbers.
pub(crate) fn head_of(position: i64, recorded_at: Option<i64>) -> Result<Head, StoreError> {
    Ok(Head { position: to_u64(position)?, recorded_at: recorded_at.and_then(instant) })
}

/// Reads stream, version and last position.
pub(crate) fn stream_head<R>(row: &R) -> Result<StreamHead, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i32: Given<R::Database>,
    i64: Given<R::Database>,
    String: Given<R::Database>,
{
    Ok(StreamHead {
        stream: StreamName::new(value::<_, String>(row, 0)?)?,
        version: to_u32(value(row, 1)?)?,
        last_position: to_u64(value(row, 2)?)?,
    })
}

/// Guards between `$1` and `$2` that several streams have moved, at most `$3`, on either engine.
pub(crate) const SHARED_GUARDS: &str = "WITH shared AS (\
     SELECT key FROM guard_stream WHERE key > $1 AND key < $2 GROUP BY key \
     HAVING count(*) > 1 OR EXISTS \
     (SELECT 1 FROM guard WHERE guard.key = guard_stream.key AND stream IS NOT NULL) \
     ORDER BY key LIMIT $3) \
     SELECT key, version, stream FROM guard JOIN shared USING (key) \
     UNION \
     SELECT key, version, guard_stream.stream \
     FROM guard JOIN shared USING (key) JOIN guard_stream USING (key) \
     ORDER BY key, stream";

/// The guards after `$1`, at most `$2`, each once for every stream that has moved it; on either engine.
pub(crate) const GUARD_PAGE: &str = "WITH page AS (\
     SELECT key, version, stream FROM guard WHERE key > $1 ORDER BY key LIMIT $2) \
     SELECT key, version, stream FROM page \
     UNION \
     SELECT key, version, guard_stream.stream FROM page JOIN guard_stream USING (key) \
     ORDER BY key, stream";

/// Reads key, version and one registered stream or none.
pub(crate) fn guard<R>(row: &R) -> Result<(GuardKey, GuardState), StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    String: Given<R::Database>,
    Option<String>: Given<R::Database>,
{
    guard_at(row, [0, 1, 2])
}

/// The same, from columns at other places.
pub(crate) fn guard_at<R>(
    row: &R,
    [key, version, stream]: [usize; 3],
) -> Result<(GuardKey, GuardState), StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    String: Given<R::Database>,
    Option<String>: Given<R::Database>,
{
    let stream: Option<String> = value(row, stream)?;
    let state = GuardState {
        version: to_u64(value(row, version)?)?,
        streams: stream.map(StreamName::new).transpose()?.into_iter().collect(),
    };
    Ok((GuardKey::new(value::<_, String>(row, key)?)?, state))
}

/// Reads the number and the hash of a leaf or tile.
pub(crate) fn numbered_hash<R>(row: &R) -> Result<(u64, TreeHash), StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    Vec<u8>: Given<R::Database>,
{
    Ok((to_u64(value(row, 0)?)?, hash(value(row, 1)?)?))
}

/// Reads a level and the index of a tile.
pub(crate) fn last_tile<R>(row: &R) -> Result<(u32, u64), StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i32: Given<R::Database>,
    i64: Given<R::Database>,
{
    Ok((to_u32(value(row, 0)?)?, to_u64(value(row, 1)?)?))
}

/// Reads size, root, note and instant of a checkpoint.
pub(crate) fn checkpoint<R>(row: &R) -> Result<KeptCheckpoint, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    String: Given<R::Database>,
    Vec<u8>: Given<R::Database>,
{
    let created_at: i64 = value(row, 3)?;
    Ok(KeptCheckpoint {
        size: to_u64(value(row, 0)?)?,
        root: hash(value(row, 1)?)?,
        note: value(row, 2)?,
        created_at: instant(created_at).ok_or_else(|| out_of_range(created_at))?,
    })
}

fn hash(bytes: Vec<u8>) -> Result<TreeHash, StoreError> {
    let wrong = |bytes: Vec<u8>| StoreError::Invalid { detail: format!("a hash has {} bytes", bytes.len()) };
    bytes.try_into().map_err(wrong)
}

/// Decodes rows while they arrive, so that they are held only once.
pub(crate) async fn gather<R, T, C>(
    rows: impl Stream<Item = sqlx::Result<R>>,
    decode: impl Fn(&R) -> Result<T, StoreError>,
) -> Result<C, StoreError>
where
    C: Default + Extend<T>,
{
    let mut rows = std::pin::pin!(rows);
    let mut out = C::default();
    while let Some(row) = rows.try_next().await.map_err(|error| StoreError::during(READING, error))? {
        out.extend(std::iter::once(decode(&row)?));
    }
    Ok(out)
}

/// Microseconds since the epoch, as stored.
pub(crate) fn instant(microseconds: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(microseconds).ok()
}

pub(crate) fn to_u64(number: i64) -> Result<u64, StoreError> {
    number.try_into().map_err(|_| out_of_range(number))
}

pub(crate) fn to_u32(number: i32) -> Result<u32, StoreError> {
    number.try_into().map_err(|_| out_of_range(number.into()))
}

pub(crate) fn out_of_range(number: i64) -> StoreError {
    StoreError::Invalid { detail: format!("stored number {number} is out of range") }
}

/// A position, count or version as both engines keep it.
///
/// # Errors
/// A number past what either engine can hold.
pub(crate) fn to_i64(number: u64) -> Result<i64, StoreError> {
    number.try_into().map_err(|_| StoreError::Invalid { detail: format!("number {number} is out of range") })
}

/// A stream version as PostgreSQL keeps it.
///
/// # Errors
/// A number past what it can hold.
pub(crate) fn to_i32(number: u32) -> Result<i32, StoreError> {
    number.try_into().map_err(|_| out_of_range(number.into()))
}
