//! `training_ended`: payload and invariants.

use super::payload::payload;
use crate::codes::TrainingOutcome;
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::ids::TrainingId;

payload! {
    /// A training ends (fin de formation).
    ///
    /// Source: catalogue, `TR-`.
    pub struct TrainingEnded {
        /// The training.
        [S] training: TrainingId,
        /// How.
        [S] outcome: TrainingOutcome,
        /// Hours attended in all.
        [S] hours_attended: Option<u32>,
    }
}

impl Admissible for TrainingEnded {
    fn ends(&self) -> Option<Link> {
        Some(link(Kind::Training, self.training.0, "/data/training"))
    }
}
