//! The access log: who has read what is sealed. Append-only, with a tree of its own over its entries, whose heads are
//! signed as those of the ledger are.

mod audit;
mod checkpoint;
mod reason;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sqlx::{ColumnIndex, Row};

use crate::canonical::canonical_json;
use crate::error::StoreError;
use crate::ledger::{Ledger, reading};
use crate::proof::TreeHash;
use crate::row::{Given, instant, out_of_range, to_i64, to_u64, value};
use crate::session::Clock;
use crate::store::Store;

pub use audit::AccessAudit;
pub use reason::{AccessReason, BadAccess};

pub(crate) use checkpoint::{KeptHead, head_row};

/// The household of an entry that is about everybody.
pub const EVERYBODY: &str = "*";

/// What is being done when an entry or a checkpoint is written.
pub(crate) const LOGGING: &str = "logging an access";

/// How many entries, and checkpoints, have a number that none can have: what is listed leaves them out. On either engine.
pub(crate) const BELOW_FIRST: &str = "SELECT \
    (SELECT count(*) FROM access_log WHERE number < 1 OR number IS NULL), \
    (SELECT count(*) FROM access_checkpoint WHERE size < 1 OR size IS NULL)";

/// Checkpoints over more than `$1` entries and up to `$2`, at most `$3`, by size. On either engine.
pub(crate) const HEADS: &str = "SELECT size, root, note, created_at, peaks FROM access_checkpoint \
    WHERE size > $1 AND size <= $2 ORDER BY size LIMIT $3";

/// The checkpoint over the most entries. On either engine.
pub(crate) const LAST_HEAD: &str =
    "SELECT size, root, note, created_at, peaks FROM access_checkpoint ORDER BY size DESC LIMIT 1";

/// How many checkpoints are over `$1` entries. On either engine.
pub(crate) const HEADS_OVER: &str = "SELECT count(*) FROM access_checkpoint WHERE size = $1";

/// Entries read at a time.
const PAGE: u32 = 1000;

/// One reading of sealed values by somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Who, by a pseudonym or an account.
    pub reader: String,
    /// Whose stream; [`EVERYBODY`] when the whole ledger was read.
    pub household: String,
    /// By which way.
    pub via: String,
    /// Why, when it was told.
    pub reason: Option<String>,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 1, without gaps.
    pub number: u64,
    /// When.
    pub read_at: Timestamp,
    /// What.
    pub access: Access,
    /// Hash over all of it, in the manner of the leaves of the ledger.
    pub leaf_hash: TreeHash,
}

impl Entry {
    fn computed_hash(&self) -> TreeHash {
        let Access { reader, household, via, reason } = &self.access;
        let said = canonical_json(&json!({
            "number": self.number, "read_at": format!("{:.6}", self.read_at), "reader": reader,
            "household": household, "via": via, "reason": reason,
        }));
        Sha256::new().chain_update([0x00]).chain_update(b"access\n").chain_update(said).finalize().into()
    }
}

/// New entries in their places.
pub(crate) fn numbered(new: &[Access], last: u64, now: i64) -> Result<Vec<Entry>, StoreError> {
    let read_at = instant(now).ok_or_else(|| out_of_range(now))?;
    let entry = |(number, access): (u64, &Access)| {
        let mut entry = Entry { number, read_at, access: access.clone(), leaf_hash: TreeHash::default() };
        entry.leaf_hash = entry.computed_hash();
        entry
    };
    Ok((last + 1..).zip(new).map(entry).collect())
}

/// An insert that met no error need not have kept its rows: a trigger can swallow them.
pub(crate) fn kept(rows: u64, given: usize) -> Result<(), StoreError> {
    if u64::try_from(given) == Ok(rows) { Ok(()) } else { Err(StoreError::NotKept { operation: LOGGING }) }
}

/// Reads number, instant, reader, household, way, reason and hash.
pub(crate) fn entry_row<R>(row: &R) -> Result<Entry, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Given<R::Database>,
    String: Given<R::Database>,
    Option<String>: Given<R::Database>,
    Vec<u8>: Given<R::Database>,
{
    let read_at: i64 = value(row, 1)?;
    let hash: Vec<u8> = value(row, 6)?;
    Ok(Entry {
        number: to_u64(value(row, 0)?)?,
        read_at: instant(read_at).ok_or_else(|| out_of_range(read_at))?,
        access: Access {
            reader: value(row, 2)?,
            household: value(row, 3)?,
            via: value(row, 4)?,
            reason: value(row, 5)?,
        },
        // One of another length is the hash of nothing, and an audit says so.
        leaf_hash: hash.try_into().unwrap_or_default(),
    })
}

/// Writes the log; whoever waits is served along.
#[derive(Clone)]
pub(crate) struct AccessLog {
    clock: Clock,
    waiting: Arc<Mutex<Waiting>>,
    writing: Arc<tokio::sync::Mutex<()>>,
}

/// What waits to be written, by ticket; a ticket goes when its entries are written, or when its holder was told
/// that they are not.
#[derive(Default)]
struct Waiting {
    next: u64,
    entries: BTreeMap<u64, Vec<Access>>,
}

impl AccessLog {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, waiting: Arc::default(), writing: Arc::default() }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        // A panic elsewhere cannot leave it half changed.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn log(&self, store: &Store, new: Vec<Access>) -> Result<(), StoreError> {
        let ticket = {
            let mut waiting = self.waiting();
            waiting.next += 1;
            let ticket = waiting.next;
            waiting.entries.insert(ticket, new);
            ticket
        };
        let _turn = self.writing.lock().await;
        let (tickets, entries): (Vec<u64>, Vec<Access>) = {
            let waiting = self.waiting();
            if !waiting.entries.contains_key(&ticket) {
                return Ok(());
            }
            let entries = waiting.entries.values().flatten().cloned().collect();
            (waiting.entries.keys().copied().collect(), entries)
        };
        let written = store.log_access(&entries, (self.clock)().as_microsecond()).await;
        let mut waiting = self.waiting();
        if written.is_ok() {
            waiting.entries.retain(|ticket, _| !tickets.contains(ticket));
        } else {
            waiting.entries.remove(&ticket);
        }
        written
    }
}

impl Store {
    async fn log_access(&self, new: &[Access], now: i64) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.access.log(new, now).await,
            Self::Postgres(store) => store.log_access(new, now).await,
        }
    }

    async fn accesses(
        &self,
        household: Option<&str>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        match self {
            Self::Sqlite(store) => store.access.entries(household, after, limit).await,
            Self::Postgres(store) => store.accesses(household, after, limit).await,
        }
    }

    async fn newest_accesses(
        &self,
        household: Option<&str>,
        before: i64,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        match self {
            Self::Sqlite(store) => store.access.newest(household, before, limit).await,
            Self::Postgres(store) => store.newest_accesses(household, before, limit).await,
        }
    }
}

impl Ledger {
    /// Logs that sealed values are read, before they are told. Many calls at once share one wait for the disk.
    ///
    /// # Errors
    /// A failure of the store: nothing may be told then.
    pub async fn log_access(&self, new: Vec<Access>) -> Result<(), StoreError> {
        if new.is_empty() {
            return Ok(());
        }
        self.access().log(self.store(), new).await
    }

    /// At most `limit` entries of the access log after a number; of one household, when one is named.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn accesses(
        &self,
        household: Option<&str>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        reading!(self.store().accesses(household, after, limit))
    }

    /// At most `limit` entries of the access log before a number, newest first: from the end when none is given; of one
    /// household, when one is named.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn newest_accesses(
        &self,
        household: Option<&str>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let before = before.map_or(Ok(i64::MAX), to_i64)?;
        reading!(self.store().newest_accesses(household, before, limit))
    }
}
