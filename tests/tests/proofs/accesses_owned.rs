//! What who owns the database does to the tables of the access log themselves, and how it shows.

use event_store::{Access, ProofError, StoreError};

use super::accesses::{audit_with, bytes, first_bad, log, sign_log, unlocked};
use super::trust;
use crate::store::{Place, contracts};

contracts![
    what_a_trigger_swallows_was_not_logged,
    a_checkpoint_that_stands_twice_hides_nothing,
    what_stands_below_the_first_is_named_and_not_listed,
    what_cannot_be_read_is_named,
];

/// Has a trigger swallow the new rows of a table of which this holds.
async fn swallow(place: &Place, table: &str, when: &str) {
    let sql = match place {
        Place::Sqlite(_) => format!(
            "CREATE TRIGGER swallow BEFORE INSERT ON {table} WHEN {when} BEGIN SELECT RAISE(IGNORE); END"
        ),
        Place::Postgres(_) => format!(
            "CREATE OR REPLACE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RETURN NULL; END $$; \
             CREATE TRIGGER swallow BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when}) \
             EXECUTE FUNCTION nothing()"
        ),
    };
    place.execute_log(&sql).await.unwrap();
}

async fn stop_swallowing(place: &Place, table: &str) {
    let sql = match place {
        Place::Sqlite(_) => "DROP TRIGGER swallow".to_owned(),
        Place::Postgres(_) => format!("DROP TRIGGER swallow ON {table}"),
    };
    place.execute_log(&sql).await.unwrap();
}

/// Makes a table anew, with its rows and without what its schema says of them.
async fn make_anew(place: &Place, table: &str) {
    let sql = format!(
        "ALTER TABLE {table} RENAME TO old; CREATE TABLE {table} AS SELECT * FROM old; DROP TABLE old"
    );
    place.execute_log(&sql).await.unwrap();
}

async fn what_a_trigger_swallows_was_not_logged(place: Place) {
    let ledger = place.ledger().await;
    log(&ledger, ["u1"]).await;
    swallow(&place, "access_log", "NEW.reader = 'u9'").await;
    let access = |reader: &str| Access {
        reader: reader.to_owned(),
        household: "household/1".to_owned(),
        via: "replay".to_owned(),
        reason: None,
    };
    let refused = ledger.log_access(vec![access("u2"), access("u9")]).await.unwrap_err();
    assert!(matches!(refused, StoreError::NotKept { .. }), "{refused}");
    // Nothing of it, and others go on.
    log(&ledger, ["u3"]).await;
    let readers: Vec<_> = ledger.accesses(None, 0, 10).await.unwrap();
    let readers: Vec<_> = readers.iter().map(|entry| entry.access.reader.as_str()).collect();
    assert_eq!(readers, ["u1", "u3"]);
    stop_swallowing(&place, "access_log").await;
    swallow(&place, "access_checkpoint", "NEW.size = 2").await;
    let refused = sign_log(&ledger).await.unwrap_err();
    assert!(matches!(refused, ProofError::Store(StoreError::NotKept { .. })), "{refused}");
    stop_swallowing(&place, "access_checkpoint").await;
    assert_eq!(sign_log(&ledger).await.unwrap().unwrap().size, 2);
    let audit = audit_with(&ledger, &trust()).await;
    assert_eq!((audit.entries, audit.checkpoints, audit.first_bad), (2, 1, None));
}

async fn a_checkpoint_that_stands_twice_hides_nothing(place: Place) {
    let ledger = unlocked(&place).await;
    make_anew(&place, "access_checkpoint").await;
    assert_eq!(audit_with(&ledger, &trust()).await.first_bad, None);
    let again = "INSERT INTO access_checkpoint SELECT * FROM access_checkpoint WHERE size = 3";
    place.execute_log(again).await.unwrap();
    assert_eq!(first_bad(&ledger).await, (3, "checkpoint_twice"));
    // With which the checkpoint after it would not be compared, nor what was rewritten under that.
    place.execute_log("DELETE FROM access_log WHERE number > 3").await.unwrap();
    log(&ledger, ["u8", "u8", "u8"]).await;
    assert_eq!(first_bad(&ledger).await, (3, "checkpoint_twice"));
}

async fn what_stands_below_the_first_is_named_and_not_listed(place: Place) {
    for (table, below, expected) in [
        ("access_log", "UPDATE access_log SET number = 0 WHERE number = 6", "below"),
        ("access_log", "UPDATE access_log SET number = -6 WHERE number = 6", "below"),
        ("access_log", "UPDATE access_log SET number = NULL WHERE number = 6", "below"),
        ("access_checkpoint", "UPDATE access_checkpoint SET size = 0 WHERE size = 5", "checkpoint_below"),
        ("access_checkpoint", "UPDATE access_checkpoint SET size = -5 WHERE size = 5", "checkpoint_below"),
        ("access_checkpoint", "UPDATE access_checkpoint SET size = NULL WHERE size = 5", "checkpoint_below"),
    ] {
        let place = place.another().await;
        let ledger = unlocked(&place).await;
        make_anew(&place, table).await;
        place.execute_log(below).await.unwrap();
        assert_eq!(first_bad(&ledger).await, (0, expected), "{below}");
        let newest = ledger.newest_accesses(None, None, 10).await.unwrap();
        assert!(newest.iter().all(|entry| entry.number > 0), "{below}");
    }
}

async fn what_cannot_be_read_is_named(place: Place) {
    // The server itself keeps texts that are none out.
    let (reader, note) = match &place {
        Place::Sqlite(_) => ("CAST(x'ff' AS TEXT)", "CAST(x'ff' AS TEXT)"),
        Place::Postgres(_) => ("NULL", "NULL"),
    };
    let long = i64::MAX;
    let root = bytes(&place, &[0; 31]);
    for (sql, expected) in [
        (format!("UPDATE access_log SET read_at = {long} WHERE number = 4"), (4, "unreadable")),
        (format!("UPDATE access_log SET reader = {reader} WHERE number = 1"), (1, "unreadable")),
        (format!("UPDATE access_log SET reader = {reader} WHERE number = 6"), (6, "unreadable")),
        // What is wrong before it comes first.
        (
            format!(
                "UPDATE access_log SET reader = {reader} WHERE number = 4; \
                 UPDATE access_log SET reader = 'u9' WHERE number = 2"
            ),
            (2, "leaf_hash"),
        ),
        (
            format!("UPDATE access_checkpoint SET created_at = {long} WHERE size = 3"),
            (3, "checkpoint_unreadable"),
        ),
        (
            format!("UPDATE access_checkpoint SET created_at = {long} WHERE size = 5"),
            (5, "checkpoint_unreadable"),
        ),
        (
            format!("UPDATE access_checkpoint SET created_at = {long}, size = 9 WHERE size = 5"),
            (7, "checkpoint_unreadable"),
        ),
        (format!("UPDATE access_checkpoint SET note = {note} WHERE size = 5"), (5, "checkpoint_unreadable")),
        (format!("UPDATE access_checkpoint SET root = {root} WHERE size = 5"), (5, "checkpoint_unreadable")),
    ] {
        let place = place.another().await;
        let ledger = unlocked(&place).await;
        make_anew(&place, "access_log").await;
        make_anew(&place, "access_checkpoint").await;
        place.execute_log(&sql).await.unwrap();
        assert_eq!(first_bad(&ledger).await, expected, "{sql}");
    }
}
