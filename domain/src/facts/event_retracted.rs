//! `event_retracted`: payload and invariants.

use super::payload::payload;
use crate::codes::CorrectionReason;
use crate::facts::Admissible;
use crate::ids::EventId;

payload! {
    /// An event that did not take place is retracted (annulation d’un événement).
    ///
    /// Source: catalogue, `XR`.
    pub struct EventRetracted {
        /// The event retracted; of the same stream.
        [S] target: EventId,
        /// Why.
        [S] reason: CorrectionReason,
    }
}

impl Admissible for EventRetracted {
    // Checked by `admission::corrections`: it is no fact of the timeline.
}
