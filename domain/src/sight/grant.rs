//! Why somebody may look into a household.

use super::{Group, Standing};
use crate::ids::{PersonId, ProgrammeCode};

/// Why an organisation may look into a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// The household is enrolled in a programme in which the organisation has a standing.
    Programme {
        /// The programme.
        programme: ProgrammeCode,
        /// The standing in it.
        standing: Standing,
    },
    /// It left, less than two years ago or as recorded less than two years ago, a programme that the organisation runs: what
    /// belongs to that programme, and what the organisation itself recorded and belongs to none, so that it can be
    /// corrected, or erased. Source: the catalogue’s retention rule, two years after the last contact.
    Former {
        /// The programme.
        programme: ProgrammeCode,
    },
    /// A member consents to share with it: facts that name that person, wherever they belong but in sensitive
    /// programmes.
    Consent {
        /// Who.
        person: PersonId,
    },
    /// It opened the file, and no programme has enrolled the household: it would lose what it began.
    Opener,
    /// Its task is to look at all of it, without personal data: everything but what belongs to sensitive programmes.
    Oversight,
}

/// What whoever opened a file sees and records before a programme enrols the household: who it is, its papers, and what
/// is asked for it.
const FILE: [Group; 3] = [Group::Composition, Group::Papers, Group::Requests];

impl Grant {
    /// Whether it opens a group of facts about the whole household.
    #[must_use]
    pub fn opens(&self, group: Group) -> bool {
        match self {
            Self::Programme { standing, .. } => standing.opens(group),
            Self::Consent { .. } => group == Group::Composition,
            Self::Opener => FILE.contains(&group),
            Self::Oversight => true,
            Self::Former { .. } => false,
        }
    }

    /// Whether it is that of whoever runs a programme that the household is in.
    #[must_use]
    pub fn runs(&self) -> bool {
        match self {
            Self::Programme { standing, .. } => standing.runs(),
            Self::Former { .. } | Self::Consent { .. } | Self::Opener | Self::Oversight => false,
        }
    }
}
