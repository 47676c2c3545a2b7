//! `event_corrected`: payload and invariants.

use super::payload::payload;
use crate::codes::CorrectionReason;
use crate::facts::Admissible;
use crate::ids::EventId;
use crate::partial_date::PartialDate;
use crate::wire::Object;

payload! {
    /// An event is corrected (correction d’un événement): the whole payload is replaced.
    ///
    /// Source: catalogue, `XC`.
    pub struct EventCorrected {
        /// The event corrected; of the same stream.
        [S] target: EventId,
        /// The corrected date, or the same.
        [S] occurred_on: PartialDate,
        /// The payload of the target’s type.
        [S] payload: Object,
        /// Why.
        [S] reason: CorrectionReason,
    }
}

impl Admissible for EventCorrected {
    // Checked by `admission::corrections`: it is no fact of the timeline.
}
