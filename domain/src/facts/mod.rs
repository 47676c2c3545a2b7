//! The facts: one file each, with payload, privacy classes and invariants.
//!
//! A fact is one thing that happened, in the past participle, with nothing in it that could be derived.

pub mod activity_attended;
pub mod activity_held;
mod admissible;
pub mod assessment_recorded;
pub mod capacity_set;
mod checks;
pub mod consent_given;
pub mod consent_withdrawn;
pub mod contract_amended;
pub mod contract_ended;
pub mod contract_signed;
pub mod enrolment_ended;
pub mod enrolment_started;
pub mod event_corrected;
pub mod event_retracted;
pub mod figure_declared;
pub mod household_merged;
pub mod household_opened;
pub mod household_split;
pub mod lease_ended;
pub mod lease_incident_recorded;
pub mod lease_signed;
pub mod lease_transferred;
pub mod legal_status_recorded;
pub mod member_joined;
pub mod member_left;
pub mod occupancy_ended;
pub mod occupancy_started;
pub mod pairing_ended;
pub mod pairing_started;
pub mod partner_joined;
pub mod partner_left;
mod payload;
pub mod permit_ended;
pub mod permit_issued;
pub mod personal_data_erased;
pub mod programme_registered;
pub mod programme_status_set;
pub mod request_decided;
pub mod request_submitted;
pub mod resources_declared;
pub mod right_closed;
pub mod right_opened;
pub mod rule_published;
mod submitted;
pub mod terms_set;
pub mod training_ended;
pub mod training_started;
pub mod values;

use serde_json::Value;

pub use admissible::{Admissible, Kind, Link, Owner, Sealing};
pub(crate) use admissible::{known, link};
pub use payload::Payload;

use crate::event::StreamId;
use crate::wire::{At, FieldSpec, Json, ObjectShape, ShapeFaults};

/// Declares the facts: variant, stored name, catalogue code, streams in which it may stand.
macro_rules! facts {
    ($($variant:ident = $module:ident $code:literal in $($stream:ident)|+,)*) => {
        /// A fact of a pathway, of a programme or of the rules.
        #[derive(Debug, Clone, PartialEq)]
        #[expect(clippy::large_enum_variant, reason = "facts live in one Arc per event, never side by side")]
        pub enum Fact {
            $(#[doc = concat!("`", stringify!($module), "`, ", $code)] $variant($module::$variant),)*
        }

        /// The kind of a fact. Names and versions are stored, so renaming a Rust type never touches history.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FactKind {
            $(#[doc = concat!("`", stringify!($module), "`, ", $code)] $variant,)*
        }

        impl FactKind {
            /// Every kind, in the catalogue's order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stored name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($module),)*
                }
            }

            /// The catalogue's code, such as `LT`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// The kind of a stored name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($module) => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// Whether such a fact may stand in `stream`.
            #[must_use]
            pub fn belongs_in(self, stream: &StreamId) -> bool {
                match self {
                    $(Self::$variant => matches!(stream, $(StreamId::$stream { .. })|+),)*
                }
            }

            /// The fields of its payload.
            #[must_use]
            pub fn fields(self) -> &'static [FieldSpec] {
                match self {
                    $(Self::$variant => $module::$variant::FIELDS,)*
                }
            }

            /// The payload, as schemas, forms and documents see it.
            #[must_use]
            pub fn shape(self) -> ObjectShape {
                match self {
                    $(Self::$variant => ObjectShape {
                        name: stringify!($variant),
                        about: $module::$variant::ABOUT,
                        fields: $module::$variant::FIELDS,
                    },)*
                }
            }

            /// Reads a payload of this kind, or notes every fault of its shape.
            pub fn read(self, value: &dyn Json, at: &At<'_>, faults: &mut ShapeFaults) -> Option<Fact> {
                match self {
                    $(Self::$variant => $module::$variant::read(value, at, faults).map(Fact::$variant),)*
                }
            }
        }

        impl Fact {
            /// Its kind.
            #[must_use]
            pub fn kind(&self) -> FactKind {
                match self {
                    $(Self::$variant(_) => FactKind::$variant,)*
                }
            }

            /// What admission asks of it.
            #[must_use]
            pub fn admissible(&self) -> &dyn Admissible {
                match self {
                    $(Self::$variant(payload) => payload,)*
                }
            }

            /// Its payload as a JSON object.
            #[must_use]
            pub fn write(&self) -> Value {
                match self {
                    $(Self::$variant(payload) => Payload::write(payload),)*
                }
            }
        }
    };
}

/// The only schema version of every payload so far.
pub const SCHEMA: u16 = 1;

facts! {
    HouseholdOpened = household_opened "HO" in Household,
    MemberJoined = member_joined "MJ" in Household,
    MemberLeft = member_left "ML" in Household,
    HouseholdSplit = household_split "HS" in Household,
    HouseholdMerged = household_merged "HM" in Household,
    LegalStatusRecorded = legal_status_recorded "ST" in Household,
    PermitIssued = permit_issued "PI" in Household,
    PermitEnded = permit_ended "PE" in Household,
    RequestSubmitted = request_submitted "RQ" in Household,
    RequestDecided = request_decided "RD" in Household,
    EnrolmentStarted = enrolment_started "EN+" in Household,
    EnrolmentEnded = enrolment_ended "EN-" in Household,
    OccupancyStarted = occupancy_started "OC+" in Household,
    OccupancyEnded = occupancy_ended "OC-" in Household,
    LeaseSigned = lease_signed "LE+" in Household,
    LeaseTransferred = lease_transferred "LT" in Household,
    LeaseIncidentRecorded = lease_incident_recorded "LI" in Household,
    LeaseEnded = lease_ended "LE-" in Household,
    RightOpened = right_opened "RI+" in Household,
    RightClosed = right_closed "RI-" in Household,
    ResourcesDeclared = resources_declared "RS" in Household,
    ContractSigned = contract_signed "CO+" in Household,
    ContractAmended = contract_amended "CO~" in Household,
    ContractEnded = contract_ended "CO-" in Household,
    TrainingStarted = training_started "TR+" in Household,
    TrainingEnded = training_ended "TR-" in Household,
    AssessmentRecorded = assessment_recorded "AS" in Household,
    PairingStarted = pairing_started "PA+" in Household,
    PairingEnded = pairing_ended "PA-" in Household,
    ActivityAttended = activity_attended "AT" in Household,
    ConsentGiven = consent_given "CS+" in Household,
    ConsentWithdrawn = consent_withdrawn "CS-" in Household,
    PersonalDataErased = personal_data_erased "ER" in Household,
    EventCorrected = event_corrected "XC" in Household | Programme,
    EventRetracted = event_retracted "XR" in Household | Programme,
    ProgrammeRegistered = programme_registered "PO" in Programme,
    ProgrammeStatusSet = programme_status_set "PS" in Programme,
    CapacitySet = capacity_set "CP" in Programme,
    TermsSet = terms_set "TS" in Programme,
    PartnerJoined = partner_joined "PT+" in Programme,
    PartnerLeft = partner_left "PT-" in Programme,
    ActivityHeld = activity_held "AH" in Programme,
    FigureDeclared = figure_declared "FD" in Programme,
    RulePublished = rule_published "RP" in Rules,
}
