//! Keys are made when they are needed, once for all nodes.

use std::collections::BTreeSet;

use event_store::{Durably, Holder, KeyClass};

use super::facts::{Family, id};
use super::{export, node, record};
use crate::store::{Place, contracts};

contracts![nodes_that_need_a_key_at_once_get_the_same_one, facts_of_new_families_are_recorded_at_once];

async fn nodes_that_need_a_key_at_once_get_the_same_one(place: Place) {
    let (one, other) = (place.ledger().await, place.ledger().await);
    let holder = |class, hidden| Holder { subject: format!("person/{}", id()), class, hidden };
    for _ in 0..10 {
        let holders: BTreeSet<Holder> =
            (0..20).map(|number| holder(KeyClass::Quasi, number % 2 == 0)).collect();
        let (first, second) = tokio::join!(
            one.keys().keys_of(&holders, Durably::AtOnce),
            other.keys().keys_of(&holders, Durably::WhenSettled),
        );
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.len(), 20);
        for (holder, key) in first {
            assert_eq!(second[&holder].id(), key.id());
        }
    }
    // A name that must not be told is not kept.
    let hidden = Holder { subject: "counterpart/somebody".to_owned(), class: KeyClass::Quasi, hidden: true };
    let keys = one.keys().keys_of(&BTreeSet::from([hidden.clone()]), Durably::AtOnce).await.unwrap();
    let subject = keys[&hidden].subject();
    assert!(subject.starts_with("counterpart/") && !subject.contains("somebody"), "{subject}");
}

async fn facts_of_new_families_are_recorded_at_once(place: Place) {
    let nodes = [node(&place).await, node(&place).await];
    let mut recording = tokio::task::JoinSet::new();
    for number in 0..16 {
        let node = nodes[number % 2].clone();
        recording.spawn(async move { record(&node, Family::new().everything()).await.map(drop) });
    }
    for done in recording.join_all().await {
        done.unwrap();
    }
    let lines = String::from_utf8(export(&nodes[0]).await).unwrap();
    assert_eq!(lines.lines().count(), 16 * 7);
}
