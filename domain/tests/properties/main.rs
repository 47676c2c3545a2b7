//! What holds for all histories: order of recording does not matter, retraction undoes, nothing panics.
#![expect(clippy::expect_used, reason = "a harness stops at the first surprise")]

#[path = "../common/mod.rs"]
mod common;

mod mutations;

mod households;

mod any_input;
mod from_nothing;
mod interleavings;
mod retractions;
mod round_trips;

use proptest::test_runner::{Config, RngSeed};

/// So many cases, the same ones on each run.
fn cases(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(2009), failure_persistence: None, ..Config::default() }
}
