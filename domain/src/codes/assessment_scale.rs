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
    /// Whether `value` belongs to the scale of this kind.
    #[must_use]
    pub fn measures(self, value: &str) -> bool {
        match self {
            Self::LanguageLevel => is_language_level(value),
            Self::DrivingPrerequisites => matches!(value, "pass" | "fail"),
            Self::LeaseReadiness => matches!(value, "ready" | "not_yet" | "not_adapted"),
            Self::JobReadiness | Self::Autonomy => matches!(value, "0" | "1" | "2" | "3"),
            Self::Satisfaction => matches!(value, "yes" | "no"),
        }
    }
}
