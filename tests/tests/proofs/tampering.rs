//! What the owner of the database can do to it, triggers off, and how it shows.

use event_store::{Ledger, Reason, StoredEvent, Tree, Trust, hex, leaf_hash};

use super::{audit, extend, first_bad, grow, key, sign, trust, unlock};
use crate::store::{Place, contracts, everything};

contracts![
    an_altered_column_is_found_at_its_position,
    a_missing_or_moved_event_is_found,
    hashes_altered_along_are_found_by_tiles,
    tiles_altered_along_are_found_by_checkpoints,
    an_altered_tile_is_found,
    an_altered_sum_is_found,
    ends_that_are_taken_away_are_found,
    an_altered_checkpoint_is_found,
    an_altered_head_is_found,
    a_shortened_ledger_is_found_by_a_checkpoint_only,
];

/// 600 events, checkpoints over 280 and 600, sums up to 512, and nothing that holds its owner back.
async fn ledger(place: &Place) -> Ledger {
    let ledger = place.ledger().await;
    grow(&ledger, 280).await;
    sign(&ledger).await.unwrap();
    grow(&ledger, 600).await;
    sign(&ledger).await.unwrap();
    assert_eq!(ledger.extend_sums(600).await.unwrap(), 512);
    unlock(place).await;
    assert_eq!(audit(&ledger).await.first_bad, None);
    ledger
}

/// Bytes as the engine's SQL writes them.
fn bytes(place: &Place, bytes: &[u8]) -> String {
    match place {
        Place::Sqlite(_) => format!("x'{}'", hex(bytes)),
        Place::Postgres(_) => format!("'\\x{}'::bytea", hex(bytes)),
    }
}

/// Alters each of several ledgers in another way.
async fn found(place: &Place, cases: &[(&str, (u64, &'static str))]) {
    for (sql, expected) in cases {
        let place = place.another().await;
        let ledger = ledger(&place).await;
        place.execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert_eq!(first_bad(&ledger).await, *expected, "{sql}");
    }
}

/// Rewrites the event at a position as its owner wants it, with a hash that fits.
async fn forge(place: &Place, ledger: &Ledger, position: u64, change: impl FnOnce(&mut StoredEvent)) {
    let mut event = ledger.read_positions(position - 1, 1).await.unwrap().remove(0);
    change(&mut event);
    let (leaf, payload) = (bytes(place, &leaf_hash(&event)), bytes(place, &event.payload));
    let sql = format!(
        "UPDATE event SET leaf_hash = {leaf}, payload = {payload}, version = {}, recorded_at = {} \
         WHERE position = {position}",
        event.version,
        event.recorded_at.as_microsecond()
    );
    place.execute(&sql).await.unwrap();
}

async fn an_altered_column_is_found_at_its_position(place: Place) {
    let payload =
        format!("UPDATE event SET payload = {} WHERE position = 300", bytes(&place, b"{\"n\":301}"));
    let hash = format!("UPDATE event SET leaf_hash = {} WHERE position = 300", bytes(&place, &[1; 32]));
    let id = match place {
        Place::Sqlite(_) => "UPDATE event SET event_id = zeroblob(16) WHERE position = 300",
        Place::Postgres(_) => "UPDATE event SET event_id = gen_random_uuid() WHERE position = 300",
    };
    let here = (300, "leaf_hash");
    found(
        &place,
        &[
            (&payload, here),
            (&hash, here),
            (id, here),
            ("UPDATE event SET recorded_at = recorded_at + 1 WHERE position = 300", here),
            ("UPDATE event SET organisation = 'another' WHERE position = 300", here),
            ("UPDATE event SET username = 'another' WHERE position = 300", here),
            ("UPDATE event SET occurred_on = '2024-01' WHERE position = 300", here),
            ("UPDATE event SET warnings = '[\"x\"]' WHERE position = 300", here),
            // Nothing that a program of ours could have written, beside something altered later.
            (
                "UPDATE event SET recorded_at = 9000000000000000000 WHERE position = 300; \
                 UPDATE event SET type = 'x' WHERE position = 301",
                (300, "unreadable"),
            ),
            // The first of several is named.
            ("UPDATE event SET type = 'x' WHERE position IN (599, 600, 2)", (2, "leaf_hash")),
        ],
    )
    .await;
}

async fn a_missing_or_moved_event_is_found(place: Place) {
    found(
        &place,
        &[
            ("DELETE FROM event WHERE position = 300", (300, "missing")),
            ("DELETE FROM event WHERE position > 590", (591, "missing")),
            ("DELETE FROM event", (1, "missing")),
            (
                "UPDATE event SET position = 1000 WHERE position = 300; \
                 UPDATE event SET position = 300 WHERE position = 301; \
                 UPDATE event SET position = 301 WHERE position = 1000",
                (300, "leaf_hash"),
            ),
        ],
    )
    .await;
}

async fn hashes_altered_along_are_found_by_tiles(place: Place) {
    let ledger = ledger(&place).await;
    forge(&place, &ledger, 300, |event| event.payload = b"{}".to_vec()).await;
    let bad = audit(&ledger).await.first_bad.unwrap();
    assert_eq!((bad.position, bad.reason), (257, Reason::Tile { level: 0, index: 1, last: 512 }));
    // Where the order itself is broken, the position is.
    forge(&place, &ledger, 290, |event| event.version += 1000).await;
    assert_eq!(first_bad(&ledger).await, (290, "version"));
    forge(&place, &ledger, 280, |event| event.recorded_at = "2024-02-29T00:00:00Z".parse().unwrap()).await;
    assert_eq!(first_bad(&ledger).await, (280, "recorded_at"));
}

async fn tiles_altered_along_are_found_by_checkpoints(place: Place) {
    let ledger = ledger(&place).await;
    forge(&place, &ledger, 300, |event| event.payload = b"{}".to_vec()).await;
    place.execute("DELETE FROM log_tile; DELETE FROM log_sum").await.unwrap();
    extend(&ledger).await;
    let bad = audit(&ledger).await.first_bad.unwrap();
    assert_eq!((bad.position, bad.reason), (600, Reason::CheckpointRoot { since: 280 }));
    // Nor does anybody sign what comes after.
    grow(&ledger, 700).await;
    let refused = ledger.checkpoint(&key(), &trust().keys, "2024-03-02T00:00:00Z".parse().unwrap()).await;
    assert!(refused.unwrap_err().to_string().contains("does not extend its checkpoint over 600"));
    assert_eq!(ledger.last_checkpoint().await.unwrap().unwrap().size, 600);
}

async fn an_altered_tile_is_found(place: Place) {
    let root = bytes(&place, &[0; 32]);
    let edited = format!("UPDATE log_tile SET root = {root} WHERE tile_index = 1");
    let beyond = format!("INSERT INTO log_tile (level, tile_index, root) VALUES (1, 0, {root})");
    found(
        &place,
        &[
            (&edited, (257, "tile")),
            ("DELETE FROM log_tile WHERE tile_index = 0", (1, "tile_missing")),
            // The last one as well, since a checkpoint covers it.
            ("DELETE FROM log_tile WHERE tile_index = 1", (257, "tile_missing")),
            (&beyond, (1, "tile_beyond")),
        ],
    )
    .await;
}

async fn an_altered_sum_is_found(place: Place) {
    let digest = bytes(&place, &[0; 32]);
    let edited = format!("UPDATE log_sum SET digest = {digest} WHERE position = 512");
    let beyond = format!("INSERT INTO log_sum (position, digest) VALUES (768, {digest})");
    found(
        &place,
        &[
            (&edited, (512, "sum")),
            ("DELETE FROM log_sum WHERE position = 256", (256, "sum_missing")),
            (&beyond, (601, "sum_beyond")),
        ],
    )
    .await;
    // Nor is what no program of ours could have kept, once nothing holds its owner back.
    let free = match &place {
        Place::Sqlite(_) => "PRAGMA ignore_check_constraints = 1",
        Place::Postgres(_) => {
            "ALTER TABLE log_sum DROP CONSTRAINT log_sum_position, DROP CONSTRAINT log_sum_digest"
        }
    };
    let short = bytes(&place, &[0; 7]);
    let [nothing, below, between] = [0, -256, 300].map(|position| {
        format!("{free}; INSERT INTO log_sum (position, digest) VALUES ({position}, {digest})")
    });
    let cut = format!("{free}; UPDATE log_sum SET digest = {short} WHERE position = 256");
    found(
        &place,
        &[
            (&nothing, (0, "sum_impossible")),
            (&below, (0, "sum_impossible")),
            (&between, (300, "sum_impossible")),
            (&cut, (256, "sum_impossible")),
        ],
    )
    .await;
}

async fn ends_that_are_taken_away_are_found(place: Place) {
    found(
        &place,
        &[
            // The last, or all of them: a checkpoint was signed over what they stand for.
            ("DELETE FROM log_sum WHERE position = 512", (512, "sum_missing")),
            ("DELETE FROM log_sum", (256, "sum_missing")),
            ("DELETE FROM log_tile WHERE tile_index = 1", (257, "tile_missing")),
            ("DELETE FROM log_tile", (1, "tile_missing")),
            ("DELETE FROM log_tile; DELETE FROM log_sum", (1, "tile_missing")),
            // Tiles stand for the sums without one.
            ("DELETE FROM checkpoint; DELETE FROM log_sum WHERE position = 512", (512, "sum_missing")),
        ],
    )
    .await;
    // What is not kept yet is no fault: it is kept when somebody asks.
    let place = place.another().await;
    let ledger = place.ledger().await;
    grow(&ledger, 600).await;
    assert_eq!(audit(&ledger).await.first_bad, None);
    assert_eq!(ledger.extend_sums(256).await.unwrap(), 256);
    assert_eq!(audit(&ledger).await.first_bad, None);
    assert_eq!(ledger.extend_tree(256).await.unwrap(), 511);
    assert_eq!(audit(&ledger).await.first_bad, None);
    sign(&ledger).await.unwrap();
    assert_eq!(audit(&ledger).await.first_bad, None);
    // Once they were, they are made again by whoever goes on.
    unlock(&place).await;
    place.execute("DELETE FROM log_sum WHERE position = 512").await.unwrap();
    assert_eq!(first_bad(&ledger).await, (512, "sum_missing"));
    assert_eq!(ledger.extend_sums(256).await.unwrap(), 512);
    assert_eq!(audit(&ledger).await.first_bad, None);
}

async fn an_altered_checkpoint_is_found(place: Place) {
    let elsewhere = place.another().await;
    let other = elsewhere.ledger().await;
    grow(&other, 599).await;
    crate::store::accepted(other.append(crate::store::request([crate::store::event(9999, "s0")])).await);
    // Of the same size, and by the same key.
    let theirs = sign(&other).await.unwrap();
    let stranger = event_store::SigningKey::ed25519("parcours/stranger", &[8; 32]).unwrap();
    let said = event_store::Checkpoint { origin: "parcours/stranger".into(), size: 600, root: theirs.root };
    let strange = said.sign(&stranger).to_string();
    let root = bytes(&place, &theirs.root);
    let set = |what: &str| format!("UPDATE checkpoint SET {what} WHERE size = 600");
    found(
        &place,
        &[
            (&set(&format!("root = {root}")), (600, "checkpoint")),
            (&set("note = replace(note, '600', '601')"), (600, "checkpoint")),
            (&set("note = 'no note'"), (600, "checkpoint")),
            (&set("size = 599"), (599, "checkpoint")),
            (&set("size = 601"), (601, "checkpoint_beyond")),
            (&set(&format!("note = '{strange}', root = {root}")), (600, "checkpoint_key")),
            (&set(&format!("note = '{}', root = {root}", theirs.note)), (600, "checkpoint_root")),
        ],
    )
    .await;
}

async fn an_altered_head_is_found(place: Place) {
    found(
        &place,
        &[
            ("UPDATE ledger_head SET recorded_at = recorded_at + 1", (600, "ledger_head")),
            ("UPDATE ledger_head SET position = 601", (601, "missing")),
            ("UPDATE ledger_head SET position = 599", (600, "checkpoint_beyond")),
            ("DELETE FROM checkpoint; UPDATE ledger_head SET position = 599", (600, "ledger_head")),
            ("UPDATE stream_head SET version = version + 1 WHERE stream = 's1'", (598, "stream_head")),
            ("UPDATE stream_head SET last_position = 1 WHERE stream = 's1'", (598, "stream_head")),
            ("UPDATE stream_head SET last_position = 601 WHERE stream = 's1'", (598, "stream_head")),
            (
                "UPDATE stream_head SET version = 999, last_position = 601 WHERE stream = 's1'",
                (601, "stream_head"),
            ),
            ("DELETE FROM stream_head WHERE stream = 's2'", (599, "stream_head")),
            (
                "INSERT INTO stream_head (stream, version, last_position) VALUES ('x', 1, 7)",
                (7, "stream_head"),
            ),
        ],
    )
    .await;
}

async fn a_shortened_ledger_is_found_by_a_checkpoint_only(place: Place) {
    let shorten = |to: u64| {
        format!(
            "DELETE FROM event WHERE position > {to}; UPDATE ledger_head SET position = {to}; \
             UPDATE stream_head SET \
             version = (SELECT max(version) FROM event WHERE event.stream = stream_head.stream), \
             last_position = (SELECT max(position) FROM event WHERE event.stream = stream_head.stream)"
        )
    };
    let ledger = ledger(&place).await;
    let kept = ledger.last_checkpoint().await.unwrap().unwrap();
    place.execute(&shorten(590)).await.unwrap();
    assert_eq!(first_bad(&ledger).await, (591, "checkpoint_beyond"));
    let refused = ledger.checkpoint(&key(), &trust().keys, kept.created_at).await;
    assert!(refused.is_err(), "{refused:?}");
    // Without the checkpoint there is nothing left that could tell, but one that was kept elsewhere.
    place.execute("DELETE FROM checkpoint WHERE size = 600").await.unwrap();
    assert_eq!(audit(&ledger).await.first_bad, None);
    assert_eq!(everything(&ledger).await.len(), 590);
    let printed = event_store::Checkpoint::open(&kept.note, Tree::Ledger, &trust().keys).unwrap();
    let trust = Trust { checkpoints: vec![printed], ..trust() };
    let audit = ledger.audit(&trust, None, &mut |_, _| ()).await.unwrap();
    let bad = audit.first_bad.unwrap();
    assert_eq!((bad.position, bad.reason), (591, Reason::CheckpointBeyond { size: 600 }));
    // Nor does it help to fill up again: the events are others.
    grow(&ledger, 590).await;
    for id in 0..20 {
        crate::store::accepted(
            ledger.append(crate::store::request([crate::store::event(5000 + id, "s0")])).await,
        );
    }
    let bad = ledger.audit(&trust, None, &mut |_, _| ()).await.unwrap().first_bad.unwrap();
    assert_eq!((bad.position, bad.reason), (600, Reason::CheckpointRoot { since: 280 }));
    // Shorter than a tile that is kept.
    place.execute(&shorten(500)).await.unwrap();
    assert_eq!(first_bad(&ledger).await, (257, "tile_beyond"));
}
