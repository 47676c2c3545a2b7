//! Files to import, and the program that imports them.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::binary::{Ran, parcours};
use uuid::Uuid;

/// The events of a programme.
pub(crate) fn events(programme: &str) -> String {
    let path = tests::workspace::root().join("programmes").join(programme).join("events.ndjson");
    std::fs::read_to_string(path).unwrap()
}

/// Some thousand events of three programmes, in one file.
pub(crate) fn some_thousand(folder: &Path) -> (PathBuf, usize) {
    let lines = ["para", "plateforme-regularises", "integracode"].map(events).concat();
    (write(folder, "some-thousand.ndjson", &lines), lines.lines().count())
}

pub(crate) fn write(folder: &Path, name: &str, lines: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, lines).unwrap();
    path
}

/// A programme once more under other identifiers and another code.
pub(crate) fn copy(programme: &str, number: u32) -> String {
    const ID: usize = 36;
    let text = events(programme);
    let mut copied = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['"', '/']) {
        let (before, after) = rest.split_at(at + 1);
        copied.push_str(before);
        rest = after;
        let found = rest.get(..ID).and_then(|text| Uuid::try_parse(text).ok());
        if let Some(found) = found {
            let other = Uuid::from_u128(found.as_u128() ^ (u128::from(number) << 8));
            copied.push_str(&other.to_string());
            rest = &rest[ID..];
        }
    }
    copied.push_str(rest);
    copied
        .replace(&format!("\"programme/{programme}\""), &format!("\"programme/{programme}-{number}\""))
        .replace(
            &format!("\"programme\":\"{programme}\""),
            &format!("\"programme\":\"{programme}-{number}\""),
        )
}

/// `parcours import` of these files into this database, with what it says kept.
pub(crate) fn import(database: &str, files: &[&Path], options: &[&str]) -> Command {
    let mut command = parcours();
    command.args(["import", "--database", database, "--format", "json", "--lang", "en"]).args(options);
    command.args(files).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Lets a program run to its end; one that does not end within two minutes is killed and reported.
pub(crate) fn finished(mut child: Child) -> Ran {
    // Read while it runs: a pipe that is full would hold it up.
    let stdout = read(child.stdout.take().unwrap());
    let stderr = read(child.stderr.take().unwrap());
    let since = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if since.elapsed() > Duration::from_mins(2) {
            child.kill().unwrap();
            panic!("still running after two minutes, having said: {}", stderr.join().unwrap());
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Ran { code: status.code(), stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() }
}

fn read(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).unwrap();
        text
    })
}

pub(crate) fn run(mut command: Command) -> Ran {
    finished(command.spawn().unwrap())
}

/// Accepted and ignored of a report.
pub(crate) fn counts(ran: &Ran) -> (usize, usize) {
    let report = report(ran);
    let count = |name: &str| usize::try_from(report[name].as_u64().unwrap()).unwrap();
    (count("accepted"), count("ignored"))
}

pub(crate) fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// Sends a signal to a program that this test started.
pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).output().unwrap();
    // One that has just ended is no longer there to be told.
    let gone = String::from_utf8_lossy(&sent.stderr).contains("No such process");
    assert!(sent.status.success() || gone, "{sent:?}");
}
