//! Import and export when all is well.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use serde_json::json;

use super::{FAMILLE_K, Folder, events, json};
use crate::store::Place;

#[test]
fn an_import_tells_what_it_did_and_may_be_repeated() {
    let folder = Folder::new();
    let file = events("plateforme-regularises");
    let report = |accepted: u64, ignored: u64, positions: Option<(u64, u64)>, dry_run: bool| {
        let (first, last) = positions.unzip();
        json!({
            "accepted": accepted, "ignored": ignored, "warnings": 0, "refused": [], "refused_in_all": 0,
            "first_position": first, "last_position": last, "dry_run": dry_run, "would_write": dry_run.then_some(accepted),
        })
    };
    let import = |options: &[&str]| {
        let ran = folder.run(&[&["import", &file, "--format", "json"], options].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
        json(&ran)
    };
    // Makes the ledger, and tells it.
    folder.export();
    assert_eq!(import(&["--dry-run"]), report(1150, 0, None, true));
    assert_eq!(folder.export(), "");
    assert_eq!(import(&["--as-recorded"]), report(1150, 0, Some((1, 1150)), false));
    assert_eq!(import(&[]), report(0, 1150, None, false));
}

#[test]
fn a_dry_run_and_a_file_that_is_missing_make_no_ledger() {
    let folder = Folder::new();
    let file = events("para");
    let ran = folder.run(&["import", "--dry-run", &file, "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    assert_eq!(json(&ran)["accepted"], file_lines(&file));
    let ran = folder.run(&["import", &file, "missing.ndjson"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("missing.ndjson"), "{}", ran.stderr);
    assert_eq!(std::fs::read_dir(folder.0.path()).unwrap().count(), 0);
}

#[test]
fn more_files_are_imported_than_may_be_open() {
    let folder = Folder::new();
    let text = std::fs::read_to_string(events("para")).unwrap();
    let names: Vec<String> = (0..1100).map(|number| format!("{number:04}.ndjson")).collect();
    for name in &names {
        folder.write(name, "");
    }
    folder.write(&names[700], &text);
    let files: Vec<&str> = names.iter().map(String::as_str).collect();
    let ran = folder.run(&[&["import", "--format", "json"], &files[..]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(json(&ran)["accepted"], file_lines(&events("para")));
}

fn file_lines(path: &str) -> usize {
    std::fs::read_to_string(path).unwrap().lines().count()
}

#[test]
fn an_export_imported_as_recorded_exports_the_same() {
    let folder = Folder::with_families();
    let exported = folder.export();
    assert_eq!(exported.lines().count(), 1150);
    let other = Folder::new();
    other.write("ledger.ndjson", &exported);
    assert_eq!(other.run(&["import", "--as-recorded", "ledger.ndjson"]).code, Some(0));
    assert!(other.export() == exported, "the second export differs");
}

#[test]
fn recording_times_are_only_taken_over_into_an_empty_ledger() {
    let folder = Folder::with_families();
    let ran = folder.run(&["import", "--as-recorded", &events("para"), "--lang", "en"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert!(ran.stderr.contains("already holds 1150 events"), "{}", ran.stderr);
}

#[test]
fn an_export_is_cut_by_stream_and_position() {
    let folder = Folder::with_families();
    let whole = folder.export();
    let stream = format!("household/{FAMILLE_K}");
    let ran = folder.run(&["export", "--stream", &stream]);
    let subject = format!(r#""subject":"{stream}""#);
    let own: Vec<&str> = whole.lines().filter(|line| line.contains(&subject)).collect();
    assert_eq!(own.len(), 20);
    assert_eq!(ran.stdout.lines().collect::<Vec<_>>(), own);
    let ran = folder.run(&["export", "--from", "100", "--to", "102"]);
    assert_eq!(ran.stdout.lines().collect::<Vec<_>>(), whole.lines().skip(99).take(3).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_export_the_same_bytes() {
    let url = Place::postgres().await.url();
    let (folder, file) = (Folder::new(), events("plateforme-regularises"));
    let on_server = |arguments: &[&str]| folder.run(&[arguments, &["--database", &url]].concat());
    let ran = on_server(&["import", "--as-recorded", &file]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let from_server = on_server(&["export"]).stdout;
    assert!(from_server == Folder::with_families().export(), "the exports differ");
    assert!(!folder.path("parcours.db").exists());
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = Folder::with_families();
    let mut command = tests::binary::parcours();
    command.arg("export").current_dir(folder.0.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = String::new();
    // The pipe holds far less than the ledger: the program is still writing when its reader goes.
    BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with('{'), "{first}");
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!((child.wait().unwrap().code(), told.as_str()), (Some(0), ""));
}

/// A pipe with a name may be read twice: it is waited for, and that is told.
#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_writes_into_is_told() {
    let folder = Folder::new();
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe")).status().unwrap();
    assert!(made.success());
    let mut command = tests::binary::parcours();
    command.args(["import", "pipe", "--lang", "en"]).current_dir(folder.0.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let (said, heard) = mpsc::channel();
    std::thread::spawn(move || {
        let waits = |line: &String| line.contains("waiting for what another program writes into pipe");
        stderr.lines().map_while(Result::ok).filter(waits).for_each(|line| said.send(line).unwrap());
    });
    for _reading in ["to check", "to write"] {
        if heard.recv_timeout(Duration::from_mins(1)).is_err() {
            child.kill().unwrap();
            panic!("each reading is waited for");
        }
        std::fs::copy(events("plateforme-regularises"), folder.path("pipe")).unwrap();
    }
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    assert!(heard.recv().is_err(), "told once for each reading");
}

/// Standard input, as a pipe: refused before it is waited for, and no ledger is made.
#[test]
fn what_can_only_be_read_once_is_refused_at_once() {
    for path in ["-", "/dev/stdin"] {
        let folder = Folder::new();
        let mut command = tests::binary::parcours();
        command.args(["import", path, "--lang", "en"]).current_dir(folder.0.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Nothing is written to it, and it is not closed.
        let open = child.stdin.take();
        let out = child.wait_with_output().unwrap();
        drop(open);
        let told = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{told}");
        assert!(told.contains("put the lines into a file"), "{told}");
        assert_eq!(std::fs::read_dir(folder.0.path()).unwrap().count(), 0, "{path}");
    }
}
