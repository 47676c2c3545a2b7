//! The scale of each kind of assessment.

use super::AssessmentKind;

const LEVELS: &[&str] = &["infra_a1", "a1_1", "a1", "a2", "b1", "b2", "c1", "c2"];

/// Whether `level` is a level of French, of the whole language or of one skill (`b1/oral`).
#[must_use]
pub fn is_language_level(level: &str) -> bool {
    let whole = level.strip_suffix("/oral").or_else(|| level.strip_suffix("/written")).unwrap_or(level);
    LEVELS.contains(&whole)
}

impl AssessmentKind {
    /// The values of its scale, from the lowest; levels of French are told of one skill too (`b1/oral`).
    #[must_use]
    pub fn scale(self) -> &'static [&'static str] {
        match self {
            Self::LanguageLevel => LEVELS,
            Self::DrivingPrerequisites => &["fail", "pass"],
            Self::LeaseReadiness => &["not_adapted", "not_yet", "ready"],
            Self::JobReadiness | Self::Autonomy => &["0", "1", "2", "3"],
            Self::Satisfaction => &["no", "yes"],
        }
    }

    /// Whether `value` belongs to the scale of this kind.
    #[must_use]
    pub fn measures(self, value: &str) -> bool {
        match self {
            Self::LanguageLevel => is_language_level(value),
            Self::DrivingPrerequisites
            | Self::LeaseReadiness
            | Self::JobReadiness
            | Self::Autonomy
            | Self::Satisfaction => self.scale().contains(&value),
        }
    }
}
