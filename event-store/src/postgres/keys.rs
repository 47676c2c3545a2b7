//! The keys of a ledger on a server: a schema of their own.

use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, query, raw_sql};
use tokio::sync::Mutex;

use super::PgStore;
use crate::error::StoreError;
use crate::row::gather;
use crate::seal::row::{self, KeyCount, KeyRow, NewKey, StoreRow, Stored};
use crate::seal::{KeyClass, KeyId};

const CHANGING: &str = "changing keys";

macro_rules! key_columns {
    () => {
        "key_id, subject, class, wrapped, state"
    };
}

/// The connection that changes keys.
#[derive(Default)]
pub(crate) struct PgKeys {
    connection: Mutex<Option<PgConnection>>,
}

pub(super) fn changing(error: sqlx::Error) -> StoreError {
    StoreError::during(CHANGING, error)
}

/// `$1` and `$2` as pairs of subjects and classes.
macro_rules! of_subjects {
    () => {
        concat!(
            "SELECT ",
            key_columns!(),
            " FROM parcours_keys.sealing_key \
             WHERE (subject, class) IN (SELECT unnest($1::text[]), unnest($2::text[]))"
        )
    };
}

/// Identifiers, subjects, classes, wrapped keys.
pub(super) type Columns<'k> = (Vec<Vec<u8>>, Vec<&'k str>, Vec<&'k str>, Vec<&'k [u8]>);

/// The order of their subjects is the order of their locks.
pub(super) fn columns(keys: &[NewKey]) -> Columns<'_> {
    let mut keys: Vec<&NewKey> = keys.iter().collect();
    keys.sort_by_key(|key| (&key.subject, key.class));
    (
        keys.iter().map(|key| key.id.to_vec()).collect(),
        keys.iter().map(|key| key.subject.as_str()).collect(),
        keys.iter().map(|key| key.class.as_str()).collect(),
        keys.iter().map(|key| key.wrapped.as_slice()).collect(),
    )
}

impl PgKeys {
    /// Works on the connection in a transaction. After an error it is dropped, which rolls back.
    pub(super) async fn change<T>(
        &self,
        store: &PgStore,
        begin: &'static str,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut kept = self.connection.lock().await;
        let (mut connection, fresh) = taken(&mut kept, store).await?;
        match raw_sql(begin).execute(&mut connection).await.map_err(changing) {
            Err(error) if error.is_lost() && !fresh => {
                // A connection that nobody used for long may be dead; nothing was begun.
                connection = store.connection().await?;
                raw_sql(begin).execute(&mut connection).await.map_err(changing)?;
            }
            Err(error) => return Err(error),
            Ok(_) => {}
        }
        let done = work(&mut connection).await?;
        raw_sql("COMMIT").execute(&mut connection).await.map_err(changing)?;
        *kept = Some(connection);
        Ok(done)
    }

    pub(crate) async fn close(&self) {
        if let Some(connection) = self.connection.lock().await.take() {
            let _ = connection.close().await;
        }
    }

    pub(crate) async fn load(&self, store: &PgStore) -> Result<Option<StoreRow>, StoreError> {
        let sql = "SELECT store_id, pepper, generation FROM parcours_keys.key_store";
        let rows: Vec<StoreRow> = gather(query(sql).fetch(store.readers()), row::store_row).await?;
        Ok(rows.into_iter().next())
    }

    /// Keeps which keys these are, unless that is known already.
    pub(crate) async fn create(&self, store: &PgStore, new: &StoreRow) -> Result<(), StoreError> {
        self.change(store, "BEGIN", async |connection| {
            let sql = "INSERT INTO parcours_keys.key_store (id, store_id, pepper, generation) \
                       VALUES (1, $1, $2, $3) ON CONFLICT (id) DO NOTHING";
            let insert = query(sql).bind(&new.store_id).bind(&new.pepper).bind(new.generation);
            insert.execute(connection).await.map(drop).map_err(changing)
        })
        .await
    }

    pub(crate) async fn by_ids(&self, store: &PgStore, ids: &[KeyId]) -> Result<Vec<KeyRow>, StoreError> {
        let sql =
            concat!("SELECT ", key_columns!(), " FROM parcours_keys.sealing_key WHERE key_id = ANY($1)");
        let ids: Vec<Vec<u8>> = ids.iter().map(|id| id.0.to_vec()).collect();
        gather(query(sql).bind(ids).fetch(store.readers()), row::key_row).await
    }

    pub(crate) async fn of_subjects(
        &self,
        store: &PgStore,
        wanted: &[(String, KeyClass)],
    ) -> Result<Vec<KeyRow>, StoreError> {
        let (subjects, classes): (Vec<_>, Vec<_>) =
            wanted.iter().map(|(subject, class)| (subject.as_str(), class.as_str())).unzip();
        gather(query(of_subjects!()).bind(subjects).bind(classes).fetch(store.readers()), row::key_row).await
    }

    /// Stores keys in one round trip, each unless its subject has one, and answers those that the subjects have now;
    /// nothing when keys were wrapped anew, or others store keys of the same subjects at this moment: what there is
    /// must be read again.
    ///
    /// Nobody waits for the disk: the log of the server is one, so that whoever commits events sealed with these
    /// keys makes the keys durable first.
    pub(crate) async fn mint(
        &self,
        store: &PgStore,
        new: &[NewKey],
        generation: i64,
        now: i64,
    ) -> Result<Stored, StoreError> {
        let mut kept = self.connection.lock().await;
        let (mut connection, fresh) = taken(&mut kept, store).await?;
        let rows = match mint_on(&mut connection, new, generation, now).await {
            // One that nobody used for long may be dead; what it has stored all the same is found.
            Err(error) if error.is_lost() && !fresh => {
                connection = store.connection().await?;
                mint_on(&mut connection, new, generation, now).await?
            }
            other => other?,
        };
        *kept = Some(connection);
        Ok(if rows.len() == new.len() { Stored::Keys(rows) } else { Stored::Moved })
    }

    pub(crate) async fn counts(&self, store: &PgStore) -> Result<Vec<KeyCount>, StoreError> {
        let sql = "SELECT class, state, count(*) FROM parcours_keys.sealing_key \
                   GROUP BY class, state ORDER BY class, state";
        gather(query(sql).fetch(store.readers()), row::count).await
    }

    /// Whether the schema of the keys is there: a ledger may be restored without it.
    pub(crate) async fn are_there(&self, store: &PgStore) -> Result<bool, StoreError> {
        let sql = "SELECT to_regclass('parcours_keys.sealing_key') IS NOT NULL";
        sqlx::query_scalar(sql).fetch_one(store.readers()).await.map_err(changing)
    }

    /// At most `limit` keys after one, by their names, each with how many fences stand around it.
    pub(crate) async fn page(
        &self,
        store: &PgStore,
        after: &[u8],
        limit: u32,
    ) -> Result<Vec<(KeyRow, u64)>, StoreError> {
        let sql = concat!(
            "SELECT ",
            key_columns!(),
            ", (SELECT count(*) FROM parcours_keys.key_fence AS fence \
             WHERE fence.subject = kept.subject AND fence.class = kept.class) \
             FROM parcours_keys.sealing_key AS kept WHERE key_id > $1 ORDER BY key_id LIMIT $2"
        );
        let rows = query(sql).bind(after).bind(i64::from(limit));
        gather(rows.fetch(store.readers()), row::fenced_key).await
    }

    /// Takes the old versions of changed rows off the pages of the table, or leaves it to the server, which was told
    /// so when the role was granted what it may: only the owner of a table may vacuum it.
    pub(crate) async fn purge(&self, store: &PgStore) -> Result<(), StoreError> {
        let mut connection = store.connection().await?;
        let sql = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_catalog.pg_class \
                   WHERE oid = 'parcours_keys.sealing_key'::regclass";
        let owned = sqlx::query_scalar(sql).fetch_one(&mut connection).await;
        let purged = match owned {
            // No transaction: this one cannot be in any.
            Ok(true) => raw_sql("VACUUM parcours_keys.sealing_key").execute(&mut connection).await.map(drop),
            other => other.map(|_owned: bool| ()),
        };
        let _ = connection.close().await;
        purged.map_err(changing)
    }

    /// Wraps every key and the pepper anew, all or none; `false` when the generation has moved.
    pub(crate) async fn rewrap(
        &self,
        store: &PgStore,
        generation: i64,
        pepper: &[u8],
        wrap: &mut (dyn FnMut(&KeyRow) -> Result<Vec<u8>, StoreError> + Send),
    ) -> Result<bool, StoreError> {
        self.change(store, "BEGIN", async |connection| {
            let sql = "SELECT generation FROM parcours_keys.key_store FOR UPDATE";
            let found: Option<i64> =
                sqlx::query_scalar(sql).fetch_optional(&mut *connection).await.map_err(changing)?;
            if found != Some(generation) {
                return Ok(false);
            }
            let mut after = Vec::new();
            loop {
                let sql = concat!(
                    "SELECT ",
                    key_columns!(),
                    " FROM parcours_keys.sealing_key \
                     WHERE key_id > $1 AND wrapped IS NOT NULL ORDER BY key_id LIMIT 1000"
                );
                let page: Vec<KeyRow> =
                    gather(query(sql).bind(&after).fetch(&mut *connection), row::key_row).await?;
                let Some(last) = page.last() else { break };
                after = last.id.0.to_vec();
                let (mut ids, mut wrapped) = (Vec::new(), Vec::new());
                for key in &page {
                    ids.push(key.id.0.to_vec());
                    wrapped.push(wrap(key)?);
                }
                let sql = "UPDATE parcours_keys.sealing_key AS kept SET wrapped = new.wrapped \
                           FROM UNNEST($1::bytea[], $2::bytea[]) AS new (key_id, wrapped) \
                           WHERE kept.key_id = new.key_id";
                query(sql).bind(ids).bind(wrapped).execute(&mut *connection).await.map_err(changing)?;
            }
            let sql = "UPDATE parcours_keys.key_store SET pepper = $1, generation = generation + 1";
            query(sql).bind(pepper).execute(&mut *connection).await.map_err(changing)?;
            Ok(true)
        })
        .await
    }
}

/// The connection that was kept, or a fresh one, and whether it is.
async fn taken(kept: &mut Option<PgConnection>, store: &PgStore) -> Result<(PgConnection, bool), StoreError> {
    match kept.take() {
        Some(connection) => Ok((connection, false)),
        None => Ok((store.connection().await?, true)),
    }
}

/// The outer query sees what was stored before the statement, and not what it stores: of each subject one key, or none
/// when somebody else stored it meanwhile. The generation is held to the end, so that keys are not wrapped anew.
async fn mint_on(
    connection: &mut PgConnection,
    new: &[NewKey],
    generation: i64,
    now: i64,
) -> Result<Vec<KeyRow>, StoreError> {
    let sql = concat!(
        "WITH held AS (SELECT set_config('synchronous_commit', 'off', TRUE) \
         FROM parcours_keys.key_store WHERE generation = $6 FOR SHARE), \
         wanted AS (SELECT unnest($1::bytea[]) AS key_id, unnest($2::text[]) AS subject, unnest($3::text[]) AS class, \
         unnest($4::bytea[]) AS wrapped FROM held), \
         minted AS (INSERT INTO parcours_keys.sealing_key (key_id, subject, class, wrapped, state, created_at) \
         SELECT key_id, subject, class, wrapped, 'active', $5 FROM wanted \
         ON CONFLICT (subject, class) DO NOTHING RETURNING ",
        key_columns!(),
        ") SELECT ",
        key_columns!(),
        " FROM minted UNION ALL SELECT kept.* FROM wanted, LATERAL (SELECT ",
        key_columns!(),
        " FROM parcours_keys.sealing_key WHERE subject = wanted.subject AND class = wanted.class OFFSET 0) AS kept"
    );
    let (ids, subjects, classes, wrapped) = columns(new);
    let mint = query(sql).bind(ids).bind(subjects).bind(classes).bind(wrapped).bind(now).bind(generation);
    gather(mint.fetch(connection), row::key_row).await
}

impl PgStore {
    /// Which keys the ledger says are its own.
    pub(crate) async fn ledger_keys(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT store_id FROM ledger_keys";
        sqlx::query_scalar(sql).fetch_optional(self.readers()).await.map_err(changing)
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
}
