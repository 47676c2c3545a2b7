//! The enumerations of the catalogue: complete, closed, stored by hand-written codes.
//!
//! A retired code stays readable; renaming a Rust variant never touches history. Labels for people stand in
//! `messages/fr/codes.ftl` and `messages/en/codes.ftl` under `EnumName-code`.

mod accommodation;
mod assessment_scale;
mod home_class;
mod people;
mod programme;
mod status;
mod work;

pub use accommodation::{
    AccommodationKind, Channel, DirectLease, EndReason, IncidentKind, LandlordKind, LeaseEndReason, LeaseKind,
};
pub use assessment_scale::is_language_level;
pub use home_class::HomeClass;
pub use people::{
    ConsentPurpose, CorrectionReason, ErasureBasis, ErasureLevel, Fate, JoinReason, LeaveReason, PairingKind,
    Role, Sex, SplitReason,
};
pub use programme::{
    ActivityKind, CapacityBasis, CapacityUnit, ClosingReason, FigureSource, PartnerRole, ProgrammeKind,
    ProgrammeLevel, ProgrammeState, Qualifier,
};
pub use status::{
    ArrivalRoute, Authority, LegalStatus, PermitEndReason, PermitKind, RequestKind, RequestObject,
    RequestOutcome, RightCloseReason, RightKind,
};
pub use work::{
    AssessmentKind, Certificate, ContractEndReason, ContractKind, EmployerKind, IncomeSource, Sector,
    TrainingKind, TrainingOutcome,
};

/// Declares enumerations with their stored codes.
macro_rules! codes {
    ($($(#[$doc:meta])* pub enum $name:ident { $($variant:ident = $code:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`")] $variant,)*
        }

        impl $crate::codes::Coded for $name {
            const NAME: &'static str = stringify!($name);
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            const CODES: &'static [&'static str] = &[$($code),*];

            fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            fn parse(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::codes::Coded::code(*self))
            }
        }

        impl $crate::wire::Wire for $name {
            const SHAPE: $crate::wire::Shape = $crate::wire::Shape::Code($crate::wire::CodeShape {
                name: stringify!($name),
                codes: &[<Self as $crate::codes::Coded>::CODES],
            });

            fn read(
                value: &dyn $crate::wire::Json,
                at: &$crate::wire::At<'_>,
                faults: &mut $crate::wire::ShapeFaults,
            ) -> Option<Self> {
                let read = value.as_str().and_then(<Self as $crate::codes::Coded>::parse);
                read.or_else(|| faults.add($crate::rule::Rule::Code, at, value))
            }

            fn write(&self) -> Option<serde_json::Value> {
                Some(serde_json::Value::from($crate::codes::Coded::code(*self)))
            }
        }
    )*};
}

pub(crate) use codes;

/// An enumeration of the catalogue.
pub trait Coded: Copy + 'static {
    /// Its name: the prefix of its labels in the message files.
    const NAME: &'static str;
    /// Every value, in the catalogue's order.
    const ALL: &'static [Self];
    /// Their codes, in the same order.
    const CODES: &'static [&'static str];

    /// The code as stored.
    #[must_use]
    fn code(self) -> &'static str;

    /// The value of a stored code.
    #[must_use]
    fn parse(code: &str) -> Option<Self>;
}
