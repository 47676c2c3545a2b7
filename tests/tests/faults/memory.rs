//! How much memory an import takes. What has been read is not kept; histories and the pages of the database are,
//! up to bounds that do not depend on the file.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use super::files::{copy, counts, finished, import, write};
use crate::store::Place;

/// The most resident memory that a running program has had, in KiB; none when it has just ended.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Imports a file of which so many lines are new and so many known; answers the most memory taken, in KiB.
fn imported(place: &Place, file: &Path, expected: (usize, usize)) -> u64 {
    let mut child = import(&place.url(), &[file], &[]).spawn().unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(peak(child.id()).unwrap_or_default());
        std::thread::sleep(Duration::from_millis(5));
    }
    let ran = finished(child);
    assert_eq!((ran.code, counts(&ran)), (Some(0), expected), "{ran:?}");
    assert!(most > 0, "/proc tells nothing of a running program");
    most
}

/// The least of up to three measures, as soon as one is small enough: how many threads of a program take turns, and what
/// their allocator keeps for each, is not the same twice on a busy machine.
fn least(is_enough: impl Fn(u64) -> bool, mut measure: impl FnMut() -> u64) -> u64 {
    let mut least = measure();
    for _ in 1..3 {
        if is_enough(least) {
            break;
        }
        least = least.min(measure());
    }
    least
}

fn copies(count: u32) -> (String, usize) {
    let mut text = String::new();
    for number in 0..count {
        write!(text, "{}", copy("elia", number)).unwrap();
    }
    let lines = text.lines().count();
    (text, lines)
}

#[test]
fn new_facts_take_memory_within_bounds_and_known_ones_none() {
    let folder = tests::scratch();
    let (text, lines) = copies(1);
    let one = write(folder.path(), "one.ndjson", &text);
    let four_times = write(folder.path(), "four-times.ndjson", &text.repeat(4));
    let place = Place::sqlite();
    let first = imported(&place, &one, (lines, 0));
    let known = imported(&place, &one, (0, lines));
    let is_bounded = |four_times: u64| four_times * 5 < known * 6;
    let known_four_times = least(is_bounded, || imported(&place, &four_times, (0, 4 * lines)));
    assert!(is_bounded(known_four_times), "known: {known} KiB, four times: {known_four_times} KiB");

    let (text, lines) = copies(4);
    let four = write(folder.path(), "four.ndjson", &text);
    // A good part of it is the program itself, not optimised.
    let is_bounded = |larger: u64| larger < first * 2 && larger < 192 * 1024;
    let larger = least(is_bounded, || imported(&Place::sqlite(), &four, (lines, 0)));
    assert!(is_bounded(larger), "new: {first} KiB, four times: {larger} KiB");
}
