use event_store::empty_root;
use futures_util::future::join_all;

use super::{assert_right, audit, extend, grow, sign};
use crate::store::{Place, contracts, event, request};

contracts![
    an_honest_ledger_of_any_size_is_found_right,
    a_ledger_that_grows_meanwhile_is_found_right,
    two_nodes_extend_the_same_tree,
    tiles_and_checkpoints_are_never_changed,
    unusual_values_are_found_right,
];

async fn an_honest_ledger_of_any_size_is_found_right(place: Place) {
    let ledger = place.ledger().await;
    assert_right(&ledger, 0, 0).await;
    assert_eq!(ledger.root(0).await.unwrap(), empty_root());
    assert_eq!(sign(&ledger).await, None);
    let mut checkpoints = 0;
    for size in [1, 255, 256, 257, 2047, 2048, 2049, 2305] {
        grow(&ledger, size.into()).await;
        // Neither the tree nor a checkpoint needs to be there.
        assert_right(&ledger, size, checkpoints).await;
        extend(&ledger).await;
        assert_right(&ledger, size, checkpoints).await;
        let kept = sign(&ledger).await.unwrap();
        checkpoints += 1;
        assert_eq!(kept.size, size);
        assert_eq!(kept.root, audit(&ledger).await.root);
        assert_right(&ledger, size, checkpoints).await;
        // Nothing is new.
        assert_eq!(sign(&ledger).await, None);
    }
    let kept = ledger.checkpoints(256, 3).await.unwrap();
    assert_eq!(kept.iter().map(|kept| kept.size).collect::<Vec<_>>(), [257, 2047, 2048]);
}

async fn a_ledger_that_grows_meanwhile_is_found_right(place: Place) {
    let ledger = place.ledger().await;
    grow(&ledger, 2000).await;
    let writers = (0..4_u128).map(|writer| {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            for n in 0..60 {
                let id = 10_000 + 1000 * writer + n;
                ledger
                    .append(request([event(id, "s1"), event(id + 500, &format!("new{id}"))]))
                    .await
                    .unwrap();
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut seen = 0;
    loop {
        let done = writers.iter().all(tokio::task::JoinHandle::is_finished);
        sign(&ledger).await;
        let audit = audit(&ledger).await;
        assert_eq!(audit.first_bad, None);
        assert!(audit.events >= seen.max(2000) && audit.events == audit.head);
        seen = audit.events;
        if done {
            break;
        }
    }
    join_all(writers).await.into_iter().for_each(|writer| writer.unwrap());
    assert_eq!(seen, 2480);
}

async fn two_nodes_extend_the_same_tree(place: Place) {
    let (one, other) = (place.ledger().await, place.ledger().await);
    grow(&one, 3000).await;
    let ((), ()) = tokio::join!(extend(&one), extend(&other));
    let (first, second) = tokio::join!(sign(&one), sign(&other));
    assert!(first.is_some() || second.is_some());
    assert_right(&one, 3000, 1).await;
    assert_eq!(one.tree_size().await.unwrap(), 3000);
    // The same as one node alone makes of it.
    let elsewhere = place.another().await;
    let alone = elsewhere.ledger().await;
    grow(&alone, 3000).await;
    extend(&alone).await;
    assert_eq!(alone.root(3000).await.unwrap(), other.root(3000).await.unwrap());
}

/// Whatever the ledger takes, an audit reads: also what separates values when a page is read in one piece.
async fn unusual_values_are_found_right(place: Place) {
    let ledger = place.ledger().await;
    let texts = ["", "=", "-", "\u{1f}", "a\u{1f}\u{1f}b", "\"\\\n\u{7f}", "é\u{2028}"];
    let mut events = Vec::new();
    for (id, text) in (1..).zip(texts) {
        let mut one = event(id, "s1");
        one.actor.role = Some(text.to_owned());
        one.actor.user = (id % 2 == 0).then(|| text.to_owned());
        one.actor.organisation = text.to_owned();
        one.warnings = vec![text.to_owned(), "W".to_owned()];
        one.batch = Some(uuid::Uuid::nil());
        one.source_recorded_at = Some("1969-12-31T23:59:59.9999999Z".parse().unwrap());
        one.payload = [text.as_bytes(), b"\xFF\x1F\0"].concat();
        events.push(one);
    }
    ledger.append(request(events)).await.unwrap();
    grow(&ledger, 3000).await;
    sign(&ledger).await.unwrap();
    assert_right(&ledger, 3000, 1).await;
}

async fn tiles_and_checkpoints_are_never_changed(place: Place) {
    let ledger = place.ledger().await;
    grow(&ledger, 600).await;
    sign(&ledger).await.unwrap();
    let mut attempts = vec![
        "UPDATE log_tile SET root = root".to_owned(),
        "DELETE FROM log_tile WHERE tile_index = 1".to_owned(),
        "UPDATE checkpoint SET note = note".to_owned(),
        "DELETE FROM checkpoint".to_owned(),
    ];
    for (table, columns) in
        [("log_tile", "level, tile_index, root"), ("checkpoint", "size, root, note, created_at")]
    {
        match &place {
            Place::Sqlite(_) => {
                attempts.push(format!("REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"));
            }
            Place::Postgres(_) => attempts.push(format!("TRUNCATE {table}")),
        }
    }
    for attempt in attempts {
        let message = place.execute(&attempt).await.expect_err(&attempt).to_string();
        assert!(message.contains("is never changed"), "{attempt}: {message}");
    }
    assert_right(&ledger, 600, 1).await;
}
