//! `contract_ended`: payload and invariants.

use super::payload::payload;
use crate::codes::ContractEndReason;
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::ContractId;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A contract ends (fin du contrat).
    ///
    /// Source: catalogue, `CO-`.
    pub struct ContractEnded {
        /// The contract.
        [S] contract: ContractId,
        /// Why.
        [S] reason: ContractEndReason,
    }
}

impl Admissible for ContractEnded {
    fn ends(&self) -> Option<Link> {
        Some(link(Kind::Contract, self.contract.0, "/data/contract"))
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let Some(entry) = pathway.book.entry(Kind::Contract, self.contract.0) else { return };
        let Fact::ContractSigned(contract) = entry.opening.fact else { return };
        let never_started = self.reason == ContractEndReason::NeverStarted;
        if !never_started && this.on.certainly_before(contract.starts_on) {
            found.against(Rule::ContractBeforeStart, entry.opening.id(), "/occurredon", this.on);
        }
    }
}
