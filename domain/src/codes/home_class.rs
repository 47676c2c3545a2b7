//! The class of a home by default: how far from a home of one’s own.

use super::AccommodationKind;

/// The default class of an accommodation (catalogue, E01, column DEF). Rule sets may class otherwise; this
/// one decides only whether a destination goes with the home named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HomeClass {
    /// Street, squat, with somebody.
    Precarious,
    /// Hotel and emergency centres.
    Emergency,
    /// Centres with a stay.
    Shelter,
    /// Flats on the way to a home of one’s own.
    Transitional,
    /// Residences.
    Adapted,
    /// A home of one’s own.
    Permanent,
    /// Hospital, prison, child protection.
    Institution,
    /// Not known.
    Unknown,
}

impl HomeClass {
    /// The code that lists and rule sets know it by.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Precarious => "precarious",
            Self::Emergency => "emergency",
            Self::Shelter => "shelter",
            Self::Transitional => "transitional",
            Self::Adapted => "adapted",
            Self::Permanent => "permanent",
            Self::Institution => "institution",
            Self::Unknown => "unknown",
        }
    }
}

impl AccommodationKind {
    /// Its default class.
    #[must_use]
    pub fn class(self) -> HomeClass {
        match self {
            Self::Street | Self::SquatCamp | Self::ThirdParty => HomeClass::Precarious,
            Self::Hotel | Self::EmergencyCentre | Self::SafetyShelter | Self::EmergencyUnspecified => {
                HomeClass::Emergency
            }
            Self::Cada
            | Self::Huda
            | Self::Caes
            | Self::Cao
            | Self::TransitCentre
            | Self::Cph
            | Self::StabilisationCentre
            | Self::Chrs
            | Self::MotherChildCentre
            | Self::HealthShelter
            | Self::Rhvs => HomeClass::Shelter,
            Self::CitizenHosting
            | Self::GatewayFlat
            | Self::RelayFlat
            | Self::SharedFlat
            | Self::ImlSublease
            | Self::SlidingSublease
            | Self::TransitionalUnspecified => HomeClass::Transitional,
            Self::SocialResidence
            | Self::Fjt
            | Self::Ftm
            | Self::BoardingHouse
            | Self::ReceptionResidence
            | Self::StudentResidence => HomeClass::Adapted,
            Self::SocialHousing
            | Self::PrivateRental
            | Self::OwnerOccupied
            | Self::EmployerHousing
            | Self::OrdinaryUnspecified => HomeClass::Permanent,
            Self::Hospital | Self::CareHome | Self::ChildProtection | Self::Prison => HomeClass::Institution,
            Self::Unknown => HomeClass::Unknown,
        }
    }
}
