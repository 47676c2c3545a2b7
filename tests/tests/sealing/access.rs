//! Who reads personal data is logged, and the log cannot be altered unseen.

use application::Application;
use application::access::{AccessAudit, Reading};
use application::verify::Trust;
use domain::StreamId;

use super::facts::Family;
use super::node;
use crate::store::{Place, contracts};

contracts![
    readings_stand_one_after_the_other,
    an_entry_cannot_be_changed_or_taken_away,
    what_is_altered_all_the_same_is_found,
];

fn reading(reader: &str) -> Reading {
    Reading { reader: reader.to_owned(), via: "replay", reason: Some("un contrôle".to_owned()) }
}

async fn verified(node: &Application) -> AccessAudit {
    node.verify_accesses(&Trust::default(), &mut |_, _| ()).await.unwrap()
}

/// Number and code of the first thing that is wrong.
async fn bad(node: &Application) -> (u64, &'static str) {
    let bad = verified(node).await.first_bad.unwrap();
    (bad.number, bad.reason.code())
}

async fn readings_stand_one_after_the_other(place: Place) {
    let nodes = [node(&place).await, node(&place).await];
    assert_eq!(nodes[0].accesses(None, 0, 10).await.unwrap(), []);
    let family = Family::new().stream;
    let mut logging = tokio::task::JoinSet::new();
    for number in 0..20_usize {
        let (node, stream) =
            (nodes[number % 2].clone(), if number == 7 { family.clone() } else { Family::new().stream });
        logging.spawn(async move {
            let household: Option<&[StreamId]> =
                if number == 3 { None } else { Some(std::slice::from_ref(&stream)) };
            node.log_reading(household, &reading("u17")).await
        });
    }
    for done in logging.join_all().await {
        done.unwrap();
    }
    let entries = nodes[0].accesses(None, 0, 100).await.unwrap();
    let numbers: Vec<u64> = entries.iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    // Of one household, with the readings of everybody.
    let own = nodes[1].accesses(Some(&family), 0, 100).await.unwrap();
    let mut households: Vec<&str> = own.iter().map(|entry| entry.access.household.as_str()).collect();
    households.sort_unstable();
    assert_eq!(households, ["*", family.to_string().as_str()]);
    let audit = verified(&nodes[0]).await;
    assert_eq!((audit.entries, audit.first_bad), (20, None));
    assert_eq!(nodes[0].accesses(None, 18, 1).await.unwrap()[0].number, 19);
    let newest = async |household, before, limit| {
        let read = nodes[0].newest_accesses(household, before, limit).await.unwrap();
        read.iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    assert_eq!(newest(None, None, 2).await, [20, 19]);
    assert_eq!(newest(None, Some(3), 9).await, [2, 1]);
    assert_eq!(newest(None, Some(u64::MAX >> 1), 1).await, [20]);
    let mut backwards = own.iter().rev().map(|entry| entry.number).collect::<Vec<_>>();
    assert_eq!(newest(Some(&family), None, 9).await, backwards);
    assert_eq!(newest(Some(&family), Some(backwards.remove(0)), 9).await, backwards);
}

async fn three(place: &Place) -> Application {
    let node = node(place).await;
    for reader in ["u1", "u2", "u3"] {
        node.log_reading(None, &reading(reader)).await.unwrap();
    }
    node
}

async fn an_entry_cannot_be_changed_or_taken_away(place: Place) {
    let node = three(&place).await;
    for sql in
        ["UPDATE access_log SET reader = 'u9' WHERE number = 2", "DELETE FROM access_log WHERE number = 3"]
    {
        let error = place.execute_log(sql).await.unwrap_err().to_string();
        assert!(error.contains("access_log is never changed"), "{error}");
    }
    assert_eq!(verified(&node).await.entries, 3);
}

async fn what_is_altered_all_the_same_is_found(place: Place) {
    let node = three(&place).await;
    let unlock = match &place {
        Place::Sqlite(_) => "DROP TRIGGER access_log_no_update; DROP TRIGGER access_log_no_delete",
        Place::Postgres(_) => "ALTER TABLE access_log DISABLE TRIGGER ALL",
    };
    let alter = format!("{unlock}; UPDATE access_log SET reader = 'u9' WHERE number = 2");
    place.execute_log(&alter).await.unwrap();
    assert_eq!(bad(&node).await, (2, "leaf_hash"));
    place.execute_log("DELETE FROM access_log WHERE number = 1").await.unwrap();
    assert_eq!(bad(&node).await, (1, "missing"));
}
