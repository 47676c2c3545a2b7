//! Programs killed at any moment of an erasure and of a rotation of the master key: the next to open the ledger finishes
//! it or takes it back. Three kills; `PARCOURS_KILLS=200` makes more of them. Each moment has its turn twice, for one may
//! come too late.

use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use application::export::Selection;
use application::{Application, Settings};
use domain::codes::ErasureLevel;

use super::facts::{Family, OF_THE_HOUSEHOLD, OF_THE_MOTHER, OF_THE_SON};
use super::searching::{found, kept};
use super::{assert_verifies, erase, keys, node_with, record};
use crate::projections::kills::{kills, moments, program};
use crate::store::{self, Place, contracts};

contracts![
    whenever_an_erasure_is_killed_it_is_finished_or_never_was,
    whenever_a_rotation_is_killed_one_master_key_opens_everything,
];

/// The part of a program that is spent before it has opened the ledger, where a kill shows nothing.
const OPENING: f64 = 0.2;

/// Starts a program and kills it at a part of the time that it takes; answers what it said, and whether it was
/// killed before its end.
fn killed(mut program: Command, whole: &mut Duration, part: f64) -> (Output, bool) {
    let mut child = program.stdout(Stdio::piped()).spawn().unwrap();
    sleep(whole.mul_f64(OPENING + (1.0 - OPENING) * part));
    let in_time = child.try_wait().unwrap().is_none();
    if !in_time {
        // The machine has become faster since: a kill that comes too late shows nothing.
        *whole = whole.mul_f64(0.7);
    }
    child.kill().unwrap();
    (child.wait_with_output().unwrap(), in_time)
}

/// The time that a program takes when nobody kills it.
fn timed(mut program: Command) -> Duration {
    let since = Instant::now();
    assert!(program.status().unwrap().success());
    since.elapsed()
}

async fn exported(node: &Application, family: &Family) -> Vec<u8> {
    let (mut out, stream) = (Vec::new(), Some(family.stream.clone()));
    node.export(&Selection { stream, ..Selection::default() }, &mut out).await.unwrap();
    out
}

/// All of it verifies, keys included, and nothing is left under way.
async fn assert_settled(node: &Application) {
    assert_verifies(node).await;
    let keys = keys::audit(node).await;
    assert_eq!((keys.first_bad, keys.unchecked), (None, None));
    assert_eq!(node.ledger().keys().fences().await.unwrap(), []);
}

async fn whenever_an_erasure_is_killed_it_is_finished_or_never_was(place: Place) {
    let erasing = |family: &Family| {
        let person = family.mother.0.to_string();
        program(&place, &["erase", &person, "--basis", "request", "--level", "all", "--yes"])
    };
    let told_of = |family: &Family| family.mother.0.to_string();
    // A family whose mother stands in the read models too.
    let ready = async || {
        let (node, family) = (super::node(&place).await, Family::new());
        record(&node, family.everything()).await.unwrap();
        node.catch_up().await.unwrap();
        node.close().await;
        family
    };
    // Made before the watch runs: the first to ask for the program waits until it is built.
    let first = erasing(&ready().await);
    let mut whole = timed(first);
    let (mut killed_in_time, mut ends) = (0, [0, 0]);
    for part in moments(kills(3)).flat_map(|part| [part; 2]) {
        let family = ready().await;
        let (said, in_time) = killed(erasing(&family), &mut whole, part);
        killed_in_time += u32::from(in_time);
        // The next to open the ledger.
        let node = super::node(&place).await;
        assert_settled(&node).await;
        let lines = exported(&node, &family).await;
        let recorded = String::from_utf8_lossy(&lines).contains("personal_data_erased");
        assert!(recorded || said.stdout.is_empty(), "told as erased, and is not: {said:?}");
        ends[usize::from(recorded)] += 1;
        let left: &[&str] = if recorded { &[] } else { &OF_THE_MOTHER };
        assert_eq!(found(&lines, OF_THE_MOTHER), left, "{} at {part}: {said:?}", told_of(&family));
        assert_eq!(found(&lines, OF_THE_SON), OF_THE_SON);
        if !recorded {
            // As if nobody had asked: it can be recorded about her, and asked again.
            record(&node, [family.resources(&[family.mother], 3.0)]).await.unwrap();
            erase(&node, family.mother, ErasureLevel::All).await;
        }
        node.catch_up().await.unwrap();
        assert_eq!(found(&kept(&place).await, OF_THE_MOTHER), [""; 0], "at {part}");
        node.close().await;
        assert_eq!(found(&kept(&place).await, OF_THE_MOTHER), [""; 0], "at {part}, closed");
    }
    assert!(killed_in_time >= kills(3), "only {killed_in_time} were killed before their end: {ends:?}");
}

async fn whenever_a_rotation_is_killed_one_master_key_opens_everything(place: Place) {
    let folder = tests::scratch();
    let file = folder.path().join("master.key");
    std::fs::copy(tests::master_key(), &file).unwrap();
    let settings = || Settings { master_key_file: Some(file.clone()), ..store::settings() };
    let rotating = || {
        let mut command = program(&place, &["keys", "rotate"]);
        command.env("PARCOURS_MASTER_KEY_FILE", &file);
        command
    };
    let node = node_with(&place, settings()).await;
    let mut families = vec![Family::new()];
    // Enough keys for a rotation to take a while.
    for _ in 0..50 {
        record(&node, Family::new().everything()).await.unwrap();
    }
    record(&node, families[0].everything()).await.unwrap();
    node.close().await;
    let mut whole = timed(rotating());
    let (mut killed_in_time, mut ends) = (0, [0, 0]);
    for part in moments(kills(3)).flat_map(|part| [part; 2]) {
        let before = std::fs::read(&file).unwrap();
        let (said, in_time) = killed(rotating(), &mut whole, part);
        killed_in_time += u32::from(in_time);
        let node = node_with(&place, settings()).await;
        // Whoever opens values finds out which of two keys is right.
        for family in &families {
            let lines = exported(&node, family).await;
            let all = || OF_THE_MOTHER.into_iter().chain(OF_THE_SON).chain(OF_THE_HOUSEHOLD);
            assert_eq!(found(&lines, all()), all().collect::<Vec<_>>(), "at {part}: {said:?}");
        }
        assert_settled(&node).await;
        let rotated = std::fs::read(&file).unwrap() != before;
        assert!(rotated || said.stdout.is_empty(), "told as changed, and is not: {said:?}");
        ends[usize::from(rotated)] += 1;
        // And seals what comes, for the next to open.
        let family = Family::new();
        record(&node, family.everything()).await.unwrap();
        node.close().await;
        families.push(family);
    }
    assert!(killed_in_time >= kills(3), "only {killed_in_time} were killed before their end: {ends:?}");
    // What was killed is in nobody's way.
    timed(rotating());
    let node = node_with(&place, settings()).await;
    assert_settled(&node).await;
    assert!(!folder.path().join("master.key.next").exists());
}
