//! Two writers of whom one holds the ledger: the other waits, or is told so. Nobody waits for ever.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::facts::Family;
use super::files::{counts, events, finished, import, run, write};
use super::{ledger, node, record};
use crate::store::{Place, contracts};

contracts![
    two_imports_at_once_are_both_whole,
    the_same_import_twice_at_once_writes_it_once,
    an_import_behind_one_that_takes_too_long_is_told_that_the_ledger_is_busy,
    facts_are_recorded_while_an_import_runs,
];

async fn two_imports_at_once_are_both_whole(place: Place) {
    let folder = tests::scratch();
    let files = ["para", "plateforme-regularises"]
        .map(|name| (write(folder.path(), &format!("{name}.ndjson"), &events(name)), events(name)));
    // Both also create the ledger.
    let children =
        files.each_ref().map(|(file, _)| import(&place.url(), &[file.as_path()], &[]).spawn().unwrap());
    let mut total = 0;
    for (child, (_, text)) in children.into_iter().zip(&files) {
        let ran = finished(child);
        assert_eq!((ran.code, counts(&ran)), (Some(0), (text.lines().count(), 0)), "{ran:?}");
        total += text.lines().count();
    }
    assert_eq!(ledger(&node(&place).await).await.len(), total);
}

async fn the_same_import_twice_at_once_writes_it_once(place: Place) {
    let folder = tests::scratch();
    let text = events("plateforme-regularises");
    let file = write(folder.path(), "events.ndjson", &text);
    let children = [(); 2].map(|()| import(&place.url(), &[&file], &[]).spawn().unwrap());
    let mut told: Vec<_> = children
        .into_iter()
        .map(|child| {
            let ran = finished(child);
            assert_eq!(ran.code, Some(0), "{ran:?}");
            counts(&ran)
        })
        .collect();
    told.sort_unstable();
    let lines = text.lines().count();
    assert_eq!(told, [(0, lines), (lines, 0)]);
    assert_eq!(ledger(&node(&place).await).await.len(), lines);
}

async fn an_import_behind_one_that_takes_too_long_is_told_that_the_ledger_is_busy(place: Place) {
    let folder = tests::scratch();
    let file = write(folder.path(), "events.ndjson", &events("difre"));
    let holder = node(&place).await;
    let held = holder.ledger().exclusive().await.unwrap();
    let since = Instant::now();
    let command = import(&place.url(), &[&file], &[]);
    let ran = tokio::task::spawn_blocking(|| run(command)).await.unwrap();
    assert!(since.elapsed() < Duration::from_secs(25), "{:?}", since.elapsed());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{ran:?}");
    assert!(ran.stderr.contains("the database is busy"), "{ran:?}");
    held.rollback().await;
    assert!(ledger(&holder).await.is_empty());
    let ran = run(import(&place.url(), &[&file], &[]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

async fn facts_are_recorded_while_an_import_runs(place: Place) {
    let folder = tests::scratch();
    let text = events("integracode");
    let file = write(folder.path(), "events.ndjson", &text);
    let node = node(&place).await;
    let families: Vec<_> = (0..20).map(|_| Family::new()).collect();
    let child = import(&place.url(), &[&file], &[]).spawn().unwrap();
    let recorded = async {
        for family in &families {
            // Waits when it must; accepted in any case.
            record(&node, family.opened()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    recorded.await;
    let statuses = families.iter().map(|family| record(&node, [family.status("2021")]));
    for answer in join_all(statuses).await {
        answer.unwrap();
    }
    let ran = tokio::task::spawn_blocking(|| finished(child)).await.unwrap();
    assert_eq!((ran.code, counts(&ran).0), (Some(0), text.lines().count()), "{ran:?}");
    assert_eq!(ledger(&node).await.len(), text.lines().count() + 60);
}
