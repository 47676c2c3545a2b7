//! `contract_signed`: payload and invariants.

use rust_decimal::Decimal;

use super::payload::payload;
use crate::codes::{ContractKind, EmployerKind, Sector};
use crate::facts::Admissible;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::Sealing;
use crate::facts::checks;
use crate::facts::{Owner, known, link};
use crate::finding::Findings;
use crate::ids::{ContractId, EnrolmentId, PersonId};
use crate::partial_date::PartialDate;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::Sealed;

payload! {
    /// A job contract is signed (signature d’un contrat de travail).
    ///
    /// The signature is `occurred_on`; signed, started and active are three tests on this fact.
    ///
    /// Source: catalogue, `CO+`.
    pub struct ContractSigned {
        /// The contract.
        [S] contract: ContractId,
        /// Who works.
        [S] person: PersonId,
        /// Its kind.
        [S] kind: ContractKind,
        /// First day.
        [S] starts_on: PartialDate,
        /// Planned last day; required for fixed-term kinds.
        [S] planned_end_on: Option<PartialDate>,
        /// Hours a week, above 0, at most 60.
        [S] weekly_hours: Option<Decimal>,
        /// Whether full time.
        [S] full_time: Option<bool>,
        /// The sector.
        [Q] sector: Option<Sealed<Sector>>,
        /// The kind of employer.
        [S] employer_kind: Option<EmployerKind>,
        /// The enrolment that claims it.
        [S] enrolment: Option<EnrolmentId>,
    }
}

impl Admissible for ContractSigned {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Contract, self.contract.0, "/data/contract"))
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

    fn contradictions(&self, _this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        checks::weekly_hours(self.weekly_hours, found);
        checks::planned_order(self.starts_on, self.planned_end_on, found);
        if checks::is_fixed_term(self.kind) && self.planned_end_on.is_none() {
            found.add(Rule::ContractPlannedEnd, "/data/planned_end_on", "—");
        }
        let births = pathway.household.memberships_of(self.person).map(|stay| stay.birth);
        let too_young =
            |birth: PartialDate| self.starts_on.certainly_before(birth.plus_years(WORKING_AGE_YEARS));
        if births.into_iter().any(too_young) {
            found.add(Rule::ContractUnder16, "/data/starts_on", self.starts_on);
        }
        let inclusion =
            matches!(self.employer_kind, Some(EmployerKind::Aci | EmployerKind::Ei | EmployerKind::Ai));
        if self.kind == ContractKind::Cddi && !inclusion {
            let found_kind = self.employer_kind.map_or("—".to_owned(), |kind| kind.to_string());
            found.add(Rule::ContractCddiEmployer, "/data/employer_kind", found_kind);
        }
    }
}

/// Age from which somebody may sign a job contract without a warning, in years.
const WORKING_AGE_YEARS: i16 = 16;
