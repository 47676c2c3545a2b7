//! Streams, guards and keys in one statement.

use sqlx::postgres::PgRow;
use sqlx::query;

use super::PgStore;
use super::read::texts;
use crate::append::GuardState;
use crate::error::StoreError;
use crate::event::StoredEvent;
use crate::names::{GuardKey, StreamName};
use crate::row::{self, event_columns, gather, value};
use crate::seal::row::{KeyRow, key_of};

/// Streams and guards; those of persons come along, by indexes that hold no others. Rows of three kinds share the
/// columns of events, and one that tells the kind.
const TOGETHER: &str = concat!(
    "WITH along AS MATERIALIZED (SELECT ARRAY( \
     SELECT key FROM guard WHERE stream = ANY($1) AND key >= 'person/' AND key < 'person0' \
     UNION ALL \
     SELECT key FROM guard_stream WHERE stream = ANY($1) AND key >= 'person/' AND key < 'person0') AS keys) \
     SELECT ",
    event_columns!(),
    ", 0 FROM event WHERE stream = ANY($1) \
     UNION ALL \
     SELECT version, key, NULL, NULL, moved.stream, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
     NULL, NULL, NULL, NULL, NULL, 1 \
     FROM guard, LATERAL (SELECT guard.stream UNION ALL \
     SELECT stream FROM guard_stream WHERE guard_stream.key = guard.key AND stream IS DISTINCT FROM guard.stream) \
     AS moved \
     WHERE key = ANY($2 || (SELECT keys FROM along)) \
     UNION ALL \
     SELECT NULL, subject, NULL, NULL, class, NULL, state, NULL, NULL, NULL, NULL, NULL, NULL, NULL, wrapped, \
     NULL, key_id, 2 \
     FROM parcours_keys.sealing_key WHERE subject = ANY($1 || (SELECT keys FROM along))"
);

/// Events by position, guards with one stream or none each, keys.
type Read = (Vec<StoredEvent>, Vec<(GuardKey, GuardState)>, Vec<KeyRow>);

enum Piece {
    Event(Box<StoredEvent>),
    Guard((GuardKey, GuardState)),
    Key(KeyRow),
}

impl PgStore {
    pub(crate) async fn read_together(
        &self,
        streams: &[StreamName],
        guards: &[GuardKey],
    ) -> Result<Read, StoreError> {
        let rows = query(TOGETHER).bind(texts(streams)).bind(texts(guards));
        let mut lent = self.lend().await?;
        let pieces: Vec<Piece> = gather(rows.fetch(&mut lent.connection), piece).await?;
        lent.give_back();
        let (mut events, mut guards, mut keys) = (Vec::with_capacity(pieces.len()), Vec::new(), Vec::new());
        for piece in pieces {
            match piece {
                Piece::Event(event) => events.push(*event),
                Piece::Guard(guard) => guards.push(guard),
                Piece::Key(key) => keys.push(key),
            }
        }
        events.sort_by_key(|event| event.position);
        guards.sort_by(|(one, of_one), (other, of_other)| {
            (one, &of_one.streams).cmp(&(other, &of_other.streams))
        });
        Ok((events, guards, keys))
    }
}

fn piece(row: &PgRow) -> Result<Piece, StoreError> {
    match value::<_, i32>(row, 17)? {
        0 => row::event(row).map(|event| Piece::Event(Box::new(event))),
        1 => row::guard_at(row, [1, 0, 4]).map(Piece::Guard),
        _ => {
            let (id, wrapped): (Vec<u8>, _) = (value(row, 16)?, value(row, 14)?);
            let (subject, class): (_, String) = (value(row, 1)?, value(row, 4)?);
            key_of(id, subject, &class, wrapped, &value::<_, String>(row, 6)?).map(Piece::Key)
        }
    }
}
