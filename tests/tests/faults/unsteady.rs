//! Files that are not what they were when they are read again, and lines of which nobody knows the batch.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::facts::{Family, id, line};
use super::files::{counts, events, finished, import, report, run, write};
use super::{ledger, node, record};
use crate::store::Place;

fn pipe(folder: &Path) -> PathBuf {
    let path = folder.join("events.ndjson");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

/// Feeds a pipe once for each text; the program opens it anew for each reading.
fn feed(path: &Path, texts: [String; 2]) -> std::thread::JoinHandle<()> {
    let path = path.to_path_buf();
    std::thread::spawn(move || {
        for text in texts {
            let mut pipe = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
            // A reader that has gone away has seen enough.
            let _ = pipe.write_all(text.as_bytes());
            drop(pipe);
            std::thread::sleep(std::time::Duration::from_millis(300));
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_says_something_else_the_second_time_is_not_imported() {
    let whole = events("difre");
    let half = whole.lines().take(40).collect::<Vec<_>>().join("\n");
    let torn = whole.get(..whole.len() / 2).unwrap().to_owned();
    let (place, folder) = (Place::sqlite(), tests::scratch());
    let path = pipe(folder.path());
    let more = [whole.clone(), events("karibu")].concat();
    for (what, second) in [("emptied", String::new()), ("cut", half), ("torn", torn), ("grown", more)] {
        for options in [&[][..], &["--partial"]] {
            let child = import(&place.url(), &[&path], options).spawn().unwrap();
            let fed = feed(&path, [whole.clone(), second.clone()]);
            let ran = finished(child);
            fed.join().unwrap();
            assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{what}: {ran:?}");
            assert!(ran.stderr.contains("events.ndjson cannot be read"), "{what}: {ran:?}");
            assert!(ran.stderr.contains("changed"), "{what}: {ran:?}");
            assert!(ledger(&node(&place).await).await.is_empty(), "{what}");
        }
    }
    // One that says the same twice is as good as any file.
    let child = import(&place.url(), &[&path], &[]).spawn().unwrap();
    let fed = feed(&path, [whole.clone(), whole.clone()]);
    let ran = finished(child);
    fed.join().unwrap();
    assert_eq!((ran.code, counts(&ran).0), (Some(0), whole.lines().count()), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_with_a_line_that_cannot_be_read_is_refused_whole() {
    let (folder, family) = (tests::scratch(), Family::new());
    let batch = |text: &str| {
        let shared = id().to_string();
        let status = |_| {
            let data = json!({ "person": family.person, "status": "refugee" });
            let mut line = line(&family.stream.to_string(), "legal_status_recorded", "2021", &data);
            line["batch"] = shared.clone().into();
            line.to_string()
        };
        let sound: Vec<String> = (0..3).map(status).collect();
        let wrong = match text {
            "cut" => |line: &str| line[..line.len() / 2].to_owned(),
            "coded" => |line: &str| line.replace("refugee", "king"),
            "misnamed" => |line: &str| line.replace("\"subject\"", "\"about\""),
            other => panic!("{other}"),
        };
        (sound, wrong)
    };
    let alone = || {
        let data = json!({ "person": family.person, "status": "refugee" });
        line(&family.stream.to_string(), "legal_status_recorded", "2021", &data).to_string()
    };
    for how in ["cut", "coded", "misnamed"] {
        for bad in 0..3 {
            let place = Place::sqlite();
            let node = node(&place).await;
            record(&node, family.opened()).await.unwrap();
            let (mut lines, wrong) = batch(how);
            lines[bad] = wrong(&lines[bad]);
            let text = [vec![alone()], lines, vec![alone()]].concat().join("\n");
            let file = write(folder.path(), "batch.ndjson", &text);
            let ran = run(import(&place.url(), &[&file], &["--partial"]));
            assert_eq!((ran.code, counts(&ran)), (Some(1), (2, 0)), "{how} {bad}: {ran:?}");
            let lines: Vec<Value> = report(&ran)["refused"].as_array().unwrap().clone();
            assert!(lines.iter().all(|one| one["line"] == 2 + bad), "{how} {bad}: {lines:?}");
            assert_eq!(ledger(&node).await.len(), 4, "{how} {bad}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_cannot_be_read_between_two_batches_takes_both() {
    let (folder, family, place) = (tests::scratch(), Family::new(), Place::sqlite());
    let node = node(&place).await;
    record(&node, family.opened()).await.unwrap();
    let batch = |shared: &str| {
        let data = json!({ "person": family.person, "status": "refugee" });
        let mut line = line(&family.stream.to_string(), "legal_status_recorded", "2021", &data);
        line["batch"] = shared.into();
        line.to_string()
    };
    let [one, other, apart] = [(); 3].map(|()| id().to_string());
    let lines = [batch(&one), "\"torn".to_owned(), batch(&other), batch(&other), batch(&apart)];
    let file = write(folder.path(), "batches.ndjson", &lines.join("\n"));
    let ran = run(import(&place.url(), &[&file], &["--partial"]));
    assert_eq!((ran.code, counts(&ran)), (Some(1), (1, 0)), "{ran:?}");
    assert_eq!(ledger(&node).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endless_lines_that_say_nothing_are_all_counted() {
    const LINES: usize = 12_345;
    let (folder, place) = (tests::scratch(), Place::sqlite());
    let file = write(folder.path(), "noise.ndjson", &"\"torn\n".repeat(LINES));
    let ran = run(import(&place.url(), &[&file], &[]));
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.contains("of 12345 are listed"), "{}", ran.stderr);
    let report = report(&ran);
    let refused = report["refused"].as_array().unwrap();
    assert!(refused.iter().all(|one| one["rule"] == "S-json"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_without_end_is_refused_and_not_held_in_memory() {
    let (folder, family, place) = (tests::scratch(), Family::new(), Place::sqlite());
    let data = json!({ "person": family.person, "status": "refugee" });
    let shared = id().to_string();
    let mut text = String::new();
    for _ in 0..10_002 {
        let mut line = line(&family.stream.to_string(), "legal_status_recorded", "2021", &data);
        line["batch"] = shared.clone().into();
        text.push_str(&line.to_string());
        text.push('\n');
    }
    let file = write(folder.path(), "endless.ndjson", &text);
    let ran = run(import(&place.url(), &[&file], &["--partial"]));
    assert_eq!((ran.code, counts(&ran)), (Some(1), (0, 0)), "{}", ran.stderr);
    let report = report(&ran);
    let [refused] = report["refused"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!((&refused["line"], &refused["pointer"]), (&10_001.into(), &"/batch".into()));
    assert!(refused["value"].as_str().unwrap().contains("10000 lines"), "{refused}");
}
