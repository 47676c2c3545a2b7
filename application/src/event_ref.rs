//! An event as it is named beside a figure: nothing of what it tells.

use domain::Event;
use jiff::Timestamp;

/// Which event, without its payload: an analyst sees no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRef {
    /// Its position.
    pub position: u64,
    /// Its kind of fact, as the catalogue abbreviates it.
    pub kind: &'static str,
    /// The day that it is about.
    pub on: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl EventRef {
    pub(crate) fn of(event: &Event) -> Self {
        Self {
            position: event.position,
            kind: event.fact().kind().code(),
            on: event.on().to_string(),
            recorded_at: event.recorded_at,
        }
    }
}
