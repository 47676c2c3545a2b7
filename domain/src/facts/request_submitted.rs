//! `request_submitted`: payload and invariants.

use super::payload::payload;
use super::values::Euros;
use crate::codes::{PermitKind, RequestKind, RequestObject, RightKind};
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::link;
use crate::finding::Findings;
use crate::ids::{OrgCode, PermitId, PersonId, ProgrammeCode, RequestId};
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::NonEmpty;

payload! {
    /// A request or an orientation is submitted (demande ou orientation déposée).
    ///
    /// Source: catalogue, `RQ`.
    pub struct RequestSubmitted {
        /// The request.
        [S] request: RequestId,
        /// What is asked for.
        [S] kind: RequestKind,
        /// For whom.
        [S] persons: NonEmpty<PersonId>,
        /// The programme asked; required for a place, an aid, a consultation.
        [S] programme: Option<ProgrammeCode>,
        /// The permit asked for; required for a permit.
        [S] permit_kind: Option<PermitKind>,
        /// The permit to renew.
        [S] renews: Option<PermitId>,
        /// The right asked for; required for a right.
        [S] right_kind: Option<RightKind>,
        /// What the aid is for.
        [S] object: Option<RequestObject>,
        /// Amount asked, in euros.
        [S] amount_eur: Option<Euros>,
        /// Who orients.
        [S] referrer: Option<OrgCode>,
    }
}

impl Admissible for RequestSubmitted {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Request, self.request.0, "/data/request"))
    }

    fn refers(&self) -> Vec<Link> {
        [self.renews.map(|id| link(Kind::Permit, id.0, "/data/renews"))].into_iter().flatten().collect()
    }

    fn programme(&self) -> Option<&ProgrammeCode> {
        self.programme.as_ref()
    }

    fn persons(&self) -> (&[PersonId], &'static str) {
        (&self.persons, "/data/persons")
    }

    fn contradictions(&self, _this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let missing = match self.kind {
            RequestKind::ProgrammePlace | RequestKind::FinancialAid | RequestKind::Consultation => {
                self.programme.is_none().then_some("/data/programme")
            }
            RequestKind::Permit => self.permit_kind.is_none().then_some("/data/permit_kind"),
            RequestKind::Right => self.right_kind.is_none().then_some("/data/right_kind"),
            RequestKind::Housing | RequestKind::FamilyReunification | RequestKind::Volunteering => None,
        };
        if let Some(pointer) = missing {
            found.add(Rule::RequestKindFields, pointer, self.kind);
        }
        if let Some(code) =
            self.programme.as_ref().filter(|code| matches!(pathway.programme(code), Some(None)))
        {
            found.add(Rule::Unknown, "/data/programme", code);
        }
        let Some(entry) = self.renews.and_then(|id| pathway.book.entry(Kind::Permit, id.0)) else { return };
        let Fact::PermitIssued(permit) = entry.opening.fact else { return };
        if self.kind != RequestKind::Permit || !self.persons.contains(&permit.person) {
            found.against(Rule::RequestRenews, entry.opening.id(), "/data/renews", permit.permit);
        }
    }
}
