//! Ctrl-C: what was not committed is undone.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::{Folder, events};

#[test]
fn an_interrupted_import_leaves_nothing() {
    let folder = Folder::new();
    let pipe = folder.path("events.ndjson");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = tests::binary::parcours();
    command.args(["import", "events.ndjson", "--lang", "en"]).current_dir(folder.0.path());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();

    let lines = std::fs::read(events("plateforme-regularises")).unwrap();
    // The file is read once to be checked, and once more to be written.
    let writer = || OpenOptions::new().write(true).open(&pipe).unwrap();
    writer().write_all(&lines).unwrap();
    sleep(Duration::from_secs(1));
    let mut never_ends = writer();
    never_ends.write_all(&lines).unwrap();
    sleep(Duration::from_secs(2));

    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let out = child.wait_with_output().unwrap();
    assert_eq!((out.status.code(), out.stdout.as_slice()), (Some(130), &b""[..]), "{out:?}");
    assert!(String::from_utf8(out.stderr).unwrap().contains("interrupted"));
    assert_eq!(folder.export(), "");
}
