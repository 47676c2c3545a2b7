//! The master key: missing, another one, or changed.

use std::path::PathBuf;

use application::{Application, Fault, RecordError, SealError, Settings};
use event_store::Trust;

use super::facts::{Family, OF_THE_MOTHER};
use super::searching::found;
use super::{export, node, node_with, record, with_family};
use crate::store::{self, Place, contracts};

contracts![
    with_another_master_key_nothing_is_written_and_nothing_lost,
    without_its_file_nothing_is_written_and_nothing_lost,
    a_new_master_key_takes_the_place_of_the_old_one,
    a_rotation_that_is_killed_before_it_commits_changed_nothing,
    a_rotation_that_is_killed_after_it_committed_is_found,
    keys_of_another_ledger_are_not_used,
];

/// Settings that name a master key of one’s own.
fn named(file: &std::path::Path) -> Settings {
    Settings { master_key_file: Some(file.to_owned()), ..store::settings() }
}

/// The error of the keys behind a record that failed.
fn keys_error(answer: Result<application::Recorded, RecordError>) -> SealError {
    match answer {
        Err(RecordError::Fault(Fault::Keys(error))) => error,
        other => panic!("no error of the keys: {other:?}"),
    }
}

async fn refuses_to_seal(node: &Application, expected: fn(&SealError) -> bool) {
    let head = node.ledger().head().await.unwrap().position;
    let error = keys_error(record(node, Family::new().everything()).await);
    assert!(expected(&error), "{error:?}");
    assert_eq!(node.ledger().head().await.unwrap().position, head);
    // What needs no key can still be told.
    let audit = node.verify(&Trust::default(), &mut |_, _| {}).await.unwrap();
    assert_eq!(audit.first_bad, None);
}

async fn with_another_master_key_nothing_is_written_and_nothing_lost(place: Place) {
    let (first, family) = with_family(&place).await;
    let folder = tests::scratch();
    let file = folder.path().join("other.key");
    std::fs::write(&file, "PARCOURS+MASTER+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n").unwrap();
    let wrong = node_with(&place, named(&file)).await;
    refuses_to_seal(&wrong, |error| matches!(error, SealError::WrongMasterKey)).await;
    let domain::StreamId::Household(household) = family.stream else { unreachable!() };
    let read = wrong.replay(household, None, None).await;
    assert!(matches!(read, Err(Fault::Keys(SealError::WrongMasterKey))), "{read:?}");
    assert_eq!(found(&export(&first).await, OF_THE_MOTHER), OF_THE_MOTHER);
}

async fn without_its_file_nothing_is_written_and_nothing_lost(place: Place) {
    let (first, _) = with_family(&place).await;
    let folder = tests::scratch();
    let file = folder.path().join("none.key");
    let lost = node_with(&place, named(&file)).await;
    refuses_to_seal(&lost, |error| matches!(error, SealError::MasterKeyMissing { .. })).await;
    // No other key is made in its place.
    assert!(!file.exists());
    assert_eq!(found(&export(&first).await, OF_THE_MOTHER), OF_THE_MOTHER);
}

/// A ledger whose master key is made for it, in a file that is not kept elsewhere.
async fn with_key_of_its_own(place: &Place) -> (Application, Family, tempfile::TempDir, PathBuf) {
    let folder = tests::scratch();
    let file = folder.path().join("master.key");
    let (node, family) = (node_with(place, named(&file)).await, Family::new());
    record(&node, family.everything()).await.unwrap();
    (node, family, folder, file)
}

async fn a_new_master_key_takes_the_place_of_the_old_one(place: Place) {
    let (node, _, _folder, file) = with_key_of_its_own(&place).await;
    let other = node_with(&place, named(&file)).await;
    assert_eq!(found(&export(&other).await, OF_THE_MOTHER), OF_THE_MOTHER);
    let before = std::fs::read_to_string(&file).unwrap();
    // Persons: two keys for each of two; one for the household, one for the host.
    assert_eq!(node.rotate_keys(None).await.unwrap().keys, 6);
    assert_ne!(std::fs::read_to_string(&file).unwrap(), before);
    // A node that still holds the old one makes no key with it.
    record(&other, Family::new().everything()).await.unwrap();
    for node in [&node, &other, &node_with(&place, named(&file)).await] {
        assert_eq!(found(&export(node).await, OF_THE_MOTHER), OF_THE_MOTHER);
    }
    std::fs::write(&file, before).unwrap();
    refuses_to_seal(&node_with(&place, named(&file)).await, |error| {
        matches!(error, SealError::WrongMasterKey)
    })
    .await;
}

async fn a_rotation_that_is_killed_before_it_commits_changed_nothing(place: Place) {
    let (node, _, folder, file) = with_key_of_its_own(&place).await;
    // The new key stands beside the old one, and nothing is wrapped with it yet.
    let text = "PARCOURS+MASTER+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    std::fs::write(folder.path().join("master.key.next"), text).unwrap();
    node.close().await;
    let next = node_with(&place, named(&file)).await;
    assert_eq!(found(&export(&next).await, OF_THE_MOTHER), OF_THE_MOTHER);
    // Rotating again takes it up.
    next.rotate_keys(None).await.unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

async fn a_rotation_that_is_killed_after_it_committed_is_found(place: Place) {
    let (node, _, folder, file) = with_key_of_its_own(&place).await;
    // Naming the file that a rotation in place makes is all that it does before it renames it.
    node.rotate_keys(Some(&folder.path().join("master.key.next"))).await.unwrap();
    node.close().await;
    let next = node_with(&place, named(&file)).await;
    assert_eq!(found(&export(&next).await, OF_THE_MOTHER), OF_THE_MOTHER);
    assert!(!folder.path().join("master.key.next").exists());
}

async fn keys_of_another_ledger_are_not_used(place: Place) {
    let (first, _) = with_family(&place).await;
    let forget = match &place {
        Place::Sqlite(_) => {
            first.close().await;
            std::fs::remove_file(format!("{}-keys", place.path().display())).unwrap();
            None
        }
        Place::Postgres(_) => {
            Some("TRUNCATE parcours_keys.key_store, parcours_keys.sealing_key, parcours_keys.key_fence")
        }
    };
    if let Some(sql) = forget {
        place.execute(sql).await.unwrap();
    }
    refuses_to_seal(&node(&place).await, |error| matches!(error, SealError::OtherKeys)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_needs_a_named_key() {
    let place = Place::postgres().await;
    let settings = Settings { master_key_file: None, ..store::settings() };
    refuses_to_seal(&node_with(&place, settings).await, |error| matches!(error, SealError::NoMasterKey))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_has_its_key_beside_it() {
    let place = Place::sqlite();
    let settings = Settings { master_key_file: None, ..store::settings() };
    let node = node_with(&place, settings).await;
    record(&node, Family::new().everything()).await.unwrap();
    let file = PathBuf::from(format!("{}.master-key", place.path().display()));
    assert!(std::fs::read_to_string(file).unwrap().starts_with("PARCOURS+MASTER+"));
}
