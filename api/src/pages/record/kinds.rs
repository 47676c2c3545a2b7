//! Which facts have a form, in which lane, and what their fields are to whoever fills it in.

use domain::FieldSpec;
use domain::facts::FactKind;
use domain::wire::{Shape, TextShape};

/// The lanes of the page where a fact is chosen: the frequent ones first, in them the frequent facts.
pub(super) const LANES: &[(&str, &[FactKind])] = &[
    (
        "home",
        &[
            FactKind::OccupancyStarted,
            FactKind::OccupancyEnded,
            FactKind::LeaseSigned,
            FactKind::LeaseTransferred,
            FactKind::LeaseEnded,
            FactKind::LeaseIncidentRecorded,
        ],
    ),
    (
        "work",
        &[
            FactKind::ContractSigned,
            FactKind::ContractAmended,
            FactKind::ContractEnded,
            FactKind::ResourcesDeclared,
        ],
    ),
    ("training", &[FactKind::TrainingStarted, FactKind::TrainingEnded, FactKind::AssessmentRecorded]),
    (
        "papers",
        &[
            FactKind::PermitIssued,
            FactKind::LegalStatusRecorded,
            FactKind::RightOpened,
            FactKind::RightClosed,
            FactKind::PermitEnded,
        ],
    ),
    (
        "support",
        &[
            FactKind::EnrolmentStarted,
            FactKind::EnrolmentEnded,
            FactKind::RequestSubmitted,
            FactKind::RequestDecided,
            FactKind::PairingStarted,
            FactKind::PairingEnded,
            FactKind::ActivityAttended,
        ],
    ),
    (
        "household",
        &[
            FactKind::MemberJoined,
            FactKind::MemberLeft,
            FactKind::ConsentGiven,
            FactKind::ConsentWithdrawn,
            FactKind::HouseholdSplit,
            FactKind::HouseholdMerged,
            FactKind::PersonalDataErased,
        ],
    ),
];

/// The same for facts about a programme.
pub(super) const PROGRAMME_LANES: &[(&str, &[FactKind])] = &[
    ("programme", &[FactKind::ProgrammeStatusSet, FactKind::CapacitySet, FactKind::TermsSet]),
    ("partners", &[FactKind::PartnerJoined, FactKind::PartnerLeft]),
    ("activities", &[FactKind::ActivityHeld]),
    ("figures", &[FactKind::FigureDeclared]),
];

/// Whether a fact can be recorded in a form of its own.
pub(super) fn is_recorded(kind: FactKind) -> bool {
    LANES.iter().chain(PROGRAMME_LANES).any(|(_, kinds)| kinds.contains(&kind))
}

/// Whether a recorded fact can be corrected in a form. Openings are recorded in forms of their own; what was recorded
/// together with others, and what cannot be undone, is not corrected by itself.
pub(in crate::pages) fn is_corrected(kind: FactKind) -> bool {
    let is_alone = !is_tied(kind) && kind != FactKind::PersonalDataErased;
    is_opening(kind) || is_recorded(kind) && is_alone
}

/// Whether a recorded fact can be retracted in a form: whatever tells of a household, with what it does not stand without,
/// and of a programme everything but that there is one.
pub(in crate::pages) fn is_retracted(kind: FactKind) -> bool {
    kind != FactKind::ProgrammeRegistered
}

/// Whether a fact opens the file of a household or a programme.
fn is_opening(kind: FactKind) -> bool {
    matches!(kind, FactKind::HouseholdOpened | FactKind::ProgrammeRegistered)
}

/// Whether a fact ties two households together, and is recorded with facts of the other one.
pub(super) fn is_tied(kind: FactKind) -> bool {
    matches!(kind, FactKind::HouseholdSplit | FactKind::HouseholdMerged)
}

/// What is entered in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// Nothing: what the fact opens gets its identifier from the event.
    Opened,
    /// Nothing: it is told by other fields, or by other programs, and kept when a fact is corrected.
    Kept,
    /// Nothing: facts of forms always say this.
    Given(&'static str),
    /// One of the household, or somebody new where the fact is an arrival.
    Person,
    /// Some of the household.
    Persons,
    /// Something that an earlier fact opened.
    Reference,
    /// A home, a host or a sponsor: one that is known, or another.
    Outside,
    Programme,
    Organisation,
    /// Something that a programme held.
    Activity,
    /// Which of what goes on somebody joins.
    Episodes,
    /// What becomes of each of what goes on.
    Fates,
    /// Another household, by its number.
    Household,
    /// A period, or one day.
    Window,
    Level,
    /// A value of the scale of an assessment.
    Grade,
    /// What the shape says.
    Plain(Shape),
}

/// What is entered in a field of a kind of fact.
pub(super) fn entry(kind: FactKind, field: &FieldSpec) -> Entry {
    match (kind, field.name) {
        (_, name) if opened(kind) == Some(name) => Entry::Opened,
        (FactKind::HouseholdSplit | FactKind::HouseholdMerged, "episodes") => Entry::Fates,
        (FactKind::HouseholdMerged, "into") => Entry::Household,
        (FactKind::MemberJoined, "episodes") => Entry::Episodes,
        (FactKind::ActivityAttended, "activity") => Entry::Activity,
        (FactKind::AssessmentRecorded, "value") => Entry::Grade,
        (FactKind::FigureDeclared, "source") => Entry::Given("declared"),
        (FactKind::FigureDeclared, "window") => Entry::Window,
        (FactKind::ProgrammeRegistered, "programme") => Entry::Plain(field.shape),
        // Those who leave are those who have a place in the new household. What was computed is stated by publishing alone.
        (FactKind::HouseholdSplit, "persons")
        | (FactKind::FigureDeclared, "rule" | "known_at")
        | (_, "continues" | "from_household" | "session" | "site") => Entry::Kept,
        (_, "person") => Entry::Person,
        (_, "persons" | "holders" | "signatories") => Entry::Persons,
        (_, "dwelling" | "host" | "counterpart") => Entry::Outside,
        (_, _) if field.shape == Shape::Id => Entry::Reference,
        (_, _) if field.shape == Shape::Text(TextShape::Programme) => Entry::Programme,
        (_, _) if field.shape == Shape::Text(TextShape::Organisation) => Entry::Organisation,
        (_, _) if field.shape == Shape::Text(TextShape::Level) => Entry::Level,
        (_, _) => Entry::Plain(field.shape),
    }
}

/// Whether a field is shown.
pub(super) fn is_shown(kind: FactKind, field: &FieldSpec) -> bool {
    !matches!(entry(kind, field), Entry::Opened | Entry::Kept | Entry::Given(_))
}

/// The field with the identifier of what a fact opens.
pub(super) fn opened(kind: FactKind) -> Option<&'static str> {
    OPENINGS.iter().find(|(opening, _, _)| *opening == kind).map(|(_, field, _)| *field)
}

/// Facts that open something: the field with its identifier, and by which field names others refer to it.
pub(super) const OPENINGS: &[(FactKind, &str, &str)] = &[
    (FactKind::PermitIssued, "permit", "permit"),
    (FactKind::RequestSubmitted, "request", "request"),
    (FactKind::EnrolmentStarted, "enrolment", "enrolment"),
    (FactKind::OccupancyStarted, "occupancy", "occupancy"),
    (FactKind::LeaseSigned, "lease", "lease"),
    (FactKind::LeaseTransferred, "new_lease", "lease"),
    (FactKind::RightOpened, "right", "right"),
    (FactKind::ContractSigned, "contract", "contract"),
    (FactKind::TrainingStarted, "training", "training"),
    (FactKind::PairingStarted, "pairing", "pairing"),
    (FactKind::ConsentGiven, "consent", "consent"),
    (FactKind::HouseholdSplit, "new_household", "new_household"),
    (FactKind::ActivityHeld, "activity", "activity"),
];

/// Facts after which what a field names goes on no more.
pub(super) const ENDINGS: &[(FactKind, &str)] = &[
    (FactKind::PermitEnded, "permit"),
    (FactKind::EnrolmentEnded, "enrolment"),
    (FactKind::OccupancyEnded, "occupancy"),
    (FactKind::LeaseEnded, "lease"),
    (FactKind::LeaseTransferred, "lease"),
    (FactKind::RightClosed, "right"),
    (FactKind::ContractEnded, "contract"),
    (FactKind::TrainingEnded, "training"),
    (FactKind::PairingEnded, "pairing"),
    (FactKind::ConsentWithdrawn, "consent"),
];

#[cfg(test)]
mod tests {
    use domain::messages::Language;
    use domain::wire::ObjectShape;

    use super::*;
    use crate::pages::texts::Texts;

    /// The fields of an object inside a field, as far down as there are any.
    fn inside(shape: Shape) -> Option<ObjectShape> {
        match shape {
            Shape::Object(object) => Some(object),
            Shape::List(item) => inside(*item),
            Shape::Id
            | Shape::Text(_)
            | Shape::Code(_)
            | Shape::Day
            | Shape::PartialDay
            | Shape::Instant
            | Shape::Flag
            | Shape::Whole
            | Shape::Number
            | Shape::Json => None,
        }
    }

    #[test]
    fn every_field_of_every_form_has_its_label_and_every_fact_its_line_in_both_languages() {
        let mut missing = Vec::new();
        for language in Language::ALL {
            let texts = Texts(*language);
            let mut named = |kind: FactKind, name: &str| {
                let (kind, name) = (kind.name().replace('_', "-"), name.replace('_', "-"));
                let ids = [format!("field-{kind}-{name}"), format!("field-{name}")];
                if ids.iter().all(|id| texts.try_say(id).is_none()) {
                    missing.push(format!("{language} {kind} {name}"));
                }
            };
            let lanes = || LANES.iter().chain(PROGRAMME_LANES);
            let opening = [FactKind::HouseholdOpened, FactKind::ProgrammeRegistered];
            for kind in lanes().flat_map(|(_, kinds)| *kinds).copied().chain(opening) {
                for field in kind.fields().iter().filter(|field| is_shown(kind, field)) {
                    named(kind, field.name);
                    // A fate is labelled by what it is the fate of.
                    let object = inside(field.shape).filter(|_| entry(kind, field) != Entry::Fates);
                    for field in object.map_or(&[][..], |object| object.fields) {
                        named(kind, field.name);
                    }
                }
            }
            for (lane, kinds) in lanes() {
                let about = kinds.iter().map(|kind| format!("about-{}", kind.name().replace('_', "-")));
                let ids = about.chain([format!("record-lane-{lane}")]);
                missing.extend(ids.filter(|id| texts.try_say(id).is_none()));
            }
        }
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn what_a_form_opens_is_an_identifier_of_its_fact() {
        for (kind, field, _) in OPENINGS {
            assert!(
                kind.fields().iter().any(|one| one.name == *field && one.shape == Shape::Id),
                "{}",
                kind.name()
            );
        }
        for (kind, field) in ENDINGS {
            assert!(
                kind.fields().iter().any(|one| one.name == *field && one.shape == Shape::Id),
                "{}",
                kind.name()
            );
        }
    }
}
