//! `assessment_recorded`: payload and invariants.

use super::payload::payload;
use super::values::TextCode;
use crate::codes::{AssessmentKind, Certificate};
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::{LeaseId, PersonId, TrainingId};
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A level, a readiness or an opinion is assessed (évaluation, niveau ou certification).
    ///
    /// No clinical or psychological value is allowed.
    ///
    /// Source: catalogue, `AS`.
    pub struct AssessmentRecorded {
        /// Who.
        [S] person: PersonId,
        /// What.
        [S] kind: AssessmentKind,
        /// A value of the scale of the kind.
        [S] value: TextCode,
        /// Against the programme’s threshold.
        [S] passed: Option<bool>,
        /// The certificate obtained.
        [S] certificate: Option<Certificate>,
        /// The training assessed.
        [S] training: Option<TrainingId>,
        /// The lease reviewed; required for lease readiness.
        [S] lease: Option<LeaseId>,
    }
}

impl Admissible for AssessmentRecorded {
    fn refers(&self) -> Vec<Link> {
        [
            self.training.map(|id| link(Kind::Training, id.0, "/data/training")),
            self.lease.map(|id| link(Kind::Lease, id.0, "/data/lease")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (std::slice::from_ref(&self.person), "/data/person")
    }

    fn contradictions(&self, _this: Believed<'_>, _pathway: &Pathway<'_>, found: &mut Findings) {
        if !self.kind.measures(self.value.as_str()) {
            found.add(Rule::AssessmentScale, "/data/value", &self.value);
        }
        if self.kind == AssessmentKind::LeaseReadiness && self.lease.is_none() {
            found.add(Rule::AssessmentLease, "/data/lease", "—");
        }
    }
}
