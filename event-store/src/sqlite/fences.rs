//! Fences around keys that an erasure destroys, in the file of the keys.

use sqlx::query;
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

use super::SqliteKeys;
use super::keys::{begin, changing, commit, json_rows};
use crate::error::StoreError;
use crate::proof::hex;
use crate::row::gather;
use crate::seal::row::{self, Fence, NewKey};

impl SqliteKeys {
    /// Works in a transaction that tells other processes to read again what they keep.
    async fn change(
        &self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.file
            .with(async |connection| {
                begin(connection).await?;
                work(connection).await?;
                commit(connection).await
            })
            .await
    }

    /// Fences subjects for an erasure: nothing is sealed for them any more.
    pub(crate) async fn fence(&self, event: Uuid, places: &[NewKey], now: i64) -> Result<(), StoreError> {
        self.change(async |connection| put_fence(connection, event, places, now).await).await
    }

    /// Takes a fence away: all that it stood for is done, and keys that are still there are given back.
    pub(crate) async fn lift(&self, event: Uuid) -> Result<(), StoreError> {
        self.change(async |connection| take_away(connection, event).await).await
    }

    /// Takes a fence away whose erasure was not recorded; not once any of its keys is destroyed.
    pub(crate) async fn undo(&self, event: Uuid) -> Result<(), StoreError> {
        self.change(async |connection| {
            if is_destroyed(connection, event).await? { Ok(()) } else { take_away(connection, event).await }
        })
        .await
    }

    /// Destroys the keys at `places`, which are fenced first, for somebody may have found the fence before its event, and
    /// undone it; the fence stays until it is lifted. What else is fenced under the same event stays: another call may
    /// have named it so.
    pub(crate) async fn destroy(&self, event: Uuid, places: &[NewKey], now: i64) -> Result<(), StoreError> {
        self.change(async |connection| {
            put_fence(connection, event, places, now).await?;
            let sql = "UPDATE sealing_key SET state = 'destroyed', wrapped = NULL, destroyed_at = $2 \
                       WHERE state <> 'destroyed' AND (subject, class) IN \
                       (SELECT value ->> 1, value ->> 2 FROM json_each($1))";
            query(sql).bind(rows(places)).bind(now).execute(connection).await.map(drop).map_err(changing)
        })
        .await
    }

    pub(crate) async fn fences(&self) -> Result<Vec<Fence>, StoreError> {
        if self.file.is_missing() {
            return Ok(Vec::new());
        }
        self.file
            .with(async |connection| {
                let sql = "SELECT event_id, subject, class, state FROM key_fence \
                           JOIN sealing_key USING (subject, class) ORDER BY event_id, subject, class";
                gather(query(sql).fetch(connection), row::fence).await
            })
            .await
    }
}

/// Identifier, subject and class of each, as JSON.
fn rows(places: &[NewKey]) -> String {
    json_rows(places.iter().map(|key| vec![hex(&key.id), key.subject.clone(), key.class.as_str().to_owned()]))
}

async fn put_fence(
    connection: &mut SqliteConnection,
    event: Uuid,
    places: &[NewKey],
    now: i64,
) -> Result<(), StoreError> {
    let rows = rows(places);
    let sql = "INSERT INTO sealing_key (key_id, subject, class, wrapped, state, created_at) \
               SELECT unhex(value ->> 0), value ->> 1, value ->> 2, NULL, 'fenced', $2 \
               FROM json_each($1) WHERE TRUE \
               ON CONFLICT (subject, class) DO UPDATE SET state = 'fenced' WHERE state = 'active'";
    query(sql).bind(&rows).bind(now).execute(&mut *connection).await.map_err(changing)?;
    let sql = "INSERT INTO key_fence (event_id, subject, class) \
               SELECT $2, value ->> 1, value ->> 2 FROM json_each($1) WHERE TRUE \
               ON CONFLICT (event_id, subject, class) DO NOTHING";
    query(sql).bind(&rows).bind(event).execute(connection).await.map(drop).map_err(changing)
}

async fn take_away(connection: &mut SqliteConnection, event: Uuid) -> Result<(), StoreError> {
    // What another erasure fences stays fenced.
    for sql in [
        "DELETE FROM sealing_key WHERE state = 'fenced' AND wrapped IS NULL AND (subject, class) IN \
         (SELECT subject, class FROM key_fence WHERE event_id = $1) AND (subject, class) NOT IN \
         (SELECT subject, class FROM key_fence WHERE event_id <> $1)",
        "UPDATE sealing_key SET state = 'active' WHERE state = 'fenced' AND (subject, class) IN \
         (SELECT subject, class FROM key_fence WHERE event_id = $1) AND (subject, class) NOT IN \
         (SELECT subject, class FROM key_fence WHERE event_id <> $1)",
        "DELETE FROM key_fence WHERE event_id = $1",
    ] {
        query(sql).bind(event).execute(&mut *connection).await.map_err(changing)?;
    }
    Ok(())
}

/// Whether any key behind a fence is gone.
async fn is_destroyed(connection: &mut SqliteConnection, event: Uuid) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM key_fence JOIN sealing_key USING (subject, class) \
               WHERE event_id = $1 AND state = 'destroyed')";
    sqlx::query_scalar(sql).bind(event).fetch_one(connection).await.map_err(changing)
}
