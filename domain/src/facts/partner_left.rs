//! `partner_left`: payload and invariants.

use super::payload::payload;
use crate::codes::PartnerRole;
use crate::facts::Admissible;
use crate::finding::Findings;
use crate::ids::OrgCode;
use crate::programme_book::ProgrammeBook;
use crate::rule::Rule;
use crate::timeline::Believed;

payload! {
    /// A partner leaves a programme (départ d’un partenaire); it ends reading rights.
    ///
    /// Source: catalogue, `PT-`.
    pub struct PartnerLeft {
        /// The partner.
        [S] partner: OrgCode,
        /// Its role.
        [S] role: PartnerRole,
    }
}

impl Admissible for PartnerLeft {
    fn programme_contradictions(&self, this: Believed<'_>, book: &ProgrammeBook, found: &mut Findings) {
        if book.stray_ends.contains(&this.id()) {
            found.add(Rule::PartnerOpen, "/data/partner", &self.partner);
        }
    }
}
