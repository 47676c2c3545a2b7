use std::ops::Range;

use sqlx::query;

use super::SqliteStore;
use crate::append::GuardState;
use crate::error::StoreError;
use crate::names::GuardKey;
use crate::proof::{KeptCheckpoint, Sum, Tile, TreeHash, hex};
use crate::row::{self, gather, to_i64};

impl SqliteStore {
    /// The leaf hashes of these leaves, each with its number from 0, in order.
    pub(crate) async fn leaf_hashes(&self, leaves: &Range<u64>) -> Result<Vec<(u64, TreeHash)>, StoreError> {
        let sql = "SELECT position - 1, leaf_hash FROM event \
                   WHERE position > $1 AND position <= $2 ORDER BY position";
        let rows = query(sql).bind(to_i64(leaves.start)?).bind(to_i64(leaves.end)?);
        gather(rows.fetch(self.pool()), row::numbered_hash).await
    }

    /// The roots of these tiles of a level, each with its index, in order.
    pub(crate) async fn tile_roots(
        &self,
        level: u32,
        tiles: &Range<u64>,
    ) -> Result<Vec<(u64, TreeHash)>, StoreError> {
        let sql = "SELECT tile_index, root FROM log_tile \
                   WHERE level = $1 AND tile_index >= $2 AND tile_index < $3 ORDER BY tile_index";
        let rows = query(sql).bind(row::to_i32(level)?).bind(to_i64(tiles.start)?).bind(to_i64(tiles.end)?);
        gather(rows.fetch(self.pool()), row::numbered_hash).await
    }

    /// The last kept sum over at most so many events.
    pub(crate) async fn kept_sum(&self, position: u64) -> Result<Option<Sum>, StoreError> {
        let sql = "SELECT position, digest FROM log_sum WHERE position <= $1 ORDER BY position DESC LIMIT 1";
        let rows = query(sql).bind(to_i64(position)?);
        let last: Vec<_> = gather(rows.fetch(self.pool()), row::numbered_hash).await?;
        Ok(last.into_iter().next().map(|(count, digest)| Sum { count, digest }))
    }

    /// The lowest position at which a sum is kept as no program of ours keeps one.
    pub(crate) async fn impossible_sum(&self) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT min(position) FROM log_sum \
                   WHERE position <= 0 OR position % 256 <> 0 OR length(digest) <> 32";
        let row = query(sql).fetch_one(self.pool()).await;
        row::value(&row.map_err(|error| StoreError::during("looking at sums", error))?, 0)
    }

    /// The kept sums over more than `after` events and up to `last`, in order.
    pub(crate) async fn kept_sums(&self, after: u64, last: u64) -> Result<Vec<Sum>, StoreError> {
        let sql =
            "SELECT position, digest FROM log_sum WHERE position > $1 AND position <= $2 ORDER BY position";
        let rows = query(sql).bind(to_i64(after)?).bind(to_i64(last)?);
        let kept: Vec<_> = gather(rows.fetch(self.pool()), row::numbered_hash).await?;
        Ok(kept.into_iter().map(|(count, digest)| Sum { count, digest }).collect())
    }

    /// The last tile of each level that has any.
    pub(crate) async fn last_tiles(&self) -> Result<Vec<(u32, u64)>, StoreError> {
        // One step into the index for each level there can be: grouping would walk all tiles.
        let sql = "SELECT level, last FROM (SELECT level, \
                   (SELECT max(tile_index) FROM log_tile WHERE log_tile.level = known.level) AS last \
                   FROM (SELECT 0 AS level UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 \
                   UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6) AS known) AS tiled \
                   WHERE last IS NOT NULL ORDER BY level";
        gather(query(sql).fetch(self.pool()), row::last_tile).await
    }

    /// At most `limit` checkpoints over more than `after` events and up to `size`, by size.
    pub(crate) async fn checkpoints(
        &self,
        after: u64,
        size: u64,
        limit: u32,
    ) -> Result<Vec<KeptCheckpoint>, StoreError> {
        let sql = "SELECT size, root, note, created_at FROM checkpoint \
                   WHERE size > $1 AND size <= $2 ORDER BY size LIMIT $3";
        let rows = query(sql).bind(to_i64(after)?).bind(to_i64(size)?).bind(i64::from(limit));
        gather(rows.fetch(self.pool()), row::checkpoint).await
    }

    /// The checkpoint over the most events.
    pub(crate) async fn last_checkpoint(&self) -> Result<Option<KeptCheckpoint>, StoreError> {
        let sql = "SELECT size, root, note, created_at FROM checkpoint ORDER BY size DESC LIMIT 1";
        let last: Vec<_> = gather(query(sql).fetch(self.pool()), row::checkpoint).await?;
        Ok(last.into_iter().next())
    }

    /// The events at these positions as one text, their values with separators between them.
    pub(crate) async fn packed(&self, after: u64, last: u64) -> Result<Vec<u8>, StoreError> {
        // Every value is there once, and is told from another of its kind: an absent text from an empty one by
        // its equals sign, an absent batch by its hyphen.
        let sql = "SELECT CAST(group_concat(event, char(31)) AS BLOB) FROM ( \
                   SELECT concat_ws(char(31), position, recorded_at, coalesce(source_recorded_at, ''), \
                   hex(event_id), iif(batch IS NULL, '-', hex(batch)), version, schema, stream, type, \
                   occurred_on, organisation, iif(role IS NULL, '', '=' || role), \
                   iif(username IS NULL, '', '=' || username), origin, warnings, hex(leaf_hash), payload \
                   ) AS event FROM event WHERE position > $1 AND position <= $2 ORDER BY position)";
        let row = query(sql).bind(to_i64(after)?).bind(to_i64(last)?).fetch_one(self.pool()).await;
        let row = row.map_err(|error| StoreError::during("reading a page", error))?;
        // Nothing at all when there is no event.
        Ok(row::value::<_, Option<Vec<u8>>>(&row, 0)?.unwrap_or_default())
    }

    /// Guards after a key, each once for every stream under it.
    pub(crate) async fn guard_page(
        &self,
        after: &str,
        limit: u32,
    ) -> Result<Vec<(GuardKey, GuardState)>, StoreError> {
        gather(query(row::GUARD_PAGE).bind(after).bind(i64::from(limit)).fetch(self.pool()), row::guard).await
    }

    /// Position of the last event that there is, whatever the head says.
    pub(crate) async fn last_position(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(position), 0) FROM event";
        let row = query(sql).fetch_one(self.pool()).await;
        row::to_u64(row::value(&row.map_err(|error| StoreError::during("reading the end", error))?, 0)?)
    }
}

impl super::SqliteWriter {
    /// Adds roots of tiles; those that are there already stay as they are.
    pub(crate) async fn write_tiles(&mut self, tiles: &[Tile]) -> Result<(), StoreError> {
        // One statement, which takes the write lock before it looks.
        let sql = "INSERT INTO log_tile (level, tile_index, root) \
                   SELECT value ->> 0, value ->> 1, unhex(value ->> 2) FROM json_each($1) \
                   WHERE NOT EXISTS (SELECT 1 FROM log_tile \
                   WHERE level = value ->> 0 AND tile_index = value ->> 1)";
        let rows = tiles.iter().map(|tile| {
            let root = hex(&tile.root);
            format!("[{},{},\"{root}\"]", tile.level, tile.index)
        });
        let rows = format!("[{}]", rows.collect::<Vec<_>>().join(","));
        let done = query(sql).bind(rows).execute(self.connection()).await;
        done.map(drop).map_err(|error| StoreError::during("extending the tree", error))
    }

    /// Adds sums; those that are there already stay as they are.
    pub(crate) async fn write_sums(&mut self, sums: &[Sum]) -> Result<(), StoreError> {
        let sql = "INSERT INTO log_sum (position, digest) \
                   SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1) \
                   WHERE NOT EXISTS (SELECT 1 FROM log_sum WHERE position = value ->> 0)";
        let rows = sums.iter().map(|sum| format!("[{},\"{}\"]", sum.count, sum.hex()));
        let rows = format!("[{}]", rows.collect::<Vec<_>>().join(","));
        let done = query(sql).bind(rows).execute(self.connection()).await;
        done.map(drop).map_err(|error| StoreError::during("keeping sums", error))
    }

    /// Keeps a checkpoint, unless there is one of this size.
    pub(crate) async fn write_checkpoint(&mut self, kept: &KeptCheckpoint) -> Result<(), StoreError> {
        let sql = "INSERT INTO checkpoint (size, root, note, created_at) SELECT $1, $2, $3, $4 \
                   WHERE NOT EXISTS (SELECT 1 FROM checkpoint WHERE size = $1)";
        let done = query(sql)
            .bind(to_i64(kept.size)?)
            .bind(kept.root.as_slice())
            .bind(&kept.note)
            .bind(kept.created_at.as_microsecond())
            .execute(self.connection())
            .await;
        done.map(drop).map_err(|error| StoreError::during("keeping a checkpoint", error))
    }
}
