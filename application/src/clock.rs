//! The clock, and the time zone in which instants become days.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Tells the time of recording, and the day that it is in the ledger’s time zone.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    time_zone: TimeZone,
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").field("time_zone", &self.time_zone).finish_non_exhaustive()
    }
}

impl Clock {
    /// The machine’s clock, and Paris.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn system() -> Self {
        Self::with(Timestamp::now)
    }

    /// Another clock, for tests.
    pub fn with(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        // The bundled time zone database knows Paris; without any, days are those of UTC.
        let time_zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
        Self { now: Arc::new(now), time_zone }
    }

    /// The instant that it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// The day that it is.
    #[must_use]
    pub fn today(&self) -> Date {
        self.day_of(self.now())
    }

    /// The day of an instant.
    #[must_use]
    pub fn day_of(&self, instant: Timestamp) -> Date {
        self.time_zone.to_datetime(instant).date()
    }

    /// The time zone of the ledger’s days.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        self.time_zone.clone()
    }

    pub(crate) fn as_fn(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        Arc::clone(&self.now)
    }
}
