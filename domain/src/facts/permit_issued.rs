//! `permit_issued`: payload and invariants.

use jiff::civil::Date;

use super::payload::payload;
use super::values::Department;
use crate::codes::PermitKind;
use crate::facts::Admissible;
use crate::facts::Fact;
use crate::facts::Kind;
use crate::facts::Link;
use crate::facts::Sealing;
use crate::facts::{Owner, known, link};
use crate::finding::Findings;
use crate::ids::{PermitId, PersonId, RequestId};
use crate::pathway::Pathway;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::Sealed;

payload! {
    /// A residence permit is issued or renewed (délivrance d’un titre).
    ///
    /// Source: catalogue, `PI`.
    pub struct PermitIssued {
        /// The permit.
        [S] permit: PermitId,
        /// Its holder.
        [S] person: PersonId,
        /// Its kind.
        [S] kind: PermitKind,
        /// First day of validity.
        [Q] valid_from: Sealed<Date>,
        /// Last day of validity; absent when unlimited.
        [Q] valid_to: Option<Sealed<Date>>,
        /// Whether it allows work.
        [S] work_authorised: bool,
        /// The permit that it renews.
        [S] renews: Option<PermitId>,
        /// The request behind it.
        [S] request: Option<RequestId>,
        /// Department of the prefecture.
        [Q] prefecture: Option<Sealed<Department>>,
    }
}

impl Admissible for PermitIssued {
    fn opens(&self) -> Option<Link> {
        Some(link(Kind::Permit, self.permit.0, "/data/permit"))
    }

    fn refers(&self) -> Vec<Link> {
        [
            self.renews.map(|id| link(Kind::Permit, id.0, "/data/renews")),
            self.request.map(|id| link(Kind::Request, id.0, "/data/request")),
        ]
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
        let quasi =
            [self.valid_from.is_known(), known(self.valid_to.as_ref()), known(self.prefecture.as_ref())];
        if quasi.contains(&true) { Sealing::Quasi } else { Sealing::Nothing }
    }

    fn contradictions(&self, _this: Believed<'_>, pathway: &Pathway<'_>, found: &mut Findings) {
        let unlimited =
            matches!(self.kind, PermitKind::ResidentPermanent | PermitKind::Other | PermitKind::Unknown);
        match (self.valid_from.known(), self.valid_to.as_ref().map(Sealed::known)) {
            (_, None) if !unlimited => found.add(Rule::PermitValidTo, "/data/valid_to", "—"),
            (Some(valid_from), Some(Some(valid_to))) if valid_to < valid_from => {
                found.add(Rule::PermitValidOrder, "/data/valid_to", valid_to);
            }
            (Some(valid_from), Some(Some(valid_to))) if self.is_unusual(*valid_from, *valid_to) => {
                found.add(Rule::PermitUsualValidity, "/data/valid_to", valid_to);
            }
            (_, None | Some(_)) => {}
        }
        let Some(entry) = self.renews.and_then(|id| pathway.book.entry(Kind::Permit, id.0)) else { return };
        let Fact::PermitIssued(renewed) = entry.opening.fact else { return };
        if renewed.person != self.person || renewed.permit == self.permit {
            found.against(Rule::PermitRenews, entry.opening.id(), "/data/renews", renewed.permit);
        } else if let (Some(from), Some(before)) = (self.valid_from.known(), renewed.valid_from.known())
            && from < before
        {
            found.against(Rule::PermitRenewsOrder, entry.opening.id(), "/data/valid_from", from);
        }
    }
}

/// Usual longest validity of each kind, in months; law and practice changed over time, so it only warns.
///
/// Source: catalogue, E09.
fn usual_months(kind: PermitKind) -> Option<i32> {
    match kind {
        PermitKind::ReceiptRenewal => Some(3),
        PermitKind::ReceiptFirst
        | PermitKind::ReceiptRefugee
        | PermitKind::ReceiptSubsidiary
        | PermitKind::InstructionCertificate
        | PermitKind::Provisional
        | PermitKind::TemporaryProtection => Some(6),
        PermitKind::TemporaryStateless
        | PermitKind::VpfTemporary
        | PermitKind::EmployeeTemporary
        | PermitKind::Algerian1y
        | PermitKind::LongStayVisa => Some(12),
        PermitKind::TemporarySubsidiary => Some(24),
        PermitKind::MultiyearSubsidiary
        | PermitKind::MultiyearStateless
        | PermitKind::VpfMultiyear
        | PermitKind::EmployeeMultiyear => Some(48),
        PermitKind::MinorDocument => Some(60),
        PermitKind::ResidentRefugee | PermitKind::ResidentOther | PermitKind::Algerian10y => Some(120),
        PermitKind::AsylumCertificate
        | PermitKind::ResidentPermanent
        | PermitKind::Other
        | PermitKind::Unknown => None,
    }
}

impl PermitIssued {
    fn is_unusual(&self, valid_from: Date, valid_to: Date) -> bool {
        let Some(months) = usual_months(self.kind) else { return false };
        // Cards run to the day before their anniversary or to the day itself: one day of grace.
        let last = valid_from.checked_add(jiff::Span::new().months(months)).unwrap_or(Date::MAX);
        valid_to > last
    }
}
