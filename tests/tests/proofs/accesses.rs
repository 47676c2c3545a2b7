//! The access log is signed as the ledger is: what its owner can do to it, triggers off, and how it shows.

use event_store::{
    Access, AccessAudit, Checkpoint, KeptCheckpoint, Ledger, ProofError, SigningKey, Tree, Trust, hex,
};

use super::{grow, key, keys, sign, trust};
use crate::store::{NOON, Place, contracts, micro};

contracts![
    what_is_logged_is_signed_and_holds,
    a_checkpoint_of_the_log_is_never_changed,
    signing_reads_nothing_but_what_is_new,
    what_is_altered_is_named,
    a_log_rewritten_with_its_hashes_is_named,
    a_replaced_checkpoint_is_named,
    a_log_shortened_with_its_checkpoints_is_found_by_one_kept_elsewhere,
    nothing_is_signed_of_a_log_that_was_altered,
    a_log_of_an_older_program_is_signed,
];

/// Logs a reading by each of these, in their order.
pub(super) async fn log(ledger: &Ledger, readers: impl IntoIterator<Item = &str>) {
    let access = |reader: &str| Access {
        reader: reader.to_owned(),
        household: "household/1".to_owned(),
        via: "replay".to_owned(),
        reason: None,
    };
    ledger.log_access(readers.into_iter().map(access).collect()).await.unwrap();
}

pub(super) async fn sign_log(ledger: &Ledger) -> Result<Option<KeptCheckpoint>, ProofError> {
    ledger.checkpoint_accesses(&key(), &keys(), micro(NOON)).await
}

pub(super) async fn audit_with(ledger: &Ledger, trust: &Trust) -> AccessAudit {
    ledger.audit_accesses(trust, &mut |_, _| ()).await.unwrap()
}

/// Number and code of the first thing that is wrong.
pub(super) async fn first_bad(ledger: &Ledger) -> (u64, &'static str) {
    let audit = audit_with(ledger, &trust()).await;
    let bad = audit.first_bad.unwrap_or_else(|| panic!("nothing is wrong with {} entries", audit.entries));
    (bad.number, bad.reason.code())
}

/// Three entries under a checkpoint, five under another, and one that nobody signed.
async fn signed(place: &Place) -> Ledger {
    let ledger = place.ledger().await;
    log(&ledger, ["u1", "u2", "u3"]).await;
    sign_log(&ledger).await.unwrap().unwrap();
    log(&ledger, ["u4", "u5"]).await;
    sign_log(&ledger).await.unwrap().unwrap();
    log(&ledger, ["u6"]).await;
    ledger
}

/// Takes away what keeps the owner of the database from altering the log.
pub(super) async fn unlock(place: &Place) {
    for table in ["access_log", "access_checkpoint"] {
        let sql = match place {
            Place::Sqlite(_) => ["update", "delete", "replace"]
                .map(|what| format!("DROP TRIGGER {table}_no_{what}"))
                .join(";"),
            Place::Postgres(_) => format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
        };
        place.execute_log(&sql).await.unwrap();
    }
}

/// The same, and nothing holds its owner back.
pub(super) async fn unlocked(place: &Place) -> Ledger {
    let ledger = signed(place).await;
    unlock(place).await;
    ledger
}

pub(super) fn bytes(place: &Place, bytes: &[u8]) -> String {
    match place {
        Place::Sqlite(_) => format!("x'{}'", hex(bytes)),
        Place::Postgres(_) => format!("'\\x{}'::bytea", hex(bytes)),
    }
}

async fn what_is_logged_is_signed_and_holds(place: Place) {
    let (ledger, other) = (place.ledger().await, place.ledger().await);
    assert_eq!(sign_log(&ledger).await.unwrap(), None, "nobody has read");
    let mut sizes = Vec::new();
    for readers in [1, 2, 5, 600, 1700] {
        log(&ledger, std::iter::repeat_n("u1", readers)).await;
        // By two nodes at once, one checkpoint.
        let (one, two) = tokio::join!(sign_log(&ledger), sign_log(&other));
        let kept = one.unwrap().or(two.unwrap()).unwrap();
        assert_eq!(ledger.last_access_checkpoint().await.unwrap(), Some(kept.clone()));
        assert_eq!(sign_log(&ledger).await.unwrap(), None, "nobody has read since");
        kept.check(Tree::AccessLog, &keys()).unwrap();
        assert!(
            kept.note.starts_with(&format!("parcours/tests/access-log\n{}\n", kept.size)),
            "{}",
            kept.note
        );
        let audit = audit_with(&ledger, &trust()).await;
        sizes.push(kept.size);
        assert_eq!(
            (audit.entries, audit.checkpoints, &audit.first_bad),
            (kept.size, sizes.len() as u64, &None)
        );
        // What is signed is what the entries come to, whatever it went on from.
        assert_eq!(audit.root, kept.root);
    }
    assert_eq!(sizes, [1, 3, 8, 608, 2308]);
    let mut told = Vec::new();
    ledger.audit_accesses(&trust(), &mut |done, of| told.push((done, of))).await.unwrap();
    assert_eq!(told, [(1000, 2308), (2000, 2308), (2308, 2308)]);
}

async fn a_checkpoint_of_the_log_is_never_changed(place: Place) {
    let ledger = signed(&place).await;
    for sql in [
        "UPDATE access_checkpoint SET note = 'x'",
        "DELETE FROM access_checkpoint",
        "UPDATE access_checkpoint SET peaks = root WHERE size = 3",
    ] {
        let error = place.execute_log(sql).await.unwrap_err().to_string();
        assert!(error.contains("access_checkpoint is never changed"), "{error}");
    }
    assert_eq!(audit_with(&ledger, &trust()).await.checkpoints, 2);
}

async fn signing_reads_nothing_but_what_is_new(place: Place) {
    let ledger = place.ledger().await;
    log(&ledger, std::iter::repeat_n("u1", 3000)).await;
    let whole = sign_log(&ledger).await.unwrap().unwrap();
    log(&ledger, ["u2", "u3"]).await;
    unlock(&place).await;
    // What is read could not be missing: none of these is.
    place.execute_log("DELETE FROM access_log WHERE number <= 3000").await.unwrap();
    let kept = sign_log(&ledger).await.unwrap().unwrap();
    assert_eq!((whole.size, kept.size), (3000, 3002));
    // And the signature is that of all of them.
    let elsewhere = place.another().await;
    let all = elsewhere.ledger().await;
    log(&all, std::iter::repeat_n("u1", 3000).chain(["u2", "u3"])).await;
    assert_eq!(sign_log(&all).await.unwrap().unwrap().root, kept.root);
    // While whoever verifies reads everything.
    assert_eq!(first_bad(&ledger).await, (1, "missing"));
}

async fn what_is_altered_is_named(place: Place) {
    let (zeros, short) = (bytes(&place, &[0; 64]), bytes(&place, &[0; 32]));
    let hash = format!("UPDATE access_log SET leaf_hash = {short} WHERE number = 2");
    let peaks = format!("UPDATE access_checkpoint SET peaks = {zeros} WHERE size = 5");
    let fewer = format!("UPDATE access_checkpoint SET peaks = {short} WHERE size = 5");
    let root = format!("UPDATE access_checkpoint SET root = {short} WHERE size = 5");
    let cases = [
        ("UPDATE access_log SET reader = 'u9' WHERE number = 2", (2, "leaf_hash")),
        ("UPDATE access_log SET household = 'household/2' WHERE number = 2", (2, "leaf_hash")),
        ("UPDATE access_log SET via = 'export' WHERE number = 6", (6, "leaf_hash")),
        ("UPDATE access_log SET reason = 'x' WHERE number = 1", (1, "leaf_hash")),
        ("UPDATE access_log SET read_at = read_at + 1 WHERE number = 5", (5, "leaf_hash")),
        (&hash, (2, "leaf_hash")),
        ("DELETE FROM access_log WHERE number = 4", (4, "missing")),
        // Taken away from the end, below what was signed.
        ("DELETE FROM access_log WHERE number >= 5", (5, "checkpoint_beyond")),
        ("DELETE FROM access_log", (1, "checkpoint_beyond")),
        ("UPDATE access_checkpoint SET size = 7 WHERE size = 5", (7, "checkpoint_beyond")),
        ("UPDATE access_checkpoint SET size = 4 WHERE size = 5", (4, "checkpoint")),
        ("UPDATE access_checkpoint SET note = replace(note, '5', '4') WHERE size = 5", (5, "checkpoint")),
        ("UPDATE access_checkpoint SET note = 'no note' WHERE size = 3", (3, "checkpoint")),
        (&root, (5, "checkpoint")),
        (&peaks, (5, "checkpoint_peaks")),
        (&fewer, (5, "checkpoint_peaks")),
        // The first of several.
        (
            "UPDATE access_log SET reader = 'u9' WHERE number > 3; UPDATE access_checkpoint SET note = 'x'",
            (3, "checkpoint"),
        ),
    ];
    for (sql, expected) in cases {
        let place = place.another().await;
        let ledger = unlocked(&place).await;
        assert_eq!(audit_with(&ledger, &trust()).await.first_bad, None);
        place.execute_log(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert_eq!(first_bad(&ledger).await, expected, "{sql}");
    }
    // What nobody has signed yet can be taken away unseen.
    let ledger = unlocked(&place).await;
    place.execute_log("DELETE FROM access_log WHERE number = 6").await.unwrap();
    assert_eq!(audit_with(&ledger, &trust()).await.first_bad, None);
}

/// Another log, of which the second reader is another: what its owner would write in place of the first.
async fn forged(place: &Place) -> (Place, Ledger) {
    let place = place.another().await;
    let ledger = place.ledger().await;
    log(&ledger, ["u1", "u9", "u3", "u4", "u5", "u6"]).await;
    (place, ledger)
}

/// Puts the second entry of the other log in the place of that of this one, with the hash that fits.
async fn forge(place: &Place, theirs: &Ledger) {
    let entry = theirs.accesses(None, 1, 1).await.unwrap().remove(0);
    let (reader, leaf) = (entry.access.reader, bytes(place, &entry.leaf_hash));
    let sql = format!("UPDATE access_log SET reader = '{reader}', leaf_hash = {leaf} WHERE number = 2");
    place.execute_log(&sql).await.unwrap();
}

async fn a_log_rewritten_with_its_hashes_is_named(place: Place) {
    let ledger = unlocked(&place).await;
    let (_elsewhere, theirs) = forged(&place).await;
    forge(&place, &theirs).await;
    let bad = audit_with(&ledger, &trust()).await.first_bad.unwrap();
    assert_eq!((bad.number, bad.reason.code()), (3, "checkpoint_root"));
    // Nor does it help to take the end away and to log others.
    let shortened = place.another().await;
    let ledger = unlocked(&shortened).await;
    shortened.execute_log("DELETE FROM access_log WHERE number > 4").await.unwrap();
    log(&ledger, ["u8", "u8", "u8"]).await;
    let bad = audit_with(&ledger, &trust()).await.first_bad.unwrap();
    assert_eq!((bad.number, bad.reason), (5, event_store::AccessReason::CheckpointRoot { since: 3 }));
}

async fn a_replaced_checkpoint_is_named(place: Place) {
    let (_elsewhere, theirs) = forged(&place).await;
    // By the same key, over as many entries of another log.
    let kept = sign_log(&theirs).await.unwrap().unwrap();
    assert_eq!(kept.size, 6);
    let stranger = SigningKey::ed25519("parcours/stranger", &[8; 32]).unwrap();
    let origin = Tree::AccessLog.origin("parcours/stranger");
    let strange = Checkpoint { origin, size: 6, root: kept.root }.sign(&stranger).to_string();
    // Of the ledger, and as large.
    let of_events = place.another().await;
    let events = of_events.ledger().await;
    grow(&events, 6).await;
    let ledgers = sign(&events).await.unwrap();
    let theirs = Checkpoint { origin: Tree::Ledger.origin("parcours/tests"), size: 6, root: kept.root };
    let theirs = theirs.sign(&key()).to_string();
    for (note, root, expected) in [
        (&kept.note, kept.root, (6, "checkpoint_root")),
        (&strange, kept.root, (6, "checkpoint_key")),
        (&ledgers.note, ledgers.root, (6, "checkpoint")),
        (&theirs, kept.root, (6, "checkpoint")),
    ] {
        let place = place.another().await;
        let ledger = unlocked(&place).await;
        sign_log(&ledger).await.unwrap().unwrap();
        assert_eq!(audit_with(&ledger, &trust()).await.first_bad, None);
        let root = bytes(&place, &root);
        let sql = format!("UPDATE access_checkpoint SET note = '{note}', root = {root} WHERE size = 6");
        place.execute_log(&sql).await.unwrap();
        assert_eq!(first_bad(&ledger).await, expected, "{note}");
    }
    // The other way round, a checkpoint of the log is none of the ledger.
    let place = place.another().await;
    let ledger = place.ledger().await;
    grow(&ledger, 6).await;
    sign(&ledger).await.unwrap();
    super::unlock(&place).await;
    let root = bytes(&place, &kept.root);
    let sql = format!("UPDATE checkpoint SET note = '{}', root = {root} WHERE size = 6", kept.note);
    place.execute(&sql).await.unwrap();
    assert_eq!(super::first_bad(&ledger).await, (6, "checkpoint"));
}

async fn a_log_shortened_with_its_checkpoints_is_found_by_one_kept_elsewhere(place: Place) {
    let ledger = unlocked(&place).await;
    let mut trust = trust();
    trust.rely_on(&ledger.last_access_checkpoint().await.unwrap().unwrap().note).unwrap();
    let audit = audit_with(&ledger, &trust).await;
    assert_eq!((audit.checkpoints, audit.first_bad), (3, None));
    let shorten = "DELETE FROM access_checkpoint WHERE size = 5; DELETE FROM access_log WHERE number > 3";
    place.execute_log(shorten).await.unwrap();
    assert_eq!(audit_with(&ledger, &super::trust()).await.first_bad, None);
    let bad = audit_with(&ledger, &trust).await.first_bad.unwrap();
    assert_eq!((bad.number, bad.reason.code()), (4, "checkpoint_beyond"));
    log(&ledger, ["u8", "u8", "u8"]).await;
    let bad = audit_with(&ledger, &trust).await.first_bad.unwrap();
    assert_eq!((bad.number, bad.reason.code()), (5, "checkpoint_root"));
}

async fn nothing_is_signed_of_a_log_that_was_altered(place: Place) {
    let zeros = bytes(&place, &[0; 64]);
    let peaks = format!("UPDATE access_checkpoint SET peaks = {zeros} WHERE size = 5");
    for (sql, expected) in [
        (peaks.as_str(), (5, "checkpoint_peaks")),
        ("UPDATE access_checkpoint SET note = 'x' WHERE size = 5", (5, "checkpoint")),
        ("UPDATE access_log SET reader = 'u9' WHERE number = 6", (6, "leaf_hash")),
        ("DELETE FROM access_log WHERE number > 2", (3, "checkpoint_beyond")),
        ("UPDATE access_log SET number = 7 WHERE number = 6", (6, "missing")),
    ] {
        let place = place.another().await;
        let ledger = unlocked(&place).await;
        place.execute_log(sql).await.unwrap();
        let refused = sign_log(&ledger).await.unwrap_err();
        let ProofError::Access(bad) = &refused else { panic!("{sql}: {refused}") };
        assert_eq!((bad.number, bad.reason.code()), expected, "{sql}");
        assert!(refused.to_string().contains("nothing was signed of it"), "{refused}");
        assert_eq!(ledger.last_access_checkpoint().await.unwrap().unwrap().size, 5);
    }
    // Nor under a key that nobody knows.
    let ledger = signed(&place).await;
    let stranger = SigningKey::ed25519("parcours/tests", &[9; 32]).unwrap();
    let trusted = [stranger.verifier().clone()];
    let refused = ledger.checkpoint_accesses(&stranger, &trusted, micro(NOON)).await.unwrap_err();
    assert!(refused.to_string().contains("no known key"), "{refused}");
}

async fn a_log_of_an_older_program_is_signed(place: Place) {
    let ledger = place.ledger().await;
    log(&ledger, ["u1", "u2"]).await;
    ledger.close().await;
    let old = match &place {
        Place::Sqlite(_) => "DROP TABLE access_checkpoint; PRAGMA user_version = 1",
        Place::Postgres(_) => "DROP TABLE access_checkpoint; DELETE FROM migration WHERE version >= 5",
    };
    place.execute_log(old).await.unwrap();
    // By several programs at once.
    let nodes = futures_util::future::join_all((0..4).map(|_| place.ledger())).await;
    let read = nodes.iter().map(|node| async { node.accesses(None, 0, 10).await.unwrap().len() });
    assert_eq!(futures_util::future::join_all(read).await, [2; 4]);
    let kept = sign_log(&nodes[0]).await.unwrap().unwrap();
    assert_eq!(kept.size, 2);
    assert_eq!(audit_with(&nodes[3], &trust()).await.checkpoints, 1);
    if let Place::Sqlite(_) = &place {
        // A file of a newer program is left alone.
        place.execute_log("PRAGMA user_version = 99").await.unwrap();
        let refused = place.ledger().await.accesses(None, 0, 10).await.unwrap_err();
        assert!(matches!(refused, event_store::StoreError::Newer { found: 99, .. }), "{refused}");
    }
}
