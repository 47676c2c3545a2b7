//! Facts tables that were being built when somebody interrupted: the buckets that were built are not built again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use application::Application;
use serde_json::Value;

use super::kept::{FIRST, assert_as_built, import, keep, node};
use crate::store::Place;

/// Enough households for two buckets beside that of the programmes.
const MANY: [&str; 2] = ["accelair-prir", "elia"];

/// Keeps facts until the first bucket is there.
async fn interrupted(node: Application) -> Application {
    let node = Arc::new(node);
    let (told, mut first) = tokio::sync::mpsc::unbounded_channel();
    let at_work = tokio::spawn({
        let node = Arc::clone(&node);
        async move { node.keep_facts(1, &mut |_, _| told.send(()).unwrap_or_default()).await }
    });
    first.recv().await.unwrap();
    at_work.abort();
    assert!(at_work.await.unwrap_err().is_cancelled());
    Arc::into_inner(node).unwrap()
}

/// The buckets that the index tells of, all of which have files.
fn built(folder: &Path) -> Vec<String> {
    let index: Value = serde_json::from_slice(&std::fs::read(folder.join("facts.json")).unwrap()).unwrap();
    let built: Vec<String> = index["parts"].as_object().unwrap().keys().cloned().collect();
    assert!(built.iter().all(|bucket| file(folder, bucket).exists()));
    built
}

/// A file of a bucket.
fn file(folder: &Path, bucket: &str) -> PathBuf {
    let table = if bucket == "programmes" { "terms" } else { "memberships" };
    folder.join(table).join(bucket).with_extension("parquet")
}

fn written_at(folder: &Path, bucket: &str) -> SystemTime {
    file(folder, bucket).metadata().unwrap().modified().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn buckets_that_were_built_are_not_built_again() {
    let (place, scratch) = (Place::sqlite(), tests::scratch());
    let folder = scratch.path().join("facts");
    let mut node = node(&place, &folder).await;
    for programme in MANY {
        import(&node, programme).await;
    }
    node = interrupted(node).await;
    let first = built(&folder);
    assert!(!first.is_empty() && first.len() < 3, "{first:?}");
    let before: Vec<SystemTime> = first.iter().map(|bucket| written_at(&folder, bucket)).collect();
    // Who counts meanwhile takes nothing that is not whole.
    assert_as_built(&node, &place).await;
    // One that was not finished, of a time when there were more buckets.
    let part = folder.join("memberships/0700.abcdef.part");
    std::fs::create_dir_all(part.parent().unwrap()).unwrap();
    std::fs::write(&part, "births").unwrap();
    let whole = keep(&node).await;
    assert!(!part.exists());
    assert_eq!((whole.written, whole.buckets), (3 - first.len(), 3));
    let after: Vec<SystemTime> = first.iter().map(|bucket| written_at(&folder, bucket)).collect();
    assert_eq!(after, before);
    assert_as_built(&node, &place).await;

    // Something is recorded before it is gone on with; and a file is lost.
    std::fs::remove_dir_all(&folder).unwrap();
    node = interrupted(node).await;
    import(&node, FIRST).await;
    std::fs::remove_file(file(&folder, &built(&folder)[0])).unwrap();
    let later = keep(&node).await;
    assert!(later.position > whole.position);
    assert_eq!(built(&folder).len(), 3);
    assert_as_built(&node, &place).await;

    // What was begun is of another ledger.
    std::fs::remove_dir_all(&folder).unwrap();
    node = interrupted(node).await;
    let other_place = Place::sqlite();
    let other = self::node(&other_place, &folder).await;
    for programme in [FIRST, "air-rouen", "accelair-prir", "para", "elia"] {
        import(&other, programme).await;
    }
    keep(&other).await;
    assert_as_built(&other, &other_place).await;
    other.close().await;
    node.close().await;
}
