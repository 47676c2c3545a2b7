//! `programme_registered`: payload and invariants.

use super::payload::payload;
use super::values::{Department, TextCode};
use crate::codes::{ProgrammeKind, ProgrammeLevel};
use crate::event::StreamId;
use crate::facts::Admissible;
use crate::finding::Findings;
use crate::ids::{OrgCode, ProgrammeCode};
use crate::programme_book::ProgrammeBook;
use crate::rule::Rule;
use crate::timeline::Believed;
use crate::wire::Text;

payload! {
    /// A programme is registered (enregistrement du dispositif).
    ///
    /// Source: catalogue, `PO`.
    pub struct ProgrammeRegistered {
        /// Its code: that of the stream.
        [S] programme: ProgrammeCode,
        /// The programme above it in the tree.
        [S] parent: Option<ProgrammeCode>,
        /// Its place in the tree.
        [S] level: ProgrammeLevel,
        /// Its name.
        [S] name: Text,
        /// Who runs it.
        [S] operator: OrgCode,
        /// What it does.
        [S] kind: ProgrammeKind,
        /// Departments served.
        [S] territory: Option<Vec<Department>>,
        /// Budget lines.
        [S] funding: Option<Vec<TextCode>>,
        /// Whether being in it reveals health, orientation or violence suffered.
        [S] sensitive: bool,
    }
}

impl Admissible for ProgrammeRegistered {
    fn programme_contradictions(&self, this: Believed<'_>, _book: &ProgrammeBook, found: &mut Findings) {
        if StreamId::Programme(self.programme.clone()) != *this.event.stream() {
            found.add(Rule::ProgrammeCodeRule, "/data/programme", &self.programme);
        }
    }
}
