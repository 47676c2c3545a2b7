//! Whether to hold a batch back for those who are about to ask.
//!
//! Writers who were answered together ask again together. Where they need little time for it, a batch that lets
//! them go first saves a commit; where each of them decides for long, the commit would wait for work that can go on
//! while it is made.

use std::time::{Duration, Instant};

/// Turns of the scheduler in which nobody asks, after which a batch is not held back any longer.
const QUIET_TURNS: u32 = 4;

/// Batches after which it is tried again whether holding back pays.
const TRY_AGAIN: u32 = 64;

/// A turn pays up to this part of a commit.
const PART_OF_A_COMMIT: u32 = 4;

/// What turns and commits take, by their latest measures.
#[derive(Default)]
pub(crate) struct Hold {
    commit: Duration,
    turn: Duration,
    batches: u32,
    quiet: u32,
}

impl Hold {
    /// A batch begins to gather.
    pub(crate) fn begin(&mut self) {
        self.batches = self.batches.wrapping_add(1);
        self.quiet = 0;
    }

    /// Somebody asked: others may follow.
    pub(crate) fn heard(&mut self) {
        self.quiet = 0;
    }

    /// Lets others run for a turn, if that pays; false when the batch should go.
    pub(crate) async fn turn(&mut self) -> bool {
        let pays = self.turn * PART_OF_A_COMMIT <= self.commit || self.batches.is_multiple_of(TRY_AGAIN);
        if self.quiet >= QUIET_TURNS || !pays {
            return false;
        }
        self.quiet += 1;
        let since = Instant::now();
        tokio::task::yield_now().await;
        self.turn = average(self.turn, since.elapsed());
        true
    }

    /// A commit took this long.
    pub(crate) fn committed(&mut self, took: Duration) {
        self.commit = average(self.commit, took);
    }
}

/// The new measure counts for an eighth.
fn average(before: Duration, now: Duration) -> Duration {
    (before * 7 + now) / 8
}
