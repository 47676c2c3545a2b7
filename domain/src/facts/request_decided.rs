//! `request_decided`: payload and invariants.

use super::payload::payload;
use super::values::Euros;
use crate::codes::RequestKind;
use crate::codes::RequestOutcome;
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::{ActivityId, RequestId};
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A request is decided (décision sur la demande).
    ///
    /// Source: catalogue, `RD`.
    pub struct RequestDecided {
        /// The request.
        [S] request: RequestId,
        /// The decision.
        [S] outcome: RequestOutcome,
        /// Amount granted, in euros; required when an aid is accepted.
        [S] amount_eur: Option<Euros>,
        /// The commission that decided.
        [S] session: Option<ActivityId>,
    }
}

impl Admissible for RequestDecided {
    fn changes(&self) -> Option<Link> {
        Some(link(Kind::Request, self.request.0, "/data/request"))
    }

    fn refers(&self) -> Vec<Link> {
        [self.session.map(|id| link(Kind::Activity, id.0, "/data/session"))].into_iter().flatten().collect()
    }

    fn activity(&self) -> Option<ActivityId> {
        self.session
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let Some(entry) = pathway.book.entry(Kind::Request, self.request.0) else { return };
        let before = entry.changes.iter().take_while(|decision| decision.id() != this.id()).last();
        if let Some((before, former)) =
            before.and_then(|before| decided(before).map(|outcome| (before, outcome)))
            && !may_follow(former, self.outcome)
        {
            found.against(Rule::DecisionFinal, before.id(), "/data/outcome", self.outcome);
        }
        let Fact::RequestSubmitted(request) = entry.opening.fact else { return };
        let aid = request.kind == RequestKind::FinancialAid && self.outcome == RequestOutcome::Accepted;
        if aid && self.amount_eur.is_none() {
            found.against(Rule::DecisionAmount, entry.opening.id(), "/data/amount_eur", "—");
        }
    }
}

fn decided(decision: &Believed<'_>) -> Option<RequestOutcome> {
    let Fact::RequestDecided(decided) = decision.fact else { return None };
    Some(decided.outcome)
}

/// Refusals, withdrawals and failures are final; what was accepted may still fail; the rest is open.
fn may_follow(former: RequestOutcome, next: RequestOutcome) -> bool {
    match former {
        RequestOutcome::Refused | RequestOutcome::Withdrawn | RequestOutcome::NotCarriedOut => false,
        RequestOutcome::Accepted => matches!(next, RequestOutcome::NotCarriedOut | RequestOutcome::Withdrawn),
        RequestOutcome::Waitlisted | RequestOutcome::Adjourned => true,
    }
}
