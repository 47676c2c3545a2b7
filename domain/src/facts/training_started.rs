//! `training_started`: payload and invariants.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::payload::payload;
use super::values::LanguageLevel;
use crate::codes::{Sector, TrainingKind};
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::Sealing;
use crate::facts::{Owner, known, link};
use crate::ids::{EnrolmentId, OrgCode, PersonId, TrainingId};
use crate::wire::Sealed;

payload! {
    /// A training begins (entrée en formation).
    ///
    /// Source: catalogue, `TR+`.
    pub struct TrainingStarted {
        /// The training.
        [S] training: TrainingId,
        /// Who learns.
        [S] person: PersonId,
        /// Its kind.
        [S] kind: TrainingKind,
        /// Who teaches.
        [S] provider: Option<OrgCode>,
        /// Planned hours in all.
        [S] planned_hours: Option<u32>,
        /// Hours a week.
        [S] hours_per_week: Option<Decimal>,
        /// Planned last day.
        [S] planned_end_on: Option<Date>,
        /// Level aimed at, such as a2.
        [S] target_level: Option<LanguageLevel>,
        /// Whether the trainee is paid.
        [S] paid: Option<bool>,
        /// The sector.
        [Q] sector: Option<Sealed<Sector>>,
        /// The enrolment that claims it.
        [S] enrolment: Option<EnrolmentId>,
    }
}

impl Admissible for TrainingStarted {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Training, self.training.0, "/data/training"))
    }

    fn refers(&self) -> Vec<Link> {
        [self.enrolment.map(|id| link(Kind::Enrolment, id.0, "/data/enrolment"))]
            .into_iter()
            .flatten()
            .collect()
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (std::slice::from_ref(&self.person), "/data/person")
    }

    fn owner(&self, _field: &str) -> Owner {
        Owner::Person(self.person)
    }

    fn seals(&self) -> Sealing {
        if known(self.sector.as_ref()) { Sealing::Quasi } else { Sealing::Nothing }
    }
}
