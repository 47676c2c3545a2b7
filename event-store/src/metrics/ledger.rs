//! What a ledger tells about itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::mpsc;
use tracing::Span;

use super::exposition::{Collect, Exposition};
use super::kinds::{Counter, Gauge, Held, Histogram};
use crate::append::Appended;
use crate::coordinator::Job;
use crate::error::AppendError;
use crate::traced::TRACED;

/// How far a clock may be behind the ledger before somebody should know: two machines are never quite equal.
const SKEW: Duration = Duration::from_secs(1);

/// How often somebody is told so.
const REMINDER: Duration = Duration::from_mins(1);

/// The numbers of one ledger.
#[derive(Debug)]
pub(crate) struct Metrics {
    accepted: Counter,
    repeated: Counter,
    conflicts: Counter,
    id_reused: Counter,
    busy: Counter,
    faults: Counter,
    append: Histogram,
    under_way: Gauge,
    pub(crate) batch_requests: Histogram,
    pub(crate) batch_events: Histogram,
    pub(crate) lock_wait: Histogram,
    pub(crate) commit: Histogram,
    pub(crate) interrupted: Counter,
    pub(crate) head: Gauge,
    read: Histogram,
    /// Microseconds.
    clock_behind: Gauge,
    /// When it was last told, in milliseconds since `began`; 0 for never.
    warned: AtomicU64,
    began: Instant,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            accepted: Counter::default(),
            repeated: Counter::default(),
            conflicts: Counter::default(),
            id_reused: Counter::default(),
            busy: Counter::default(),
            faults: Counter::default(),
            append: Histogram::of_times(),
            under_way: Gauge::default(),
            batch_requests: Histogram::of_sizes(),
            batch_events: Histogram::of_sizes(),
            lock_wait: Histogram::of_times(),
            commit: Histogram::of_times(),
            interrupted: Counter::default(),
            head: Gauge::default(),
            read: Histogram::of_times(),
            clock_behind: Gauge::default(),
            warned: AtomicU64::new(0),
            began: Instant::now(),
        }
    }
}

/// A read, timed until it is dropped.
pub(crate) struct Reading<'a>(&'a Histogram, Instant);

impl Reading<'_> {
    /// The same with its part in a trace; `what` is read, in a word of ours.
    pub(crate) fn traced(self, what: &'static str) -> (Self, Span) {
        (self, tracing::info_span!(target: TRACED, "read", what))
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.took(self.1.elapsed());
    }
}

impl Metrics {
    pub(crate) fn under_way(&self) -> Held<'_> {
        self.under_way.hold()
    }

    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading(&self.read, Instant::now())
    }

    /// An append was answered.
    pub(crate) fn answered(&self, took: Duration, answer: &Result<Appended, AppendError>) {
        self.append.took(took);
        let outcome = match answer {
            Ok(Appended::Accepted { .. }) => &self.accepted,
            Ok(Appended::Repeated { .. }) => &self.repeated,
            Err(AppendError::Conflict(_)) => &self.conflicts,
            Err(AppendError::IdReused { .. }) => &self.id_reused,
            Err(AppendError::Busy { .. }) => &self.busy,
            Err(AppendError::Fault(_)) => &self.faults,
        };
        outcome.count();
    }

    /// Compares the clock with the last event. A clock that was set back, or is behind that of another node,
    /// changes nothing in the order of the ledger, but its operator should know: told at most once a minute.
    pub(crate) fn clock(&self, now: Timestamp, last: Option<Timestamp>) {
        let behind = last.map_or(0, |last| last.as_microsecond().saturating_sub(now.as_microsecond()));
        let behind = u64::try_from(behind).unwrap_or_default();
        self.clock_behind.set(behind);
        let behind = Duration::from_micros(behind);
        if behind > SKEW && self.is_time_to_tell() {
            let seconds = behind.as_secs();
            tracing::warn!(
                seconds,
                "the clock is behind the last event: recording times stand still until it catches up"
            );
        }
    }

    fn is_time_to_tell(&self) -> bool {
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let last = self.warned.load(Ordering::Relaxed);
        let again = last == 0 || Duration::from_millis(now.saturating_sub(last)) >= REMINDER;
        again && self.warned.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

/// The numbers together with the queue that they are about.
pub(crate) struct Gathered {
    pub(crate) metrics: Arc<Metrics>,
    /// Weak: whoever watches does not keep the ledger open.
    pub(crate) queue: mpsc::WeakSender<Job>,
}

impl Collect for Gathered {
    fn collect(&self, out: &mut Exposition) {
        let numbers = &self.metrics;
        let outcomes = [
            ("accepted", &numbers.accepted),
            ("repeated", &numbers.repeated),
            ("conflict", &numbers.conflicts),
            ("id_reused", &numbers.id_reused),
            ("busy", &numbers.busy),
            ("fault", &numbers.faults),
        ];
        let labels = outcomes.map(|(outcome, counter)| ([("outcome", outcome)], counter.get()));
        let samples = labels.iter().map(|(labels, count)| (labels.as_slice(), *count));
        out.counters("parcours_appends_total", "Append requests answered.", samples);
        out.histogram("parcours_append_seconds", "From asking to the answer of an append.", &numbers.append);
        let under_way = numbers.under_way.get();
        out.gauge("parcours_appends_under_way", "Append requests not answered yet.", &[], under_way);
        let queue = self.queue.upgrade();
        let queued = queue.map_or(0, |queue| queue.max_capacity() - queue.capacity());
        out.gauge("parcours_append_queue_length", "Append requests in the bounded queue.", &[], queued);
        let (requests, events) = (&numbers.batch_requests, &numbers.batch_events);
        out.histogram("parcours_append_batch_requests", "Append requests of one transaction.", requests);
        out.histogram("parcours_append_batch_events", "Events submitted to one transaction.", events);
        let wait = "From beginning a transaction to holding the lock of the head.";
        out.histogram("parcours_append_lock_wait_seconds", wait, &numbers.lock_wait);
        out.histogram("parcours_append_commit_seconds", "How long commits took.", &numbers.commit);
        let interrupted = numbers.interrupted.get();
        out.counter("parcours_append_interrupted_total", "Transactions that lost the database.", interrupted);
        out.histogram("parcours_ledger_read_seconds", "How long reads of the ledger took.", &numbers.read);
        out.gauge(
            "parcours_ledger_head_position",
            "Position of the last event seen.",
            &[],
            numbers.head.get(),
        );
        let behind = Duration::from_micros(numbers.clock_behind.get()).as_secs_f64();
        out.gauge(
            "parcours_clock_behind_seconds",
            "How far the clock was behind the last event.",
            &[],
            behind,
        );
    }
}
