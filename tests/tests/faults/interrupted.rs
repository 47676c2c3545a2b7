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

/// When to disturb an import: spread over its run, each moment somewhere in its tenth; always the same fractions.
struct Moments {
    /// How long an import takes at most, as far as is known.
    whole: Duration,
    tenth: u32,
    state: u64,
}

impl Moments {
    fn over(whole: Duration) -> Self {
        Self { whole, tenth: 0, state: 0x2545_f491_4f6c_dd1d }
    }

    /// From these tenths on, by steps, and over again.
    fn next(&mut self, first: u32, step: u32) -> Duration {
        let tenth = first + self.tenth % (MOMENTS - first);
        self.tenth += step;
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let within = u32::try_from(self.state >> 54).unwrap();
        (self.whole * tenth + self.whole * within / 1024) / MOMENTS
    }

    /// An import was over by then. The machine was busier when the first one was measured, and what comes later
    /// must come sooner: however busy it is, moments before the end are found.
    fn too_late(&mut self, moment: Duration) {
        self.whole = self.whole.min(moment);
    }
}

/// How long the import takes when nothing disturbs it.
fn measured(place: &Place, file: &Path, lines: usize, options: &[&str]) -> Duration {
    let since = Instant::now();
    let ran = run(import(&place.url(), &[file], options));
    assert_eq!((ran.code, counts(&ran)), (Some(0), (lines, 0)), "{}", ran.stderr);
    since.elapsed()
}

/// The events that there are: none or all. Counted once the lock that every writer takes first was free: a server
/// may still be committing for a program that is gone.
async fn whole_or_nothing(place: &Place, lines: usize) -> usize {
    let node = node(place).await;
    node.ledger().exclusive().await.unwrap().rollback().await;
    let there = ledger(&node).await.len();
    node.close().await;
    assert!(there == 0 || there == lines, "{there} of {lines}");
    there
}

async fn killed(place: &Place, options: &[&str]) {
    let folder = tests::scratch();
    let (file, lines) = some_thousand(folder.path());
    let mut moments = Moments::over(measured(place, &file, lines, options));
    let (mut rounds, mut undone) = (0, 0);
    while rounds < MOMENTS || undone < 3 {
        assert!(rounds < 10 * MOMENTS, "only {undone} of {rounds} imports were stopped before their end");
        rounds += 1;
        let moment = moments.next(0, 1);
        let place = place.another().await;
        let mut child = import(&place.url(), &[&file], options).spawn().unwrap();
        sleep(moment);
        child.kill().unwrap();
        let status = child.wait().unwrap();
        let there = whole_or_nothing(&place, lines).await;
        let told = status.code() == Some(0);
        assert!(!told || there == lines, "{moment:?}: told that it was written");
        assert!(told || status.signal() == Some(9), "{moment:?}: {status}");
        if there == 0 {
            undone += 1;
        } else {
            moments.too_late(moment);
        }
        let again = run(import(&place.url(), &[&file], options));
        assert_eq!((again.code, counts(&again)), (Some(0), (lines - there, there)), "{moment:?}: {again:?}");
        assert_eq!(whole_or_nothing(&place, lines).await, lines);
    }
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
    let mut moments = Moments::over(measured(&place, &file, lines, &[]));
    let (mut rounds, mut stopped) = (0, 0);
    while rounds < 4 || stopped == 0 {
        assert!(rounds < 10 * MOMENTS, "none of {rounds} imports was stopped before its end");
        let name = if rounds % 2 == 0 { "INT" } else { "TERM" };
        rounds += 1;
        let moment = moments.next(3, 2);
        let place = place.another().await;
        let child = import(&place.url(), &[&file], &[]).spawn().unwrap();
        sleep(moment);
        signal(&child, name);
        let ran = finished(child);
        let there = whole_or_nothing(&place, lines).await;
        match ran.code {
            Some(0) => {
                assert_eq!(there, lines);
                moments.too_late(moment);
            }
            // All of it is there when the commit and the signal crossed: nobody is told that it is not.
            Some(130) => {
                assert_eq!(ran.stdout, "");
                assert!(ran.stderr.contains("what was not committed is undone"), "{}", ran.stderr);
                stopped += u32::from(there == 0);
            }
            // Signalled before it listened, so the system ended it.
            None => assert_eq!(there, 0, "{moment:?}: {ran:?}"),
            Some(_) => panic!("{moment:?}: {ran:?}"),
        }
    }
}
