//! Columns that rules may ask for by a function only.

/// What a column tells of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// A birth.
    Birth,
    /// The commune of a home.
    Commune,
    /// A day of a permit, or the last of a right.
    PermitDay,
}

impl Personal {
    /// The function that rules ask it by.
    #[must_use]
    pub fn function(self) -> &'static str {
        match self {
            Self::Birth => "age_on",
            Self::Commune => "department_of",
            Self::PermitDay => "permit_gap",
        }
    }
}
