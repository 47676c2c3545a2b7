//! `programme_status_set`: payload and invariants.

use super::payload::payload;
use crate::codes::{ClosingReason, ProgrammeState};
use crate::facts::Admissible;
use crate::finding::Findings;
use crate::partial_date::PartialDate;
use crate::programme_book::ProgrammeBook;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A programme is planned, opens, is suspended or closes.
    ///
    /// Source: catalogue, `PS`.
    pub struct ProgrammeStatusSet {
        /// The new state.
        [S] state: ProgrammeState,
        /// Expected opening; required when planned.
        [S] planned_on: Option<PartialDate>,
        /// Why it closes; required when closed.
        [S] reason: Option<ClosingReason>,
    }
}

impl Admissible for ProgrammeStatusSet {
    fn programme_contradictions(&self, this: Believed<'_>, book: &ProgrammeBook, found: &mut Findings) {
        let before = book.states.iter().take_while(|state| state.by != this.id()).last();
        if !may_follow(before.map(|state| state.value), self.state) {
            match before {
                Some(before) => found.against(Rule::StatusTransition, before.by, "/data/state", self.state),
                None => found.add(Rule::StatusTransition, "/data/state", self.state),
            }
        }
        if self.state == ProgrammeState::Planned && self.planned_on.is_none() {
            found.add(Rule::StatusPlannedOn, "/data/planned_on", "—");
        }
        if self.state == ProgrammeState::Closed && self.reason.is_none() {
            found.add(Rule::StatusReason, "/data/reason", "—");
        }
    }
}

/// States in which terms and capacities may be set: everything before closing (catalogue, A14).
pub(crate) const STATES_BEFORE_CLOSING: &[ProgrammeState] =
    &[ProgrammeState::Planned, ProgrammeState::Open, ProgrammeState::Suspended];

/// planned → open, closed; open → suspended, closed; suspended → open, closed; nothing follows closed.
fn may_follow(before: Option<ProgrammeState>, next: ProgrammeState) -> bool {
    use ProgrammeState::{Closed, Open, Planned, Suspended};
    match before {
        None => matches!(next, Planned | Open),
        Some(Planned) => matches!(next, Open | Closed),
        Some(Open) => matches!(next, Suspended | Closed),
        Some(Suspended) => matches!(next, Open | Closed),
        Some(Closed) => false,
    }
}
