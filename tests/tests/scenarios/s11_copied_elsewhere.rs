//! S11: a copy in another place, taken while facts are recorded: the same order, the same checkpoints. On SQLite by
//! `backup` and `restore`; on a server by its own tools, into a younger cluster.

use std::path::Path;
use std::process::Command;

use event_store::StoredEvent;
use serde_json::Value;
use tests::binary::{Ran, run_in};
use tests::postgres::{Own, tools};

use super::{Caller, Served, household};
use crate::store::{Place, assert_sound, everything};

/// The ledger with some events and a checkpoint over them, and the file that the checkpoint is printed in.
fn filled(folder: &Path, url: &str) {
    let programme = tests::workspace::root().join("programmes/difre/events.ndjson");
    let programme = programme.to_str().unwrap();
    let ran = run(folder, &["import", "--as-recorded", programme, "--database", url]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = run(folder, &["verify", "--checkpoint", "--format", "json", "--database", url]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let note = json(&ran)["checkpoint"].as_str().unwrap().to_owned();
    std::fs::write(folder.join("printed.txt"), note).unwrap();
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = tests::binary::parcours();
    command.env("PARCOURS_SIGNING_KEY_FILE", folder.join("key"));
    let out = command.args(arguments).args(["--lang", "en"]).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: out.status.code(), stdout: text(out.stdout), stderr: text(out.stderr) }
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// Records until it is told to stop.
fn busy(url: &str, work: impl FnOnce()) {
    let served = Served::start(url, &[]);
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut caller = Caller::new(&served.address);
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    assert!(caller.record(&household().0).recorded().is_some());
                }
            });
        }
        std::thread::sleep(std::time::Duration::from_millis(300));
        work();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    served.signal("TERM");
    assert_eq!(served.ended().0, Some(0));
}

/// The copy is the beginning of the original, to the byte, and at least so long.
fn assert_begins(original: &[StoredEvent], copy: &[StoredEvent], least: usize) {
    assert_sound(copy);
    assert!(copy.len() >= least, "{} of {}", copy.len(), original.len());
    assert!(original.starts_with(copy), "the copy has another order");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_a_backup_taken_under_load_restores_the_same_order_and_checkpoints() {
    let (folder, place, other) = (tests::scratch(), Place::sqlite(), Place::sqlite());
    let (url, elsewhere) = (place.url(), other.url());
    let folder = folder.path().to_owned();
    let counts = tokio::task::spawn_blocking(move || {
        filled(&folder, &url);
        busy(&url, || {
            let ran = run(&folder, &["backup", "copy.db", "--format", "json", "--database", &url]);
            assert_eq!(ran.code, Some(0), "{ran:?}");
            assert_eq!(json(&ran)["copied"]["ledger"]["verified"], true, "{ran:?}");
        });
        let restore = ["restore", "copy.db", "--against", "printed.txt", "--format", "json"];
        let ran = run(&folder, &[&restore[..], &["--database", &elsewhere]].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let told = json(&ran)["restored"]["ledger"].clone();
        // Nothing but the ledger is beside it.
        let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|one| one.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().contains("partial")), "{left:?}");
        assert!(!left.iter().any(|name| name.to_string_lossy().ends_with("-wal")), "{left:?}");
        (told["events"].as_u64().unwrap(), told["checkpoints"].as_u64().unwrap())
    });
    let (events, checkpoints) = counts.await.unwrap();
    // The one kept inside, and the same once more as it was printed.
    assert!(checkpoints >= 2, "{checkpoints} checkpoints");
    let (original, copy) = (place.ledger().await, other.ledger().await);
    let (before, after) = (everything(&original).await, everything(&copy).await);
    assert_begins(&before, &after, usize::try_from(events).unwrap());
    let kept = copy.checkpoints(0, 10).await.unwrap();
    assert!(!kept.is_empty());
    assert!(original.checkpoints(0, 10).await.unwrap().starts_with(&kept));
}

/// A command that `parcours` prints, run as a shell would.
fn as_printed(folder: &Path, line: &str) {
    let path = format!("{}:{}", tools().display(), std::env::var("PATH").unwrap_or_default());
    let out =
        Command::new("sh").args(["-c", line.trim()]).current_dir(folder).env("PATH", path).output().unwrap();
    assert!(out.status.success(), "{line}: {out:?}");
}

/// The line of what was said that begins with this word.
fn line<'a>(ran: &'a Ran, word: &str) -> &'a str {
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
    ran.stderr.lines().find(|line| line.trim().starts_with(word)).unwrap_or_else(|| panic!("{ran:?}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_a_dump_restored_into_a_younger_cluster_has_the_same_order_and_checkpoints() {
    let (place, younger) = (Place::postgres().await, Own::start().await);
    let other = Place::Postgres(younger.database().await);
    let (url, elsewhere) = (place.url(), other.url());
    let folder = tests::scratch();
    let folder = folder.path().to_owned();
    std::fs::create_dir_all(&folder).unwrap();
    let verified = tokio::task::spawn_blocking(move || {
        filled(&folder, &url);
        busy(&url, || {
            let told = run(&folder, &["backup", "ledger.dump", "--database", &url]);
            as_printed(&folder, line(&told, "pg_dump"));
        });
        let told = run(&folder, &["restore", "ledger.dump", "--database", &elsewhere]);
        as_printed(&folder, line(&told, "pg_restore"));
        let verify = ["restore", "--against", "printed.txt", "--format", "json", "--database", &elsewhere];
        let ran = run(&folder, &verify);
        let _ = std::fs::remove_dir_all(&folder);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        json(&ran)["restored"]["ledger"]["events"].as_u64().unwrap()
    });
    let events = usize::try_from(verified.await.unwrap()).unwrap();
    let (original, copy) = (place.ledger().await, other.ledger().await);
    let (before, after) = (everything(&original).await, everything(&copy).await);
    assert_begins(&before, &after, events);
    let kept = copy.checkpoints(0, 10).await.unwrap();
    assert!(!kept.is_empty());
    assert!(original.checkpoints(0, 10).await.unwrap().starts_with(&kept));
}

#[test]
fn an_empty_ledger_is_no_backup() {
    let folder = tests::scratch();
    assert_eq!(run_in(folder.path(), ["export"]).code, Some(0));
    let ran = run_in(folder.path(), ["backup", "copy.db", "--lang", "en"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("parcours.db holds nothing"), "{ran:?}");
    assert!(!folder.path().join("copy.db").exists());
}
