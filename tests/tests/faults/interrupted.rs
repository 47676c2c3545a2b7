//! An import that is killed, or interrupted, at any moment: all of the file is there, or nothing.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::files::{counts, finished, import, run, signal, some_thousand};
use super::{ledger, node};
use crate::store::{Place, contracts};

contracts![
    a_killed_import_is_there_whole_or_not_at_all,
    a_killed_partial_import_is_there_whole_or_not_at_all,
    an_import_asked_to_stop_says_so_and_leaves_nothing_half_written,
];

const MOMENTS: u32 = 10;

/// Moments spread over the run of an import, each somewhere in its tenth; always the same.
fn moments(whole: Duration) -> impl Iterator<Item = Duration> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..MOMENTS).map(move |tenth| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let within = u32::try_from(state >> 54).unwrap();
        (whole * tenth + whole * within / 1024) / MOMENTS
    })
}

/// A fresh database of the same engine.
async fn another(place: &Place) -> Place {
    match place {
        Place::Sqlite(_) => Place::sqlite(),
        Place::Postgres(_) => Place::postgres().await,
    }
}

/// How long the import takes when nothing disturbs it.
fn measured(place: &Place, file: &Path, lines: usize, options: &[&str]) -> Duration {
    let since = Instant::now();
    let ran = run(import(&place.url(), &[file], options));
    assert_eq!((ran.code, counts(&ran)), (Some(0), (lines, 0)), "{}", ran.stderr);
    since.elapsed()
}

/// The events that there are: none or all.
async fn whole_or_nothing(place: &Place, lines: usize) -> usize {
    let node = node(place).await;
    let there = ledger(&node).await.len();
    node.close().await;
    assert!(there == 0 || there == lines, "{there} of {lines}");
    there
}

async fn killed(place: &Place, options: &[&str]) {
    let folder = tests::scratch();
    let (file, lines) = some_thousand(folder.path());
    let whole = measured(place, &file, lines, options);
    let mut undone = 0;
    for moment in moments(whole) {
        let place = another(place).await;
        let mut child = import(&place.url(), &[&file], options).spawn().unwrap();
        sleep(moment);
        child.kill().unwrap();
        let status = child.wait().unwrap();
        let there = whole_or_nothing(&place, lines).await;
        let told = status.code() == Some(0);
        assert!(!told || there == lines, "{moment:?}: told that it was written");
        assert!(told || status.signal() == Some(9), "{moment:?}: {status}");
        undone += u32::from(there == 0);
        let again = run(import(&place.url(), &[&file], options));
        assert_eq!((again.code, counts(&again)), (Some(0), (lines - there, there)), "{moment:?}: {again:?}");
        assert_eq!(whole_or_nothing(&place, lines).await, lines);
    }
    assert!(undone >= 3, "only {undone} of {MOMENTS} imports were stopped before their end");
}

async fn a_killed_import_is_there_whole_or_not_at_all(place: Place) {
    killed(&place, &[]).await;
}

async fn a_killed_partial_import_is_there_whole_or_not_at_all(place: Place) {
    killed(&place, &["--partial"]).await;
}

async fn an_import_asked_to_stop_says_so_and_leaves_nothing_half_written(place: Place) {
    let folder = tests::scratch();
    let (file, lines) = some_thousand(folder.path());
    let whole = measured(&place, &file, lines, &[]);
    let mut stopped = 0;
    for (moment, name) in moments(whole).skip(3).step_by(2).zip(["INT", "TERM", "INT", "TERM"]) {
        let place = another(&place).await;
        let child = import(&place.url(), &[&file], &[]).spawn().unwrap();
        sleep(moment);
        signal(&child, name);
        let ran = finished(child);
        let there = whole_or_nothing(&place, lines).await;
        match ran.code {
            Some(0) => assert_eq!(there, lines),
            // All of it is there when the commit and the signal crossed: nobody is told that it is not.
            Some(130) => {
                assert_eq!(ran.stdout, "");
                assert!(ran.stderr.contains("what was not committed is undone"), "{}", ran.stderr);
                stopped += u32::from(there == 0);
            }
            _ => panic!("{moment:?}: {ran:?}"),
        }
    }
    assert!(stopped > 0, "no import was stopped before its end");
}
