use std::fmt::Write as _;
use std::time::Instant;

use application::verify::hex;
use event_store::{TreeHash, tree_root, verify_consistency, verify_inclusion, written_leaf_hash};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, raw_sql};

use super::failed;
use super::measure::{Report, Series};
use super::place::{Engine, Place};
use crate::failure::Failure;

/// Hashes of a tile.
const TILE: u64 = 256;
/// Rows of one statement.
const ROWS: usize = 500;
/// Smaller trees measured too: how the time grows is the point.
const STEP: u64 = 100;

/// Prove an event: milliseconds for one proof in a tree of ten million
///
/// Fills the tree of an empty ledger with invented hashes, and with those events alone whose hashes the proofs
/// read; each proof is verified against the root that the whole tree has. Smaller trees are measured beside it:
/// the time must not grow with the number of events, only with its logarithm.
#[derive(clap::Args)]
pub(super) struct ProofArgs {
    /// Events of the largest tree
    #[arg(long, default_value_t = 10_000_000, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000_000))]
    events: u32,
    /// Proofs of each kind in each tree
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    proofs: u32,
}

pub(super) async fn measure(args: ProofArgs, place: &Place) -> Result<Report, Failure> {
    let mut sizes = vec![u64::from(args.events)];
    while let Some(smaller) = sizes.last().map(|size| size / STEP).filter(|size| *size >= 1000) {
        sizes.push(smaller);
    }
    let mut setting = String::new();
    let mut series = Vec::new();
    for size in sizes.into_iter().rev() {
        let application = place.open().await?;
        setting = place.setting(&application).await?;
        let tree = tokio::task::spawn_blocking(move || Tree::of(size)).await.map_err(failed)?;
        // Spread over the tree by a step that shares no factor with it, or hardly any.
        let probes: Vec<u64> =
            (0..u64::from(args.proofs)).map(|n| n * (size / 7 * 3 + 1) % size + 1).collect();
        fill(place, &tree, &probes).await?;
        let mut inclusion = Series::new(format!("proof: inclusion, {size} events"), "µs");
        let mut consistency = Series::new(format!("proof: consistency, {size} events"), "µs");
        let ledger = application.ledger();
        for position in probes {
            let since = Instant::now();
            let proof = ledger.inclusion_proof(position, size).await.map_err(failed)?;
            took(&mut inclusion, since);
            let leaf = leaf(position);
            if !verify_inclusion(&leaf, position, size, &proof, &tree.root) {
                return Err(failed(format!("the proof of event {position} does not hold")));
            }
            // A tree of whole tiles, whose root needs no event that is not there.
            let old = position - position % TILE;
            let since = Instant::now();
            let proof = ledger.consistency_proof(old, size).await.map_err(failed)?;
            took(&mut consistency, since);
            let root = tree.root_of_tiles(old / TILE);
            if !verify_consistency(old, &root, size, &tree.root, &proof) {
                return Err(failed(format!("the proof of the first {old} events does not hold")));
            }
        }
        series.extend([inclusion, consistency]);
        application.close().await;
        place.empty().await?;
    }
    Ok(Report { setting, series })
}

fn took(series: &mut Series, since: Instant) {
    let elapsed = since.elapsed();
    series.values.push(elapsed.as_secs_f64() * 1_000_000.0);
    series.latencies.push(elapsed);
}

/// The hash of an event that was never recorded.
fn leaf(position: u64) -> TreeHash {
    written_leaf_hash("{}", &position.to_be_bytes())
}

/// The roots of the tiles of each level, lowest first, and that of the whole.
struct Tree {
    size: u64,
    tiles: Vec<Vec<TreeHash>>,
    root: TreeHash,
}

impl Tree {
    fn of(size: u64) -> Self {
        let mut hashes: Vec<TreeHash> = Vec::new();
        let mut tiles = Vec::new();
        let full = size - size % TILE;
        let mut tile = Vec::new();
        for position in 1..=full {
            tile.push(leaf(position));
            if position % TILE == 0 {
                hashes.push(tree_root(tile.drain(..)));
            }
        }
        let rest: Vec<TreeHash> = (full + 1..=size).map(leaf).collect();
        while !hashes.is_empty() {
            let whole = hashes.chunks_exact(usize::from(u8::MAX) + 1);
            let above = whole.map(|tile| tree_root(tile.iter().copied())).collect();
            tiles.push(std::mem::replace(&mut hashes, above));
        }
        let mut tree = Self { size, tiles, root: [0; 32] };
        tree.root = tree.whole(size / TILE, &rest);
        tree
    }

    /// The root over so many full tiles and what follows them.
    fn whole(&self, tiles: u64, rest: &[TreeHash]) -> TreeHash {
        let lowest = self.tiles.first().map(Vec::as_slice).unwrap_or_default();
        let kept = lowest.get(..usize::try_from(tiles).unwrap_or_default()).unwrap_or_default();
        if rest.is_empty() {
            return tree_root(kept.iter().copied());
        }
        // A ragged tree ends in peaks that are lower than a tile: of the hashes of its leaves all would be needed,
        // of those of tiles the roots are enough.
        event_store::tree_root_over(kept.iter().copied(), TILE, rest.iter().copied())
    }

    fn root_of_tiles(&self, tiles: u64) -> TreeHash {
        self.whole(tiles, &[])
    }
}

/// Writes the tiles, the events whose hashes are read beside them, and the head.
async fn fill(place: &Place, tree: &Tree, probes: &[u64]) -> Result<(), Failure> {
    let mut positions: Vec<u64> = (tree.size - tree.size % TILE + 1..=tree.size).collect();
    for probe in probes {
        let first = probe - (probe - 1) % TILE;
        positions.extend(first..(first + TILE).min(tree.size + 1));
    }
    positions.sort_unstable();
    positions.dedup();
    let postgres = matches!(place.engine, Engine::Postgres(_));
    let bytes = |bytes: &[u8]| {
        if postgres { format!("'\\x{}'", hex(bytes)) } else { format!("x'{}'", hex(bytes)) }
    };
    let mut sql = String::from(if postgres { "SET search_path = parcours; BEGIN;" } else { "BEGIN;" });
    let tiles = (0..)
        .zip(&tree.tiles)
        .flat_map(|(level, roots)| (0..).zip(roots).map(move |(index, root): (u64, _)| (level, index, root)));
    let tiles = tiles.map(|(level, index, root): (u32, _, _)| format!("({level},{index},{})", bytes(root)));
    insert(&mut sql, "log_tile (level, tile_index, root)", tiles);
    let events = positions.iter().map(|position| {
        let id = position.to_be_bytes();
        let id = [[0; 8], id].concat();
        let id = if postgres { format!("'{}'", hex(&id)) } else { format!("x'{}'", hex(&id)) };
        let (hash, payload) = (bytes(&leaf(*position)), bytes(b"{}"));
        format!(
            "({position},0,{id},{position},1,'bench','bench','2000','bench','manual','[]',{hash},{payload})"
        )
    });
    let columns = "event (position, recorded_at, event_id, version, schema, stream, type, occurred_on, \
                   organisation, origin, warnings, leaf_hash, payload)";
    insert(&mut sql, columns, events);
    // Writing to a string cannot fail.
    let _ = write!(sql, "UPDATE ledger_head SET position = {}, recorded_at = 0; COMMIT", tree.size);
    // Numbers and hashes of ours.
    let sql = raw_sql(AssertSqlSafe(sql));
    match &place.engine {
        Engine::Sqlite { ledger, .. } => {
            let writing = SqliteConnectOptions::new().filename(ledger).disable_statement_logging();
            let mut connection = writing.connect().await.map_err(failed)?;
            sql.execute(&mut connection).await.map_err(failed)?;
            connection.close().await.map_err(failed)
        }
        Engine::Postgres(options) => {
            let mut connection = Place::connect(options).await?;
            sql.execute(&mut connection).await.map_err(failed)?;
            connection.close().await.map_err(failed)
        }
    }
}

fn insert(sql: &mut String, into: &str, rows: impl Iterator<Item = String>) {
    let rows: Vec<String> = rows.collect();
    for some in rows.chunks(ROWS) {
        // Writing to a string cannot fail.
        let _ = write!(sql, "INSERT INTO {into} VALUES {};", some.join(","));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_tiles_is_that_of_their_leaves() {
        for size in [1, 255, 256, 257, 512, 700] {
            assert_eq!(Tree::of(size).root, tree_root((1..=size).map(leaf)), "{size}");
        }
        let tree = Tree::of(700);
        assert_eq!(tree.root_of_tiles(2), tree_root((1..=512).map(leaf)));
    }
}
