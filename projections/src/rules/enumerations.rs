//! The enumerations of the catalogue, of which an argument may be one: a code that is none of them would count nothing, and
//! not say so.

use domain::codes::{
    AccommodationKind, ActivityKind, AssessmentKind, Channel, ContractKind, EndReason, LeaseKind,
    PairingKind, PartnerRole, RequestKind, RequestOutcome, TrainingKind,
};
use domain::facts::values::Destination;
use domain::wire::{CodeShape, Shape, Wire};

const ALL: [Option<CodeShape>; 13] = [
    of::<AccommodationKind>(),
    of::<ActivityKind>(),
    of::<AssessmentKind>(),
    of::<Channel>(),
    of::<ContractKind>(),
    of::<Destination>(),
    of::<EndReason>(),
    of::<LeaseKind>(),
    of::<PairingKind>(),
    of::<PartnerRole>(),
    of::<RequestKind>(),
    of::<RequestOutcome>(),
    of::<TrainingKind>(),
];

const fn of<T: Wire>() -> Option<CodeShape> {
    if let Shape::Code(codes) = T::SHAPE { Some(codes) } else { None }
}

/// The codes of an enumeration, by its name.
pub(super) fn codes_of(name: &str) -> Option<impl Iterator<Item = &'static str>> {
    let found = ALL.into_iter().flatten().find(|shape| shape.name == name)?;
    Some(found.codes.iter().flat_map(|codes| codes.iter().copied()))
}

/// Their names.
pub(super) fn names() -> String {
    ALL.iter().flatten().map(|shape| shape.name).collect::<Vec<_>>().join(", ")
}
