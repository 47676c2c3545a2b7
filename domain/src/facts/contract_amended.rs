//! `contract_amended`: payload and invariants.

use rust_decimal::Decimal;

use super::payload::payload;
use crate::codes::ContractKind;
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::checks;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::ContractId;
use crate::partial_date::PartialDate;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A contract changes (avenant au contrat).
    ///
    /// Source: catalogue, `CO~`.
    pub struct ContractAmended {
        /// The contract.
        [S] contract: ContractId,
        /// New hours a week.
        [S] weekly_hours: Option<Decimal>,
        /// Whether full time from now on.
        [S] full_time: Option<bool>,
        /// New kind, such as a cdd turned cdi.
        [S] kind: Option<ContractKind>,
        /// New planned last day.
        [S] planned_end_on: Option<PartialDate>,
    }
}

impl ContractAmended {
    /// The hours a week and whether that is full time, after this change of what they were. Who goes from part time to full
    /// time, or back, no longer works the hours said before.
    #[must_use]
    pub fn working_time(
        &self,
        hours: Option<Decimal>,
        full_time: Option<bool>,
    ) -> (Option<Decimal>, Option<bool>) {
        let goes_over = self.full_time.is_some() && self.full_time != full_time;
        let kept = hours.filter(|_| !goes_over);
        (self.weekly_hours.or(kept), self.full_time.or(full_time))
    }
}

impl Admissible for ContractAmended {
    fn changes(&self) -> Option<Link> {
        Some(link(Kind::Contract, self.contract.0, "/data/contract"))
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let changed = [
            self.weekly_hours.is_some(),
            self.full_time.is_some(),
            self.kind.is_some(),
            self.planned_end_on.is_some(),
        ];
        if !changed.contains(&true) {
            found.add(Rule::ContractChange, "/data", self.contract);
        }
        checks::weekly_hours(self.weekly_hours, found);
        let Some(entry) = pathway.book.entry(Kind::Contract, self.contract.0) else { return };
        if let Some(end) = entry.ends.iter().find(|end| end.on.certainly_before(this.on)) {
            found.against(Rule::ContractOpen, end.id(), "/occurredon", this.on);
        }
        let Fact::ContractSigned(contract) = entry.opening.fact else { return };
        checks::planned_order(contract.starts_on, self.planned_end_on, found);
        let term_known = contract.planned_end_on.is_some() || entry.changes.iter().any(plans_an_end);
        if self.kind.is_some_and(checks::is_fixed_term) && !term_known {
            found.against(Rule::ContractPlannedEnd, entry.opening.id(), "/data/planned_end_on", "—");
        }
    }
}

fn plans_an_end(change: &Believed<'_>) -> bool {
    let Fact::ContractAmended(amended) = change.fact else { return false };
    amended.planned_end_on.is_some()
}
