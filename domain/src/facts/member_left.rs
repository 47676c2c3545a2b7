//! `member_left`: payload and invariants.

use super::payload::payload;
use crate::codes::LeaveReason;
use crate::facts::Admissible;
use crate::finding::Findings;
use crate::ids::PersonId;
use crate::pathway::Membership;
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A person leaves the household (départ d’un membre).
    ///
    /// Source: catalogue, `ML`.
    pub struct MemberLeft {
        /// Who leaves.
        [S] person: PersonId,
        /// Why.
        [S] reason: LeaveReason,
    }
}

impl Admissible for MemberLeft {
    fn persons(&self) -> (&[PersonId], &'static str) {
        (std::slice::from_ref(&self.person), "/data/person")
    }

    fn contradictions(&self, this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let mut stays = pathway.household.memberships_of(self.person).peekable();
        if stays.peek().is_none() {
            return found.add(Rule::Member, "/data/person", self.person);
        }
        let ends = |stay: &Membership| {
            stay.left.is_some_and(|(_, by)| by == this.id()) && !this.on.certainly_before(stay.period().from)
        };
        if !stays.any(ends) {
            found.add(Rule::LeftMember, "/occurredon", this.on);
        }
    }
}
