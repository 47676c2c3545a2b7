//! Many writers at once, for a while.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::failure::Failure;

/// One writer: does the same again and again.
pub(super) trait Writer: Send + 'static {
    /// Does it once more; answers how many events that were, 0 when there is nothing left to do.
    fn once(&mut self) -> impl Future<Output = Result<u32, Failure>> + Send;
}

/// What the writers of a race did.
#[derive(Default)]
pub(super) struct Lap {
    pub(super) events: u32,
    pub(super) elapsed: Duration,
    pub(super) latencies: Vec<Duration>,
}

impl Lap {
    pub(super) fn rate(&self) -> f64 {
        f64::from(self.events) / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }
}

/// Lets writers run against each other. Each does it once before the clock starts: statements are then
/// prepared and connections open. What is under way when the time is over is waited for, and counted.
///
/// # Errors
/// The first failure of any writer, which stops the others.
pub(super) async fn race<W: Writer>(writers: Vec<W>, time: Duration) -> Result<(Lap, Vec<W>), Failure> {
    let gate = Arc::new(Barrier::new(writers.len()));
    let mut tasks = JoinSet::new();
    for writer in writers {
        tasks.spawn(run(writer, time, Arc::clone(&gate)));
    }
    let mut lap = Lap::default();
    let mut writers = Vec::new();
    let (mut first, mut last) = (None, None);
    while let Some(done) = tasks.join_next().await {
        let ran = done.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?;
        lap.events += ran.events;
        lap.latencies.extend(ran.latencies);
        first = Some(first.map_or(ran.began, |first: Instant| first.min(ran.began)));
        last = Some(last.map_or(ran.ended, |last: Instant| last.max(ran.ended)));
        writers.push(ran.writer);
    }
    if let (Some(first), Some(last)) = (first, last) {
        lap.elapsed = last - first;
    }
    Ok((lap, writers))
}

struct Ran<W> {
    writer: W,
    events: u32,
    latencies: Vec<Duration>,
    began: Instant,
    ended: Instant,
}

async fn run<W: Writer>(mut writer: W, time: Duration, gate: Arc<Barrier>) -> Result<Ran<W>, Failure> {
    writer.once().await?;
    gate.wait().await;
    let began = Instant::now();
    let (mut events, mut latencies, mut ended) = (0, Vec::new(), began);
    while ended - began < time {
        let done = writer.once().await?;
        if done == 0 {
            break;
        }
        let now = Instant::now();
        latencies.push(now - ended);
        events += done;
        ended = now;
    }
    Ok(Ran { writer, events, latencies, began, ended })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sleeper(u32);

    impl Writer for Sleeper {
        async fn once(&mut self) -> Result<u32, Failure> {
            tokio::time::sleep(Duration::from_millis(1)).await;
            self.0 = self.0.saturating_sub(1);
            Ok(if self.0 == 0 { 0 } else { 5 })
        }
    }

    #[tokio::test]
    async fn every_event_of_every_writer_counts_once_the_clock_runs() {
        let writers = vec![Sleeper(4), Sleeper(3)];
        let (lap, writers) = race(writers, Duration::from_mins(1)).await.unwrap();
        // The first time of each is before the start, and the last finds nothing left.
        assert_eq!((lap.events, lap.latencies.len(), writers.len()), (15, 3, 2));
        assert!(lap.elapsed >= Duration::from_millis(2) && lap.elapsed < Duration::from_mins(1));
        assert!(lap.rate() > 0.0);
    }

    #[tokio::test]
    async fn time_ends_a_race() {
        let (lap, _) = race(vec![Sleeper(u32::MAX)], Duration::from_millis(20)).await.unwrap();
        assert!(lap.elapsed >= Duration::from_millis(20) && lap.elapsed < Duration::from_secs(10));
    }
}
