//! S7: programs killed at any moment of a projection batch, a rebuild and a swap. Ten kills; `PARCOURS_KILLS=200`
//! makes more of them.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

use application::State;
use tests::binary::parcours;

use super::{rows, settled, with_programmes};
use crate::faults::facts::Family;
use crate::faults::record;
use crate::store::{Place, contracts};

contracts![s7_whatever_is_killed_whenever_nothing_is_skipped_and_nothing_doubled];

/// How often to kill: as `PARCOURS_KILLS` says.
pub(crate) fn kills(usual: u32) -> u32 {
    std::env::var("PARCOURS_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(usual)
}

pub(crate) fn program(place: &Place, arguments: &[&str]) -> Command {
    let mut command = parcours();
    command.args(["--database", &place.url(), "--lang", "en"]).args(arguments);
    command.env("PARCOURS_SIGNING_KEY_FILE", "/nonexistent/key");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Moments spread over a stretch of time, as parts of it, always the same.
pub(crate) fn moments(count: u32) -> impl Iterator<Item = f64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    (0..count).map(move |number| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let within = f64::from(u32::try_from(state >> 54).unwrap()) / 1024.0;
        (f64::from(number) + within) / f64::from(count)
    })
}

async fn s7_whatever_is_killed_whenever_nothing_is_skipped_and_nothing_doubled(place: Place) {
    let node = with_programmes(&place, &["masi-besancon", "elan", "apart-63"]).await;
    // Made before the watch runs: the first to ask for the program waits until it is built.
    let mut first = program(&place, &["rebuild", "--workers", "2"]);
    let since = Instant::now();
    assert!(first.status().unwrap().success());
    let mut whole = since.elapsed();
    let mut killed = 0;
    for (number, part) in moments(kills(10)).enumerate() {
        let moment = whole.mul_f64(part);
        for _ in 0..3 {
            record(&node, Family::new().opened()).await.unwrap();
        }
        // A projector that catches up step by step, or a rebuild with its swap.
        let arguments: &[&str] =
            if number % 2 == 0 { &["rebuild", "--workers", "2"] } else { &["households", "--limit", "1"] };
        let mut child = program(&place, arguments).spawn().unwrap();
        sleep(moment);
        if child.try_wait().unwrap().is_none() {
            killed += 1;
        } else {
            // The machine has become faster since: a kill that comes too late shows nothing.
            whole = whole.mul_f64(0.7);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let told = node.projections().await.unwrap();
        let lying: Vec<_> = told
            .iter()
            .filter(|one| one.status.state != State::Building && !one.is_complete)
            .map(|one| one.status.name.as_str())
            .collect();
        assert_eq!(lying, [""; 0], "after {arguments:?} was killed at {moment:?}");
    }
    assert!(killed * 2 >= kills(10), "only {killed} were killed before their end");
    node.catch_up().await.unwrap();
    let followed = rows(&place).await;
    node.rebuild(&[], 2, None, &mut |_, _| {}).await.unwrap();
    assert_eq!(followed, rows(&place).await);
    settled(&node).await;
    let told = node.projections().await.unwrap();
    assert_eq!(told.len(), projections::all().len(), "nothing is left of what was killed");
    node.close().await;
}
