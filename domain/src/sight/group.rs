//! Groups of facts that are opened together.

use crate::facts::FactKind;

/// A group of facts about a household. Source: catalogue, section 4 “Consent”, and E30.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Who is in the household, and the history of the file itself: opening, joining, leaving, splits, mergers, erasure.
    Composition,
    /// Legal status and residence permits.
    Papers,
    /// Requests and what became of them.
    Requests,
    /// Enrolments in programmes.
    Enrolments,
    /// Stays in homes.
    Accommodation,
    /// Leases, their transfers, incidents and ends.
    Leases,
    /// Social rights.
    Rights,
    /// Resources.
    Resources,
    /// Job contracts.
    Employment,
    /// Trainings.
    Training,
    /// Assessments: levels, tests, satisfaction.
    Assessments,
    /// Pairings and attendance of activities.
    Support,
    /// Consents.
    Consents,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Composition,
        Self::Papers,
        Self::Requests,
        Self::Enrolments,
        Self::Accommodation,
        Self::Leases,
        Self::Rights,
        Self::Resources,
        Self::Employment,
        Self::Training,
        Self::Assessments,
        Self::Support,
        Self::Consents,
    ];

    /// Its name in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Composition => "composition",
            Self::Papers => "papers",
            Self::Requests => "requests",
            Self::Enrolments => "enrolments",
            Self::Accommodation => "accommodation",
            Self::Leases => "leases",
            Self::Rights => "rights",
            Self::Resources => "resources",
            Self::Employment => "employment",
            Self::Training => "training",
            Self::Assessments => "assessments",
            Self::Support => "support",
            Self::Consents => "consents",
        }
    }
}

impl FactKind {
    /// The group of a fact about a household. Corrections and retractions go with what they change, and facts about
    /// programmes and rules are in none.
    #[must_use]
    pub fn group(self) -> Option<Group> {
        Some(match self {
            Self::HouseholdOpened
            | Self::MemberJoined
            | Self::MemberLeft
            | Self::HouseholdSplit
            | Self::HouseholdMerged
            | Self::PersonalDataErased => Group::Composition,
            Self::LegalStatusRecorded | Self::PermitIssued | Self::PermitEnded => Group::Papers,
            Self::RequestSubmitted | Self::RequestDecided => Group::Requests,
            Self::EnrolmentStarted | Self::EnrolmentEnded => Group::Enrolments,
            Self::OccupancyStarted | Self::OccupancyEnded => Group::Accommodation,
            Self::LeaseSigned | Self::LeaseTransferred | Self::LeaseIncidentRecorded | Self::LeaseEnded => {
                Group::Leases
            }
            Self::RightOpened | Self::RightClosed => Group::Rights,
            Self::ResourcesDeclared => Group::Resources,
            Self::ContractSigned | Self::ContractAmended | Self::ContractEnded => Group::Employment,
            Self::TrainingStarted | Self::TrainingEnded => Group::Training,
            Self::AssessmentRecorded => Group::Assessments,
            Self::PairingStarted | Self::PairingEnded | Self::ActivityAttended => Group::Support,
            Self::ConsentGiven | Self::ConsentWithdrawn => Group::Consents,
            Self::EventCorrected
            | Self::EventRetracted
            | Self::ProgrammeRegistered
            | Self::ProgrammeStatusSet
            | Self::CapacitySet
            | Self::TermsSet
            | Self::PartnerJoined
            | Self::PartnerLeft
            | Self::ActivityHeld
            | Self::FigureDeclared
            | Self::RulePublished => return None,
        })
    }
}
