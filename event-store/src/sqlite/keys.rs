//! The keys of a ledger in a SQLite file: a second file beside it.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::SqliteConnection;
use sqlx::{query, raw_sql};

use super::side::{Kind, SideFile};
use crate::canonical::write_string;
use crate::error::StoreError;
use crate::proof::hex;
use crate::row::gather;
use crate::seal::row::{self, KeyCount, KeyRow, NewKey, StoreRow, Stored};
use crate::seal::{Durably, KeyClass, KeyId};

const KEYS: &str = "reading keys";
const CHANGING: &str = "changing keys";

macro_rules! key_columns {
    () => {
        "key_id, subject, class, wrapped, state"
    };
}

/// The file of the keys.
pub(crate) struct SqliteKeys {
    pub(super) file: SideFile,
}

const KIND: Kind = Kind {
    suffix: "-keys",
    // "PKEY"
    application_id: 0x504b_4559,
    steps: &[include_str!("../../../migrations/sqlite-keys/0001_keys.sql")],
};

fn reading(error: sqlx::Error) -> StoreError {
    StoreError::during(KEYS, error)
}

pub(super) fn changing(error: sqlx::Error) -> StoreError {
    StoreError::during(CHANGING, error)
}

impl SqliteKeys {
    pub(crate) fn beside(ledger: &Path, wait: Duration) -> Self {
        Self { file: SideFile::beside(ledger, &KIND, wait) }
    }

    /// Whether the file is there.
    pub(crate) fn are_there(&self) -> bool {
        !self.file.is_missing()
    }

    pub(crate) async fn close(&self) {
        self.file.close().await;
    }

    pub(crate) async fn load(&self) -> Result<Option<StoreRow>, StoreError> {
        if self.file.is_missing() {
            return Ok(None);
        }
        self.file.with(async |connection| load(connection).await).await
    }

    /// Keeps which keys these are, unless that is known already.
    pub(crate) async fn create(&self, new: &StoreRow) -> Result<(), StoreError> {
        self.file
            .with(async |connection| {
                let sql = "INSERT INTO key_store (id, store_id, pepper, generation) VALUES (1, $1, $2, $3) \
                       ON CONFLICT (id) DO NOTHING";
                let insert = query(sql).bind(&new.store_id).bind(&new.pepper).bind(new.generation);
                insert.execute(connection).await.map(drop).map_err(changing)
            })
            .await
    }

    pub(crate) async fn by_ids(&self, ids: &[KeyId]) -> Result<Vec<KeyRow>, StoreError> {
        if self.file.is_missing() {
            return Ok(Vec::new());
        }
        let list = json_rows(ids.iter().map(|id| vec![hex(&id.0)]));
        self.file
            .with(async |connection| {
                let sql = concat!(
                    "SELECT ",
                    key_columns!(),
                    " FROM sealing_key WHERE key_id IN (SELECT unhex(value ->> 0) FROM json_each($1))"
                );
                gather(query(sql).bind(list).fetch(connection), row::key_row).await
            })
            .await
    }

    pub(crate) async fn of_subjects(&self, wanted: &[(String, KeyClass)]) -> Result<Vec<KeyRow>, StoreError> {
        if self.file.is_missing() {
            return Ok(Vec::new());
        }
        self.file.with(async |connection| of_subjects(connection, &pairs(wanted)).await).await
    }

    /// Stores keys, each unless its subject has one, and answers those that the subjects have now.
    pub(crate) async fn mint(
        &self,
        new: &[NewKey],
        generation: i64,
        now: i64,
        durably: Durably,
    ) -> Result<Stored, StoreError> {
        let rows = json_rows(new.iter().map(|key| {
            vec![hex(&key.id), key.subject.clone(), key.class.as_str().to_owned(), hex(&key.wrapped)]
        }));
        let wanted =
            json_rows(new.iter().map(|key| vec![key.subject.clone(), key.class.as_str().to_owned()]));
        self.file
            .with(async |connection| {
                // The log is synced once for all of them when they must be durable, before the events are.
                let synchronous = match durably {
                    Durably::AtOnce => "PRAGMA synchronous = FULL; BEGIN IMMEDIATE",
                    Durably::WhenSettled => "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE",
                };
                raw_sql(synchronous).execute(&mut *connection).await.map_err(changing)?;
                if load(connection).await?.map(|row| row.generation) != Some(generation) {
                    raw_sql("ROLLBACK").execute(&mut *connection).await.map_err(changing)?;
                    return Ok(Stored::Moved);
                }
                let sql = "INSERT INTO sealing_key (key_id, subject, class, wrapped, state, created_at) \
                       SELECT unhex(value ->> 0), value ->> 1, value ->> 2, unhex(value ->> 3), 'active', $2 \
                       FROM json_each($1) WHERE TRUE ON CONFLICT (subject, class) DO NOTHING";
                query(sql).bind(rows).bind(now).execute(&mut *connection).await.map_err(changing)?;
                let keys = of_subjects(connection, &wanted).await?;
                raw_sql("COMMIT").execute(&mut *connection).await.map_err(changing)?;
                Ok(Stored::Keys(keys))
            })
            .await
    }

    /// Makes durable what was minted to be settled later.
    pub(crate) async fn settle(&self) -> Result<(), StoreError> {
        if self.file.is_missing() {
            return Ok(());
        }
        self.file
            .with(async |connection| {
                // A commit that is synced syncs all those before it; one that changes nothing is none.
                let sql = "PRAGMA synchronous = FULL; BEGIN IMMEDIATE; \
                       UPDATE key_store SET generation = generation; COMMIT";
                raw_sql(sql).execute(connection).await.map(drop).map_err(changing)
            })
            .await
    }

    pub(crate) async fn counts(&self) -> Result<Vec<KeyCount>, StoreError> {
        if self.file.is_missing() {
            return Ok(Vec::new());
        }
        self.file.with(async |connection| {
            let sql =
                "SELECT class, state, count(*) FROM sealing_key GROUP BY class, state ORDER BY class, state";
            gather(query(sql).fetch(connection), row::count).await
        })
        .await
    }

    /// At most `limit` keys after one, by their names, each with how many fences stand around it.
    pub(crate) async fn page(&self, after: &[u8], limit: u32) -> Result<Vec<(KeyRow, u64)>, StoreError> {
        self.file
            .with(async |connection| {
                let sql = concat!(
                    "SELECT ",
                    key_columns!(),
                    ", (SELECT count(*) FROM key_fence AS fence \
                     WHERE fence.subject = kept.subject AND fence.class = kept.class) \
                     FROM sealing_key AS kept WHERE key_id > $1 ORDER BY key_id LIMIT $2"
                );
                let rows = query(sql).bind(after).bind(i64::from(limit));
                gather(rows.fetch(connection), row::fenced_key).await
            })
            .await
    }

    /// Writes what was destroyed over, in the file and in its log.
    pub(crate) async fn purge(&self) -> Result<(), StoreError> {
        if self.file.is_missing() {
            return Ok(());
        }
        self.file
            .with(async |connection| {
                raw_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                    .execute(connection)
                    .await
                    .map(drop)
                    .map_err(changing)
            })
            .await
    }

    /// Wraps every key and the pepper anew, all or none; `false` when the generation has moved.
    pub(crate) async fn rewrap(
        &self,
        generation: i64,
        pepper: &[u8],
        wrap: &mut (dyn FnMut(&KeyRow) -> Result<Vec<u8>, StoreError> + Send),
    ) -> Result<bool, StoreError> {
        self.file.with(async |connection| {
            begin(connection).await?;
            if load(connection).await?.map(|row| row.generation) != Some(generation) {
                raw_sql("ROLLBACK").execute(&mut *connection).await.map_err(changing)?;
                return Ok(false);
            }
            let mut after = Vec::new();
            loop {
                let sql = concat!(
                    "SELECT ",
                    key_columns!(),
                    " FROM sealing_key WHERE key_id > $1 AND wrapped IS NOT NULL ORDER BY key_id LIMIT 1000"
                );
                let page: Vec<KeyRow> =
                    gather(query(sql).bind(&after).fetch(&mut *connection), row::key_row).await?;
                let Some(last) = page.last() else { break };
                after = last.id.0.to_vec();
                let mut wrapped = Vec::with_capacity(page.len());
                for key in &page {
                    wrapped.push(vec![hex(&key.id.0), hex(&wrap(key)?)]);
                }
                let sql = "UPDATE sealing_key SET wrapped = unhex(new.value ->> 1) FROM json_each($1) AS new \
                           WHERE key_id = unhex(new.value ->> 0)";
                let rows = json_rows(wrapped.into_iter());
                query(sql).bind(rows).execute(&mut *connection).await.map_err(changing)?;
            }
            query("UPDATE key_store SET pepper = $1")
                .bind(pepper)
                .execute(&mut *connection)
                .await
                .map_err(changing)?;
            commit(connection).await?;
            Ok(true)
        })
        .await
    }
}

pub(super) async fn begin(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let sql = "PRAGMA synchronous = FULL; BEGIN IMMEDIATE";
    raw_sql(sql).execute(connection).await.map(drop).map_err(changing)
}

/// Ends a change that other processes must notice.
pub(super) async fn commit(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let sql = "UPDATE key_store SET generation = generation + 1; COMMIT";
    raw_sql(sql).execute(connection).await.map(drop).map_err(changing)
}

async fn load(connection: &mut SqliteConnection) -> Result<Option<StoreRow>, StoreError> {
    let sql = "SELECT store_id, pepper, generation FROM key_store";
    let rows: Vec<StoreRow> = gather(query(sql).fetch(connection), row::store_row).await?;
    Ok(rows.into_iter().next())
}

/// `wanted` is a JSON array of subjects and classes.
async fn of_subjects(connection: &mut SqliteConnection, wanted: &str) -> Result<Vec<KeyRow>, StoreError> {
    let sql = concat!(
        "SELECT ",
        key_columns!(),
        " FROM sealing_key WHERE (subject, class) IN (SELECT value ->> 0, value ->> 1 FROM json_each($1))"
    );
    gather(query(sql).bind(wanted).fetch(connection), row::key_row).await
}

fn pairs(wanted: &[(String, KeyClass)]) -> String {
    json_rows(wanted.iter().map(|(subject, class)| vec![subject.clone(), class.as_str().to_owned()]))
}

/// A JSON array of arrays of texts.
pub(super) fn json_rows(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = String::from("[");
    for (index, row) in rows.enumerate() {
        out.push_str(if index > 0 { ",[" } else { "[" });
        for (index, text) in row.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            write_string(&mut out, text);
        }
        out.push(']');
    }
    out.push(']');
    out
}

impl super::SqliteStore {
    /// Which keys the ledger says are its own.
    pub(crate) async fn ledger_keys(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT store_id FROM ledger_keys";
        sqlx::query_scalar(sql).fetch_optional(self.pool()).await.map_err(reading)
    }

    /// Tells the ledger which keys are its own, unless it knows; answers those that it knows then.
    pub(crate) async fn mark_ledger_keys(&self, store_id: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut writer = self.writer().await?;
        let sql = "INSERT INTO ledger_keys (id, store_id) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
        query(sql).bind(store_id).execute(writer.connection()).await.map_err(changing)?;
        let sql = "SELECT store_id FROM ledger_keys";
        let known = sqlx::query_scalar(sql).fetch_one(writer.connection()).await;
        writer.close().await;
        known.map_err(changing)
    }

    /// Copies the log into the file and empties it, as far as readers let it.
    pub(crate) async fn purge(&self) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let purged = raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer.connection()).await;
        writer.close().await;
        purged.map(drop).map_err(changing)
    }
}
