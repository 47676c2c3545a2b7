//! What somebody may record about one household, told before anything is written.

use domain::sight::Lens;
use domain::{Event, FactKind};

/// What may be recorded about a household.
#[derive(Debug, Clone)]
pub(crate) enum Rights {
    /// Everything.
    All,
    /// Nothing.
    Nothing,
    /// What an organisation may that looks through this.
    Through(Box<Lens>),
}

impl Rights {
    /// Whether some fact of a kind may be recorded.
    pub(crate) fn record(&self, kind: FactKind) -> bool {
        match self {
            Self::All => kind.group().is_some(),
            Self::Nothing => false,
            Self::Through(lens) => lens.may_record_some(kind),
        }
    }

    /// Whether an event may be corrected or retracted.
    pub(crate) fn change(&self, event: &Event) -> bool {
        // Corrections and retractions are final, and what was erased stays so.
        if event.fact().kind().group().is_none() || event.fact().kind() == FactKind::PersonalDataErased {
            return false;
        }
        match self {
            Self::All => true,
            Self::Nothing => false,
            Self::Through(lens) => lens.may_change(event, None).is_ok(),
        }
    }
}
