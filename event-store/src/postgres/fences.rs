//! Fences around keys that an erasure destroys, in the schema of the keys.

use sqlx::postgres::PgConnection;
use sqlx::query;
use uuid::Uuid;

use super::PgStore;
use super::keys::{PgKeys, changing, columns};
use crate::error::StoreError;
use crate::row::gather;
use crate::seal::row::{self, Fence, NewKey};

/// Begins what tells other processes to read again what they keep. One change comes after the other from here on, and
/// nothing is minted meanwhile.
const CHANGING_FENCES: &str = "BEGIN; UPDATE parcours_keys.key_store SET generation = generation + 1";

impl PgKeys {
    /// Fences subjects for an erasure: nothing is sealed for them any more.
    pub(crate) async fn fence(
        &self,
        store: &PgStore,
        event: Uuid,
        places: &[NewKey],
        now: i64,
    ) -> Result<(), StoreError> {
        self.change(store, CHANGING_FENCES, async |connection| {
            put_fence(connection, event, places, now).await
        })
        .await
    }

    /// Takes a fence away: all that it stood for is done, and keys that are still there are given back.
    pub(crate) async fn lift(&self, store: &PgStore, event: Uuid) -> Result<(), StoreError> {
        self.change(store, CHANGING_FENCES, async |connection| take_away(connection, event).await).await
    }

    /// Takes a fence away whose erasure was not recorded; not once any of its keys is destroyed.
    pub(crate) async fn undo(&self, store: &PgStore, event: Uuid) -> Result<(), StoreError> {
        self.change(store, CHANGING_FENCES, async |connection| {
            if is_destroyed(connection, event).await? { Ok(()) } else { take_away(connection, event).await }
        })
        .await
    }

    /// Destroys the keys at `places`, which are fenced first, for somebody may have found the fence before its event, and
    /// undone it; the fence stays until it is lifted. What else is fenced under the same event stays: another call may
    /// have named it so.
    pub(crate) async fn destroy(
        &self,
        store: &PgStore,
        event: Uuid,
        places: &[NewKey],
        now: i64,
    ) -> Result<(), StoreError> {
        self.change(store, CHANGING_FENCES, async |connection| {
            put_fence(connection, event, places, now).await?;
            let (_, subjects, classes, _) = columns(places);
            let sql = "UPDATE parcours_keys.sealing_key \
                       SET state = 'destroyed', wrapped = NULL, destroyed_at = $3 \
                       WHERE state <> 'destroyed' AND (subject, class) IN \
                       (SELECT new.subject, new.class FROM UNNEST($1::text[], $2::text[]) AS new (subject, class))";
            query(sql).bind(subjects).bind(classes).bind(now).execute(&mut *connection).await.map(drop).map_err(changing)
        })
        .await
    }

    pub(crate) async fn fences(&self, store: &PgStore) -> Result<Vec<Fence>, StoreError> {
        let sql = "SELECT event_id, subject, class, state FROM parcours_keys.key_fence \
                   JOIN parcours_keys.sealing_key USING (subject, class) ORDER BY event_id, subject, class";
        gather(query(sql).fetch(store.readers()), row::fence).await
    }
}

async fn put_fence(
    connection: &mut PgConnection,
    event: Uuid,
    places: &[NewKey],
    now: i64,
) -> Result<(), StoreError> {
    let (ids, subjects, classes, _) = columns(places);
    let sql = "INSERT INTO parcours_keys.sealing_key AS kept \
               (key_id, subject, class, wrapped, state, created_at) \
               SELECT new.key_id, new.subject, new.class, NULL, 'fenced', $4 \
               FROM UNNEST($1::bytea[], $2::text[], $3::text[]) AS new (key_id, subject, class) \
               ON CONFLICT (subject, class) DO UPDATE SET state = 'fenced' \
               WHERE kept.state = 'active'";
    let insert = query(sql).bind(ids).bind(&subjects).bind(&classes).bind(now);
    insert.execute(&mut *connection).await.map_err(changing)?;
    let sql = "INSERT INTO parcours_keys.key_fence (event_id, subject, class) \
               SELECT $1, new.subject, new.class \
               FROM UNNEST($2::text[], $3::text[]) AS new (subject, class) \
               ON CONFLICT (event_id, subject, class) DO NOTHING";
    let insert = query(sql).bind(event).bind(&subjects).bind(&classes);
    insert.execute(connection).await.map(drop).map_err(changing)
}

async fn take_away(connection: &mut PgConnection, event: Uuid) -> Result<(), StoreError> {
    // What another erasure fences stays fenced.
    for sql in [
        "DELETE FROM parcours_keys.sealing_key WHERE state = 'fenced' AND wrapped IS NULL \
         AND (subject, class) IN (SELECT subject, class FROM parcours_keys.key_fence WHERE event_id = $1) \
         AND (subject, class) NOT IN (SELECT subject, class FROM parcours_keys.key_fence WHERE event_id <> $1)",
        "UPDATE parcours_keys.sealing_key SET state = 'active' WHERE state = 'fenced' \
         AND (subject, class) IN (SELECT subject, class FROM parcours_keys.key_fence WHERE event_id = $1) \
         AND (subject, class) NOT IN (SELECT subject, class FROM parcours_keys.key_fence WHERE event_id <> $1)",
        "DELETE FROM parcours_keys.key_fence WHERE event_id = $1",
    ] {
        query(sql).bind(event).execute(&mut *connection).await.map_err(changing)?;
    }
    Ok(())
}

/// Whether any key behind a fence is gone.
async fn is_destroyed(connection: &mut PgConnection, event: Uuid) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM parcours_keys.key_fence \
               JOIN parcours_keys.sealing_key USING (subject, class) \
               WHERE event_id = $1 AND state = 'destroyed')";
    sqlx::query_scalar(sql).bind(event).fetch_one(connection).await.map_err(changing)
}
