use std::ops::Range;

use futures_util::TryStreamExt as _;
use sqlx::postgres::PgPoolCopyExt as _;
use sqlx::query;

use super::PgStore;
use crate::append::GuardState;
use crate::error::StoreError;
use crate::names::GuardKey;
use crate::proof::{KeptCheckpoint, Sum, Tile, TreeHash};
use crate::row::{self, gather, to_i64};

impl PgStore {
    /// The leaf hashes of these leaves, each with its number from 0, in order.
    pub(crate) async fn leaf_hashes(&self, leaves: &Range<u64>) -> Result<Vec<(u64, TreeHash)>, StoreError> {
        let sql = "SELECT position - 1, leaf_hash FROM event \
                   WHERE position > $1 AND position <= $2 ORDER BY position";
        let rows = query(sql).bind(to_i64(leaves.start)?).bind(to_i64(leaves.end)?);
        gather(rows.fetch(self.readers()), row::numbered_hash).await
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
        gather(rows.fetch(self.readers()), row::numbered_hash).await
    }

    /// The last kept sum over at most so many events.
    pub(crate) async fn kept_sum(&self, position: u64) -> Result<Option<Sum>, StoreError> {
        let sql = "SELECT position, digest FROM log_sum WHERE position <= $1 ORDER BY position DESC LIMIT 1";
        let rows = query(sql).bind(to_i64(position)?);
        let last: Vec<_> = gather(rows.fetch(self.readers()), row::numbered_hash).await?;
        Ok(last.into_iter().next().map(|(count, digest)| Sum { count, digest }))
    }

    /// The lowest position at which a sum is kept as no program of ours keeps one.
    pub(crate) async fn impossible_sum(&self) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT min(position) FROM log_sum \
                   WHERE position <= 0 OR position % 256 <> 0 OR length(digest) <> 32";
        let row = query(sql).fetch_one(self.readers()).await;
        row::value(&row.map_err(|error| StoreError::during("looking at sums", error))?, 0)
    }

    /// The kept sums over more than `after` events and up to `last`, in order.
    pub(crate) async fn kept_sums(&self, after: u64, last: u64) -> Result<Vec<Sum>, StoreError> {
        let sql =
            "SELECT position, digest FROM log_sum WHERE position > $1 AND position <= $2 ORDER BY position";
        let rows = query(sql).bind(to_i64(after)?).bind(to_i64(last)?);
        let kept: Vec<_> = gather(rows.fetch(self.readers()), row::numbered_hash).await?;
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
        gather(query(sql).fetch(self.readers()), row::last_tile).await
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
        gather(rows.fetch(self.readers()), row::checkpoint).await
    }

    /// The checkpoint over the most events.
    pub(crate) async fn last_checkpoint(&self) -> Result<Option<KeptCheckpoint>, StoreError> {
        let sql = "SELECT size, root, note, created_at FROM checkpoint ORDER BY size DESC LIMIT 1";
        let last: Vec<_> = gather(query(sql).fetch(self.readers()), row::checkpoint).await?;
        Ok(last.into_iter().next())
    }

    /// The events at these positions in the binary form of COPY.
    pub(crate) async fn packed(&self, after: u64, last: u64) -> Result<Vec<u8>, StoreError> {
        let fault = |error| StoreError::during("reading a page", error);
        // COPY takes no parameters; these are two numbers.
        let sql = format!(
            "COPY (SELECT position, recorded_at, source_recorded_at, event_id, batch, version, schema, stream, \
             type, occurred_on, organisation, role, username, origin, warnings, leaf_hash, payload \
             FROM event WHERE position > {} AND position <= {} ORDER BY position) TO STDOUT (FORMAT binary)",
            to_i64(after)?,
            to_i64(last)?
        );
        let mut copied = self.readers().copy_out_raw(&sql).await.map_err(fault)?;
        let mut page = Vec::new();
        while let Some(piece) = copied.try_next().await.map_err(fault)? {
            page.extend_from_slice(&piece);
        }
        Ok(page)
    }

    /// Guards after a key, each once for every stream under it.
    pub(crate) async fn guard_page(
        &self,
        after: &str,
        limit: u32,
    ) -> Result<Vec<(GuardKey, GuardState)>, StoreError> {
        gather(query(row::GUARD_PAGE).bind(after).bind(i64::from(limit)).fetch(self.readers()), row::guard)
            .await
    }

    /// Position of the last event that there is, whatever the head says.
    pub(crate) async fn last_position(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(position), 0) FROM event";
        let row = query(sql).fetch_one(self.readers()).await;
        row::to_u64(row::value(&row.map_err(|error| StoreError::during("reading the end", error))?, 0)?)
    }
}

impl super::PgWriter {
    /// Adds roots of tiles; those that are there already stay as they are.
    pub(crate) async fn write_tiles(&mut self, tiles: &[Tile]) -> Result<(), StoreError> {
        let sql = "INSERT INTO log_tile (level, tile_index, root) \
                   SELECT * FROM UNNEST($1::integer[], $2::bigint[], $3::bytea[]) \
                   ON CONFLICT (level, tile_index) DO NOTHING";
        let levels: Vec<_> = tiles.iter().map(|tile| row::to_i32(tile.level)).collect::<Result<_, _>>()?;
        let indexes: Vec<_> = tiles.iter().map(|tile| to_i64(tile.index)).collect::<Result<_, _>>()?;
        let roots: Vec<&[u8]> = tiles.iter().map(|tile| tile.root.as_slice()).collect();
        let done = query(sql).bind(levels).bind(indexes).bind(roots).execute(self.connection()).await;
        done.map(drop).map_err(|error| StoreError::during("extending the tree", error))
    }

    /// Adds sums; those that are there already stay as they are.
    pub(crate) async fn write_sums(&mut self, sums: &[Sum]) -> Result<(), StoreError> {
        let sql = "INSERT INTO log_sum (position, digest) \
                   SELECT * FROM UNNEST($1::bigint[], $2::bytea[]) \
                   ON CONFLICT (position) DO NOTHING";
        let positions: Vec<_> = sums.iter().map(|sum| to_i64(sum.count)).collect::<Result<_, _>>()?;
        let digests: Vec<&[u8]> = sums.iter().map(|sum| sum.digest.as_slice()).collect();
        let done = query(sql).bind(positions).bind(digests).execute(self.connection()).await;
        done.map(drop).map_err(|error| StoreError::during("keeping sums", error))
    }

    /// Keeps a checkpoint, unless there is one of this size.
    pub(crate) async fn write_checkpoint(&mut self, kept: &KeptCheckpoint) -> Result<(), StoreError> {
        let sql = "INSERT INTO checkpoint (size, root, note, created_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (size) DO NOTHING";
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
