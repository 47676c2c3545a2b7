//! What moved each unit: every move is made alone, then every pair, and so on, until each mover has a cause.

use std::collections::BTreeMap;

use super::movers::Mover;
use super::moves::Move;
use super::standing::{Key, Unit};

/// How many sets of moves are tried. Whoever compares rules that differ in more is told that the rest acts together.
pub(super) const TRIALS_MAX: usize = 60;

/// Every set of `size` of so many moves, by their places.
pub(super) fn sets(moves: usize, size: usize) -> Vec<Vec<usize>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for last in (size - 1)..moves {
        for mut set in sets(last, size - 1) {
            set.push(last);
            all.push(set);
        }
    }
    all
}

/// Notes these moves as a cause of the movers that they move where they end up. Answers whether any is still without
/// one.
pub(super) fn note(movers: &mut [Mover], tried: &[&Move], trial: &BTreeMap<Key, Unit>) -> bool {
    let mut is_open = false;
    for mover in movers {
        let is_open_until = mover.cause.any_of.first().is_none_or(|cause| cause.len() >= tried.len());
        if is_open_until && mover.ends_up_at(trial.get(&mover.key)) {
            mover.cause.any_of.push(tried.iter().map(|one| (*one).clone()).collect());
        }
        is_open |= mover.cause.any_of.is_empty();
    }
    is_open
}

/// Those that no smaller set moves are moved by all moves together.
pub(super) fn rest(movers: &mut [Mover], all: &[Move]) {
    for mover in movers.iter_mut().filter(|mover| mover.cause.any_of.is_empty()) {
        mover.cause.any_of.push(all.to_vec());
    }
}
