//! `partner_joined`: payload and invariants.

use super::payload::payload;
use crate::codes::PartnerRole;
use crate::facts::Admissible;
use crate::finding::Findings;
use crate::ids::OrgCode;
use crate::pathway::Period;
use crate::programme_book::Partnership;
use crate::programme_book::ProgrammeBook;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A partner joins a programme (entrée d’un partenaire); it gives reading rights.
    ///
    /// Source: catalogue, `PT+`.
    pub struct PartnerJoined {
        /// The partner.
        [S] partner: OrgCode,
        /// Its role.
        [S] role: PartnerRole,
    }
}

impl Admissible for PartnerJoined {
    fn programme_contradictions(&self, this: Believed<'_>, book: &ProgrammeBook, found: &mut Findings) {
        let Some(own) = book.partners.iter().position(|partnership| partnership.by == this.id()) else {
            return;
        };
        let period = |partnership: &Partnership| Period {
            from: partnership.from,
            until: partnership.until.map(|(_, on)| on),
        };
        let (before, from_own) = book.partners.split_at(own);
        let Some(own) = from_own.first() else { return };
        let same = |other: &&Partnership| other.partner == own.partner && other.role == own.role;
        if let Some(other) = before.iter().filter(same).find(|other| period(other).clashes(period(own))) {
            found.against(Rule::PartnerOnce, other.by, "/data/partner", &self.partner);
        }
    }
}
