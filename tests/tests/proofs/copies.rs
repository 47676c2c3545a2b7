//! S11: a ledger that is carried over is the same ledger: same order, same roots, and its checkpoints hold.

use event_store::{Ledger, StoredEvent, Trust};

use super::{assert_right, grow, sign, trust};
use crate::store::{Clock, NOON, Place, everything};

/// 700 events and two checkpoints.
async fn original(place: &Place) -> (Ledger, Vec<StoredEvent>, Trust) {
    let ledger = place.ledger().await;
    grow(&ledger, 300).await;
    sign(&ledger).await.unwrap();
    grow(&ledger, 700).await;
    let kept = sign(&ledger).await.unwrap();
    super::accesses::log(&ledger, ["u1", "u2"]).await;
    let log = super::accesses::sign_log(&ledger).await.unwrap().unwrap();
    let mut printed = trust();
    printed.rely_on(&format!("{}\n{}", kept.note, log.note)).unwrap();
    let events = everything(&ledger).await;
    (ledger, events, printed)
}

/// A copy holds the same, proves the same, and goes on where the original ended.
async fn assert_same(url: &str, events: &[StoredEvent], trust: &Trust) {
    let copy = Ledger::open(url, Clock::at(NOON).shared()).await.unwrap();
    assert!(everything(&copy).await == events);
    let audit = copy.audit(trust, None, &mut |_, _| ()).await.unwrap();
    assert_eq!((audit.first_bad, audit.events, audit.checkpoints), (None, 700, 3));
    assert_eq!(audit.root, trust.checkpoints[0].root);
    assert_eq!(copy.root(700).await.unwrap(), audit.root);
    // The log that came along is what was signed of it, and goes on as well.
    let accesses = copy.audit_accesses(trust, &mut |_, _| ()).await.unwrap();
    assert_eq!((accesses.first_bad, accesses.entries, accesses.checkpoints), (None, 2, 2));
    super::accesses::log(&copy, ["u3"]).await;
    assert_eq!(super::accesses::sign_log(&copy).await.unwrap().unwrap().size, 3);
    grow(&copy, 710).await;
    assert_eq!(sign(&copy).await.unwrap().size, 710);
    assert_right(&copy, 710, 3).await;
    copy.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_a_dump_is_restored_into_a_younger_cluster() {
    let place = Place::postgres().await;
    let (ledger, events, trust) = original(&place).await;
    let younger = tests::postgres::Cluster::start().await;
    // Into a cluster in which transactions count from the beginning again, from one in which they have not.
    let copy = younger.restore(&place.url()).await;
    ledger.close().await;
    assert_same(&copy, &events, &trust).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_a_file_is_copied_while_open_and_after_closing() {
    let place = Place::sqlite();
    let (ledger, events, trust) = original(&place).await;
    let folder = tests::scratch();
    let online = folder.path().join("online.db");
    place.execute(&format!("VACUUM INTO '{}'", online.display())).await.unwrap();
    let log = |of: &std::path::Path| std::path::PathBuf::from(format!("{}-access", of.display()));
    event_store::copy_database(&log(&place.path()), &log(&online), &mut |_, _| ()).await.unwrap();
    assert_same(&format!("sqlite:{}", online.display()), &events, &trust).await;
    ledger.close().await;
    let offline = folder.path().join("offline.db");
    std::fs::copy(place.path(), &offline).unwrap();
    std::fs::copy(log(&place.path()), log(&offline)).unwrap();
    assert_same(&format!("sqlite:{}", offline.display()), &events, &trust).await;
}
