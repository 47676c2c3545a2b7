//! What an organisation is in a programme, and what that opens.

use super::Group;
use crate::codes::{Coded as _, PartnerRole};

/// What an organisation is in a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It runs it.
    Operator,
    /// It takes part in it.
    Partner(PartnerRole),
}

/// Without these nobody could tell whom a fact is about and why it is there: everybody who sees anything of a
/// household sees them.
const FRAME: [Group; 2] = [Group::Composition, Group::Enrolments];

impl Standing {
    /// Every standing.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let partners = PartnerRole::ALL.iter().copied().map(Self::Partner);
        std::iter::once(Self::Operator).chain(partners).collect()
    }

    /// As it is stored: `operator`, or the code of the partner’s role.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Partner(role) => role.code(),
        }
    }

    /// The groups that are its own task; `None` stands for all of them.
    fn task(self) -> Option<&'static [Group]> {
        match self {
            Self::Operator
            | Self::Partner(PartnerRole::Implementer | PartnerRole::Social | PartnerRole::Referrer) => None,
            Self::Partner(PartnerRole::Housing | PartnerRole::Landlord) => {
                Some(&[Group::Accommodation, Group::Leases])
            }
            Self::Partner(PartnerRole::Employment) => Some(&[Group::Employment, Group::Training]),
            Self::Partner(PartnerRole::Training) => Some(&[Group::Training, Group::Assessments]),
            // Figures only.
            Self::Partner(PartnerRole::Funder | PartnerRole::Institutional | PartnerRole::Other) => Some(&[]),
        }
    }

    /// Whether it sees facts of a group about the households of its programme.
    #[must_use]
    pub fn opens(self, group: Group) -> bool {
        match self.task() {
            None => true,
            Some([]) => false,
            Some(groups) => groups.contains(&group) || FRAME.contains(&group),
        }
    }

    /// Whether it also sees those that belong to another programme of such a household.
    #[must_use]
    pub fn opens_elsewhere(self, group: Group) -> bool {
        self.task().is_none() && (self.runs() || group != Group::Requests)
    }

    /// Whether it records facts of a group about the households of its programme.
    #[must_use]
    pub fn records(self, group: Group) -> bool {
        self.task().is_none_or(|groups| groups.contains(&group))
    }

    /// Whether it sees all groups.
    #[must_use]
    pub fn opens_all(self) -> bool {
        self.task().is_none()
    }

    /// Whether it runs the programme, or does so for whoever runs it: it then corrects what others recorded, erases,
    /// and records facts about the programme itself.
    #[must_use]
    pub fn runs(self) -> bool {
        matches!(self, Self::Operator | Self::Partner(PartnerRole::Implementer))
    }
}

impl std::str::FromStr for Standing {
    type Err = UnknownStanding;

    fn from_str(code: &str) -> Result<Self, UnknownStanding> {
        if code == "operator" {
            return Ok(Self::Operator);
        }
        PartnerRole::parse(code).map(Self::Partner).ok_or(UnknownStanding)
    }
}

/// A text that names no standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected operator or the role of a partner")]
pub struct UnknownStanding;
